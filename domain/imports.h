/* imports.h - what a record of an import file says about an employee, a unit and a position
 *
 * A member that is missing says nothing; an empty one clears what is stored. What Bangkom must have
 * (a NIP that can be one, a name, …) refuses the row; anything else that cannot be read is left as
 * it is stored,
 * with a warning: an address with a typing mistake is no reason to lose a person.
 * Must not know: what is stored (import_batch.h), how records are written (import_source.h).
 * Tests: tests/domain/test_imports.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_IMPORTS_H
#define BANGKOM_DOMAIN_IMPORTS_H

#include "domain/import_source.h"

#define IMPORT_MAX_FINDINGS 12

struct import_finding {
    enum violation_rule rule;
    const char *pointer;
    const char *arg; /* or NULL */
    bool warning;
};

struct import_row_unit {
    const char *key;         /* NULL: the record names no unit */
    const char *name;        /* NULL: not said */
    const char *parent_key;  /* NULL: not said, or the unit itself */
    const char *parent_name; /* NULL: not said */
};

struct import_row_position {
    bool said;       /* the record has members about the position */
    const char *key; /* NULL with said: none is held */
    const char *name;
    enum position_kind kind;
    const char *echelon_code; /* NULL: not said or none */
};

struct import_row {
    int64_t number;
    bool refused;
    struct imported_employee employee; /* what is said, and nothing else, is given */
    enum employee_kind likely_kind;    /* where the record does not say */
    struct import_row_unit unit;
    struct import_row_position position;
    int64_t end;          /* where in the file reading goes on behind it, */
    int reader_state;     /* … and in which state */
    size_t finding_count; /* what goes beyond IMPORT_MAX_FINDINGS is dropped */
    struct import_finding findings[IMPORT_MAX_FINDINGS];
};

/* imports_find - add a finding; one that is no warning refuses the row */
void imports_find(struct import_row *row, struct import_finding finding);

/* imports_map - a record as a row
 * in   today  for R-10
 * out  *ret_row  number and end are left to the caller; texts live in `a` or are borrowed from the
 *      source */
void imports_map(struct arena *a, const struct import_source *source, struct date today,
                 struct import_row *ret_row);

/* imports_map_fault - the row of a record that could not even be read */
void imports_map_fault(const struct import_fault *fault, struct import_row *ret_row);

#endif
