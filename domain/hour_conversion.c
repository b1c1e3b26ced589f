/* hour_conversion.c - see hour_conversion.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/hour_conversion.h"

#include <string.h>

#include "domain/base/json_walk.h"
#include "domain/base/json_write.h"

#include "domain/base/banned.h"

#define WHOLE 100        /* hundredths of one, percent of all */
#define MAX_FIGURE 10000 /* above anything that a policy may say */
#define TERMS_FIRST_BYTES 400
#define TERMS_MAX_BYTES 100000

/* ---- the row of the table */

enum figure {
    FORM_ID,
    NATIONAL_JP,
    INTERNATIONAL_JP,
    SURCHARGE_PCT,
    MAX_PER_MONTH,
    MAX_NATIONAL_PER_DAY,
    MAX_INTERNATIONAL_PER_DAY,
    FIGURES,
};
static const char *const figure_names[FIGURES] = {
    "form_id",
    "national_jp",
    "international_jp",
    "international_surcharge_pct",
    "max_per_month",
    "max_national_jp_per_day",
    "max_international_jp_per_day",
};

/* Figures that the row does not have are 0. */
struct row {
    const char *basis;
    int64_t figures[FIGURES];
};

static struct row read_row(struct arena *a, const char *value)
{
    struct row row = {0};
    struct json_walk members;
    struct json_walk_item member;
    json_walk_open(&members, a, value);
    while (json_walk_next(&members, &member)) {
        if (strcmp(member.name, "basis") == 0) row.basis = json_walk_text(a, member.value);
        const char *number = arena_copy(a, member.value, member.length);
        for (int i = 0; i < FIGURES; i++)
            if (strcmp(member.name, figure_names[i]) == 0)
                (void)parse_i64(number, 0, MAX_FIGURE, &row.figures[i]);
    }
    return row;
}

static bool find_row(struct arena *a, const char *table, int64_t form_id, struct row *ret)
{
    struct json_walk rows;
    struct json_walk_item item;
    json_walk_open(&rows, a, table);
    while (json_walk_next(&rows, &item)) {
        *ret = read_row(a, item.value);
        if (ret->figures[FORM_ID] == form_id) return true;
    }
    return false;
}

/* ---- one claim under one row */

struct conversion {
    const struct hour_claim *claim;
    const struct hour_conversion_facts *facts;
    struct row row;
    bool abroad, states_jp;
    int64_t surcharge_pct; /* that is applied */
    int64_t unit_jp;       /* hundredths; 0: by the programme or by what is stated */
    int64_t units, counted_units;
    int64_t used_in_month;
    int64_t day_cap; /* hundredths; 0: none */
    int64_t full_jp; /* before caps */
};

static int64_t part_of(int64_t amount, int64_t part, int64_t whole)
{
    return (2 * amount * part + whole) / (2 * whole);
}

static bool has_basis(const struct conversion *c, const char *basis)
{
    return strcmp(c->row.basis, basis) == 0;
}

static int64_t days_of(const struct hour_claim *claim)
{
    return (int64_t)claim->took_place_until.days - claim->took_place_from.days + 1;
}

static int64_t default_units(const struct conversion *c)
{
    return has_basis(c, "day") ? days_of(c->claim) : 1;
}

static void read_figures(struct conversion *c)
{
    const int64_t *figures = c->row.figures;
    const struct hour_claim *claim = c->claim;
    bool by_programme = has_basis(c, "programme");
    int64_t pct = figures[SURCHARGE_PCT];
    c->abroad = claim->scope == HOUR_SCOPE_INTERNATIONAL;
    c->states_jp = RECORD_HAS(claim, HOUR_CLAIM, stated_jp);
    c->surcharge_pct = by_programme && c->abroad ? pct : 0;
    if (!by_programme && !c->states_jp)
        c->unit_jp = WHOLE * figures[c->abroad ? INTERNATIONAL_JP : NATIONAL_JP];
    c->units = RECORD_HAS(claim, HOUR_CLAIM, quantity) ? claim->quantity : default_units(c);
    c->counted_units = c->units;
    c->day_cap = WHOLE * figures[c->abroad ? MAX_INTERNATIONAL_PER_DAY : MAX_NATIONAL_PER_DAY];
    if (c->abroad && c->day_cap == 0) c->day_cap = figures[MAX_NATIONAL_PER_DAY] * (WHOLE + pct);
}

static void violate(struct problem *problem, const char *pointer, enum violation_rule rule,
                    const char *arg)
{
    (void)!problem_violation(problem, VIOLATION_IN_BODY, pointer, rule, arg, NULL);
}

static bool same_month(struct date a, struct date b)
{
    struct civil first = date_to_civil(a), last = date_to_civil(b);
    return first.year == last.year && first.month == last.month;
}

static enum outcome check(const struct conversion *c, struct problem *problem)
{
    const struct hour_claim *claim = c->claim;
    int64_t days = days_of(claim);
    if (has_basis(c, "programme")) {
        if (!c->states_jp) violate(problem, "/stated_jp", RULE_REQUIRED, NULL);
    } else if (!c->states_jp && c->unit_jp == 0) {
        violate(problem, "/scope", RULE_NO_CONVERSION, NULL);
    }
    if (has_basis(c, "day") && c->units > days)
        violate(problem, "/quantity", RULE_MAX,
                arena_printf(problem->arena, "%lld", (long long)days));
    bool one_month = same_month(claim->took_place_from, claim->took_place_until);
    if (c->row.figures[MAX_PER_MONTH] > 0 && !one_month)
        violate(problem, "/took_place_until", RULE_ONE_MONTH, NULL);
    return problem_outcome(problem);
}

/* ---- caps */

/* Units of the form in the month; a seat is one. */
static int64_t count_month(const struct conversion *c)
{
    int64_t sum = 0;
    for (size_t i = 0; i < c->facts->neighbour_count; i++) {
        const struct hour_neighbour *n = &c->facts->neighbours[i];
        if (n->form_id != c->claim->form_id) continue;
        if (!same_month(n->earned_on, c->claim->took_place_until)) continue;
        sum += RECORD_HAS(n, HOUR_NEIGHBOUR, units) ? n->units : 1;
    }
    return sum;
}

static void cap_month(struct conversion *c)
{
    int64_t max = c->row.figures[MAX_PER_MONTH];
    if (max == 0) return;
    c->used_in_month = count_month(c);
    int64_t left = max > c->used_in_month ? max - c->used_in_month : 0;
    if (c->counted_units > left) c->counted_units = left;
}

/* What lies on day `i` of `days`: the remainder of an even share goes to the first ones. */
static int64_t even_share(int64_t jp, int64_t days, int64_t i)
{
    return jp / days + (i < jp % days ? 1 : 0);
}

/* JP of a neighbour on a day: as written when a daily maximum held, else evenly. */
static int64_t jp_on(const struct hour_neighbour *n, struct date day, struct arena *a)
{
    char text[DATE_TEXT_LENGTH + 1];
    struct json_walk days;
    struct json_walk_item item;
    int64_t jp = 0;
    if (n->took_place_from.days > day.days || n->took_place_until.days < day.days) return 0;
    if (!RECORD_HAS(n, HOUR_NEIGHBOUR, days)) {
        int64_t count = (int64_t)n->took_place_until.days - n->took_place_from.days + 1;
        return even_share(n->jp, count, (int64_t)day.days - n->took_place_from.days);
    }
    date_format(day, text);
    json_walk_open(&days, a, n->days);
    while (json_walk_next(&days, &item))
        if (strcmp(item.name, text) == 0)
            (void)parse_hundredths(arena_copy(a, item.value, item.length), &jp);
    return jp;
}

static int64_t room_on(const struct conversion *c, struct date day, struct arena *a)
{
    int64_t used = 0;
    for (size_t i = 0; i < c->facts->neighbour_count; i++) {
        const struct hour_neighbour *n = &c->facts->neighbours[i];
        if (n->form_id == c->claim->form_id) used += jp_on(n, day, a);
    }
    return c->day_cap > used ? c->day_cap - used : 0;
}

/* Writes what is credited on each day, and returns the sum. */
static int64_t cap_days(const struct conversion *c, int64_t jp, struct strbuf *terms)
{
    char text[DATE_TEXT_LENGTH + 1];
    int64_t sum = 0, days = days_of(c->claim);
    const char *comma = "";
    strbuf_text(terms, ",\"max_jp_per_day\":");
    strbuf_hundredths(terms, c->day_cap);
    strbuf_text(terms, ",\"days\":{");
    for (int64_t i = 0; i < days; i++) {
        struct date day = {(int32_t)(c->claim->took_place_from.days + i)};
        int64_t room = room_on(c, day, terms->arena), share = even_share(jp, days, i);
        if (share > room) share = room;
        if (share == 0) continue;
        date_format(day, text);
        strbuf_printf(terms, "%s\"%s\":", comma, text);
        strbuf_hundredths(terms, share);
        comma = ",";
        sum += share;
    }
    strbuf_char(terms, '}');
    return sum;
}

/* ---- the figure and its terms */

static int64_t full_jp(const struct conversion *c)
{
    if (c->states_jp) return part_of(c->claim->stated_jp, WHOLE + c->surcharge_pct, WHOLE);
    return c->unit_jp * c->units;
}

static void write_terms(struct strbuf *out, const struct conversion *c)
{
    strbuf_printf(out, "{\"rule\":\"conversion\",\"basis\":\"%s\",\"scope\":\"%s\"", c->row.basis,
                  hour_scope_enumeration.names[c->claim->scope]);
    if (c->states_jp) {
        strbuf_text(out, ",\"stated_jp\":");
        strbuf_hundredths(out, c->claim->stated_jp);
    } else {
        strbuf_text(out, ",\"jp_per_unit\":");
        strbuf_hundredths(out, c->unit_jp);
    }
    strbuf_printf(out, ",\"surcharge_pct\":%lld,\"units\":%lld,\"counted_units\":%lld",
                  (long long)c->surcharge_pct, (long long)c->units, (long long)c->counted_units);
    if (c->row.figures[MAX_PER_MONTH] > 0)
        strbuf_printf(out, ",\"max_per_month\":%lld,\"used_in_month\":%lld",
                      (long long)c->row.figures[MAX_PER_MONTH], (long long)c->used_in_month);
    strbuf_text(out, ",\"before_caps_jp\":");
    strbuf_hundredths(out, c->full_jp);
}

enum outcome hour_conversion_count(const struct hour_claim *claim,
                                   const struct hour_conversion_facts *facts, struct arena *a,
                                   struct hour_credit *ret, struct problem *problem)
{
    struct strbuf terms;
    struct conversion c = {.claim = claim, .facts = facts};
    if (!find_row(a, facts->conversion, claim->form_id, &c.row))
        return problem_violation(problem, VIOLATION_IN_BODY, "/form_id", RULE_NO_CONVERSION, NULL,
                                 NULL);
    read_figures(&c);
    TRY(check(&c, problem));
    cap_month(&c);
    c.full_jp = full_jp(&c);
    int64_t jp = part_of(c.full_jp, c.counted_units, c.units);
    strbuf_init(&terms, a, TERMS_FIRST_BYTES, TERMS_MAX_BYTES);
    write_terms(&terms, &c);
    if (c.day_cap > 0) jp = cap_days(&c, jp, &terms);
    strbuf_char(&terms, '}');
    *ret = (struct hour_credit){.jp = jp,
                                .from = claim->took_place_from,
                                .until = claim->took_place_until,
                                .terms = terms.data};
    return OUTCOME_OK;
}
