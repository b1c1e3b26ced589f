"""The source tree as the gates see it: which files there are, C without comments, functions and their shape.

Tests: the gates themselves; test_source.py proves the reader on samples.
SPDX-License-Identifier: Apache-2.0
"""
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(os.environ.get("BANGKOM_SOURCE") or pathlib.Path(__file__).resolve().parents[2])
PRODUCTION = ("api", "domain", "storage")
SKIPPED = {".git", ".build", "build", "__pycache__", "node_modules"}


class Gate(unittest.TestCase):
    """A test that lists what it found wrong, one complaint a line."""

    def none(self, wrong):
        if wrong:
            self.fail(f"{len(wrong)} found\n" + "\n".join(wrong[:100]))


def _walk(directory):
    for name in sorted(os.listdir(directory)):
        path = directory / name
        if path.is_dir() and not path.is_symlink():
            if name not in SKIPPED:
                yield from _walk(path)
        elif not name.endswith(".pyc"):
            yield path


def files(*suffixes, under=("",)):
    """Paths of the tree with one of the suffixes, below one of the folders; all files without suffixes."""
    return [path for top in under if (ROOT / top).is_dir() for path in _walk(ROOT / top)
            if not suffixes or path.suffix in suffixes]


def name(path):
    return path.relative_to(ROOT).as_posix()


_LEXEME = re.compile(r'''/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*\'''', re.S)


def blank(text, strings=True):
    """C text of the same shape with comments (and what strings hold) replaced by blanks."""
    def replace(match):
        lexeme = match.group()
        if lexeme[0] == "/":
            return re.sub(r"[^\n]", " ", lexeme)
        return lexeme[0] + re.sub(r"[^\n]", " ", lexeme[1:-1]) + lexeme[-1] if strings else lexeme
    return _LEXEME.sub(replace, text)


def comments(text):
    """(first line, text) of every comment."""
    return [(text.count("\n", 0, m.start()) + 1, m.group()) for m in _LEXEME.finditer(text)
            if m.group()[0] == "/"]


def without_directives(blanked):
    """Preprocessor lines, continued ones too, replaced by empty lines."""
    return re.sub(r"^[ \t]*#(?:[^\n]*\\\n)*[^\n]*", lambda m: "\n" * m.group().count("\n"), blanked,
                  flags=re.M)


def includes(text):
    """(line, name as written with its quotes or brackets) of every #include."""
    lines = blank(text, strings=False).split("\n")
    return [(number, match.group(1)) for number, line in enumerate(lines, 1)
            if (match := re.match(r'\s*#\s*include\s+(["<][^">]+[">])', line))]


class Function:
    """One function definition: where, its head, its body's tokens."""

    def __init__(self, path, title, head, first, last, body):
        self.path, self.title, self.head, self.first, self.last = path, title, head, first, last
        self.lines = last - first + 1
        self.is_static = re.search(r"\bstatic\b", head) is not None
        self.parameters = _parameters(head, title)
        self.branches = 1 + len(re.findall(r"\b(?:if|for|while|case)\b|&&|\|\||\?", body))
        self.nesting = _nesting(body)

    def __str__(self):
        return f"{name(self.path)}:{self.first}: {self.title}"


def _parameters(head, title):
    start = re.search(rf"\b{title}\s*\(", head)
    if start is None:  # START_TEST(title)
        return 0
    start = start.end()
    depth, commas, end = 0, 0, start
    while head[end] != ")" or depth:
        depth += {"(": 1, ")": -1}.get(head[end], 0)
        commas += head[end] == "," and depth == 0
        end += 1
    inside = head[start:end].strip()
    return 0 if inside in ("", "void") else commas + 1


_CONTROL = re.compile(r"\b(?:if|for|while|switch)\s*$|\b\w*(?:for_each|FOR_EACH)\w*\s*$")


def _opens_block(body, at, opened_by):
    """Whether the brace at `at` opens a block, not an initialiser or a compound literal."""
    before = body[:at].rstrip()
    if before.endswith(")"):
        depth, i = 0, len(before) - 1
        while True:
            depth += {")": 1, "(": -1}.get(before[i], 0)
            if depth == 0:
                return _CONTROL.search(before[:i]) is not None
            i -= 1
    if before.endswith((";", "}", ":")) or re.search(r"\b(?:else|do)$", before):
        return opened_by != "initialiser"
    return before.endswith("{") and opened_by == "block"


def _nesting(body):
    """The deepest level of blocks inside a body (its own braces left out)."""
    kinds, deepest = ["block"], 0
    for at, char in enumerate(body):
        if char == "{":
            kinds.append("block" if _opens_block("{" + body[:at], at + 1, kinds[-1]) else "initialiser")
            deepest = max(deepest, kinds.count("block") - 1)
        elif char == "}":
            kinds.pop()
    return deepest


_HEAD = re.compile(r"\b([A-Za-z_]\w*)\s*\((?:[^(){};]|\([^(){};]*\))*\)\s*(?:__attribute__\s*\(\(.*?\)\)\s*)*$", re.S)


def functions(path):
    """Every function definition of a C file."""
    return functions_of(path, path.read_text(encoding="utf-8"))


def functions_of(path, text):
    code = without_directives(blank(text))
    found, depth, start, head_start = [], 0, 0, 0
    for at, char in enumerate(code):
        if char == "{":
            if depth == 0:
                start = at
            depth += 1
        elif char == "}":
            depth -= 1
            if depth == 0:
                head = code[head_start:start]
                match = _HEAD.search(head.rstrip())
                if match and "=" not in head:
                    title = match.group(1)
                    if title == "START_TEST":
                        title = re.search(r"START_TEST\s*\((\w+)", head).group(1)
                    stripped = len(head) - len(head.lstrip())
                    first = code.count("\n", 0, head_start + stripped) + 1
                    found.append(Function(path, title, head.strip(), first,
                                          code.count("\n", 0, at) + 1, code[start + 1:at]))
                head_start = at + 1
        elif char == ";" and depth == 0:
            head_start = at + 1
    return found


_generated = None


def generated():
    """The folder of generated headers: the build's, or one made now."""
    global _generated
    build = os.environ.get("BANGKOM_BUILD")
    if build and (pathlib.Path(build) / "gen/contract").is_dir():
        return pathlib.Path(build) / "gen"
    if _generated is None:
        _generated = tempfile.TemporaryDirectory(prefix="bangkom-gen-")
        subprocess.run(["/usr/bin/python3", ROOT / "openapi/gen.py", ROOT, _generated.name], check=True,
                       stdout=subprocess.DEVNULL)
    return pathlib.Path(_generated.name)


def parallel(commands):
    """Run commands two at a time; (command, exit status, output) of those that failed."""
    failed, running = [], []
    for command in list(commands) + [None, None]:
        if len(running) == 2 or command is None and running:
            argv, process = running.pop(0)
            output = process.communicate()[0]
            if process.returncode:
                failed.append((argv, process.returncode, output))
        if command is not None:
            running.append((command, subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                                      stdin=subprocess.DEVNULL, text=True)))
    return failed


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0
