/* conflicting.c - see conflicting.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/conflicting.h"

#include "domain/base/json_write.h"

#include "domain/base/banned.h"

#define MEMBER_MAX_BYTES 4000

void conflicting_put(struct problem *problem, const char *kind, struct uuid id, const char *name)
{
    char text[UUID_TEXT_LENGTH + 1];
    struct strbuf json;
    if (problem->extension_json != NULL) return;
    uuid_format(id, text);
    strbuf_init(&json, problem->arena, 128, MEMBER_MAX_BYTES);
    strbuf_printf(&json, "\"conflicting\":{\"kind\":\"%s\",\"id\":\"%s\",\"name\":", kind, text);
    json_write_string(&json, name);
    strbuf_char(&json, '}');
    problem->extension_json = json.data;
}
