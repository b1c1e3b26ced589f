/* test_trainings.c - trainings in the database
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/trainings.h"

#include "fixture_trainings.h"
#include "storage/registry.h"

#include "domain/base/banned.h"

static void begin(void)
{
    fixture_open();
    add_training("mp");
}

static enum outcome try_create(struct uow *u, int64_t form_id, const char *code,
                               struct training *ret)
{
    struct training_create in = {0};
    struct training_facts facts;
    RECORD_PUT(&in, TRAINING_CREATE, code, code);
    RECORD_PUT(&in, TRAINING_CREATE, name, "Teknologi Informasi");
    RECORD_PUT(&in, TRAINING_CREATE, form_id, form_id);
    TRY(trainings_load_for_create(u, &in, &facts));
    TRY(trainings_decide_create(&in, &facts, ret, &fx.problem));
    trainings_apply_create(u, ret);
    return OUTCOME_OK;
}

static enum outcome create(int64_t form_id, const char *code, struct training *ret)
{
    struct uow *u = new_writer();
    return finish(u, try_create(u, form_id, code, ret));
}

static enum outcome try_move(struct uow *u, enum training_action action)
{
    struct training training;
    struct registry_facts facts = registry_facts(u);
    TRY(trainings_load_for_update(u, by_ext("mp"), &training));
    enum training_state from = training.state;
    TRY(trainings_decide_move(&training, action, &facts, &fx.problem));
    trainings_apply_move(u, &training, from, "Tidak diminati");
    return OUTCOME_OK;
}

static enum outcome move(enum training_action action)
{
    struct uow *u = new_writer();
    return finish(u, try_move(u, action));
}

START_TEST(the_forms_are_the_25_national_ones)
{
    struct training_forms forms;
    ck_assert_int_eq(trainings_load_forms(new_reader(), &forms), OUTCOME_OK);
    ck_assert_uint_eq(forms.data.count, 25);
    ck_assert_int_eq(forms.data.items[24].id, 25);
    ck_assert_str_eq(forms.data.items[2].name, "Diklat Teknis");
}
END_TEST

START_TEST(a_training_is_stored_with_its_trail)
{
    struct training made, read;
    ck_assert_int_eq(create(16, "TI", &made), OUTCOME_OK);
    ck_assert_int_eq(
        trainings_load(new_reader(), (struct ref){.by = REF_BY_ID, .id = made.id}, &read),
        OUTCOME_OK);
    ck_assert_str_eq(read.form_name, "E-Learning");
    ck_assert_int_eq(read.state, TRAINING_STATE_ACTIVE);
    ck_assert(!RECORD_HAS(&read, TRAINING, published_version_id));
    ck_assert_str_eq(owner_text("SELECT resource_type || coalesce(from_state, '-') || to_state"
                                " FROM transitions WHERE resource_id = '%s'",
                                uuid_text(made.id)),
                     "training-active");
    ck_assert_int_eq(create(16, "TI", &made), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "already-exists /code");
    ck_assert_int_eq(create(26, "X", &made), OUTCOME_INVALID);
}
END_TEST

START_TEST(moves_are_recorded_with_their_reason)
{
    ck_assert_int_eq(move(TRAINING_RETIRE), OUTCOME_OK);
    ck_assert_int_eq(move(TRAINING_RETIRE), OUTCOME_CONFLICT);
    ck_assert_int_eq(move(TRAINING_REACTIVATE), OUTCOME_OK);
    ck_assert_str_eq(
        owner_text("SELECT string_agg(from_state || '>' || to_state || ' ' || reason,"
                   " ', ' ORDER BY from_state) FROM transitions WHERE resource_id = '%s'",
                   uuid_text(id_of("mp"))),
        "active>retired Tidak diminati, retired>active Tidak diminati");
    ck_assert_int_eq(
        owner_number("SELECT version FROM trainings WHERE id = '%s'", uuid_text(id_of("mp"))), 3);
}
END_TEST

START_TEST(the_published_version_is_shown)
{
    struct training read;
    add_version("one", "mp", 1, "published");
    add_version("two", "mp", 2, "draft");
    ck_assert_int_eq(trainings_load(new_reader(), by_ext("mp"), &read), OUTCOME_OK);
    ck_assert(uuid_equal(read.published_version_id, id_of("one")));
    ck_assert_int_eq(read.published_version_number, 1);
}
END_TEST

START_TEST(r03_trainings_of_another_organization_do_not_exist)
{
    struct training read;
    fx.context.organization_id = fx.other;
    ck_assert_int_eq(trainings_load(new_reader(), by_id("mp"), &read), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(move(TRAINING_RETIRE), OUTCOME_NOT_FOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("trainings");
    TCase *tests = tcase_create("trainings");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, the_forms_are_the_25_national_ones);
    tcase_add_test(tests, a_training_is_stored_with_its_trail);
    tcase_add_test(tests, moves_are_recorded_with_their_reason);
    tcase_add_test(tests, the_published_version_is_shown);
    tcase_add_test(tests, r03_trainings_of_another_organization_do_not_exist);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
