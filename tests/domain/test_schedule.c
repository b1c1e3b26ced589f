/* test_schedule.c - when a session may stand in the calendar
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/schedule.h"

#include <string.h>

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct session_pin pin;
static struct agreement_usage usage;
static struct session_block_facts found[3];
static struct session_block_input wanted[3];
static struct uuid ids[3];

static void begin(void)
{
    fixture_problem_open();
    pin = (struct session_pin){.training_id = word_id("manpro"), .training_name = "Manpro"};
    usage = (struct agreement_usage){.found = true,
                                     .agreement = {.number = "PKS-1",
                                                   .partner_id = word_id("uni"),
                                                   .partner_name = "Universitas A",
                                                   .state = AGREEMENT_STATE_ACTIVE,
                                                   .valid_from = day_of("2026-01-01"),
                                                   .valid_until = day_of("2026-12-31")},
                                     .standing = {.partner_active = true}};
    for (int i = 0; i < 3; i++) found[i] = (struct session_block_facts){.module_known = true};
}

static struct session_block_input block(const char *starts, const char *ends)
{
    struct session_block_input made = {0};
    struct instant from, until;
    ck_assert(instant_parse(starts, &from) && instant_parse(ends, &until));
    RECORD_PUT(&made, SESSION_BLOCK_INPUT, starts_at, from);
    RECORD_PUT(&made, SESSION_BLOCK_INPUT, ends_at, until);
    return made;
}

static enum outcome decide(size_t count, struct session_block_list *ret)
{
    struct schedule_facts facts = {.pin = &pin, .blocks = found, .offset_minutes = 420};
    struct session_block_input_list list = {.count = count, .items = wanted};
    return schedule_decide_blocks(&list, &facts, ids, ret, &problem);
}

START_TEST(r40_a_retired_or_held_training_is_not_scheduled)
{
    ck_assert_int_eq(schedule_check_training(&pin, &problem), OUTCOME_OK);
    pin.retired = _i == 0;
    if (_i == 1) RECORD_PUT(&pin, SESSION_PIN, revision_case_id, word_id("case"));
    pin.revision_dimension = "method";
    ck_assert_int_eq(schedule_check_training(&pin, &problem), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), _i == 0 ? "training-retired" : "training-held");
    ck_assert_ptr_nonnull(strstr(problem.extension_json, _i == 0 ? "\"Manpro\"" : "revision_case"));
}
END_TEST

static const struct {
    const char *starts, *ends;
    int64_t used;
    const char *reasons; /* NULL: covered */
} uses[] = {
    {"2025-12-31T17:00:00Z", "2026-01-01T02:00:00Z", 0, NULL}, /* already 2026 in the zone */
    {"2025-12-31T16:59:59Z", "2026-01-01T02:00:00Z", 0, "dates"},
    {"2026-12-31T02:00:00Z", "2026-12-31T17:00:00Z", 0, NULL}, /* ends with the last day */
    {"2026-12-31T02:00:00Z", "2026-12-31T17:00:01Z", 0, "dates"},
    {"2026-06-01T02:00:00Z", "2026-06-01T03:00:00Z", 2, "quota"},
};

START_TEST(r40_an_agreement_covers_days_of_the_zone_and_its_quota)
{
    struct schedule_facts facts = {.pin = &pin, .usage = &usage, .offset_minutes = 420};
    wanted[0] = block(uses[_i].starts, uses[_i].ends);
    struct schedule_span span =
        schedule_span_of(&(struct session_block_input_list){.count = 1, .items = wanted});
    RECORD_PUT(&usage.agreement, AGREEMENT, session_quota, 2);
    usage.standing.sessions_held = uses[_i].used;
    ck_assert_int_eq(schedule_check_agreement(&facts, &span, &problem),
                     uses[_i].reasons == NULL ? OUTCOME_OK : OUTCOME_CONFLICT);
    if (uses[_i].reasons != NULL) ck_assert_str_eq(problem.args[1], uses[_i].reasons);
}
END_TEST

START_TEST(r41_without_blocks_or_agreement_no_day_is_asked)
{
    struct schedule_facts facts = {.pin = &pin, .offset_minutes = 420};
    struct schedule_span span = schedule_span_of(&(struct session_block_input_list){0});
    ck_assert_int_eq(schedule_check_agreement(&facts, &span, &problem), OUTCOME_OK);
    facts.usage = &usage;
    ck_assert_int_eq(schedule_check_agreement(&facts, &span, &problem), OUTCOME_OK);
    usage.agreement.state = AGREEMENT_STATE_TERMINATED;
    ck_assert_int_eq(schedule_check_agreement(&facts, &span, &problem), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem.args[1], "terminated");
}
END_TEST

START_TEST(r40_an_agreement_of_a_partner_out_of_use_is_none)
{
    struct schedule_facts facts = {.pin = &pin, .usage = &usage, .offset_minutes = 420};
    struct schedule_span span = schedule_span_of(&(struct session_block_input_list){0});
    usage.standing.partner_active = false;
    ck_assert_int_eq(schedule_check_agreement(&facts, &span, &problem), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "partner-inactive");
    ck_assert_ptr_nonnull(strstr(problem.extension_json, "\"kind\":\"partner\""));
    ck_assert_ptr_nonnull(strstr(problem.extension_json, "\"Universitas A\""));
}
END_TEST

/* Trap: one date range per session. */
START_TEST(blocks_are_several_and_put_in_the_order_of_time)
{
    struct session_block_list made;
    wanted[0] = block("2026-03-09T01:00:00Z", "2026-03-09T04:00:00Z");
    wanted[1] = block("2026-03-02T01:00:00Z", "2026-03-02T04:00:00Z");
    ck_assert_int_eq(decide(2, &made), OUTCOME_OK);
    ck_assert_uint_eq(made.count, 2);
    ck_assert_int_eq(made.items[0].starts_at.us, wanted[1].starts_at.us);
    ck_assert_int_eq(made.items[1].ordinal, 2);
}
END_TEST

START_TEST(every_wrong_block_is_named)
{
    struct session_block_list made;
    static struct uuid twice[2], once[1];
    wanted[0] = block("2026-03-02T04:00:00Z", "2026-03-02T04:00:00Z");
    wanted[1] = block("2026-03-02T05:00:00Z", "2026-03-02T07:00:00Z");
    wanted[2] = block("2026-03-02T05:00:00Z", "2026-03-02T08:00:00Z");
    wanted[1].instructor_ids = (struct list){.count = 2, .items = twice};
    wanted[2].instructor_ids = (struct list){.count = 1, .items = once};
    found[0].module_known = false;
    ck_assert_int_eq(decide(3, &made), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(),
                     "validation-failed /blocks/0/ends_at order | /blocks/0/module_id reference |"
                     " /blocks/1/instructor_ids duplicate | /blocks/2/starts_at order |"
                     " /blocks/2/instructor_ids reference");
}
END_TEST

START_TEST(r40_what_is_taken_or_out_of_use_is_named)
{
    static const struct {
        const char *code, *kind;
    } says[] = {{"room-taken", "\"kind\":\"session\""},
                {"instructor-taken", "\"kind\":\"session\""},
                {"instructor-inactive", "\"kind\":\"instructor\""}};
    struct session_block_list made;
    wanted[0] = block("2026-03-02T01:00:00Z", "2026-03-02T04:00:00Z");
    if (_i == 0) RECORD_PUT(&found[0], SESSION_BLOCK_FACTS, room_session_id, word_id("other"));
    if (_i == 1)
        RECORD_PUT(&found[0], SESSION_BLOCK_FACTS, instructor_session_id, word_id("other"));
    if (_i == 2) RECORD_PUT(&found[0], SESSION_BLOCK_FACTS, inactive_instructor_id, word_id("her"));
    ck_assert_int_eq(decide(1, &made), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), says[_i].code);
    ck_assert_ptr_nonnull(strstr(problem.extension_json, says[_i].kind));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("schedule");
    SRunner *runner = srunner_create(suite);
    TCase *tests = tcase_create("schedule");
    tcase_add_checked_fixture(tests, begin, fixture_problem_close);
    tcase_add_loop_test(tests, r40_a_retired_or_held_training_is_not_scheduled, 0, 2);
    tcase_add_loop_test(tests, r40_an_agreement_covers_days_of_the_zone_and_its_quota, 0, 5);
    tcase_add_test(tests, r40_an_agreement_of_a_partner_out_of_use_is_none);
    tcase_add_test(tests, r41_without_blocks_or_agreement_no_day_is_asked);
    tcase_add_test(tests, blocks_are_several_and_put_in_the_order_of_time);
    tcase_add_test(tests, every_wrong_block_is_named);
    tcase_add_loop_test(tests, r40_what_is_taken_or_out_of_use_is_named, 0, 3);
    suite_add_tcase(suite, tests);
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}
