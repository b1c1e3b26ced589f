/* variant.h - a statement under one set of true conditions: its SQL text, its parameters, its
 * columns; private to storage/db
 *
 * For: assembling the text once per process (statement.c), turning structs into parameters (bind.c)
 * and rows into structs (rows.c). Invariants: a variant never changes after it was published, but
 * for its column map, which is set once.
 * Tests: tests/storage/test_rows.c, test_catalogue.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DB_VARIANT_H
#define BANGKOM_DB_VARIANT_H

#include <libpq-fe.h>
#include <pthread.h>
#include <stdatomic.h>

#include "storage/db/uow.h"

/* Types of PostgreSQL that we bind and read (pg_type.dat). */
enum pg_type {
    PG_BOOL = 16,
    PG_BYTEA = 17,
    PG_NAME = 19,
    PG_INT8 = 20,
    PG_INT2 = 21,
    PG_INT4 = 23,
    PG_TEXT = 25,
    PG_JSON = 114,
    PG_TEXT_ARRAY = 1009,
    PG_BPCHAR = 1042,
    PG_VARCHAR = 1043,
    PG_DATE = 1082,
    PG_TIMESTAMPTZ = 1184,
    PG_UUID = 2950,
    PG_UUID_ARRAY = 2951,
    PG_JSONB = 3802,
};
#define PG_EPOCH_DAYS 10957                  /* 2000-01-01 in days since 1970-01-01 */
#define PG_EPOCH_US INT64_C(946684800000000) /* … in microseconds */

struct column {
    int16_t number; /* in the result */
    int16_t field;  /* in the record */
    Oid type;
};
struct columns {
    const struct record *record; /* what a row becomes */
    int count;
    bool borrows; /* rows point into the result */
    struct column items[];
};

struct variant {
    struct variant *next; /* in its bucket */
    const struct statement *statement;
    uint32_t mask;    /* bit i: conditions[i] is true */
    unsigned serial;  /* counts all variants of the process */
    const char *name; /* NAME.MASK, the name of the prepared statement */
    const char *sql;
    int param_count;
    const uint16_t *params; /* $1.. as indices into statement->params */
    const Oid *types;
    const int *formats;                      /* 1: binary */
    _Atomic(const struct columns *) columns; /* NULL until the first result */
};

#define VARIANT_BUCKETS 1024
struct variants {
    _Atomic(struct variant *) buckets[VARIANT_BUCKETS];
    pthread_mutex_t lock; /* for adding; looking up takes no lock */
    unsigned count;
    struct arena arena; /* of everything in the table */
};

/* variants_init - an empty table */
void variants_init(struct variants *v);
/* variants_done - give all back; nobody may hold a variant any more */
void variants_done(struct variants *v);

/* variant_mask - which conditions hold for these parameters */
uint32_t variant_mask(const struct statement *s, const struct uow_context *context, const void *in);
/* variant_of - the variant of a mask, assembled when it is asked for the first time */
struct variant *variant_of(struct variants *v, const struct statement *s, uint32_t mask);

/* Parameters as libpq takes them. */
struct binding {
    const char **values; /* NULL: null */
    int *lengths;
};
/* variant_bind - the parameters of one execution, copied into `a`; text is borrowed from `in`
 * returns NULL, or what cannot be bound: a mistake of ours */
const char *variant_bind(struct arena *a, const struct variant *v,
                         const struct uow_context *context, const void *in, struct binding *ret);

/* variant_columns - which column goes into which field of statement->out, found out once
 * returns NULL when a column has a type that its field cannot take; *ret_column says which */
const struct columns *variant_columns(struct variants *all, struct variant *v,
                                      const PGresult *result, const char **ret_column);
/* columns_accept - whether a field of this kind can take a column of this type */
bool columns_accept(enum kind kind, Oid type);
/* columns_read - one row into `object`, which is zeroed; text points into the result
 * returns NULL, or the field that cannot hold its value (an enum value that we do not know) */
const char *columns_read(struct arena *a, const struct columns *columns, const PGresult *result,
                         int row, void *object);

/* be_put / be_get - integers in network order at any address */
void be_put32(void *to, uint32_t value);
void be_put64(void *to, uint64_t value);
uint32_t be_get32(const void *from);
uint64_t be_get64(const void *from);

#endif
