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

enum outcome parameters_load(struct uow *u, struct date on, struct parameter_set *ret)
{
    struct parameters_on_in in = {0};
    RECORD_PUT(&in, PARAMETERS_ON_IN, on, on);
    uow_want(u, &sql_parameters_on, &in, ret, NULL);
    return uow_sync(u);
}
