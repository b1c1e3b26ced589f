/* fixture_catalogue.c - see fixture_catalogue.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_catalogue.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "domain/base/strbuf.h"
#include "storage/db/migrate.h"

#include "domain/base/banned.h"

struct catalogue catalogue;
static const char *tenant_tables; /* " name name … " */

static struct uuid populated; /* the organization that has rows in every table */

/* Once for all checks: rows in every table, and the planner made to believe that they are many. In
 * a small table any index will do; in one that counts many rows only the right one. */
void catalogue_fill(void)
{
    fixture_open();
    populated = fx.organization;
    populate(fx.owner, populated, 1, migration_count);
    owner_run("UPDATE pg_class SET relpages = 1, reltuples = 10000000 WHERE relkind = 'r'"
              " AND relnamespace = 'bangkom'::regnamespace");
    fixture_close();
}

void catalogue_open(void)
{
    fixture_open();
    fx.organization = populated;
    variants_init(&catalogue.variants);
    tenant_tables =
        owner_text("SELECT ' ' || string_agg(c.relname, ' ') || ' ' FROM pg_class c"
                   " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'organization_id'"
                   " WHERE c.relnamespace = 'bangkom'::regnamespace AND c.relkind IN ('r', 'p')");
    catalogue.app = PQconnectdb(fx.conninfo);
    ck_assert_str_eq(
        sql_on(
            catalogue.app, NULL,
            "SET search_path = bangkom; SET ROLE bangkom_app; SET jit = off;"
            "SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_sort = off;"
            "SET enable_hashjoin = off; SET enable_mergejoin = off; SET enable_material = off"),
        "00000");
    ck_assert_str_eq(sql_on(catalogue.app, NULL,
                            arena_printf(&fx.arena, "SET bangkom.organization_id = '%s'",
                                         uuid_text(fx.organization))),
                     "00000");
}

void catalogue_close(void)
{
    PQfinish(catalogue.app);
    variants_done(&catalogue.variants);
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

const char *catalogue_each_variant(const struct statement *s,
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
        const char *complaint = seen[mask] ? NULL : check(variant_of(&catalogue.variants, s, mask));
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

/* Whether a node of the plan takes in what the node at `row` gives: it stands before and further
 * out. */
static bool plan_has_above(const PGresult *plan, int row, const char *node)
{
    size_t depth = strspn(PQgetvalue(plan, row, 0), " ->");
    for (int i = row - 1; i >= 0; i--) {
        const char *line = PQgetvalue(plan, i, 0);
        size_t at = strspn(line, " ->");
        if (at >= depth || strstr(line, ": ") != NULL) continue;
        if (strncmp(line + at, node, strlen(node)) == 0) return true;
        depth = at;
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
    if ((*whole)++ > 0 || plan_has_above(plan, row, "Sort") || !plan_has_above(plan, row, "Limit"))
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

const char *catalogue_check_plan(const struct variant *v)
{
    struct strbuf sql;
    PGresult *plan = NULL;
    strbuf_init(&sql, &fx.arena, 200, 4000);
    strbuf_printf(&sql, "EXPLAIN (COSTS OFF) EXECUTE \"%s\"", v->name);
    for (int i = 0; i < v->param_count; i++) strbuf_text(&sql, i == 0 ? "(NULL" : ", NULL");
    if (v->param_count > 0) strbuf_char(&sql, ')');
    const char *state = sql_on(catalogue.app, &plan, sql.data);
    if (v->statement->flags & STATEMENT_OWNER) {
        PQclear(plan);
        if (strcmp(state, "42501") != 0) COMPLAIN("%s: the server's role may do it", v->name);
        return NULL;
    }
    if (plan == NULL) COMPLAIN("%s: no plan: %s", v->name, PQerrorMessage(catalogue.app));
    const char *complaint = NULL;
    int whole = 0;
    for (int i = 0; complaint == NULL && !never_runs(plan) && i < PQntuples(plan); i++)
        complaint = check_plan_line(v, plan, i, &whole);
    if (complaint != NULL)
        complaint = arena_printf(&fx.arena, "%s\n%s%s", complaint, v->sql, plan_text(plan));
    PQclear(plan);
    return complaint;
}

/* Without any sort a list has to be in the order of an index, or it shows. But then the planner
 * also takes an index for its order where a few rows are to be sorted: what is fine with sorts is
 * fine. */
static const char *check_plans(const struct variant *v)
{
    const char *complaint = catalogue_check_plan(v);
    if (complaint == NULL) return NULL;
    sql_on(catalogue.app, NULL, "DISCARD PLANS; SET enable_sort = on");
    if (catalogue_check_plan(v) == NULL) complaint = NULL;
    sql_on(catalogue.app, NULL, "DISCARD PLANS; SET enable_sort = off");
    return complaint;
}

const char *catalogue_check_variant(const struct variant *v)
{
    PGresult *prepared = PQprepare(catalogue.app, v->name, v->sql, v->param_count, v->types);
    bool good = PQresultStatus(prepared) == PGRES_COMMAND_OK;
    PQclear(prepared);
    if (!good) COMPLAIN("%s: %s\n%s", v->name, PQerrorMessage(catalogue.app), v->sql);
    PGresult *described = PQdescribePrepared(catalogue.app, v->name);
    const char *complaint = check_columns(v, described);
    if (complaint == NULL) complaint = check_params(v, described);
    PQclear(described);
    if (complaint == NULL) complaint = check_plans(v);
    sql_on(catalogue.app, NULL, arena_printf(&fx.arena, "DEALLOCATE \"%s\"", v->name));
    return complaint;
}
