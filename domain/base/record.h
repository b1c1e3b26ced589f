/* record.h - descriptor tables: what the members of a struct are called and how they are laid out
 *
 * For: one table per struct, generated from the OpenAPI schema, over which JSON decode, JSON
 * encode, SQL parameter binding and row decode are interpreters. Nobody writes per-field code.
 * Invariant: the first member of every described struct is `struct presence has`; bit i stands
 * for fields[i].
 * Tests: tests/domain/test_json_write.c, tests/api/test_decode.c, tests/storage/test_rows.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_BASE_RECORD_H
#define BANGKOM_BASE_RECORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "domain/base/text.h"
#include "domain/base/time.h"
#include "domain/base/uuid.h"

struct presence {
    uint64_t value; /* bit i: field i holds a value (not null, not absent) */
    uint64_t given; /* bit i: field i stood in the input, as null or with a value (merge-patch) */
};

enum kind {
    KIND_BOOL,       /* bool            JSON true/false       boolean */
    KIND_INTEGER,    /* int64_t         JSON integer          smallint, integer, bigint */
    KIND_HUNDREDTHS, /* int64_t         JSON number, 2 digits integer, bigint: JP, percentages */
    KIND_TEXT,       /* const char *    JSON string           text */
    KIND_UUID,       /* struct uuid     JSON string           uuid */
    KIND_DATE,       /* struct date     yyyy-mm-dd            date */
    KIND_INSTANT,    /* struct instant  RFC 3339              timestamptz */
    KIND_ENUM,       /* int (from 1)    JSON string           text */
    KIND_REF,        /* struct ref      uuid, ext:… or nip:…  uuid or text (input only) */
    KIND_RECORD,     /* the struct      JSON object           jsonb (parameters only) */
    KIND_RECORDS,    /* struct list     JSON array of objects jsonb */
    KIND_TEXTS,      /* struct list     JSON array of strings text[] (items: const char *) */
    KIND_UUIDS,      /* struct list     JSON array of strings uuid[] (items: struct uuid) */
    KIND_REFS,       /* struct list     JSON array of strings (input only; items: struct ref) */
    KIND_JSON,       /* const char *    any JSON, as text     jsonb */
    KIND_BYTES,      /* struct bytes    never in JSON         bytea (statements only) */
};

/* Bytes of a bytea column or parameter; borrowed. */
struct bytes {
    const uint8_t *data;
    size_t length;
};

/* How a caller names a record: by our id, by the caller's own key, or an employee by NIP. */
enum ref_by { REF_BY_ID = 1, REF_BY_EXT = 2, REF_BY_NIP = 3 };
struct ref {
    enum ref_by by;
    struct uuid id;  /* REF_BY_ID */
    const char *key; /* REF_BY_EXT, REF_BY_NIP: the text behind the colon */
};

/* A list; `raw_json` is set instead of items where a jsonb column is only passed through.
 * Generated lists (struct unit_list …) have this very layout with typed items. */
struct list {
    size_t count;
    void *items;
    const char *raw_json;
};

struct enumeration {
    const char *name;
    const char *const *names; /* names[1..count]; names[0] is NULL: 0 means not set */
    int count;
};

struct record;
struct arena;

enum field_flag {
    FIELD_REQUIRED = 1,     /* must be in the input */
    FIELD_NULLABLE = 2,     /* null is a value of it */
    FIELD_READ_ONLY = 4,    /* never in an input */
    FIELD_WRITE_ONLY = 8,   /* never in a reply (secrets) */
    FIELD_REF_NIP = 16,     /* a KIND_REF that may also be nip:… */
    FIELD_HAS_DEFAULT = 32, /* absent in the input means default_value */
};

struct field {
    const char *name; /* the JSON member, the SQL column, the C member */
    enum kind kind;
    uint16_t offset;
    uint16_t flags;             /* enum field_flag */
    enum text_format format;    /* KIND_TEXT, KIND_TEXTS */
    int64_t min, max;           /* integers and hundredths: value; text: characters; lists: items */
    int64_t item_min, item_max; /* KIND_TEXTS: characters of an item */
    int64_t default_value;      /* with FIELD_HAS_DEFAULT: bool, integer, hundredths, enum */
    const struct enumeration *enumeration; /* KIND_ENUM */
    const struct record *record;           /* KIND_RECORD, KIND_RECORDS */
};

struct record {
    const char *name;
    const struct field *fields;
    uint16_t count; /* at most 64 */
    uint16_t size;  /* sizeof the struct */
};

/* record_find - the index of a field by name, or -1 */
int record_find(const struct record *record, const char *name);
/* record_has - whether field i of `object` holds a value */
static inline bool record_has(const void *object, int i)
{
    return (((const struct presence *)object)->value >> i) & 1U;
}
static inline bool record_given(const void *object, int i)
{
    return (((const struct presence *)object)->given >> i) & 1U;
}
/* record_set - mark field i as holding a value (value) or as null (given only) */
static inline void record_mark(void *object, int i, bool has_value)
{
    struct presence *has = object;
    has->given |= UINT64_C(1) << i;
    if (has_value) has->value |= UINT64_C(1) << i;
    else has->value &= ~(UINT64_C(1) << i);
}
/* record_merge - RFC 7396 for flat records: every field given in `patch` replaces the field of the
 * same name in `object`; fields whose kinds differ (a reference in the patch, an id in the record)
 * are left to the rule that resolved them, and so are records whose descriptors differ; values of
 * two enumerations are matched by name, and a name that the record's lacks changes nothing
 * returns the number of fields whose value really changed (0: the patch says nothing new) */
int record_merge(const struct record *record, void *object, const struct record *patch_record,
                 const void *patch);
/* record_copy - copy the fields that both records have by name and kind (create -> full record)
 * and that hold a value in `from`; what "the same kind" is: see record_merge; nothing else of
 * `object` is touched, and texts and items are borrowed */
void record_copy(const struct record *record, void *object, const struct record *from_record,
                 const void *from);
/* enum_find - the value of a name, or 0 */
int enum_find(const struct enumeration *enumeration, const char *name);
/* ref_parse - text of a reference: a UUID, "ext:KEY", or with allow_nip "nip:DIGITS" (spaces in a
 * NIP are dropped); keys are copied into `a`; false leaves *ret untouched */
bool ref_parse(struct arena *a, const char *text, bool allow_nip, struct ref *ret);

/* RECORD_PUT / RECORD_CLEAR / RECORD_HAS / RECORD_GIVEN - one member by name, presence included;
 * STRUCT is the struct's name in capitals as in the generated FIELD_ constants */
#define RECORD_PUT(object, STRUCT, member, new_value)                                              \
    ((object)->member = (new_value), record_mark((object), FIELD_##STRUCT##_##member, true))
#define RECORD_CLEAR(object, STRUCT, member) record_mark((object), FIELD_##STRUCT##_##member, false)
#define RECORD_HAS(object, STRUCT, member) record_has((object), FIELD_##STRUCT##_##member)
#define RECORD_GIVEN(object, STRUCT, member) record_given((object), FIELD_##STRUCT##_##member)

#endif
