"""How tests/bench shows what was measured: tables, medians, bounds.

SPDX-License-Identifier: Apache-2.0
"""
import statistics

CPU_COLUMNS = (("server_us", "server µs", "{:.1f}"), ("postgres_us", "PostgreSQL µs", "{:.1f}"), ("total_us", "sum µs", "{:.1f}"),
               ("per_second", "req/s", "{:.0f}"), ("p50_ms", "p50 ms", "{:.2f}"), ("p99_ms", "p99 ms", "{:.2f}"))


def medians(rounds):
    return {key: statistics.median(sample[key] for sample in rounds) for key in rounds[0]}


def table(title, results, columns):
    """results: {row: {key: number}}"""
    width = max(10, *(len(name) for name in results))
    print(f"\n{title}\n  {'':{width}}" + "".join(f"{head:>15}" for _, head, _ in columns))
    for name, figures in results.items():
        print(f"  {name:{width}}" + "".join(f"{form.format(figures[key]):>15}" for key, _, form in columns))


def share(title, figures, other, bound):
    """(text, held): the CPU of Bangkom as a share of the other server's."""
    alone, both = (figures["bangkom"][key] / figures[other][key] for key in ("server_us", "total_us"))
    return f"{title}: {both:.2f} × the CPU of {other} (at most {bound}); without PostgreSQL {alone:.2f}", both <= bound
