/* test_revision_promises.c - what resolved a case binds the next session
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/revision_promises.h"

#include <string.h>

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct revision_promise made[3];
static struct uuid teachers[1];
static struct session_block blocks[1];
static struct session session;

/* Dated, held by "uni" and taught by "ani". */
static void begin(void)
{
    teachers[0] = word_id("ani");
    blocks[0] = (struct session_block){0};
    RECORD_PUT(&blocks[0], SESSION_BLOCK, instructor_ids,
               ((struct list){.count = 1, .items = teachers}));
    session = (struct session){0};
    RECORD_PUT(&session, SESSION, starts_at, (struct instant){1});
    RECORD_PUT(&session, SESSION, partner_id, word_id("uni"));
    RECORD_PUT(&session, SESSION, blocks,
               ((struct session_block_list){.count = 1, .items = blocks}));
}

static struct revision_promise promise(enum revision_action_kind kind, const char *who)
{
    return (struct revision_promise){.revision_case_id = word_id("case"),
                                     .dimension = EVALUATION_DIMENSION_INSTRUCTOR,
                                     .kind = kind,
                                     .instructor_id = word_id(who),
                                     .partner_id = word_id(who),
                                     .name = who};
}

static enum outcome check(size_t count)
{
    struct revision_promises promises = {.items = made, .count = count};
    return revision_promises_check(&promises, &session, &problem);
}

static const struct {
    enum revision_action_kind kind;
    const char *who;
    bool taught, kept;
} cases[] = {
    {REVISION_ACTION_KIND_INSTRUCTOR, "ani", false, true},
    {REVISION_ACTION_KIND_INSTRUCTOR, "budi", false, false},
    {REVISION_ACTION_KIND_PARTNER, "uni", false, true},
    {REVISION_ACTION_KIND_PARTNER, "other", false, false},
    {REVISION_ACTION_KIND_METHOD, "practice", true, true},
    {REVISION_ACTION_KIND_METHOD, "practice", false, false},
    {REVISION_ACTION_KIND_NEW_VERSION, "2", true, true},
    {REVISION_ACTION_KIND_NEW_VERSION, "2", false, false},
    {REVISION_ACTION_KIND_RETIREMENT, "", false, true},
};

START_TEST(r67_a_session_keeps_what_resolved_the_case)
{
    made[0] = promise(cases[_i].kind, cases[_i].who);
    made[0].method_taught = cases[_i].kind == REVISION_ACTION_KIND_METHOD && cases[_i].taught;
    made[0].version_taught = cases[_i].kind == REVISION_ACTION_KIND_NEW_VERSION && cases[_i].taught;
    ck_assert_int_eq(check(1), cases[_i].kept ? OUTCOME_OK : OUTCOME_CONFLICT);
    if (cases[_i].kept) return;
    ck_assert_str_eq(problem_text(), "promise-broken");
    ck_assert_str_eq(problem.args[0], "instructor");
    ck_assert_str_eq(problem.args[1], revision_action_kind_enumeration.names[cases[_i].kind]);
    ck_assert_str_eq(problem.args[2], cases[_i].who);
    ck_assert_ptr_nonnull(strstr(problem.extension_json, "\"kind\":\"revision_case\""));
}
END_TEST

START_TEST(r67_an_internal_session_keeps_no_partner)
{
    made[0] = promise(REVISION_ACTION_KIND_PARTNER, "uni");
    RECORD_CLEAR(&session, SESSION, partner_id);
    ck_assert_int_eq(check(1), OUTCOME_CONFLICT);
}
END_TEST

START_TEST(r67_of_a_session_that_is_there_storage_says_who_teaches)
{
    made[0] = promise(REVISION_ACTION_KIND_INSTRUCTOR, "budi");
    session.blocks = (struct session_block_list){.raw_json = "[{}]"};
    made[0].teaches = _i == 1;
    ck_assert_int_eq(check(1), _i == 1 ? OUTCOME_OK : OUTCOME_CONFLICT);
}
END_TEST

/* Of one kind one is enough, whichever; of another case it does not count. */
START_TEST(r67_one_of_those_named_is_enough)
{
    made[0] = promise(REVISION_ACTION_KIND_INSTRUCTOR, "budi");
    made[1] = promise(REVISION_ACTION_KIND_INSTRUCTOR, "ani");
    ck_assert_int_eq(check(2), OUTCOME_OK);
    made[1].revision_case_id = word_id("another");
    ck_assert_int_eq(check(2), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem.args[2], "budi");
}
END_TEST

START_TEST(r67_each_kind_is_kept)
{
    made[0] = promise(REVISION_ACTION_KIND_PARTNER, "uni");
    made[1] = promise(REVISION_ACTION_KIND_INSTRUCTOR, "budi");
    ck_assert_int_eq(check(2), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem.args[1], "instructor");
}
END_TEST

START_TEST(r41_a_session_without_dates_is_not_bound_yet)
{
    made[0] = promise(REVISION_ACTION_KIND_INSTRUCTOR, "budi");
    RECORD_CLEAR(&session, SESSION, starts_at);
    ck_assert_int_eq(check(1), OUTCOME_OK);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("revision_promises");
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_loop_test(tests, r67_a_session_keeps_what_resolved_the_case, 0,
                        sizeof cases / sizeof cases[0]);
    tcase_add_test(tests, r67_an_internal_session_keeps_no_partner);
    tcase_add_loop_test(tests, r67_of_a_session_that_is_there_storage_says_who_teaches, 0, 2);
    tcase_add_test(tests, r67_one_of_those_named_is_enough);
    tcase_add_test(tests, r67_each_kind_is_kept);
    tcase_add_test(tests, r41_a_session_without_dates_is_not_bound_yet);
    return run_case(tests, "revision_promises");
}
