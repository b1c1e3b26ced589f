/* config_table.h - the one table of variables; shared by config.c and config_print.c only
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_CONFIG_TABLE_H
#define BANGKOM_CONFIG_TABLE_H

#include "api/config.h"

#include <stddef.h>

enum variable_kind {
    VARIABLE_TEXT,         /* const char *, NULL when not set and without default */
    VARIABLE_DATABASE_URL, /* const char *, may hold a password */
    VARIABLE_INTEGER,      /* int64_t */
    VARIABLE_BOOLEAN,      /* bool */
};

struct config_variable {
    const char *name;     /* BANGKOM_… */
    const char *fallback; /* the default as text, or NULL */
    enum variable_kind kind;
    size_t offset;                          /* of the member of struct config */
    int64_t min, max;                       /* VARIABLE_INTEGER */
    const char *(*check)(const char *text); /* what is wrong with a text, or NULL */
    const char *derived; /* what stands in when it is not set and has no fallback; for people */
    const char *meaning;
};

extern const struct config_variable config_variables[];
extern const size_t config_variable_count;

#endif
