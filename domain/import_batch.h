/* import_batch.h - what a batch of rows means for what is stored: new, changed and untouched
 * records
 *
 * The rows are looked at in the order of the file, so that a later row sees what an earlier one
 * says.
 * Employees are recognised by the HR system's key, else by NIP; units and positions by key.
 * Units: a parent that nobody has named yet is made with its key for a name, so the order of rows
 * does not
 * matter; a unit that already lies somewhere below the parent it names stays there (SIASN names
 * the topmost
 * unit only); a circle is not closed, but warned of.
 * A batch can be cut into two shares that have no employee in common.
 * Must not know: storage. Two batches at once are storage's business.
 * Tests: tests/domain/test_import_batch.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_IMPORT_BATCH_H
#define BANGKOM_DOMAIN_IMPORT_BATCH_H

#include "domain/imports.h"

/* Identifiers that a batch of n rows can need at most. */
#define IMPORT_BATCH_IDS(n) (4 * (n))

/* What the rows name. */
struct import_keys {
    struct list units, positions, employees, nips; /* of const char *, each key once */
};

/* What storage found of that. */
struct import_facts {
    const struct imported_unit *units;
    size_t unit_count;
    const struct imported_position *positions;
    size_t position_count;
    const struct imported_employee *employees;
    size_t employee_count;
};

/* When, with which identifiers, and where what comes of it lives. */
struct import_means {
    struct arena *arena;
    struct instant now;
    struct date today;
    const struct uuid *ids; /* IMPORT_BATCH_IDS(rows) fresh ones, used from the first on */
    size_t cut;   /* rows of the first share, where it is wanted; 0: all are to be one share */
    size_t worth; /* employees to write from which on two shares are wanted */
};

/* What becomes of the employees of some rows. */
struct import_share {
    size_t rows;
    struct imported_employee_list employees_new, employees_changed;
    size_t created, updated, unchanged, failed, warned; /* rows */
};

/* Records to write, complete and with the version they will have. Shares can be written at once
 * and in any order, units and positions before them. */
struct import_changes {
    struct imported_unit_list units_new, units_changed;
    struct imported_position_list positions_new, positions_changed;
    struct import_share shares[2]; /* the second one has no rows when the batch is not divided */
};

/* import_batch_keys - what to load for these rows; lists live in `a`, texts are the rows' */
void import_batch_keys(struct arena *a, const struct import_row *rows, size_t count,
                       struct import_keys *ret);

/* import_batch_decide - the changes; rows get what is found wrong with them (R-10 among it)
 * in/out rows  `count` of them, as mapped
 * out    *ret  lists are sorted by key, so that any two batches write in the same order; divided
 *              at means->cut unless few employees are to be written, rows of both sides say
 *              something about one, or a stored one gives up a key or NIP, which another might
 *              take over */
void import_batch_decide(const struct import_means *means, struct import_row *rows, size_t count,
                         const struct import_facts *facts, struct import_changes *ret);

#endif
