/* test_training_versions.c - domain/training_versions.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/training_versions.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct training_version_facts facts;
static struct training_version_input input;
static struct training_version_change change;
static struct training_version_decision decision;
static struct training_module_input module;
static struct training_module_row taught[2];
static struct uuid competencies[1];

static void begin(void)
{
    facts = (struct training_version_facts){.registry = {.whole_organization = true,
                                                         .new_id = {{9}},
                                                         .caller_id = {{8}},
                                                         .now = {7000}},
                                            .competencies = competencies};
    RECORD_PUT(&facts.training, TRAINING, id, word_id("training"));
    RECORD_PUT(&facts.training, TRAINING, state, TRAINING_STATE_ACTIVE);
    competencies[0] = word_id("competency");
    input = (struct training_version_input){0};
    change = (struct training_version_change){0};
    decision = (struct training_version_decision){0};
    module = (struct training_module_input){0};
    RECORD_PUT(&module, TRAINING_MODULE_INPUT, title, "Menyusun jadwal");
    RECORD_PUT(&module, TRAINING_MODULE_INPUT, jp, 450);
    RECORD_PUT(&module, TRAINING_MODULE_INPUT, method, TRAINING_METHOD_PRACTICE);
}

static void say_summary(void)
{
    RECORD_PUT(&input, TRAINING_VERSION_INPUT, summary, "Perencanaan proyek");
}

static void level_module(void)
{
    RECORD_PUT(&module, TRAINING_MODULE_INPUT, competency_id,
               ((struct ref){REF_BY_EXT, {{0}}, "mp"}));
    RECORD_PUT(&module, TRAINING_MODULE_INPUT, target_level, 3);
}

static struct training_module_input_list modules(void)
{
    return (struct training_module_input_list){.count = 1, .items = &module};
}

/* Version 1 is published, with two modules. */
static void publish_one(void)
{
    facts.has_published = true;
    facts.last_number = 1;
    RECORD_PUT(&facts.published, TRAINING_VERSION, id, word_id("one"));
    RECORD_PUT(&facts.published, TRAINING_VERSION, number, 1);
    RECORD_PUT(&facts.published, TRAINING_VERSION, state, TRAINING_VERSION_STATE_PUBLISHED);
    RECORD_PUT(&facts.published, TRAINING_VERSION, summary, "Perencanaan proyek");
    RECORD_PUT(&facts.published, TRAINING_VERSION, changes, "Pertama");
    RECORD_PUT(&facts.published, TRAINING_VERSION, published_at, ((struct instant){3000}));
    RECORD_PUT(&facts.published, TRAINING_VERSION, version, 4);
    for (int i = 0; i < 2; i++) {
        taught[i] = (struct training_module_row){0};
        RECORD_PUT(&taught[i], TRAINING_MODULE_ROW, training_version_id, word_id("one"));
        RECORD_PUT(&taught[i], TRAINING_MODULE_ROW, title, i == 0 ? "Dasar" : "Lanjutan");
    }
    facts.published_modules = (struct training_module_row_list){.count = 2, .items = taught};
}

/* The version under decision is a draft with modules. */
static void load_draft(int64_t number)
{
    RECORD_PUT(&decision.version, TRAINING_VERSION, id, word_id("draft"));
    RECORD_PUT(&decision.version, TRAINING_VERSION, number, number);
    RECORD_PUT(&decision.version, TRAINING_VERSION, state, TRAINING_VERSION_STATE_DRAFT);
    RECORD_PUT(&decision.version, TRAINING_VERSION, summary, "Perencanaan proyek");
    RECORD_PUT(&decision.version, TRAINING_VERSION, total_jp, 450);
    RECORD_PUT(&decision.version, TRAINING_VERSION, version, 1);
}

static enum outcome create(void)
{
    return training_versions_decide_create(&scratch, &input, &facts, &decision, &problem);
}

static enum outcome update(void)
{
    return training_versions_decide_update(&scratch, &change, &facts, &decision, &problem);
}

static enum outcome publish(void)
{
    return training_versions_decide_publish(&facts, &decision, &problem);
}

/* ---- drafts */

START_TEST(the_first_draft_is_number_1)
{
    say_summary();
    level_module();
    RECORD_PUT(&input, TRAINING_VERSION_INPUT, modules, modules());
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert_int_eq(decision.version.number, 1);
    ck_assert_int_eq(decision.version.state, TRAINING_VERSION_STATE_DRAFT);
    ck_assert(uuid_equal(decision.version.training_id, word_id("training")));
    ck_assert(uuid_equal(decision.version.created_by, facts.registry.caller_id));
    ck_assert(decision.changed && decision.replaces_modules);
    ck_assert_uint_eq(decision.modules.count, 1);
    const struct training_module_row *row = &decision.modules.items[0];
    ck_assert_str_eq(row->title, "Menyusun jadwal");
    ck_assert_int_eq(row->ordinal, 1);
    ck_assert_int_eq(row->jp, 450);
    ck_assert_int_eq(row->target_level, 3);
    ck_assert(uuid_equal(row->competency_id, competencies[0]));
    ck_assert(uuid_equal(row->training_version_id, decision.version.id));
}
END_TEST

START_TEST(a_draft_may_begin_empty_but_says_what_is_taught)
{
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /summary required");
    problem_init(&problem, &scratch);
    say_summary();
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert(!decision.replaces_modules);
}
END_TEST

START_TEST(a_copy_has_the_modules_but_not_the_changes_of_the_published_version)
{
    publish_one();
    RECORD_PUT(&input, TRAINING_VERSION_INPUT, copy_published, true);
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert_int_eq(decision.version.number, 2);
    ck_assert_int_eq(decision.version.version, 1);
    ck_assert_int_eq(decision.version.state, TRAINING_VERSION_STATE_DRAFT);
    ck_assert_str_eq(decision.version.summary, "Perencanaan proyek");
    ck_assert(!RECORD_HAS(&decision.version, TRAINING_VERSION, changes));
    ck_assert(!RECORD_HAS(&decision.version, TRAINING_VERSION, published_at));
    ck_assert_uint_eq(decision.modules.count, 2);
    ck_assert_str_eq(decision.modules.items[1].title, "Lanjutan");
    ck_assert_int_eq(decision.modules.items[1].ordinal, 2);
    ck_assert(uuid_equal(decision.modules.items[1].training_version_id, facts.registry.new_id));
    ck_assert(uuid_equal(taught[1].training_version_id, word_id("one"))); /* */
}
END_TEST

START_TEST(nothing_published_cannot_be_copied)
{
    RECORD_PUT(&input, TRAINING_VERSION_INPUT, copy_published, true);
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /copy_published reference");
}
END_TEST

START_TEST(competency_and_level_go_together)
{
    say_summary();
    RECORD_PUT(&module, TRAINING_MODULE_INPUT, target_level, 3);
    RECORD_PUT(&input, TRAINING_VERSION_INPUT, modules, modules());
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /modules/0/competency_id required");
    problem_init(&problem, &scratch);
    level_module();
    RECORD_CLEAR(&module, TRAINING_MODULE_INPUT, target_level);
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /modules/0/target_level required");
}
END_TEST

START_TEST(an_unknown_competency_is_named)
{
    say_summary();
    level_module();
    competencies[0] = (struct uuid){{0}};
    RECORD_PUT(&input, TRAINING_VERSION_INPUT, modules, modules());
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "reference-not-found /modules/0/competency_id reference");
}
END_TEST

START_TEST(a_retired_training_gets_no_version)
{
    say_summary();
    RECORD_PUT(&facts.training, TRAINING, state, TRAINING_STATE_RETIRED);
    ck_assert_int_eq(create(), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "wrong-state");
    ck_assert_str_eq(problem.args[1], "reactivate");
    problem_init(&problem, &scratch);
    load_draft(1);
    ck_assert_int_eq(publish(), OUTCOME_CONFLICT);
}
END_TEST

START_TEST(r02_part_of_the_organization_makes_no_version)
{
    facts.registry.whole_organization = false;
    load_draft(1);
    ck_assert_int_eq(update(), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(publish(), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(create(), OUTCOME_FORBIDDEN);
}
END_TEST

START_TEST(a_draft_changes_and_its_modules_are_replaced_as_a_whole)
{
    load_draft(1);
    ck_assert_int_eq(update(), OUTCOME_OK);
    ck_assert(!decision.changed);
    ck_assert_int_eq(decision.version.version, 1);
    RECORD_PUT(&change, TRAINING_VERSION_CHANGE, changes, "Studi kasus kecamatan");
    ck_assert_int_eq(update(), OUTCOME_OK);
    ck_assert(decision.changed && !decision.replaces_modules);
    RECORD_PUT(&change, TRAINING_VERSION_CHANGE, modules, modules());
    ck_assert_int_eq(update(), OUTCOME_OK);
    ck_assert(decision.changed && decision.replaces_modules);
    ck_assert_int_eq(decision.version.version, 3);
    level_module();
    competencies[0] = (struct uuid){{0}};
    ck_assert_int_eq(update(), OUTCOME_INVALID);
}
END_TEST

START_TEST(r35_a_published_version_never_changes)
{
    static const enum training_version_state states[] = {TRAINING_VERSION_STATE_PUBLISHED,
                                                         TRAINING_VERSION_STATE_SUPERSEDED};
    load_draft(1);
    RECORD_PUT(&decision.version, TRAINING_VERSION, state, states[_i]);
    RECORD_PUT(&change, TRAINING_VERSION_CHANGE, summary, "Lain");
    ck_assert_int_eq(update(), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "published-version");
    ck_assert_str_eq(decision.version.summary, "Perencanaan proyek");
    problem_init(&problem, &scratch);
    ck_assert_int_eq(publish(), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "wrong-state");
}
END_TEST

/* ---- publishing */

START_TEST(the_first_version_needs_modules_only)
{
    load_draft(1);
    ck_assert_int_eq(publish(), OUTCOME_OK);
    ck_assert_int_eq(decision.version.state, TRAINING_VERSION_STATE_PUBLISHED);
    ck_assert_int_eq(decision.version.published_at.us, 7000);
    ck_assert_int_eq(decision.version.version, 2);
    ck_assert(!decision.supersedes);
}
END_TEST

START_TEST(r70_the_second_version_says_what_changed)
{
    publish_one();
    load_draft(2);
    RECORD_PUT(&decision.version, TRAINING_VERSION, total_jp, 0);
    ck_assert_int_eq(publish(), OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "version-incomplete /modules min-items | /changes required");
    ck_assert_int_eq(decision.version.state, TRAINING_VERSION_STATE_DRAFT);
}
END_TEST

START_TEST(publishing_supersedes_the_version_before)
{
    publish_one();
    load_draft(2);
    RECORD_PUT(&decision.version, TRAINING_VERSION, changes, "Studi kasus kecamatan");
    ck_assert_int_eq(publish(), OUTCOME_OK);
    ck_assert(decision.supersedes);
    ck_assert(uuid_equal(decision.superseded.id, word_id("one")));
    ck_assert_int_eq(decision.superseded.state, TRAINING_VERSION_STATE_SUPERSEDED);
    ck_assert_int_eq(decision.superseded.published_at.us, 3000);
    ck_assert_int_eq(decision.superseded.version, 5);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("training_versions");
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_test(tests, the_first_draft_is_number_1);
    tcase_add_test(tests, a_draft_may_begin_empty_but_says_what_is_taught);
    tcase_add_test(tests, a_copy_has_the_modules_but_not_the_changes_of_the_published_version);
    tcase_add_test(tests, nothing_published_cannot_be_copied);
    tcase_add_test(tests, competency_and_level_go_together);
    tcase_add_test(tests, an_unknown_competency_is_named);
    tcase_add_test(tests, a_retired_training_gets_no_version);
    tcase_add_test(tests, r02_part_of_the_organization_makes_no_version);
    tcase_add_test(tests, a_draft_changes_and_its_modules_are_replaced_as_a_whole);
    tcase_add_loop_test(tests, r35_a_published_version_never_changes, 0, 2);
    tcase_add_test(tests, the_first_version_needs_modules_only);
    tcase_add_test(tests, r70_the_second_version_says_what_changed);
    tcase_add_test(tests, publishing_supersedes_the_version_before);
    return run_case(tests, "training_versions");
}
