/* fuzz_target.c - any bytes as a request target and as a query: refused or decoded, never worse
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/target.h"

#include "domain/base/text.h"

#include <stdlib.h>
#include <string.h>

#include "domain/base/banned.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What target.h promises of every decoded text. */
static void check(const char *text)
{
    if (!utf8_valid(text, strlen(text))) abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    arena_auto a;
    arena_init(&a);
    struct problem problem;
    problem_init(&problem, &a);
    struct target target = {0};
    if (target_parse(&a, arena_copy(&a, (const char *)data, size), &target, &problem) ==
        OUTCOME_OK) {
        if (target.segment_count > TARGET_MAX_SEGMENTS + 1) abort();
        for (int i = 0; i < target.segment_count && i < TARGET_MAX_SEGMENTS; i++)
            check(target.segments[i]);
        for (size_t i = 0; i < target.pairs.count; i++) {
            check(target.pairs.items[i].name);
            check(target.pairs.items[i].value);
        }
    }
    struct pairs pairs = {0};
    const char *name = NULL;
    if (pairs_parse(&a, (const char *)data, size, &pairs, &name) == RULE_NONE)
        for (size_t i = 0; i < pairs.count; i++) check(pairs.items[i].value);
    return 0;
}
