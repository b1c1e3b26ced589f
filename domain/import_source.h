/* import_source.h - one record of an import file as texts by member: JSON objects and CSV rows
 * alike
 *
 * Members have the names of SIASN's data-utama call; others are skipped.
 * Must not know: what the members mean (imports.h).
 * Tests: tests/domain/test_import_source.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_IMPORT_SOURCE_H
#define BANGKOM_DOMAIN_IMPORT_SOURCE_H

#include "domain/base/arena.h"
#include "domain/base/problem.h"
#include "domain/record_splitter.h"

/* In the order of bytes, for looking them up. */
/* clang-format off */
#define IMPORT_KEYS(KEY) \
    KEY(emailGov) KEY(eselonId) KEY(gelarBelakang) KEY(gelarDepan) \
    KEY(golRuangAkhirId) KEY(id) KEY(jabatanFungsionalId) KEY(jabatanFungsionalUmumId) \
    KEY(jabatanNama) KEY(jabatanStrukturalId) KEY(jenisJabatanId) KEY(jenisKelamin) \
    KEY(jenisPegawaiId) KEY(kepalaUnit) KEY(nama) KEY(nipBaru) \
    KEY(statusPegawai) KEY(tglLahir) KEY(tmtGolAkhir) KEY(tmtJabatan) \
    KEY(unorId) KEY(unorIndukId) KEY(unorIndukNama) KEY(unorNama)
/* clang-format on */

#define IMPORT_KEY_CONSTANT(name) IMPORT_KEY_##name,
enum import_key { IMPORT_KEYS(IMPORT_KEY_CONSTANT) IMPORT_KEY_COUNT };

/* import_key_pointers - "/nipBaru" … by key */
extern const char *const import_key_pointers[];

/* What a record says: NULL texts are members that are not there, "" are null or blank ones. */
struct import_source {
    const char *texts[IMPORT_KEY_COUNT]; /* trimmed */
};

/* What is wrong with a record as a whole, or with a member of it. */
struct import_fault {
    enum violation_rule rule; /* 0: nothing */
    const char *pointer;
    const char *arg; /* or NULL */
};

/* Which column of a CSV file holds which member. */
#define IMPORT_MAX_COLUMNS 512
struct import_columns {
    char separator; /* comma or semicolon, whichever the header row uses */
    size_t count;
    int16_t keys[IMPORT_MAX_COLUMNS]; /* enum import_key, or -1: not ours */
};

/* import_read_json - one JSON object (RFC 8259), its nested values skipped
 * out  ret_source  texts live in `a`
 * returns a fault with rule 0, or syntax, utf8, repeated */
struct import_fault import_read_json(struct arena *a, struct slice record,
                                     struct import_source *ret_source);

/* import_read_header - the header row of a CSV file (RFC 4180); fails like import_read_csv */
struct import_fault import_read_header(struct arena *a, struct slice row,
                                       struct import_columns *ret);

/* import_read_csv - a further row; fails when it is not UTF-8, quotes are misplaced, or it has
 * more or
 * fewer cells than the header */
struct import_fault import_read_csv(struct arena *a, const struct import_columns *columns,
                                    struct slice row, struct import_source *ret_source);

#endif
