/* revision_rule.c - see revision_rule.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/revision_rule.h"

#include "domain/base/banned.h"

#define BASIS 10000
#define MILLION INT64_C(1000000)
#define Z_MAX 4.0                          /* beyond the quantile of 9999 basis points, 3.72 */
#define HALVINGS 50                        /* of Z_MAX: far below a millionth */
#define DENSITY_AT_ZERO 0.3989422804014327 /* 1 / sqrt(2 pi) */
#define TERM_TOO_SMALL 1e-12

/* Area of the standard normal density between 0 and z <= Z_MAX: the series of z^(2i+1) / (2i+1)
 * over (-2)^i i!, integrated term by term. libm is not linked here. */
static double area(double z)
{
    double power = z, sum = z;
    for (int i = 1; power > TERM_TOO_SMALL; i++) {
        power *= z * z / (2 * i);
        sum += (i % 2 == 0 ? power : -power) / (2 * i + 1);
    }
    return DENSITY_AT_ZERO * sum;
}

int64_t revision_rule_z(int64_t confidence_bp)
{
    double wanted = (double)(confidence_bp - BASIS / 2) / BASIS;
    double low = 0, high = Z_MAX;
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (low + high) / 2;
        if (area(middle) < wanted) low = middle;
        else high = middle;
    }
    return (int64_t)(low * (double)MILLION + 0.5);
}

/* The largest integer whose square does not exceed `square`. */
static int64_t root_of(int64_t square)
{
    int64_t low = 0, high = INT64_C(3037000499); /* whose square is the last that fits */
    while (low < high) {
        int64_t middle = low + (high - low + 1) / 2;
        if (middle * middle <= square) low = middle;
        else high = middle - 1;
    }
    return low;
}

/* (k + z²/2 - z sqrt(k(n-k)/n + z²/4)) / (n + z²), everything times a million. */
int64_t revision_rule_bound(struct revision_tally tally, int64_t confidence_bp)
{
    int64_t n = tally.responses, k = tally.unfavourable;
    if (n <= 0) return 0;
    int64_t z = revision_rule_z(confidence_bp), z_squared = z * z;
    int64_t spread = k * (n - k);
    int64_t root = root_of(spread / n * MILLION * MILLION + spread % n * (MILLION * MILLION) / n +
                           z_squared / 4);
    int64_t above = k * MILLION + z_squared / (2 * MILLION) - z * root / MILLION;
    int64_t below = n * MILLION + z_squared / MILLION;
    return above <= 0 ? 0 : above * BASIS / below;
}

bool revision_rule_opens(const struct revision_rule *rule, struct revision_tally tally)
{
    if (tally.responses < rule->min_responses) return false;
    return revision_rule_bound(tally, rule->confidence_bp) >= rule->share_bp;
}

enum revision_verdict revision_rule_verdict(const struct revision_rule *rule,
                                            struct revision_tally before,
                                            struct revision_tally after)
{
    if (after.responses < rule->min_responses || before.responses == 0)
        return REVISION_VERDICT_INCONCLUSIVE;
    int64_t both = before.responses * after.responses;
    int64_t drop = before.unfavourable * after.responses - after.unfavourable * before.responses;
    return drop * BASIS >= rule->min_drop_bp * both ? REVISION_VERDICT_EFFECTIVE
                                                    : REVISION_VERDICT_INEFFECTIVE;
}
