/* disclosure.c - see disclosure.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/disclosure.h"

#include "domain/base/banned.h"

bool disclosure_is_shown(const struct evaluation_block *block, int64_t k)
{
    return block->closed && block->answers >= k;
}

struct disclosure disclosure_judge(const struct evaluation_block *blocks, size_t count, int64_t k)
{
    struct disclosure ret = {0};
    bool any_open = false;
    for (size_t i = 0; i < count; i++) {
        any_open |= !blocks[i].closed;
        if (!disclosure_is_shown(&blocks[i], k)) {
            ret.withheld++;
            continue;
        }
        ret.shown++;
        ret.answers += blocks[i].answers;
    }
    if (ret.shown == 0)
        ret.suppressed = any_open ? SUPPRESSION_REASON_OPEN : SUPPRESSION_REASON_TOO_FEW_ANSWERS;
    return ret;
}
