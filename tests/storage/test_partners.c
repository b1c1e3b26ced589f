/* test_partners.c - partners, accreditations, offers and instructors in the database
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/partners.h"

#include <string.h>

#include "fixture_trainings.h"
#include "storage/instructors.h"
#include "storage/offers.h"
#include "storage/registry.h"

#include "domain/base/banned.h"

static void begin(void)
{
    fixture_open();
    add_training("mp");
    add_partner("a");
    add_competency("c");
}

/* ---- partners */

static enum outcome try_deactivate(struct uow *u)
{
    struct partner partner;
    struct registry_facts facts = registry_facts(u);
    TRY(partners_load_for_update(u, by_ext("a"), &partner));
    enum activity_state from = partner.state;
    TRY(partners_decide_move(&partner, ACTIVITY_DEACTIVATE, &facts, &fx.problem));
    partners_apply_move(u, &partner, from, "Izin dicabut");
    return OUTCOME_OK;
}

static enum outcome deactivate(void)
{
    struct uow *u = new_writer();
    return finish(u, try_deactivate(u));
}

static enum outcome try_accredit(struct uow *u, const char *decree, const char *until)
{
    struct partner partner;
    struct accreditation made;
    struct accreditation_create in = {0};
    struct registry_facts facts = registry_facts(u);
    RECORD_PUT(&in, ACCREDITATION_CREATE, body, "LAN");
    RECORD_PUT(&in, ACCREDITATION_CREATE, grade, "A");
    RECORD_PUT(&in, ACCREDITATION_CREATE, decree_number, decree);
    RECORD_PUT(&in, ACCREDITATION_CREATE, valid_from, day("2026-01-01"));
    if (until != NULL) RECORD_PUT(&in, ACCREDITATION_CREATE, valid_until, day(until));
    TRY(partners_load(u, by_ext("a"), &partner));
    TRY(accreditations_decide_create(&in, partner.id, &facts, &made, &fx.problem));
    accreditations_apply_create(u, &made);
    return OUTCOME_OK;
}

static enum outcome accredit(const char *decree, const char *until)
{
    struct uow *u = new_writer();
    return finish(u, try_accredit(u, decree, until));
}

START_TEST(a_partner_goes_out_of_use_with_its_trail)
{
    struct partner read;
    ck_assert_int_eq(deactivate(), OUTCOME_OK);
    ck_assert_int_eq(partners_load(new_reader(), by_id("a"), &read), OUTCOME_OK);
    ck_assert_int_eq(read.state, ACTIVITY_STATE_INACTIVE);
    ck_assert_int_eq(read.version, 2);
    ck_assert_str_eq(owner_text("SELECT from_state || '>' || to_state || ' ' || reason"
                                " FROM transitions WHERE resource_id = '%s'",
                                uuid_text(read.id)),
                     "active>inactive Izin dicabut");
    ck_assert_int_eq(deactivate(), OUTCOME_CONFLICT);
}
END_TEST

START_TEST(the_last_day_of_an_accreditation_belongs_to_it)
{
    ck_assert_int_eq(accredit("SK-1", "2026-12-31"), OUTCOME_OK);
    ck_assert_int_eq(accredit("SK-2", NULL), OUTCOME_OK);
    ck_assert_str_eq(owner_text("SELECT string_agg(valid::text, ' ' ORDER BY decree_number)"
                                " FROM accreditations"),
                     "[2026-01-01,2027-01-01) [2026-01-01,)");
    ck_assert_int_eq(accredit("SK-1", NULL), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "already-exists /decree_number");
}
END_TEST

/* ---- offers */

static enum outcome try_offer(struct uow *u, const char *from, const char *until, struct offer *ret)
{
    struct offer_facts facts;
    struct offer_create in = {0};
    RECORD_PUT(&in, OFFER_CREATE, partner_id, by_ext("a"));
    RECORD_PUT(&in, OFFER_CREATE, training_id, by_ext("mp"));
    RECORD_PUT(&in, OFFER_CREATE, price_rupiah, 45000000);
    RECORD_PUT(&in, OFFER_CREATE, capacity, 30);
    RECORD_PUT(&in, OFFER_CREATE, lead_time_days, 14);
    RECORD_PUT(&in, OFFER_CREATE, valid_from, day(from));
    if (until != NULL) RECORD_PUT(&in, OFFER_CREATE, valid_until, day(until));
    TRY(offers_load_for_create(u, &in, &facts));
    TRY(offers_decide_create(&in, &facts, ret, &fx.problem));
    offers_apply_create(u, ret);
    return OUTCOME_OK;
}

static enum outcome offer(const char *from, const char *until, struct offer *ret)
{
    struct uow *u = new_writer();
    return finish(u, try_offer(u, from, until, ret));
}

static enum outcome try_end(struct uow *u, struct uuid id, const char *until)
{
    struct offer loaded;
    struct offer_patch patch = {0};
    struct registry_facts facts = registry_facts(u);
    bool changed;
    RECORD_PUT(&patch, OFFER_PATCH, valid_until, day(until));
    TRY(offers_load_for_update(u, id, &loaded));
    TRY(offers_decide_update(&loaded, &patch, &facts, &changed, &fx.problem));
    if (changed) offers_apply_update(u, &loaded);
    return OUTCOME_OK;
}

START_TEST(a_partner_has_one_offer_for_a_training_on_any_day)
{
    struct offer first, second, read;
    ck_assert_int_eq(offer("2026-01-01", NULL, &first), OUTCOME_OK);
    ck_assert_int_eq(offer("2026-07-01", NULL, &second), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "conflict /valid_from");
    struct uow *u = new_writer();
    ck_assert_int_eq(finish(u, try_end(u, first.id, "2026-06-30")), OUTCOME_OK);
    ck_assert_int_eq(offer("2026-06-30", NULL, &second), OUTCOME_CONFLICT);
    ck_assert_int_eq(offer("2026-07-01", NULL, &second), OUTCOME_OK);
    ck_assert_int_eq(offers_load(new_reader(), first.id, &read), OUTCOME_OK);
    ck_assert_int_eq(read.valid_until.days, day("2026-06-30").days);
    ck_assert_str_eq(read.training_name, "mp");
    ck_assert_int_eq(offers_load(new_reader(), second.id, &read), OUTCOME_OK);
    ck_assert(!RECORD_HAS(&read, OFFER, valid_until));
}
END_TEST

/* ---- instructors */

static struct instructor_expertise_input_list teaches(const char *competency, int level)
{
    struct instructor_expertise_input *item =
        ARENA_NEW(&fx.arena, struct instructor_expertise_input);
    RECORD_PUT(item, INSTRUCTOR_EXPERTISE_INPUT, competency_id, by_ext(competency));
    RECORD_PUT(item, INSTRUCTOR_EXPERTISE_INPUT, level, level);
    return (struct instructor_expertise_input_list){.count = 1, .items = item};
}

static enum outcome try_register(struct uow *u, const struct instructor_input *in,
                                 struct instructor *ret)
{
    struct instructor_facts facts;
    struct instructor_decision decision;
    TRY(instructors_load_for_create(u, in, &facts));
    TRY(instructors_decide_create(&fx.arena, in, &facts, &decision, &fx.problem));
    TRY(instructors_apply_create(u, &decision));
    *ret = decision.instructor;
    return OUTCOME_OK;
}

static enum outcome register_one(const struct instructor_input *in, struct instructor *ret)
{
    struct uow *u = new_writer();
    return finish(u, try_register(u, in, ret));
}

static enum outcome try_reteach(struct uow *u, struct uuid id, const struct instructor_change *in,
                                struct instructor *ret)
{
    struct instructor_facts facts;
    struct instructor_decision decision = {0};
    struct ref by = {.by = REF_BY_ID, .id = id};
    TRY(instructors_load_for_update(u, by, in, &decision.instructor, &facts));
    TRY(instructors_decide_update(&fx.arena, in, &facts, &decision, &fx.problem));
    TRY(instructors_apply_update(u, &decision));
    *ret = decision.instructor;
    return OUTCOME_OK;
}

START_TEST(an_employee_is_an_instructor_once)
{
    struct instructor made;
    struct instructor_input in = {0};
    add_unit("office", NULL);
    add_employee("teacher", "199001012015031001", "office");
    RECORD_PUT(&in, INSTRUCTOR_INPUT, employee_id, by_ext("teacher"));
    RECORD_PUT(&in, INSTRUCTOR_INPUT, expertise, teaches("c", 4));
    ck_assert_int_eq(register_one(&in, &made), OUTCOME_OK);
    ck_assert_str_eq(made.name, "teacher");
    ck_assert_ptr_nonnull(strstr(made.expertise.raw_json, "\"level\": 4"));
    ck_assert_int_eq(register_one(&in, &made), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "already-exists /employee_id");
    RECORD_PUT(&in, INSTRUCTOR_INPUT, expertise, teaches("nothing", 4));
    ck_assert_int_eq(register_one(&in, &made), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /expertise/0/competency_id");
}
END_TEST

START_TEST(expertise_is_replaced_as_a_whole)
{
    struct instructor made;
    struct instructor_input in = {0};
    struct instructor_change change = {0};
    add_competency("d");
    RECORD_PUT(&in, INSTRUCTOR_INPUT, partner_id, by_ext("a"));
    RECORD_PUT(&in, INSTRUCTOR_INPUT, name, "Contoh Pengajar");
    RECORD_PUT(&in, INSTRUCTOR_INPUT, expertise, teaches("c", 4));
    ck_assert_int_eq(register_one(&in, &made), OUTCOME_OK);
    ck_assert_str_eq(made.partner_name, "a");
    RECORD_PUT(&change, INSTRUCTOR_CHANGE, expertise, teaches("d", 2));
    struct uow *u = new_writer();
    ck_assert_int_eq(finish(u, try_reteach(u, made.id, &change, &made)), OUTCOME_OK);
    ck_assert_ptr_nonnull(strstr(made.expertise.raw_json, "\"competency_code\": \"d\""));
    ck_assert_ptr_null(strstr(made.expertise.raw_json, "\"competency_code\": \"c\""));
    ck_assert_int_eq(made.version, 2);
}
END_TEST

START_TEST(r03_partners_of_another_organization_do_not_exist)
{
    struct partner read;
    struct instructor made;
    struct instructor_input in = {0};
    fx.context.organization_id = fx.other;
    ck_assert_int_eq(partners_load(new_reader(), by_id("a"), &read), OUTCOME_NOT_FOUND);
    RECORD_PUT(&in, INSTRUCTOR_INPUT, partner_id, by_id("a"));
    RECORD_PUT(&in, INSTRUCTOR_INPUT, name, "Contoh Pengajar");
    ck_assert_int_eq(register_one(&in, &made), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /partner_id");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("partners");
    TCase *tests = tcase_create("partners");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, a_partner_goes_out_of_use_with_its_trail);
    tcase_add_test(tests, the_last_day_of_an_accreditation_belongs_to_it);
    tcase_add_test(tests, a_partner_has_one_offer_for_a_training_on_any_day);
    tcase_add_test(tests, an_employee_is_an_instructor_once);
    tcase_add_test(tests, expertise_is_replaced_as_a_whole);
    tcase_add_test(tests, r03_partners_of_another_organization_do_not_exist);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
