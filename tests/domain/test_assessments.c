/* test_assessments.c - rules on recording evidence
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/assessments.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

#define ITEMS 4
static struct assessment_create items[ITEMS];
static struct assessment_target found[ITEMS];
static const struct uuid ids[ITEMS] = {{{1}}, {{2}}, {{3}}, {{4}}};
static struct assessment_batch batch;
static struct assessment made;
static struct assessment_decision decision;

static const struct uuid employee = {{10}}, competency = {{20}}, caller = {{30}}, old = {{40}};

static void open_case(void)
{
    for (int i = 0; i < ITEMS; i++) {
        items[i] = (struct assessment_create){0};
        found[i] = (struct assessment_target){0};
        RECORD_PUT(&items[i], ASSESSMENT_CREATE, level, 3);
        RECORD_PUT(&items[i], ASSESSMENT_CREATE, method, ASSESSMENT_METHOD_SUPERIOR);
        RECORD_PUT(&items[i], ASSESSMENT_CREATE, assessed_on, (struct date){100});
        RECORD_PUT(&found[i], ASSESSMENT_TARGET, employee_id, employee);
        RECORD_PUT(&found[i], ASSESSMENT_TARGET, competency_id, competency);
    }
    batch = (struct assessment_batch){.count = ITEMS,
                                      .items = items,
                                      .found = found,
                                      .ids = ids,
                                      .recorded_by = caller,
                                      .now = {5000},
                                      .today = {100}};
}

static enum outcome create(void)
{
    return assessments_decide_create(&batch, &made, &problem);
}

static enum outcome create_bulk(void)
{
    return assessments_decide_bulk(&batch, &scratch, &decision, &problem);
}

static void expect_violation(const char *pointer, enum violation_rule rule)
{
    ck_assert_uint_eq(problem.violation_count, 1);
    ck_assert_str_eq(problem.violations[0].pointer, pointer);
    ck_assert_int_eq(problem.violations[0].rule, rule);
}

START_TEST(an_assessment_is_made_complete)
{
    RECORD_PUT(&items[0], ASSESSMENT_CREATE, note, "Catatan");
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert(uuid_equal(made.id, ids[0]));
    ck_assert(uuid_equal(made.employee_id, employee));
    ck_assert(uuid_equal(made.competency_id, competency));
    ck_assert(uuid_equal(made.recorded_by, caller));
    ck_assert_int_eq(made.created_at.us, 5000);
    ck_assert_int_eq(made.level, 3);
    ck_assert_str_eq(made.note, "Catatan");
    ck_assert(!RECORD_HAS(&made, ASSESSMENT, external_id));
}
END_TEST

/* whose record it is, by what method, and what the answer is. */
static const struct {
    const char *what;
    struct uuid self;
    enum assessment_method method;
    enum outcome outcome;
    enum problem_code code;
    enum violation_rule rule;
} cases[] = {
    {"another by a superior", {{30}}, ASSESSMENT_METHOD_SUPERIOR, OUTCOME_OK, 0, RULE_NONE},
    {"another by a client", {{0}}, ASSESSMENT_METHOD_TEST, OUTCOME_OK, 0, RULE_NONE},
    {"oneself by self", {{10}}, ASSESSMENT_METHOD_SELF, OUTCOME_OK, 0, RULE_NONE},
    {"oneself as superior",
     {{10}},
     ASSESSMENT_METHOD_SUPERIOR,
     OUTCOME_FORBIDDEN,
     PROBLEM_OWN_CASE,
     RULE_OWN_CASE},
    {"oneself by a test",
     {{10}},
     ASSESSMENT_METHOD_TEST,
     OUTCOME_FORBIDDEN,
     PROBLEM_OWN_CASE,
     RULE_OWN_CASE},
    {"self for another",
     {{30}},
     ASSESSMENT_METHOD_SELF,
     OUTCOME_INVALID,
     PROBLEM_VALIDATION_FAILED,
     RULE_OWN_ONLY},
    {"self by a client",
     {{0}},
     ASSESSMENT_METHOD_SELF,
     OUTCOME_INVALID,
     PROBLEM_VALIDATION_FAILED,
     RULE_OWN_ONLY},
};

START_TEST(r01_nobody_assesses_themselves_but_by_self)
{
    batch.self = cases[_i].self;
    items[0].method = cases[_i].method;
    ck_assert_msg(create() == cases[_i].outcome, "%s", cases[_i].what);
    ck_assert_int_eq(problem.code, cases[_i].code);
    if (cases[_i].outcome != OUTCOME_OK) expect_violation("/method", cases[_i].rule);
}
END_TEST

START_TEST(r01_holds_in_a_batch_by_item)
{
    batch.self = employee;
    items[0].method = items[1].method = items[3].method = ASSESSMENT_METHOD_SELF;
    ck_assert_int_eq(create_bulk(), OUTCOME_FORBIDDEN);
    expect_violation("/items/2/method", RULE_OWN_CASE);
}
END_TEST

START_TEST(who_is_not_visible_is_not_found)
{
    RECORD_CLEAR(&found[0], ASSESSMENT_TARGET, employee_id);
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_int_eq(problem.code, PROBLEM_REFERENCE_NOT_FOUND);
    expect_violation("/employee_id", RULE_REFERENCE);
}
END_TEST

START_TEST(an_unknown_competency_is_refused)
{
    RECORD_CLEAR(&found[0], ASSESSMENT_TARGET, competency_id);
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_int_eq(problem.code, PROBLEM_REFERENCE_NOT_FOUND);
    expect_violation("/competency_id", RULE_REFERENCE);
}
END_TEST

START_TEST(tomorrow_is_refused)
{
    items[0].assessed_on.days = 101;
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    expect_violation("/assessed_on", RULE_FUTURE);
}
END_TEST

static void record_existing(int i)
{
    RECORD_PUT(&items[i], ASSESSMENT_CREATE, external_id, "lama-1");
    RECORD_PUT(&found[i], ASSESSMENT_TARGET, existing_id, old);
    RECORD_PUT(&found[i], ASSESSMENT_TARGET, existing_employee_id, employee);
    RECORD_PUT(&found[i], ASSESSMENT_TARGET, existing_competency_id, competency);
    RECORD_PUT(&found[i], ASSESSMENT_TARGET, existing_level, 3);
    RECORD_PUT(&found[i], ASSESSMENT_TARGET, existing_method, ASSESSMENT_METHOD_SUPERIOR);
    RECORD_PUT(&found[i], ASSESSMENT_TARGET, existing_assessed_on, (struct date){100});
}

START_TEST(a_key_that_is_taken_is_a_conflict)
{
    record_existing(0);
    ck_assert_int_eq(create(), OUTCOME_CONFLICT);
    ck_assert_int_eq(problem.code, PROBLEM_ALREADY_EXISTS);
    expect_violation("/external_id", RULE_UNIQUE);
}
END_TEST

START_TEST(a_batch_is_made_complete)
{
    ck_assert_int_eq(create_bulk(), OUTCOME_OK);
    ck_assert_uint_eq(decision.created.count, ITEMS);
    ck_assert_uint_eq(decision.unchanged, 0);
    for (int i = 0; i < ITEMS; i++) ck_assert(uuid_equal(decision.created.items[i].id, ids[i]));
}
END_TEST

START_TEST(what_is_recorded_as_it_is_is_unchanged)
{
    record_existing(1);
    RECORD_PUT(&items[1], ASSESSMENT_CREATE, note, "Sama");
    RECORD_PUT(&found[1], ASSESSMENT_TARGET, existing_note, "Sama");
    ck_assert_int_eq(create_bulk(), OUTCOME_OK);
    ck_assert_uint_eq(decision.created.count, ITEMS - 1);
    ck_assert_uint_eq(decision.unchanged, 1);
    ck_assert(uuid_equal(decision.created.items[1].id, ids[2]));
}
END_TEST

/* Each makes the recorded assessment differ in one thing. */
static void differ(struct assessment_target *t, int what)
{
    switch (what) {
    case 0: t->existing_employee_id = old; break;
    case 1: t->existing_competency_id = old; break;
    case 2: t->existing_level = 2; break;
    case 3: t->existing_method = ASSESSMENT_METHOD_TEST; break;
    case 4: t->existing_assessed_on.days = 99; break;
    case 5: t->existing_source_reference = "No. 7"; break;
    default: t->existing_note = "Lain"; break;
    }
}

START_TEST(evidence_is_never_edited)
{
    record_existing(2);
    differ(&found[2], _i);
    ck_assert_int_eq(create_bulk(), OUTCOME_INVALID);
    expect_violation("/items/2/external_id", RULE_IMMUTABLE);
}
END_TEST

START_TEST(another_text_is_another_content)
{
    record_existing(2);
    RECORD_PUT(&items[2], ASSESSMENT_CREATE, note, "Satu");
    RECORD_PUT(&found[2], ASSESSMENT_TARGET, existing_note, "Dua");
    ck_assert_int_eq(create_bulk(), OUTCOME_INVALID);
    expect_violation("/items/2/external_id", RULE_IMMUTABLE);
}
END_TEST

START_TEST(a_key_stands_once_in_a_batch)
{
    RECORD_PUT(&items[0], ASSESSMENT_CREATE, external_id, "baru-1");
    RECORD_PUT(&items[1], ASSESSMENT_CREATE, external_id, "baru-2");
    RECORD_PUT(&items[3], ASSESSMENT_CREATE, external_id, "baru-1");
    ck_assert_int_eq(create_bulk(), OUTCOME_INVALID);
    expect_violation("/items/3/external_id", RULE_DUPLICATE);
}
END_TEST

START_TEST(every_item_that_is_wrong_is_named)
{
    RECORD_CLEAR(&found[0], ASSESSMENT_TARGET, employee_id);
    items[1].assessed_on.days = 101;
    RECORD_CLEAR(&found[3], ASSESSMENT_TARGET, competency_id);
    ck_assert_int_eq(create_bulk(), OUTCOME_INVALID);
    ck_assert_uint_eq(problem.violation_count, 3);
    ck_assert_str_eq(problem.violations[0].pointer, "/items/0/employee_id");
    ck_assert_str_eq(problem.violations[1].pointer, "/items/1/assessed_on");
    ck_assert_str_eq(problem.violations[2].pointer, "/items/3/competency_id");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("assessments");
    tcase_add_checked_fixture(tests, open_case, NULL);
    tcase_add_test(tests, an_assessment_is_made_complete);
    tcase_add_loop_test(tests, r01_nobody_assesses_themselves_but_by_self, 0, 7);
    tcase_add_test(tests, r01_holds_in_a_batch_by_item);
    tcase_add_test(tests, who_is_not_visible_is_not_found);
    tcase_add_test(tests, an_unknown_competency_is_refused);
    tcase_add_test(tests, tomorrow_is_refused);
    tcase_add_test(tests, a_key_that_is_taken_is_a_conflict);
    tcase_add_test(tests, a_batch_is_made_complete);
    tcase_add_test(tests, what_is_recorded_as_it_is_is_unchanged);
    tcase_add_loop_test(tests, evidence_is_never_edited, 0, 7);
    tcase_add_test(tests, another_text_is_another_content);
    tcase_add_test(tests, a_key_stands_once_in_a_batch);
    tcase_add_test(tests, every_item_that_is_wrong_is_named);
    return run_case(tests, "assessments");
}
