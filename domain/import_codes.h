/* import_codes.h - code lists of SIASN and the words of regional HR systems, as what we store
 *
 * Tables only, so that a list that turns out otherwise is corrected in one line. What is known of
 * the lists
 * is in the documentation of SIASN's web service: jenisJabatan 1 to 4, jenisPegawai of regional
 * PNS; the
 * letters of jenisKelamin and the words of statusPegawai are those in use.
 * Tests: tests/domain/test_imports.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_IMPORT_CODES_H
#define BANGKOM_DOMAIN_IMPORT_CODES_H

#include <stdbool.h>

#include "contract/imports.h"

/* import_code_… - what a code or word means, case ignored; 0: it is not known */
enum sex import_code_sex(const char *text);                /* jenisKelamin */
enum position_kind import_code_position(const char *text); /* jenisJabatanId */
enum employee_kind import_code_status(const char *text);   /* statusPegawai */
enum employee_kind import_code_employee(const char *text); /* jenisPegawaiId */

/* import_code_yes - kepalaUnit; false: the word is not known */
bool import_code_yes(const char *text, bool *ret);

/* import_unit_kind - what a unit is by the first word of its name; used when the unit is new */
enum unit_kind import_unit_kind(const char *name);

/* import_nip_kind - PPPK where digits 13 and 14 cannot be a month, else PNS: for records that do
 * not say */
enum employee_kind import_nip_kind(const char *nip);

#endif
