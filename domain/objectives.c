/* objectives.c - see objectives.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/objectives.h"

#include "domain/base/banned.h"

/* Rounded toward the baseline; a long way off 64 bits: hundredths of 100 times days. */
static int64_t expected_on(const struct objective_figure *figure, struct date as_of)
{
    int64_t whole = figure->due_on.days - figure->starts_on.days;
    int64_t passed = as_of.days - figure->starts_on.days;
    if (passed <= 0) return figure->baseline;
    if (passed >= whole) return figure->target;
    return figure->baseline + (figure->target - figure->baseline) * passed / whole;
}

static struct date mid_term_of(const struct objective_figure *figure)
{
    if (RECORD_HAS(figure, OBJECTIVE_FIGURE, mid_term_on)) return figure->mid_term_on;
    int32_t first = figure->starts_on.days;
    return (struct date){first + (figure->due_on.days - first) / 2};
}

static bool is_as_good(const struct objective_figure *figure, int64_t mark)
{
    return figure->target < figure->baseline ? figure->value <= mark : figure->value >= mark;
}

static void judge_value(const struct objective_figure *figure, struct objective_progress *ret)
{
    enum objective_status status = OBJECTIVE_STATUS_OFF_TRACK;
    if (is_as_good(figure, figure->target)) status = OBJECTIVE_STATUS_REACHED;
    else if (is_as_good(figure, ret->expected)) status = OBJECTIVE_STATUS_ON_TRACK;
    RECORD_PUT(ret, OBJECTIVE_PROGRESS, status, status);
}

void objectives_judge(const struct objective_figure *figure, struct date as_of,
                      struct objective_progress *ret)
{
    *ret = (struct objective_progress){0};
    record_copy(&objective_progress_record, ret, &objective_figure_record, figure);
    RECORD_PUT(ret, OBJECTIVE_PROGRESS, mid_term_on, mid_term_of(figure));
    RECORD_PUT(ret, OBJECTIVE_PROGRESS, expected, expected_on(figure, as_of));
    if (RECORD_HAS(figure, OBJECTIVE_FIGURE, value)) {
        judge_value(figure, ret);
        return;
    }
    RECORD_PUT(ret, OBJECTIVE_PROGRESS, reason,
               figure->hidden ? OBJECTIVE_ABSENCE_NOT_SHOWN : OBJECTIVE_ABSENCE_NO_DATA);
    if (figure->hidden) RECORD_CLEAR(ret, OBJECTIVE_PROGRESS, measured);
}

bool objectives_need_proposal(const struct objective_figure *figure,
                              const struct objective_progress *progress, struct date as_of)
{
    return !figure->proposed && progress->status == OBJECTIVE_STATUS_OFF_TRACK &&
           as_of.days > progress->mid_term_on.days;
}
