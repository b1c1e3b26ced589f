/* test_catalogue.c - every variant of every statement against a migrated database
 *
 * The checks themselves are tried on statements that are wrong on purpose.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_catalogue.h"

#include <string.h>

#include "domain/base/banned.h"

START_TEST(every_variant_of_every_statement)
{
    const struct statement *s = statements[_i];
    int count = 0;
    ck_assert_int_eq(s->number, _i);
    ck_assert_int_le(s->condition_count, 16);
    const char *complaint = catalogue_each_variant(s, catalogue_check_variant, &count);
    ck_assert_msg(complaint == NULL, "%.3000s", complaint); /* Check gives up at longer texts */
    ck_assert_int_gt(count, 0);
}
END_TEST

START_TEST(names_are_unique)
{
    for (int i = 0; i < statement_count; i++)
        for (int j = 0; j < i; j++) ck_assert_str_ne(statements[i]->name, statements[j]->name);
}
END_TEST

/* ---- statements that are wrong on purpose */

enum shade { SHADE_LIGHT = 1, SHADE_DARK, SHADE_NONE };
static const char *const shade_names[] = {NULL, "light", "dark", "none"};
static const struct enumeration shades = {"shade", shade_names, 3};
struct wanted {
    struct presence has;
    struct uuid id;
    const char *name;
    enum shade shade;
    struct ref ref;
};
static const struct field wanted_fields[] = {
    {.name = "id", .kind = KIND_UUID, .offset = offsetof(struct wanted, id)},
    {.name = "name", .kind = KIND_TEXT, .offset = offsetof(struct wanted, name)},
    {.name = "shade",
     .kind = KIND_ENUM,
     .offset = offsetof(struct wanted, shade),
     .flags = FIELD_HAS_DEFAULT,
     .enumeration = &shades},
    {.name = "ref", .kind = KIND_REF, .offset = offsetof(struct wanted, ref)},
};
static const struct record in_record = {"wanted", wanted_fields, 4, sizeof(struct wanted)};
static const struct record out_record = {"found", wanted_fields, 2, sizeof(struct wanted)};
static const struct statement_param wanted_params[] = {
    {.context = CONTEXT_ORGANIZATION_ID, .kind = KIND_UUID, .field = -1},
    {.kind = KIND_UUID, .field = 0},
    {.kind = KIND_REF, .field = 3},
};

static struct statement statement(const struct statement_token tokens[], int count, unsigned flags)
{
    return (struct statement){.name = "by_hand",
                              .flags = (uint16_t)flags,
                              .in = &in_record,
                              .out = &out_record,
                              .tokens = tokens,
                              .token_count = (uint16_t)count,
                              .params = wanted_params,
                              .param_count = 3};
}

#define MAX_TOKENS 5
#define MINE "SELECT id, name FROM units WHERE organization_id = "
static const struct {
    const char *says; /* NULL: nothing is wrong */
    unsigned flags;
    struct statement_token tokens[MAX_TOKENS];
} examples[] = {
    {NULL, 0, {T(MINE), P(0), T(" AND id = "), P(1)}},
    {NULL, STATEMENT_GLOBAL, {T("SELECT gen_random_uuid() AS id, 'x'::text AS name")}},
    {"does not exist", 0, {T("SELECT id, nome FROM units WHERE organization_id = "), P(0)}},
    {"operator does not exist", 0, {T(MINE), P(0), T(" AND name = "), P(1)}},
    {"no field for column kind",
     0,
     {T("SELECT id, name, kind FROM units WHERE organization_id = "), P(0)}},
    {"no column for field name", 0, {T("SELECT id FROM units WHERE organization_id = "), P(0)}},
    {"column name has type 20",
     0,
     {T("SELECT id, version AS name FROM units WHERE organization_id = "), P(0)}},
    {"does not name the tenant", 0, {T("SELECT id, name FROM units WHERE id = "), P(1)}},
    {"is global and reads units",
     STATEMENT_GLOBAL,
     {T("SELECT id, name FROM units WHERE id = "), P(1)}},
    {"reads all rows of a tenant in units", 0, {T(MINE), P(0), T(" AND kind = 'agency'")}},
    {NULL, STATEMENT_SEQSCAN_OK, {T(MINE), P(0), T(" AND kind = 'agency'")}},
    {NULL, 0, {T(MINE), P(0), T(" AND kind = 'agency' ORDER BY name, id LIMIT 20")}},
    {"reads all rows of a tenant in units", 0, {T(MINE), P(0), T(" ORDER BY kind, id LIMIT 20")}},
    {"reads all rows of a tenant in",
     0,
     {T("SELECT u.id, p.name FROM units u JOIN positions p USING (organization_id, kind)"
        " WHERE u.organization_id = "),
      P(0), T(" ORDER BY u.name, u.id LIMIT 20")}},
    {NULL,
     0,
     {T(MINE), P(0), T(" AND (name, id) > ('x', gen_random_uuid()) ORDER BY name, id LIMIT 20")}},
    {"writes, and is not marked",
     0,
     {T("DELETE FROM unit_ancestors WHERE organization_id = "), P(0), T(" AND unit_id = "), P(1),
      T(" RETURNING unit_id AS id, 'x'::text AS name")}},
    {NULL,
     STATEMENT_WRITES,
     {T("DELETE FROM unit_ancestors WHERE organization_id = "), P(0), T(" AND unit_id = "), P(1),
      T(" RETURNING unit_id AS id, 'x'::text AS name")}},
};

START_TEST(the_checks_find_what_is_wrong)
{
    int count = 0, tokens = 0;
    while (tokens < MAX_TOKENS && (examples[_i].tokens[tokens].text != NULL ||
                                   examples[_i].tokens[tokens].kind == TOKEN_PARAM))
        tokens++;
    struct statement s = statement(examples[_i].tokens, tokens, examples[_i].flags);
    const char *complaint = catalogue_each_variant(&s, catalogue_check_variant, &count);
    if (examples[_i].says == NULL) ck_assert_msg(complaint == NULL, "%s", complaint);
    else
        ck_assert_msg(complaint != NULL && strstr(complaint, examples[_i].says) != NULL, "%s",
                      complaint == NULL ? "nothing was found" : complaint);
}
END_TEST

/* As the owner, whom no policy helps to an index. */
static const struct {
    const char *says;
    struct statement_token token;
} unguarded[] = {
    {"reads the whole index of units",
     T("SELECT id, name FROM units ORDER BY organization_id, id")},
    {"sequential scan of units", T("SELECT id, name FROM units WHERE kind = 'agency'")},
};

START_TEST(without_a_tenant_nothing_is_an_index_path)
{
    struct statement s = statement(&unguarded[_i].token, 1, 0);
    ck_assert_str_eq(sql_on(catalogue.app, NULL, "RESET ROLE"), "00000");
    const struct variant *v = variant_of(&catalogue.variants, &s, 0);
    PQclear(PQprepare(catalogue.app, v->name, v->sql, v->param_count, v->types));
    const char *complaint = catalogue_check_plan(v);
    ck_assert_ptr_nonnull(complaint);
    ck_assert_msg(strstr(complaint, unguarded[_i].says) != NULL, "%s", complaint);
}
END_TEST

static uint32_t masks;

static const char *note_mask(const struct variant *v)
{
    masks |= 1U << v->mask;
    return NULL;
}

START_TEST(all_reachable_variants_and_no_others)
{
    static const struct statement_condition conditions[] = {
        {.field = 2, .equals = SHADE_LIGHT},
        {.field = 2, .equals = SHADE_DARK},
        {.field = 3, .equals = REF_BY_EXT},
        {.field = -1, .equals = -1, .context = CONTEXT_SCOPE},
    };
    static const struct statement_token tokens[] = {T("SELECT 1")};
    int count = 0;
    struct statement s = statement(tokens, 1, 0);
    s.conditions = conditions;
    s.condition_count = 4;
    ck_assert_ptr_null(catalogue_each_variant(&s, note_mask, &count));
    /* shade: light, dark or neither, never both; the reference by key or not; with scope or
     * without */
    ck_assert_int_eq(count, 3 * 2 * 2);
    ck_assert_uint_eq(masks, 0x7777U);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("catalogue");
    TCase *tests = tcase_create("catalogue");
    tcase_add_unchecked_fixture(tests, catalogue_fill, NULL);
    tcase_add_checked_fixture(tests, catalogue_open, catalogue_close);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, every_variant_of_every_statement, 0, statement_count);
    tcase_add_test(tests, names_are_unique);
    tcase_add_loop_test(tests, the_checks_find_what_is_wrong, 0, (int)LENGTH(examples));
    tcase_add_loop_test(tests, without_a_tenant_nothing_is_an_index_path, 0,
                        (int)LENGTH(unguarded));
    tcase_add_test(tests, all_reachable_variants_and_no_others);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
