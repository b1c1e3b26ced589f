/* import_org.h - units and positions that come with the rows of a batch; private to import_batch.c
 *
 * Tests: tests/domain/test_import_batch.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_IMPORT_ORG_H
#define BANGKOM_DOMAIN_IMPORT_ORG_H

#include "domain/import_batch.h"
#include "domain/key_index.h"

struct import_org {
    struct arena *arena;
    const struct import_means *means;
    size_t ids_used;
    struct key_index unit_index, position_index;
    struct import_org_unit *units; /* those known and those new, in the order in which they came */
    struct import_org_position *positions;
    size_t unit_count, position_count;
};

/* import_org_open - start with what is stored; takes its identifiers behind the first `rows` ones
 * */
void import_org_open(struct import_org *o, size_t rows, const struct import_facts *facts,
                     const struct import_means *means);

/* import_org_unit - the unit a row names, made or brought up to date; false: it names none */
bool import_org_unit(struct import_org *o, struct import_row *row, struct uuid *ret_id);
/* import_org_position - the same for its position */
bool import_org_position(struct import_org *o, const struct import_row *row, struct uuid *ret_id);

/* import_org_changes - what is new and what changed */
void import_org_changes(const struct import_org *o, struct import_changes *ret);

#endif
