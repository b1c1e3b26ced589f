/* parameters.c - see parameters.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/parameters.h"

#include "storage/parameters_sql.h"

#include "domain/base/banned.h"

const char *const *parameters_want(struct uow *u, const char *key, struct date day)
{
    struct parameter_get_in in = {0};
    struct parameter_get_out *out = ARENA_NEW(uow_arena(u), struct parameter_get_out);
    RECORD_PUT(&in, PARAMETER_GET_IN, key, key);
    RECORD_PUT(&in, PARAMETER_GET_IN, day, day);
    uow_want(u, &sql_parameter_get, &in, out, NULL);
    return &out->value;
}
