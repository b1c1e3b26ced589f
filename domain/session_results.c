/* session_results.c - see session_results.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/session_results.h"

#include "domain/base/json_write.h"

#include "domain/base/banned.h"

#define WHOLE 10000 /* basis points */
#define MEMBER_MAX_BYTES 20000

enum enrolment_state session_results_state(const struct result_line *line,
                                           const struct result_rule *rule)
{
    if (line->present_seconds * WHOLE < line->total_seconds * rule->min_attendance_share)
        return ENROLMENT_STATE_ABSENT;
    if (!RECORD_HAS(line, RESULT_LINE, post_score)) return ENROLMENT_STATE_ATTENDED;
    return line->post_score >= rule->pass_score ? ENROLMENT_STATE_PASSED : ENROLMENT_STATE_FAILED;
}

static const char *missing_member(const struct result_gap_list *gaps, struct arena *a)
{
    struct strbuf json;
    strbuf_init(&json, a, 512, MEMBER_MAX_BYTES);
    strbuf_text(&json, "\"missing\":[");
    for (size_t i = 0; i < gaps->count; i++) {
        if (i > 0) strbuf_char(&json, ',');
        json_write_record(&json, &result_gap_record, &gaps->items[i]);
    }
    strbuf_char(&json, ']');
    return json.data;
}

enum outcome session_results_check(const struct result_line *lines, size_t count,
                                   const struct result_gap_list *gaps, struct problem *problem)
{
    int64_t missing = 0;
    for (size_t i = 0; i < count; i++) missing += lines[i].missing;
    if (missing == 0) return OUTCOME_OK;
    problem->extension_json = missing_member(gaps, problem->arena);
    return problem_raise(problem, PROBLEM_ATTENDANCE_MISSING,
                         arena_printf(problem->arena, "%lld", (long long)missing), NULL, NULL);
}

struct enrolment_moves session_results_decide(const struct result_line *lines, size_t count,
                                              const struct result_rule *rule, struct instant now,
                                              struct arena *a)
{
    struct enrolment_moves moves = {.items = ARENA_ARRAY(a, count + 1, struct enrolment_move)};
    for (size_t i = 0; i < count; i++) {
        enum enrolment_state state = session_results_state(&lines[i], rule);
        if (state == lines[i].state) continue;
        struct enrolment_move *move = &moves.items[moves.count++];
        RECORD_PUT(move, ENROLMENT_MOVE, id, lines[i].id);
        RECORD_PUT(move, ENROLMENT_MOVE, from_state, lines[i].state);
        RECORD_PUT(move, ENROLMENT_MOVE, state, state);
        RECORD_PUT(move, ENROLMENT_MOVE, version, lines[i].version + 1);
        RECORD_PUT(move, ENROLMENT_MOVE, updated_at, now);
    }
    return moves;
}
