/* test_competencies.c - the dictionary in the database: circles, unique codes, tenants
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/competencies.h"

#include "fixture_people.h"

#include "domain/base/banned.h"

static struct competency_level levels[COMPETENCY_LEVELS];
static const char *indicators[] = {"Perilaku"};

static struct competency_create input(const char *code)
{
    struct competency_create in = {0};
    for (int i = 0; i < COMPETENCY_LEVELS; i++) {
        levels[i] = (struct competency_level){0};
        RECORD_PUT(&levels[i], COMPETENCY_LEVEL, level, i + 1);
        struct list list = {.count = 1, .items = indicators};
        RECORD_PUT(&levels[i], COMPETENCY_LEVEL, indicators, list);
    }
    struct competency_level_list list = {.count = COMPETENCY_LEVELS, .items = levels};
    RECORD_PUT(&in, COMPETENCY_CREATE, code, code);
    RECORD_PUT(&in, COMPETENCY_CREATE, name, "Integritas");
    RECORD_PUT(&in, COMPETENCY_CREATE, kind, COMPETENCY_KIND_MANAGERIAL);
    RECORD_PUT(&in, COMPETENCY_CREATE, aspect, COMPETENCY_ASPECT_ATTITUDE);
    RECORD_PUT(&in, COMPETENCY_CREATE, levels, list);
    return in;
}

static enum outcome create(const char *code, const struct ref *parent, struct competency *ret)
{
    struct competency_facts facts;
    struct competency_create in = input(code);
    struct uow *u = new_writer();
    enum outcome outcome = competencies_load_for_create(u, parent, &facts);
    if (outcome == OUTCOME_OK) outcome = competencies_decide_create(&in, &facts, ret, &fx.problem);
    if (outcome == OUTCOME_OK) competencies_apply_create(u, ret);
    return finish(u, outcome);
}

static enum outcome move(struct uuid id, struct ref parent)
{
    bool changed;
    struct competency_facts facts;
    struct competency competency = {0};
    struct competency_patch patch = {0};
    struct uow *u = new_writer();
    RECORD_PUT(&patch, COMPETENCY_PATCH, parent_id, parent);
    struct ref self = {.by = REF_BY_ID, .id = id};
    enum outcome outcome = competencies_load_for_update(u, self, &parent, &competency, &facts);
    if (outcome == OUTCOME_OK)
        outcome = competencies_decide_update(&competency, &patch, &facts, &changed, &fx.problem);
    if (outcome == OUTCOME_OK && changed) competencies_apply_update(u, &competency);
    return finish(u, outcome);
}

START_TEST(what_is_stored_is_what_was_decided)
{
    struct competency made, read = {0};
    ck_assert_int_eq(create("M.1", NULL, &made), OUTCOME_OK);
    struct ref ref = {.by = REF_BY_ID, .id = made.id};
    ck_assert_int_eq(competencies_load(new_reader(), ref, &read), OUTCOME_OK);
    ck_assert_str_eq(read.code, "M.1");
    ck_assert_int_eq(read.version, 1);
    ck_assert_ptr_nonnull(read.levels.raw_json);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM audit_events WHERE resource_id = '%s'",
                                  uuid_text(made.id)),
                     1);
    ck_assert_int_eq(owner_number("SELECT jsonb_array_length(levels) FROM competencies"
                                  " WHERE id = '%s'",
                                  uuid_text(made.id)),
                     COMPETENCY_LEVELS);
}
END_TEST

START_TEST(a_code_is_there_once)
{
    struct competency made;
    ck_assert_int_eq(create("M.1", NULL, &made), OUTCOME_OK);
    ck_assert_int_eq(create("M.1", NULL, &made), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "already-exists /code");
}
END_TEST

START_TEST(a_circle_over_levels_is_refused)
{
    struct competency top, middle, low;
    ck_assert_int_eq(create("T", NULL, &top), OUTCOME_OK);
    ck_assert_int_eq(create("T.1", &(struct ref){.by = REF_BY_ID, .id = top.id}, &middle),
                     OUTCOME_OK);
    ck_assert_int_eq(create("T.1.1", &(struct ref){.by = REF_BY_ID, .id = middle.id}, &low),
                     OUTCOME_OK);
    ck_assert_int_eq(move(top.id, (struct ref){.by = REF_BY_ID, .id = low.id}), OUTCOME_CONFLICT);
    ck_assert_int_eq(fx.problem.code, PROBLEM_COMPETENCY_CYCLE);
    ck_assert_int_eq(move(low.id, (struct ref){.by = REF_BY_ID, .id = top.id}), OUTCOME_OK);
}
END_TEST

START_TEST(r03_another_tenants_competency_is_not_found)
{
    struct competency made, read;
    ck_assert_int_eq(create("M.1", NULL, &made), OUTCOME_OK);
    fx.context.organization_id = fx.other;
    struct ref ref = {.by = REF_BY_ID, .id = made.id};
    ck_assert_int_eq(competencies_load(new_reader(), ref, &read), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(create("M.2", &ref, &read), OUTCOME_INVALID);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("competencies");
    TCase *tests = tcase_create("competencies");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_add_test(tests, what_is_stored_is_what_was_decided);
    tcase_add_test(tests, a_code_is_there_once);
    tcase_add_test(tests, a_circle_over_levels_is_refused);
    tcase_add_test(tests, r03_another_tenants_competency_is_not_found);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
