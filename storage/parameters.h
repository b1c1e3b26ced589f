/* parameters.h - the parameters that drive the rules, by day
 *
 * The only way from C to a parameter: the SQL function parameter() finds the value of the policy
 * version in force on the day, else the default. Statements may call it by themselves.
 * Must not know: HTTP, what a parameter means.
 * Tests: tests/storage/test_parameters.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_PARAMETERS_H
#define BANGKOM_STORAGE_PARAMETERS_H

#include "contract/parameters.h"
#include "storage/db/uow.h"

/* parameters_want - queue the look-up of a parameter
 * in      key  one of product.md 4, e.g. "evaluation.k_anonymity"
 * returns where the value will be after the next sync, as JSON text in the arena: "5", "0.25" (read
 *         by parse_i64, parse_hundredths) or an object; NULL inside: no such key */
const char *const *parameters_want(struct uow *u, const char *key, struct date day);

/* parameters_load - all parameters of a day, and which policy version gave them
 * fails  UNAVAILABLE
 * from   GET /v1/parameters */
enum outcome parameters_load(struct uow *u, struct date on, struct parameter_set *ret) MUST_USE;

#endif
