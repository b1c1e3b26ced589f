/* revision_rule.h - when a judgement asks for a change, and whether a change helped: arithmetic
 *
 * Integers from beginning to end but for the quantile of the normal distribution, which is rounded
 * to millionths: the same answers give the same verdict on every machine. Shares and bounds are
 * basis points.
 * Must not know: storage, HTTP, cases.
 * Tests: tests/domain/test_revision_rule.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_REVISION_RULE_H
#define BANGKOM_DOMAIN_REVISION_RULE_H

#include <stdbool.h>
#include <stdint.h>

#define REVISION_MAX_RESPONSES 1000000 /* more answers than one session can have participants */

/* The parameters revision.min_responses, .unfavourable_share, .confidence, .effect_min_drop. */
struct revision_rule {
    int64_t min_responses; /* > 0 */
    int64_t share_bp;
    int64_t confidence_bp; /* 5000..9999 */
    int64_t min_drop_bp;
};

/* Answers to one dimension: unfavourable <= responses <= REVISION_MAX_RESPONSES. */
struct revision_tally {
    int64_t responses, unfavourable;
};

/* revision_rule_z - the quantile of the standard normal distribution in millionths
 * in  confidence_bp  5000..9999; z(0.80) = 841621 */
int64_t revision_rule_z(int64_t confidence_bp);

/* revision_rule_bound - the one-sided lower Wilson bound of the unfavourable share in basis points,
 * rounded down; 0 without responses
 * from  R-65; Wilson (1927), J. Am. Stat. Assoc. 22, 209-212 */
int64_t revision_rule_bound(struct revision_tally tally, int64_t confidence_bp);

/* revision_rule_opens - whether a case opens: enough answers, and the bound reaches the share
 * from  R-65: 8 of 20 opens one, 2 of 5 does not */
bool revision_rule_opens(const struct revision_rule *rule, struct revision_tally tally);

enum revision_verdict {
    REVISION_VERDICT_EFFECTIVE = 1,
    REVISION_VERDICT_INEFFECTIVE,
    REVISION_VERDICT_INCONCLUSIVE,
};
/* revision_rule_verdict - what the first evaluation after a change says about it: effective when
 * the unfavourable share dropped by min_drop_bp at least; inconclusive when there are fewer answers
 * than min_responses, or no figures from before the change
 * from  R-69 */
enum revision_verdict revision_rule_verdict(const struct revision_rule *rule,
                                            struct revision_tally before,
                                            struct revision_tally after);

#endif
