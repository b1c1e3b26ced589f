/* test_catalogue.c - every variant of every statement against a migrated database
 *
 * Prepares it, compares its parameters and columns with the descriptors, and reads its plan. The
 * checks themselves are tried on statements that are wrong on purpose.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/base/strbuf.h"
#include "storage/db/migrate.h"
#include "storage/db/variant.h"

#include "domain/base/banned.h"

/* gate: file: the checks and the statements they are tried on belong together */

static PGconn *app;
static struct variants variants;
static const char *tenant_tables; /* " name name … " */

static struct uuid populated; /* the organization that has rows in every table */

/* Once for all checks: rows in every table, and the planner made to believe that they are many. In
 * a small table any index will do; in one that counts many rows only the right one. */
static void fill_tables(void)
{
    fixture_open();
    populated = fx.organization;
    populate(fx.owner, populated, 1, migration_count);
    owner_run("UPDATE pg_class SET relpages = 1, reltuples = 10000000 WHERE relkind = 'r'"
              " AND relnamespace = 'bangkom'::regnamespace");
    fixture_close();
}

static void open_catalogue(void)
{
    fixture_open();
    fx.organization = populated;
    variants_init(&variants);
    tenant_tables =
        owner_text("SELECT ' ' || string_agg(c.relname, ' ') || ' ' FROM pg_class c"
                   " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'"
                   " WHERE c.relnamespace = 'bangkom'::regnamespace AND c.relkind IN ('r', 'p')");
    app = PQconnectdb(fx.conninfo);
    ck_assert_str_eq(
        sql_on(
            app, NULL,
            "SET search_path = bangkom; SET ROLE bangkom_app; SET jit = off;"
            "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_sort = off;"
            "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off"),
        "00000");
    ck_assert_str_eq(sql_on(app, NULL,
                            arena_printf(&fx.arena, "SET bangkom.organization_id = '%s'",
                                         uuid_text(fx.organization))),
                     "00000");
}

static void close_catalogue(void)
{
    PQfinish(app);
    variants_done(&variants);
    fixture_close();
}

/* ---- which variants callers can reach */

#define MAX_CHOICES 40
struct choice { /* the values that matter of one field, or of the scope (field -1) */
    int field;
    int count;
    int values[MAX_CHOICES]; /* ABSENT, PRESENT, or the number that a condition compares */
};
enum { ABSENT = -2, PRESENT = -1 };

static void add_value(struct choice *c, int value)
{
    for (int i = 0; i < c->count; i++)
        if (c->values[i] == value) return;
    ck_assert_int_lt(c->count, MAX_CHOICES);
    c->values[c->count++] = value;
}

static void add_field_values(struct choice *c, const struct statement *s)
{
    const struct field *field = &s->in->fields[c->field];
    bool by_hand = strcmp(s->in->name, arena_printf(&fx.arena, "%s_in", s->name)) == 0;
    bool always = (field->flags & (FIELD_REQUIRED | FIELD_HAS_DEFAULT)) != 0 ||
                  (by_hand && field->kind == KIND_REF);
    if (!always) add_value(c, ABSENT);
    for (int i = 0; i < s->condition_count; i++)
        if (s->conditions[i].field == c->field && s->conditions[i].equals > 0)
            add_value(c, s->conditions[i].equals);
    if (field->kind == KIND_ENUM) /* a value that no condition names, if there is one */
        for (int value = 1, count = c->count;
             value <= field->enumeration->count && c->count == count; value++)
            add_value(c, value);
    else if (field->kind == KIND_REF) add_value(c, REF_BY_ID);
    else add_value(c, PRESENT);
}

static int choices_of(const struct statement *s, struct choice choices[])
{
    int count = 0;
    for (int i = 0; i < s->condition_count; i++) {
        int field = s->conditions[i].context == CONTEXT_SCOPE ? -1 : s->conditions[i].field;
        int at = 0;
        while (at < count && choices[at].field != field) at++;
        if (at < count) continue;
        choices[count++] = (struct choice){.field = field};
        if (field < 0) choices[at].count = 2, choices[at].values[0] = 0, choices[at].values[1] = 1;
        else add_field_values(&choices[at], s);
    }
    return count;
}

static void choose(const struct statement *s, const struct choice *c, int value,
                   struct uow_context *context, void *in)
{
    if (c->field < 0) {
        context->whole_organization = value == 1;
        return;
    }
    const struct field *field = &s->in->fields[c->field];
    void *member = (char *)in + field->offset;
    record_mark(in, c->field, value != ABSENT);
    if (value == ABSENT) return;
    if (field->kind == KIND_ENUM) *(int *)member = value;
    if (field->kind == KIND_REF) ((struct ref *)member)->by = (enum ref_by)value;
}

/* Calls check for each reachable variant; returns the first complaint. */
static const char *each_variant(const struct statement *s,
                                const char *(*check)(const struct variant *v), int *ret_count)
{
    struct choice choices[16];
    int positions[16] = {0};
    int count = choices_of(s, choices);
    struct uow_context context = {.whole_organization = true};
    void *in = arena_alloc(&fx.arena, s->in == NULL ? 1 : s->in->size);
    char *seen = arena_alloc(&fx.arena, (size_t)1 << s->condition_count);
    for (;;) {
        for (int i = 0; i < count; i++)
            choose(s, &choices[i], choices[i].values[positions[i]], &context, in);
        uint32_t mask = variant_mask(s, &context, in);
        const char *complaint = seen[mask] ? NULL : check(variant_of(&variants, s, mask));
        if (complaint != NULL) return complaint;
        if (!seen[mask]) (*ret_count)++;
        seen[mask] = 1;
        int at = 0;
        while (at < count && ++positions[at] == choices[at].count) positions[at++] = 0;
        if (at == count) return NULL;
    }
}

/* ---- what is checked */

#define COMPLAIN(...) return arena_printf(&fx.arena, __VA_ARGS__)

static const char *check_columns(const struct variant *v, const PGresult *described)
{
    const struct record *out = v->statement->out;
    if (out == NULL) return NULL;
    for (int i = 0; i < PQnfields(described); i++)
        if (record_find(out, PQfname(described, i)) < 0)
            COMPLAIN("%s: %s has no field for column %s", v->name, out->name,
                     PQfname(described, i));
    for (int i = 0; i < out->count; i++) {
        const struct field *field = &out->fields[i];
        int column = PQfnumber(described, field->name);
        if (column < 0)
            COMPLAIN("%s: no column for field %s of %s", v->name, field->name, out->name);
        if (!columns_accept(field->kind, PQftype(described, column)))
            COMPLAIN("%s: column %s has type %u, which field %s.%s cannot take", v->name,
                     field->name, PQftype(described, column), out->name, field->name);
    }
    return NULL;
}

static const char *check_params(const struct variant *v, const PGresult *described)
{
    bool tenant = false;
    if (PQnparams(described) != v->param_count)
        COMPLAIN("%s: %d parameters instead of %d", v->name, PQnparams(described), v->param_count);
    for (int i = 0; i < v->param_count; i++) {
        const struct statement_param *param = &v->statement->params[v->params[i]];
        if (PQparamtype(described, i) != v->types[i])
            COMPLAIN("%s: $%d has another type", v->name, i + 1);
        if (param->context == CONTEXT_ORGANIZATION_ID) tenant = true;
        if (param->context == CONTEXT_NONE &&
            v->statement->in->fields[param->field].kind != param->kind)
            COMPLAIN("%s: $%d is not of the kind of its field", v->name, i + 1);
    }
    if (!tenant && !(v->statement->flags & STATEMENT_GLOBAL))
        COMPLAIN("%s: does not name the tenant", v->name);
    return NULL;
}

/* The tenant table that a line of a plan scans, or NULL. */
static const char *scanned_table(const char *line)
{
    const char *scan = strstr(line, " Scan");
    const char *on = scan == NULL ? NULL : strstr(scan, " on ");
    if (on == NULL) return NULL;
    size_t length = strcspn(on + 4, " ");
    const char *name = arena_copy(&fx.arena, on + 4, length);
    return strstr(tenant_tables, arena_printf(&fx.arena, " %s ", name)) == NULL ? NULL : name;
}

/* The index condition of the node at `row`, or NULL; of a bitmap scan that of its first index. */
static const char *index_condition(const PGresult *plan, int row)
{
    bool bitmap = strstr(PQgetvalue(plan, row, 0), "Bitmap Heap Scan") != NULL;
    for (int i = row + 1; i < PQntuples(plan); i++) {
        const char *line = PQgetvalue(plan, i, 0);
        const char *condition = strstr(line, "Index Cond: ");
        if (condition != NULL) return condition;
        if (strstr(line, "->") != NULL && !(bitmap && strstr(line, "Bitmap") != NULL)) return NULL;
    }
    return NULL;
}

/* Whether an index condition names a column besides organization_id: "(id = $2)", "(ROW(name, id) >
 * …". */
static bool narrows_within_tenant(const char *condition)
{
    for (const char *at = strchr(condition, '('); at != NULL; at = strchr(at + 1, '(')) {
        size_t length = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz0123456789_");
        bool column = length > 0 && (at[1 + length] == ' ' || at[1 + length] == ',');
        if (column && strncmp(at + 1, "organization_id", length) != 0) return true;
    }
    return false;
}

static bool plan_has(const PGresult *plan, const char *node)
{
    for (int i = 0; i < PQntuples(plan); i++) {
        const char *line = PQgetvalue(plan, i, 0);
        line += strspn(line, " ->");
        if (strncmp(line, node, strlen(node)) == 0 && strchr(line, ':') == NULL) return true;
    }
    return false;
}

/* The rows of a whole tenant may be walked by one scan only, in the order of an index and up to a
 * limit. */
static const char *check_scan(const struct variant *v, const PGresult *plan, int row,
                              const char *table, int *whole)
{
    const char *line = PQgetvalue(plan, row, 0);
    const char *condition = index_condition(plan, row);
    if (v->statement->flags & STATEMENT_GLOBAL)
        COMPLAIN("%s: is global and reads %s", v->name, table);
    if (v->statement->flags & STATEMENT_SEQSCAN_OK) return NULL;
    if (strstr(line, "Seq Scan") != NULL) COMPLAIN("%s: sequential scan of %s", v->name, table);
    if (condition == NULL) COMPLAIN("%s: reads the whole index of %s", v->name, table);
    if (narrows_within_tenant(condition)) return NULL;
    if ((*whole)++ > 0 || plan_has(plan, "Sort") || !plan_has(plan, "Limit"))
        COMPLAIN("%s: reads all rows of a tenant in %s", v->name, table);
    return NULL;
}

static const char *check_plan_line(const struct variant *v, const PGresult *plan, int row,
                                   int *whole)
{
    const char *line = PQgetvalue(plan, row, 0);
    const char *table = scanned_table(line);
    bool writes =
        strstr(line, "Insert on ") || strstr(line, "Update on ") || strstr(line, "Delete on ");
    if (writes && !(v->statement->flags & STATEMENT_WRITES))
        COMPLAIN("%s: writes, and is not marked so", v->name);
    return table == NULL ? NULL : check_scan(v, plan, row, table, whole);
}

static const char *plan_text(const PGresult *plan)
{
    struct strbuf text;
    strbuf_init(&text, &fx.arena, 1000, 100000);
    for (int i = 0; i < PQntuples(plan); i++) strbuf_printf(&text, "\n%s", PQgetvalue(plan, i, 0));
    return text.data;
}

/* Refused as a whole (`AND false`): what stands below is planned and never run. */
static bool never_runs(const PGresult *plan)
{
    for (int i = 1; i < 3 && i < PQntuples(plan); i++)
        if (strstr(PQgetvalue(plan, i, 0), "One-Time Filter: false") != NULL) return true;
    return false;
}

static const char *check_plan(const struct variant *v)
{
    struct strbuf sql;
    PGresult *plan = NULL;
    strbuf_init(&sql, &fx.arena, 200, 4000);
    strbuf_printf(&sql, "EXPLAIN (COSTS OFF) EXECUTE \"%s\"", v->name);
    for (int i = 0; i < v->param_count; i++) strbuf_text(&sql, i == 0 ? "(NULL" : ", NULL");
    if (v->param_count > 0) strbuf_char(&sql, ')');
    const char *state = sql_on(app, &plan, sql.data);
    if (v->statement->flags & STATEMENT_OWNER) {
        PQclear(plan);
        if (strcmp(state, "42501") != 0) COMPLAIN("%s: the server's role may do it", v->name);
        return NULL;
    }
    if (plan == NULL) COMPLAIN("%s: no plan: %s", v->name, PQerrorMessage(app));
    const char *complaint = NULL;
    int whole = 0;
    for (int i = 0; complaint == NULL && !never_runs(plan) && i < PQntuples(plan); i++)
        complaint = check_plan_line(v, plan, i, &whole);
    if (complaint != NULL)
        complaint = arena_printf(&fx.arena, "%s\n%s%s", complaint, v->sql, plan_text(plan));
    PQclear(plan);
    return complaint;
}

static const char *check_variant(const struct variant *v)
{
    PGresult *prepared = PQprepare(app, v->name, v->sql, v->param_count, v->types);
    bool good = PQresultStatus(prepared) == PGRES_COMMAND_OK;
    PQclear(prepared);
    if (!good) COMPLAIN("%s: %s\n%s", v->name, PQerrorMessage(app), v->sql);
    PGresult *described = PQdescribePrepared(app, v->name);
    const char *complaint = check_columns(v, described);
    if (complaint == NULL) complaint = check_params(v, described);
    PQclear(described);
    if (complaint == NULL) complaint = check_plan(v);
    sql_on(app, NULL, arena_printf(&fx.arena, "DEALLOCATE \"%s\"", v->name));
    return complaint;
}

START_TEST(every_variant_of_every_statement)
{
    const struct statement *s = statements[_i];
    int count = 0;
    ck_assert_int_eq(s->number, _i);
    ck_assert_int_le(s->condition_count, 16);
    const char *complaint = each_variant(s, check_variant, &count);
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
    const char *complaint = each_variant(&s, check_variant, &count);
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
    ck_assert_str_eq(sql_on(app, NULL, "RESET ROLE"), "00000");
    const struct variant *v = variant_of(&variants, &s, 0);
    PQclear(PQprepare(app, v->name, v->sql, v->param_count, v->types));
    const char *complaint = check_plan(v);
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
    ck_assert_ptr_null(each_variant(&s, note_mask, &count));
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
    tcase_add_unchecked_fixture(tests, fill_tables, NULL);
    tcase_add_checked_fixture(tests, open_catalogue, close_catalogue);
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
