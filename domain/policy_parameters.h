/* policy_parameters.h - what a policy version may say about the parameters that drive the rules
 *
 * One table: every key of parameter_defaults with its shape and range. A gate holds the keys of the
 * table and of the defaults together, a storage test the values.
 * Must not know: storage, HTTP, which rule uses a parameter.
 * Tests: tests/domain/test_policy_parameters.c, tests/storage/test_parameters.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_POLICY_PARAMETERS_H
#define BANGKOM_DOMAIN_POLICY_PARAMETERS_H

#include "domain/base/problem.h"

/* policy_parameters_check - every key is known and every value is of its shape and in its range
 * in     parameters  text of a JSON object
 * fails  INVALID with a violation at /parameters/KEY… for each unknown key and bad value
 * from   product.md 4 */
enum outcome policy_parameters_check(const char *parameters, struct problem *problem) MUST_USE;

#endif
