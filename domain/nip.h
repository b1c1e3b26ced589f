/* nip.h - the 18 digits that number a civil servant
 *
 * PNS and CPNS: birth date YYYYMMDD, year and month of the appointment as CPNS, sex (1 male, 2
 * female), serial. PPPK: birth date, year of the first appointment, a contract code of two digits,
 * sex, serial. What cannot be a NIP is refused. What merely looks wrong is warned of: numbers given
 * out with mistakes in them are kept by the national agency, and so must be here.
 * Must not know: where the number came from.
 * Tests: tests/domain/test_nip.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_NIP_H
#define BANGKOM_DOMAIN_NIP_H

#include "contract/employees.h"
#include "domain/base/problem.h"

#define NIP_DIGITS 18
#define NIP_MAX_FINDINGS 4

/* Rules of openapi/errors.yaml, each at most once. */
struct nip_findings {
    size_t count;
    enum violation_rule rules[NIP_MAX_FINDINGS];
};

/* What else is known of the bearer. */
struct nip_bearer {
    enum employee_kind kind;
    enum sex sex;                  /* 0: not known */
    const struct date *birth_date; /* NULL: not known */
    struct date today;
};

/* nip_errors - why this cannot be a NIP; count 0 when it can
 * in     nip  any text
 * from   R-10; nip-digits alone, or any of nip-birth-date, nip-appointment, nip-sex, nip-serial */
struct nip_findings nip_errors(const char *nip, const struct nip_bearer *bearer);

/* nip_warnings - what looks wrong about a NIP that nip_errors let pass
 * from   R-10; nip-birth-date-mismatch, nip-sex-mismatch, nip-age-at-appointment,
 *        nip-appointment-year */
struct nip_findings nip_warnings(const char *nip, const struct nip_bearer *bearer);

#endif
