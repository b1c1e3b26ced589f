/* fuzz_decode.c - any bytes as a JSON body: what decodes can be written again and decodes to the
 * same
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/decode.h"

#include "contract/competencies.h"
#include "domain/base/json_write.h"

#include <stdlib.h>
#include <string.h>

#include "domain/base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *written(struct arena *a, const struct competency_create *body)
{
    struct strbuf out;
    strbuf_init(&out, a, 256, 1U << 24);
    json_write_record(&out, &competency_create_record, body);
    return out.data;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena_auto a;
    arena_init(&a);
    struct problem problem;
    problem_init(&problem, &a);
    struct competency_create body = {0}, again = {0};
    if (decode_json(&competency_create_record, (const char *)data, size, &body, &problem) !=
        OUTCOME_OK)
        return 0;
    const char *first = written(&a, &body);
    if (decode_json(&competency_create_record, first, strlen(first), &again, &problem) !=
        OUTCOME_OK)
        abort();
    if (strcmp(first, written(&a, &again)) != 0) abort();
    return 0;
}
