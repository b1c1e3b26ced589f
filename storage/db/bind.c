/* bind.c - structs into parameters; see variant.h
 *
 * Binary where text would cost a conversion on both sides; text where PostgreSQL's binary form is
 * the text itself.
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/base/json_write.h"
#include "storage/db/variant.h"

#include <endian.h>
#include <string.h>

#include "domain/base/banned.h"

#define MAX_JSON_BYTES (64U << 20)

void be_put32(void *to, uint32_t value)
{
    uint32_t big = htobe32(value);
    memcpy(to, &big, sizeof big);
}

void be_put64(void *to, uint64_t value)
{
    uint64_t big = htobe64(value);
    memcpy(to, &big, sizeof big);
}

uint32_t be_get32(const void *from)
{
    uint32_t big;
    memcpy(&big, from, sizeof big);
    return be32toh(big);
}

uint64_t be_get64(const void *from)
{
    uint64_t big;
    memcpy(&big, from, sizeof big);
    return be64toh(big);
}

/* One parameter being made; `value` stays NULL for null. */
struct slot {
    struct arena *arena;
    const struct field *field; /* NULL for a context value */
    Oid type;
    const char *value;
    int length;
    const char *mistake; /* set instead of value: what cannot be bound */
};

static char *slot_bytes(struct slot *slot, size_t length)
{
    char *bytes = arena_alloc(slot->arena, length);
    slot->value = bytes;
    slot->length = (int)length;
    return bytes;
}

static void put_i64(struct slot *slot, int64_t value)
{
    be_put64(slot_bytes(slot, 8), (uint64_t)value);
}

static void put_uuid(struct slot *slot, struct uuid id)
{
    memcpy(slot_bytes(slot, sizeof id.bytes), id.bytes, sizeof id.bytes);
}

static void put_date(struct slot *slot, struct date date)
{
    be_put32(slot_bytes(slot, 4), (uint32_t)date.days - PG_EPOCH_DAYS);
}

static void put_instant(struct slot *slot, struct instant at)
{
    put_i64(slot, (int64_t)((uint64_t)at.us - (uint64_t)PG_EPOCH_US));
}

/* Header of array_send: dimensions, null flag (which the server makes itself), element type and,
 * unless empty, length and lower bound. */
static char *put_array(struct slot *slot, size_t count, Oid element, size_t bytes)
{
    char *to = slot_bytes(slot, (count == 0 ? 12 : 20) + bytes);
    be_put32(to, count == 0 ? 0 : 1);
    be_put32(to + 4, 0);
    be_put32(to + 8, element);
    if (count == 0) return to + 12;
    be_put32(to + 12, (uint32_t)count);
    be_put32(to + 16, 1);
    return to + 20;
}

#define NULL_ELEMENT UINT32_MAX

/* The nil identifier, which nothing has, is null. */
static void put_uuids(struct slot *slot, const struct uuid *ids, size_t count)
{
    size_t bytes = 0;
    for (size_t i = 0; i < count; i++) bytes += uuid_is_nil(ids[i]) ? 4 : 20;
    char *to = put_array(slot, count, PG_UUID, bytes);
    for (size_t i = 0; i < count; i++) {
        bool is_null = uuid_is_nil(ids[i]);
        be_put32(to, is_null ? NULL_ELEMENT : 16);
        if (!is_null) memcpy(to + 4, ids[i].bytes, 16);
        to += is_null ? 4 : 20;
    }
}

static size_t text_length(const char *text)
{
    return text == NULL ? 0 : strlen(text);
}

static void put_texts(struct slot *slot, const struct list *list)
{
    const char *const *texts = list->items;
    size_t bytes = 0;
    for (size_t i = 0; i < list->count; i++) bytes += 4 + text_length(texts[i]);
    char *to = put_array(slot, list->count, PG_TEXT, bytes);
    for (size_t i = 0; i < list->count; i++) {
        size_t length = text_length(texts[i]);
        be_put32(to, texts[i] == NULL ? NULL_ELEMENT : (uint32_t)length);
        if (length > 0) memcpy(to + 4, texts[i], length);
        to += 4 + length;
    }
}

static void bind_bool(struct slot *slot, const void *member)
{
    *slot_bytes(slot, 1) = *(const bool *)member ? 1 : 0;
}

static void bind_integer(struct slot *slot, const void *member)
{
    put_i64(slot, *(const int64_t *)member);
}

static void bind_text(struct slot *slot, const void *member)
{
    slot->value = *(const char *const *)member;
}

static void bind_uuid(struct slot *slot, const void *member)
{
    put_uuid(slot, *(const struct uuid *)member);
}

static void bind_date(struct slot *slot, const void *member)
{
    put_date(slot, *(const struct date *)member);
}

static void bind_instant(struct slot *slot, const void *member)
{
    put_instant(slot, *(const struct instant *)member);
}

static void bind_enum(struct slot *slot, const void *member)
{
    int value = *(const int *)member;
    const struct enumeration *e = slot->field->enumeration;
    if (value >= 1 && value <= e->count) slot->value = e->names[value];
    else slot->mistake = "no value of its enumeration";
}

static void bind_ref(struct slot *slot, const void *member)
{
    const struct ref *ref = member;
    if ((ref->by == REF_BY_ID) != (slot->type == PG_UUID))
        slot->mistake = "a reference by another name than the statement asks for";
    else if (ref->by == REF_BY_ID) put_uuid(slot, ref->id);
    else slot->value = ref->key;
}

static void bind_json(struct slot *slot, const void *member)
{
    struct strbuf json;
    strbuf_init(&json, slot->arena, 256, MAX_JSON_BYTES);
    json_write_field(&json, slot->field, member);
    if (json.overflow) slot->mistake = "too long as JSON";
    else slot->value = json.data;
}

static void bind_records(struct slot *slot, const void *member)
{
    const struct list *list = member;
    if (list->raw_json != NULL) slot->value = list->raw_json;
    else bind_json(slot, member);
}

static void bind_texts(struct slot *slot, const void *member)
{
    put_texts(slot, member);
}

static void bind_uuids(struct slot *slot, const void *member)
{
    const struct list *list = member;
    put_uuids(slot, list->items, list->count);
}

/* Borrowed like text; libpq wants an address even for no bytes. */
static void bind_bytes(struct slot *slot, const void *member)
{
    const struct bytes *bytes = member;
    slot->value = bytes->length == 0 ? "" : (const char *)bytes->data;
    slot->length = (int)bytes->length;
}

static void bind_refs(struct slot *slot, const void *member)
{
    (void)member;
    slot->mistake = "a list of references: they are to be resolved first";
}

static void (*const binders[])(struct slot *slot, const void *member) = {
    [KIND_BOOL] = bind_bool,       [KIND_INTEGER] = bind_integer, [KIND_HUNDREDTHS] = bind_integer,
    [KIND_TEXT] = bind_text,       [KIND_UUID] = bind_uuid,       [KIND_DATE] = bind_date,
    [KIND_INSTANT] = bind_instant, [KIND_ENUM] = bind_enum,       [KIND_REF] = bind_ref,
    [KIND_RECORD] = bind_json,     [KIND_RECORDS] = bind_records, [KIND_TEXTS] = bind_texts,
    [KIND_UUIDS] = bind_uuids,     [KIND_REFS] = bind_refs,       [KIND_JSON] = bind_text,
    [KIND_BYTES] = bind_bytes,
};

static void put_id(struct slot *slot, struct uuid id)
{
    if (!uuid_is_nil(id)) put_uuid(slot, id);
}

static void bind_context(struct slot *slot, enum context_param which, const struct uow_context *c)
{
    switch (which) {
    case CONTEXT_NONE: break;
    case CONTEXT_ORGANIZATION_ID: put_id(slot, c->organization_id); break;
    case CONTEXT_PRINCIPAL_ID: put_id(slot, c->principal_id); break;
    case CONTEXT_PRINCIPAL_NAME: slot->value = c->principal_name; break;
    case CONTEXT_SCOPE: put_uuids(slot, c->scope, c->scope_count); break;
    case CONTEXT_SELF: put_id(slot, c->self); break;
    case CONTEXT_NOW: put_instant(slot, c->now); break;
    case CONTEXT_TODAY: put_date(slot, c->today); break;
    case CONTEXT_OPERATION: slot->value = c->operation; break;
    case CONTEXT_REQUEST_ID: slot->value = c->request_id; break;
    }
}

static void bind_field(struct slot *slot, const struct record *record, int index, const void *in)
{
    const struct field *field = &record->fields[index];
    if (!record_has(in, index)) return;
    slot->field = field;
    binders[field->kind](slot, (const char *)in + field->offset);
}

const char *variant_bind(struct arena *a, const struct variant *v,
                         const struct uow_context *context, const void *in, struct binding *ret)
{
    const struct statement *s = v->statement;
    ret->values = ARENA_ARRAY(a, (size_t)v->param_count + 1, const char *);
    ret->lengths = ARENA_ARRAY(a, (size_t)v->param_count + 1, int);
    for (int i = 0; i < v->param_count; i++) {
        const struct statement_param *param = &s->params[v->params[i]];
        struct slot slot = {.arena = a, .type = v->types[i]};
        if (param->context != CONTEXT_NONE) bind_context(&slot, param->context, context);
        else bind_field(&slot, s->in, param->field, in);
        if (slot.mistake != NULL)
            return arena_printf(a, "%s: %s is %s", v->name, slot.field->name, slot.mistake);
        ret->values[i] = slot.value;
        ret->lengths[i] = slot.length;
    }
    return NULL;
}
