/* policy_parameters.c - see policy_parameters.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/policy_parameters.h"

#include <inttypes.h>
#include <string.h>

#include "domain/base/json_walk.h"
#include "domain/base/strbuf.h"
#include "domain/base/text.h"

#include "domain/base/banned.h"

enum shape { SHAPE_INTEGER, SHAPE_HUNDREDTHS, SHAPE_NAME, SHAPE_WEIGHTS, SHAPE_ROWS };

struct parameter {
    const char *key;
    enum shape shape;
    int64_t min, max;                /* integers; hundredths */
    const char *const *names;        /* SHAPE_NAME: the values; SHAPE_WEIGHTS: the terms */
    const struct parameter *members; /* SHAPE_ROWS: of a row; the first two must be there, and the
                                        first tells rows apart */
};

#define REQUIRED_MEMBERS 2
#define MAX_ROW_KEY 63 /* of the member that tells rows apart */
#define WEIGHTS_SUM 100
#define NAMES_MAX_BYTES 800

static const char *const aging_rules[] = {"latest", "best", "expiring", NULL};
static const char *const bases[] = {"programme", "day", "activity", "session", "semester", NULL};
static const char *const needs_terms[] = {"severity", "position", "people",
                                          "urgency",  "strategy", NULL};
static const char *const alternatives_terms[] = {"judgement", "fit",          "accreditation",
                                                 "cost",      "availability", NULL};
static const char *const seats_terms[] = {"need_priority", "waiting", "hours_shortfall", NULL};
static const char *const leadership_terms[] = {"own_hours", "participation", "team_compliance",
                                               "timeliness", NULL};

/* A row of the conversion of learning without stated JP (domain-facts 1.6). */
static const struct parameter conversion_members[] = {
    {.key = "form_id", .min = 1, .max = 25},
    {.key = "basis", .shape = SHAPE_NAME, .names = bases},
    {.key = "national_jp", .min = 1, .max = 200},
    {.key = "international_jp", .min = 1, .max = 200},
    {.key = "international_surcharge_pct", .max = 100},
    {.key = "max_per_month", .min = 1, .max = 31},
    {.key = "max_national_jp_per_day", .min = 1, .max = 24},
    {.key = "max_international_jp_per_day", .min = 1, .max = 24},
    {.key = NULL},
};

static const struct parameter parameters_known[] = {
    {.key = "hours.pns_floor_jp", .max = 400},
    {.key = "hours.cpns_floor_jp", .max = 400},
    {.key = "hours.pppk_ceiling_jp", .max = 400},
    {.key = "hours.conversion", .shape = SHAPE_ROWS, .members = conversion_members},
    /* fewer than three answers hide nobody */
    {.key = "evaluation.k_anonymity", .min = 3, .max = 100},
    {.key = "evaluation.observed_min_score", .min = 2, .max = 5},
    {.key = "evaluation.open_days", .min = 1, .max = 365},
    {.key = "evaluation.level3_after_months", .min = 1, .max = 24},
    {.key = "needs.weights", .shape = SHAPE_WEIGHTS, .names = needs_terms},
    {.key = "needs.position_structural_percent", .max = 100},
    {.key = "needs.urgency_target_percent", .max = 100},
    {.key = "needs.urgency_full_years", .min = 1, .max = 50},
    {.key = "alternatives.weights", .shape = SHAPE_WEIGHTS, .names = alternatives_terms},
    {.key = "alternatives.full_lead_days", .min = 1, .max = 3650},
    {.key = "alternatives.free_days", .min = 1, .max = 365},
    {.key = "seats.weights", .shape = SHAPE_WEIGHTS, .names = seats_terms},
    {.key = "leadership.weights", .shape = SHAPE_WEIGHTS, .names = leadership_terms},
    {.key = "leadership.participation_target", .min = 1, .max = 100},
    {.key = "leadership.min_unit_size", .min = 3, .max = 100},
    {.key = "leadership.observation_days", .min = 1, .max = 365},
    {.key = "revision.min_responses", .min = 3, .max = 1000},
    {.key = "revision.unfavourable_max_score", .min = 1, .max = 4},
    {.key = "revision.unfavourable_share", .shape = SHAPE_HUNDREDTHS, .min = 1, .max = 100},
    {.key = "revision.confidence", .shape = SHAPE_HUNDREDTHS, .min = 50, .max = 99},
    {.key = "revision.effect_min_drop", .shape = SHAPE_HUNDREDTHS, .min = 0, .max = 100},
    {.key = "revision.waiver_max_days", .min = 1, .max = 730},
    {.key = "competency.aging_rule", .shape = SHAPE_NAME, .names = aging_rules},
    {.key = "competency.aging_months", .max = 1200},
    {.key = "agreements.notice_days", .max = 730},
    {.key = "scorecards.prior_judgements", .max = 1000},
    {.key = "seats.waiting_full_days", .min = 1, .max = 3650},
    {.key = "sessions.min_attendance_share", .shape = SHAPE_HUNDREDTHS, .min = 1, .max = 100},
    {.key = "sessions.pass_score", .max = 100},
    {.key = NULL},
};

/* One value at its place. */
struct place {
    struct problem *problem;
    const char *pointer;
    const char *value;
    size_t length;
};

static bool refuse(const struct place *at, enum violation_rule rule, const char *arg)
{
    (void)!problem_violation(at->problem, VIOLATION_IN_BODY, at->pointer, rule, arg, NULL);
    return false;
}

/* A member of the value: its name is one token of a JSON pointer (RFC 6901 section 3). */
static struct place member_of(const struct place *at, const struct json_walk_item *item)
{
    struct arena *a = at->problem->arena;
    struct strbuf pointer;
    strbuf_init(&pointer, a, 100, strlen(at->pointer) + 2 * strlen(item->name) + 2);
    strbuf_text(&pointer, at->pointer);
    strbuf_char(&pointer, '/');
    for (const char *c = item->name; *c != '\0'; c++) {
        if (*c == '~') strbuf_text(&pointer, "~0");
        else if (*c == '/') strbuf_text(&pointer, "~1");
        else strbuf_char(&pointer, *c);
    }
    return (struct place){at->problem, pointer.data, item->value, item->length};
}

static struct place row_of(const struct place *at, const struct json_walk_item *item, int i)
{
    const char *pointer = arena_printf(at->problem->arena, "%s/%d", at->pointer, i);
    return (struct place){at->problem, pointer, item->value, item->length};
}

/* ---- values */

static void write_limit(struct strbuf *out, enum shape shape, int64_t limit)
{
    if (shape == SHAPE_HUNDREDTHS) strbuf_hundredths(out, limit);
    else strbuf_i64(out, limit);
}

static bool check_range(const struct place *at, const struct parameter *p, int64_t number)
{
    struct strbuf limit;
    if (number >= p->min && number <= p->max) return true;
    strbuf_init(&limit, at->problem->arena, 32, 32);
    write_limit(&limit, p->shape, number < p->min ? p->min : p->max);
    return refuse(at, number < p->min ? RULE_MIN : RULE_MAX, limit.data);
}

static bool read_number(const struct place *at, enum shape shape, int64_t *ret)
{
    const char *text = arena_copy(at->problem->arena, at->value, at->length);
    if (json_walk_kind(at->value) != JSON_WALK_NUMBER)
        return refuse(at, RULE_TYPE, shape == SHAPE_INTEGER ? "integer" : "number");
    if (shape == SHAPE_INTEGER)
        return parse_i64(text, INT64_MIN, INT64_MAX, ret) || refuse(at, RULE_TYPE, "integer");
    return parse_hundredths(text, ret) || refuse(at, RULE_FORMAT, "0.01");
}

static bool check_number(const struct place *at, const struct parameter *p)
{
    int64_t number = 0;
    return read_number(at, p->shape, &number) && check_range(at, p, number);
}

static bool has_name(const char *const *names, const char *name)
{
    while (*names != NULL && strcmp(*names, name) != 0) names++;
    return *names != NULL;
}

static const char *joined(struct arena *a, const char *const *names)
{
    struct strbuf text;
    strbuf_init(&text, a, 100, NAMES_MAX_BYTES);
    for (int i = 0; names[i] != NULL; i++) strbuf_printf(&text, i > 0 ? ", %s" : "%s", names[i]);
    return text.data;
}

static bool check_name(const struct place *at, const struct parameter *p)
{
    struct arena *a = at->problem->arena;
    if (json_walk_kind(at->value) != JSON_WALK_TEXT) return refuse(at, RULE_TYPE, "string");
    if (has_name(p->names, json_walk_text(a, at->value))) return true;
    return refuse(at, RULE_ENUM, joined(a, p->names));
}

static bool check_weights(const struct place *at, const struct parameter *p)
{
    static const struct parameter weight = {.max = WEIGHTS_SUM};
    struct json_walk walk;
    struct json_walk_item item;
    int64_t sum = 0, terms = 0;
    bool good = true;
    if (json_walk_kind(at->value) != JSON_WALK_OBJECT) return refuse(at, RULE_TYPE, "object");
    json_walk_open(&walk, at->problem->arena, at->value);
    while (json_walk_next(&walk, &item)) {
        struct place term = member_of(at, &item);
        int64_t number = 0;
        if (!has_name(p->names, item.name)) good = refuse(&term, RULE_UNKNOWN, NULL);
        else if (!read_number(&term, SHAPE_INTEGER, &number)) good = false;
        else if (!check_range(&term, &weight, number)) good = false;
        else sum += number, terms++;
    }
    if (!good) return false;
    if (p->names[terms] != NULL) return refuse(at, RULE_REQUIRED, NULL); /* a term is missing */
    return sum == WEIGHTS_SUM || refuse(at, RULE_SUM, "100");
}

/* ---- objects and rows */

static bool check_value(const struct place *at, const struct parameter *p);

/* Each member by the table; *ret_seen: bit i stands for members[i]. */
static bool check_members(const struct place *at, const struct parameter *members,
                          uint64_t *ret_seen)
{
    struct json_walk walk;
    struct json_walk_item item;
    bool good = true;
    *ret_seen = 0;
    json_walk_open(&walk, at->problem->arena, at->value);
    while (json_walk_next(&walk, &item)) {
        struct place member = member_of(at, &item);
        int i = 0;
        while (members[i].key != NULL && strcmp(members[i].key, item.name) != 0) i++;
        if (members[i].key == NULL) good = refuse(&member, RULE_UNKNOWN, NULL);
        else good &= check_value(&member, &members[i]);
        *ret_seen |= UINT64_C(1) << i;
    }
    return good;
}

static bool check_row(const struct place *at, const struct parameter *members)
{
    uint64_t seen;
    bool good = true;
    if (json_walk_kind(at->value) != JSON_WALK_OBJECT) return refuse(at, RULE_TYPE, "object");
    good &= check_members(at, members, &seen);
    for (int i = 0; i < REQUIRED_MEMBERS; i++) {
        if (seen >> i & 1U) continue;
        struct place missing = *at;
        missing.pointer = arena_printf(at->problem->arena, "%s/%s", at->pointer, members[i].key);
        good = refuse(&missing, RULE_REQUIRED, NULL);
    }
    return good;
}

/* The number that tells a good row apart. */
static int64_t row_key(const struct place *at, const char *name)
{
    struct json_walk walk;
    struct json_walk_item item;
    int64_t key = 0;
    json_walk_open(&walk, at->problem->arena, at->value);
    while (json_walk_next(&walk, &item) && strcmp(item.name, name) != 0) continue;
    (void)!parse_i64(arena_copy(at->problem->arena, item.value, item.length), 0, MAX_ROW_KEY, &key);
    return key;
}

static bool check_rows(const struct place *at, const struct parameter *p)
{
    struct json_walk walk;
    struct json_walk_item item;
    uint64_t keys = 0;
    bool good = true;
    if (json_walk_kind(at->value) != JSON_WALK_ARRAY) return refuse(at, RULE_TYPE, "array");
    json_walk_open(&walk, at->problem->arena, at->value);
    for (int i = 0; json_walk_next(&walk, &item); i++) {
        struct place row = row_of(at, &item, i);
        if (!check_row(&row, p->members)) {
            good = false;
            continue;
        }
        uint64_t key = UINT64_C(1) << row_key(&row, p->members[0].key);
        if (keys & key) good = refuse(&row, RULE_DUPLICATE, NULL);
        keys |= key;
    }
    return good && (keys != 0 || refuse(at, RULE_MIN_ITEMS, "1"));
}

static bool check_value(const struct place *at, const struct parameter *p)
{
    static bool (*const checks[])(const struct place *at, const struct parameter *p) = {
        [SHAPE_INTEGER] = check_number, [SHAPE_HUNDREDTHS] = check_number,
        [SHAPE_NAME] = check_name,      [SHAPE_WEIGHTS] = check_weights,
        [SHAPE_ROWS] = check_rows,
    };
    return checks[p->shape](at, p);
}

enum outcome policy_parameters_check(const char *parameters, struct problem *problem)
{
    uint64_t seen;
    const struct place root = {problem, "/parameters", parameters, strlen(parameters)};
    (void)check_members(&root, parameters_known, &seen);
    return problem_outcome(problem);
}
