/* objectives.h - where an objective of a policy stands
 *
 * Must not know: storage, HTTP, how a figure is computed (storage/sql/objectives.sql).
 * Tests: tests/domain/test_objectives.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_OBJECTIVES_H
#define BANGKOM_DOMAIN_OBJECTIVES_H

#include "contract/objectives.h"

/* objectives_judge - what a figure says on a day
 * in     figure  the objective with what was counted
 * out    *ret    complete record: without a figure the reason and no status; else reached when the
 *                target is met, on_track when the figure is at least as good as the straight line
 *                from the baseline on the first day to the target on the last, else off_track. A
 *                target below its baseline is to be fallen to. Texts are borrowed from `figure`.
 * from   R-21 */
void objectives_judge(const struct objective_figure *figure, struct date as_of,
                      struct objective_progress *ret);

/* objectives_need_proposal - off track past its mid-term, and not proposed for revision before
 * from   R-22 */
bool objectives_need_proposal(const struct objective_figure *figure,
                              const struct objective_progress *progress, struct date as_of);

#endif
