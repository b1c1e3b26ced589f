/* test_variant.c - storage/db/variant.h: values of the unit of work, conditions, assembly
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include "storage/db/variant.h"

#include "domain/base/banned.h"

enum colour { COLOUR_RED = 1, COLOUR_DARK_GREEN };
static const char *const colour_names[] = {NULL, "red", "dark-green"};
static const struct enumeration colours = {"colour", colour_names, 2};

struct thing {
    struct presence has;
    bool flag;
    int64_t big;
    const char *text;
    enum colour colour;
};
enum { FLAG, BIG, TEXT, COLOUR };
static const struct field thing_fields[] = {
    {.name = "flag", .kind = KIND_BOOL, .offset = offsetof(struct thing, flag)},
    {.name = "big", .kind = KIND_INTEGER, .offset = offsetof(struct thing, big)},
    {.name = "text", .kind = KIND_TEXT, .offset = offsetof(struct thing, text)},
    {.name = "colour",
     .kind = KIND_ENUM,
     .offset = offsetof(struct thing, colour),
     .enumeration = &colours},
};
static const struct record thing_record = {"thing", thing_fields, 4, sizeof(struct thing)};

/* The values of the unit of work; written :@name in SQL. */
static const struct {
    enum context_param context;
    enum kind kind;
    const char *shown; /* NULL: filled in by the test */
} contexts[] = {
    {CONTEXT_ORGANIZATION_ID, KIND_UUID, NULL},
    {CONTEXT_PRINCIPAL_ID, KIND_UUID, NULL},
    {CONTEXT_PRINCIPAL_NAME, KIND_TEXT, "Uji"},
    {CONTEXT_SCOPE, KIND_UUIDS, NULL},
    {CONTEXT_SELF, KIND_UUID, NULL},
    {CONTEXT_NOW, KIND_INSTANT, "2026-01-01 00:00:00+00"},
    {CONTEXT_TODAY, KIND_DATE, "2026-01-01"},
    {CONTEXT_OPERATION, KIND_TEXT, "test"},
    {CONTEXT_REQUEST_ID, KIND_TEXT, "r-1"},
};

static const char *context_shown(enum context_param context)
{
    static const struct statement_token shown[] = {T("SELECT "), P(0), T("::text AS text")};
    struct statement_param *param = ARENA_NEW(&fx.arena, struct statement_param);
    *param = (struct statement_param){.context = context, .field = -1};
    for (size_t i = 0; i < LENGTH(contexts); i++)
        if (contexts[i].context == context) param->kind = contexts[i].kind;
    struct statement *s = ARENA_NEW(&fx.arena, struct statement);
    *s = (struct statement){.name = arena_printf(&fx.arena, "context_%d", (int)context),
                            .out = &thing_record,
                            .tokens = shown,
                            .token_count = 3,
                            .params = param,
                            .param_count = 1};
    struct thing back;
    struct uow *u = uow_new(&fx.arena, fx.db, &fx.context, &fx.problem);
    uow_want(u, s, NULL, &back, NULL);
    ck_assert_msg(uow_sync(u) == OUTCOME_OK, "%s", fx.problem.internal);
    return back.has.value == 0 ? NULL : back.text;
}

START_TEST(context_values)
{
    struct uuid scope[] = {random_uuid(), random_uuid()};
    fx.context.scope = scope;
    fx.context.scope_count = 2;
    fx.context.self = random_uuid();
    const char *const known[] = {
        [CONTEXT_ORGANIZATION_ID] = uuid_text(fx.organization),
        [CONTEXT_PRINCIPAL_ID] = uuid_text(fx.context.principal_id),
        [CONTEXT_SELF] = uuid_text(fx.context.self),
        [CONTEXT_SCOPE] =
            arena_printf(&fx.arena, "{%s,%s}", uuid_text(scope[0]), uuid_text(scope[1])),
    };
    const char *shown = contexts[_i].shown;
    if (shown == NULL) shown = known[contexts[_i].context];
    ck_assert_str_eq(context_shown(contexts[_i].context), shown);
}
END_TEST

START_TEST(context_values_may_be_absent)
{
    fx.context =
        (struct uow_context){.organization_id = fx.organization, .whole_organization = true};
    ck_assert_ptr_null(context_shown(CONTEXT_PRINCIPAL_ID));
    ck_assert_ptr_null(context_shown(CONTEXT_PRINCIPAL_NAME));
    ck_assert_ptr_null(context_shown(CONTEXT_SELF));
    ck_assert_ptr_null(context_shown(CONTEXT_REQUEST_ID));
    ck_assert_str_eq(context_shown(CONTEXT_SCOPE), "{}");
}
END_TEST

/* A part may hold a part, and one parameter may stand in several places and in none. */
enum { WHEN_TEXT, WHEN_RED, WHEN_NOT_FLAG, WHEN_SCOPE, CONDITIONS };
static const struct statement_condition conditions[CONDITIONS] = {
    {.field = TEXT, .equals = -1},
    {.field = COLOUR, .equals = COLOUR_RED},
    {.field = FLAG, .equals = -1, .negated = true},
    {.field = -1, .equals = -1, .context = CONTEXT_SCOPE},
};
static const struct statement_param nested_params[] = {{.kind = KIND_INTEGER, .field = BIG},
                                                       {.kind = KIND_TEXT, .field = TEXT}};
static const struct statement_token nested_tokens[] = {
    T("a"),  IF(WHEN_TEXT), T(" b"), P(1),           IF(WHEN_RED), T(" c"),
    P(1),    P(0),          END,     T(" d"),        END,          IF(WHEN_NOT_FLAG),
    T(" e"), P(0),          END,     IF(WHEN_SCOPE), T(" f"),      END,
    T(" g"), P(0),
};
static const struct statement nested = {.name = "nested",
                                        .in = &thing_record,
                                        .tokens = nested_tokens,
                                        .token_count = LENGTH(nested_tokens),
                                        .params = nested_params,
                                        .param_count = 2,
                                        .conditions = conditions,
                                        .condition_count = CONDITIONS};
static const struct {
    uint64_t value;
    enum colour colour;
    bool whole;
    uint32_t mask;
    const char *sql;
} assemblies[] = {
    {1U << FLAG, COLOUR_RED, true, 0, "a g$1"},
    {0, COLOUR_RED, false, 12, "a e$1 f g$1"},
    {1U << FLAG | 1U << TEXT, COLOUR_RED, true, 1, "a b$1 d g$2"},
    {1U << FLAG | 1U << TEXT | 1U << COLOUR, COLOUR_DARK_GREEN, true, 1, "a b$1 d g$2"},
    {1U << TEXT | 1U << COLOUR, COLOUR_RED, false, 15, "a b$1 c$1$2 d e$2 f g$2"},
    {1U << FLAG | 1U << COLOUR, COLOUR_RED, true, 2, "a g$1"},
};

START_TEST(variants_are_assembled_from_conditions)
{
    struct variants *all = ARENA_NEW(&fx.arena, struct variants);
    struct thing in = {.has = {.value = assemblies[_i].value}, .colour = assemblies[_i].colour};
    struct uow_context context = {.whole_organization = assemblies[_i].whole};
    variants_init(all);
    uint32_t mask = variant_mask(&nested, &context, &in);
    struct variant *v = variant_of(all, &nested, mask);
    ck_assert_uint_eq(mask, assemblies[_i].mask);
    ck_assert_str_eq(v->sql, assemblies[_i].sql);
    ck_assert_ptr_eq(variant_of(all, &nested, mask), v);
    ck_assert_uint_eq(all->count, 1);
    variants_done(all);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("variant");
    TCase *tests = tcase_create("variant");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_add_loop_test(tests, context_values, 0, (int)LENGTH(contexts));
    tcase_add_test(tests, context_values_may_be_absent);
    tcase_add_loop_test(tests, variants_are_assembled_from_conditions, 0, (int)LENGTH(assemblies));
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
