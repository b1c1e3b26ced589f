/* statement.c - which variant of a statement is meant, and its text; see variant.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/db/statement.h"

#include <stdlib.h>
#include <string.h>

#include "domain/base/strbuf.h"
#include "storage/db/variant.h"

#include "domain/base/banned.h"

#define MAX_SQL_BYTES (1U << 20)

void variants_init(struct variants *v)
{
    arena_init(&v->arena);
    pthread_mutex_init(&v->lock, NULL);
}

void variants_done(struct variants *v)
{
    pthread_mutex_destroy(&v->lock);
    arena_done(&v->arena);
}

/* The number that `name=value` compares: an enum's value or how a reference names its record. */
static int condition_number(const struct field *field, const void *in, int index)
{
    const void *member = (const char *)in + field->offset;
    if (!record_has(in, index)) return 0;
    if (field->kind == KIND_ENUM) return *(const int *)member;
    if (field->kind == KIND_REF) return (int)((const struct ref *)member)->by;
    return 0;
}

static bool condition_holds(const struct statement *s, const struct statement_condition *condition,
                            const struct uow_context *context, const void *in)
{
    if (condition->context == CONTEXT_SCOPE) return !context->whole_organization;
    if (condition->equals < 0) return record_has(in, condition->field);
    return condition_number(&s->in->fields[condition->field], in, condition->field) ==
           condition->equals;
}

uint32_t variant_mask(const struct statement *s, const struct uow_context *context, const void *in)
{
    uint32_t mask = 0;
    for (int i = 0; i < s->condition_count; i++) {
        const struct statement_condition *condition = &s->conditions[i];
        bool holds = condition_holds(s, condition, context, in) != condition->negated;
        mask |= (uint32_t)holds << i;
    }
    return mask;
}

/* A reference is bound as uuid unless the variant is the one for a key. */
static Oid ref_type(const struct statement *s, uint32_t mask, int field)
{
    for (int i = 0; i < s->condition_count; i++) {
        const struct statement_condition *condition = &s->conditions[i];
        bool holds = (((mask >> i) & 1U) != 0) != condition->negated;
        if (holds && condition->context == CONTEXT_NONE && condition->field == field &&
            (condition->equals == REF_BY_EXT || condition->equals == REF_BY_NIP))
            return PG_TEXT;
    }
    return PG_UUID;
}

static Oid param_type(const struct statement *s, uint32_t mask, const struct statement_param *param)
{
    static const Oid types[] = {
        [KIND_BOOL] = PG_BOOL,       [KIND_INTEGER] = PG_INT8,        [KIND_HUNDREDTHS] = PG_INT8,
        [KIND_TEXT] = PG_TEXT,       [KIND_UUID] = PG_UUID,           [KIND_DATE] = PG_DATE,
        [KIND_ENUM] = PG_TEXT,       [KIND_INSTANT] = PG_TIMESTAMPTZ, [KIND_RECORD] = PG_JSONB,
        [KIND_RECORDS] = PG_JSONB,   [KIND_TEXTS] = PG_TEXT_ARRAY,    [KIND_UUIDS] = PG_UUID_ARRAY,
        [KIND_REFS] = PG_TEXT_ARRAY, [KIND_JSON] = PG_JSONB,          [KIND_BYTES] = PG_BYTEA,
    };
    if (param->kind == KIND_REF && param->context == CONTEXT_NONE)
        return ref_type(s, mask, param->field);
    return types[param->kind];
}

/* What is being assembled. */
struct assembly {
    struct strbuf sql;
    uint16_t *numbers; /* by index into statement->params: its $n, or 0 */
    uint16_t *params;
    int count;
};

static void add_param(struct assembly *as, uint16_t index)
{
    if (as->numbers[index] == 0) {
        as->params[as->count++] = index;
        as->numbers[index] = (uint16_t)as->count;
    }
    strbuf_char(&as->sql, '$');
    strbuf_i64(&as->sql, as->numbers[index]);
}

static void assemble(struct assembly *as, const struct statement *s, uint32_t mask)
{
    int skipping = 0; /* open parts since the outermost false one, itself included */
    for (int i = 0; i < s->token_count; i++) {
        const struct statement_token *token = &s->tokens[i];
        switch (token->kind) {
        case TOKEN_IF:
            if (skipping > 0 || ((mask >> token->index) & 1U) == 0) skipping++;
            break;
        case TOKEN_END:
            if (skipping > 0) skipping--;
            break;
        case TOKEN_TEXT:
            if (skipping == 0) strbuf_text(&as->sql, token->text);
            break;
        case TOKEN_PARAM:
            if (skipping == 0) add_param(as, (uint16_t)token->index);
            break;
        }
    }
}

static bool binary(Oid type)
{
    return type != PG_TEXT && type != PG_JSONB;
}

/* Lock held. */
static struct variant *new_variant(struct variants *all, const struct statement *s, uint32_t mask)
{
    struct arena *a = &all->arena;
    struct variant *v = ARENA_NEW(a, struct variant);
    struct assembly as = {.numbers = ARENA_ARRAY(a, s->param_count + 1U, uint16_t),
                          .params = ARENA_ARRAY(a, s->param_count + 1U, uint16_t)};
    strbuf_init(&as.sql, a, 1024, MAX_SQL_BYTES);
    assemble(&as, s, mask);
    Oid *types = ARENA_ARRAY(a, (size_t)as.count + 1, Oid);
    int *formats = ARENA_ARRAY(a, (size_t)as.count + 1, int);
    for (int i = 0; i < as.count; i++) {
        types[i] = param_type(s, mask, &s->params[as.params[i]]);
        formats[i] = binary(types[i]);
    }
    v->statement = s;
    v->mask = mask;
    v->serial = all->count++;
    v->name = arena_printf(a, "%s.%x", s->name, mask);
    v->sql = as.sql.data;
    v->param_count = as.count;
    v->params = as.params;
    v->types = types;
    v->formats = formats;
    return v;
}

static struct variant *find(struct variant *v, const struct statement *s, uint32_t mask)
{
    while (v != NULL && (v->statement != s || v->mask != mask)) v = v->next;
    return v;
}

struct variant *variant_of(struct variants *all, const struct statement *s, uint32_t mask)
{
    size_t bucket = (s->number * 31U + mask * 2654435761U / 65536U) % VARIANT_BUCKETS;
    _Atomic(struct variant *) *head = &all->buckets[bucket];
    struct variant *v = find(atomic_load_explicit(head, memory_order_acquire), s, mask);
    if (v != NULL) return v;

    pthread_mutex_lock(&all->lock);
    struct variant *first = atomic_load_explicit(head, memory_order_relaxed);
    v = find(first, s, mask);
    if (v == NULL) {
        v = new_variant(all, s, mask);
        v->next = first;
        atomic_store_explicit(head, v, memory_order_release);
    }
    pthread_mutex_unlock(&all->lock);
    return v;
}
