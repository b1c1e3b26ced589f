/* test_alternatives.c - candidates for a training under revision, as the database finds them
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/alternatives.h"

#include "fixture_revisions.h"

#include "domain/base/banned.h"

/* The training "mp" teaches competency "k" at level 3 by lecture in version "two"; its session "s1"
 * was held by partner "old" and taught by "tutor", and is why the case is open. */
static void begin(void)
{
    const char *organization;
    fixture_revisions_open();
    organization = uuid_text(fx.organization);
    add_competency("k");
    owner_run("UPDATE training_versions SET state = 'superseded' WHERE id = '%s'",
              uuid_text(id_of("one")));
    add_version("two", "mp", 2, "draft");
    owner_run("UPDATE modules SET competency_id = '%s', target_level = 3"
              " WHERE training_version_id = '%s'",
              uuid_text(id_of("k")), uuid_text(id_of("two")));
    owner_run("UPDATE training_versions SET state = 'published', published_at = now()"
              " WHERE id = '%s'",
              uuid_text(id_of("two")));
    add_judged_session("s1", "two", "2026-06-01", 10);
    owner_run("INSERT INTO revision_cases (organization_id, id, training_id, dimension, by_rule,"
              " session_id, judged_version_id, evidence, opened_at, created_at, updated_at) VALUES"
              " ('%s', '%s', '%s', 'instructor', false, '%s', '%s', '{}', now(), now(), now())",
              organization, uuid_text(id_of("case")), uuid_text(id_of("mp")),
              uuid_text(id_of("s1")), uuid_text(id_of("two")));
}

static void add_agreement(const char *partner)
{
    owner_run("INSERT INTO agreements (organization_id, id, partner_id, kind, number, title, valid,"
              " created_at, updated_at) VALUES ('%s', '%s', '%s', 'pks', '%s', 'T',"
              " '[2026-01-01,2027-01-01)', now(), now())",
              uuid_text(fx.organization), uuid_text(id_of(arena_printf(&fx.arena, "g%s", partner))),
              uuid_text(id_of(partner)), partner);
}

/* A partner with an offer for "mp" of a period. */
static void add_offering(const char *partner, const char *valid)
{
    add_partner(partner);
    owner_run("INSERT INTO offers (organization_id, id, partner_id, training_id, price_rupiah,"
              " capacity, lead_time_days, valid, created_at, updated_at) VALUES ('%s',"
              " gen_random_uuid(), '%s', '%s', 40000000, 20, 9, '%s', now(), now())",
              uuid_text(fx.organization), uuid_text(id_of(partner)), uuid_text(id_of("mp")), valid);
}

/* An instructor of a partner, who knows "k" at a level. */
static void add_instructor(const char *word, const char *partner, int level)
{
    const char *organization = uuid_text(fx.organization), *id = uuid_text(id_of(word));
    owner_run("INSERT INTO instructors (organization_id, id, name, partner_id, created_at,"
              " updated_at) VALUES ('%s', '%s', '%s', '%s', now(), now())",
              organization, id, word, uuid_text(id_of(partner)));
    owner_run("INSERT INTO instructor_expertise (organization_id, instructor_id, competency_id,"
              " level) VALUES ('%s', '%s', '%s', %d)",
              organization, id, uuid_text(id_of("k")), level);
}

static void hold(const char *session, const char *partner)
{
    owner_run("UPDATE sessions SET partner_id = '%s', agreement_id = '%s' WHERE id = '%s'",
              uuid_text(id_of(partner)), uuid_text(id_of(arena_printf(&fx.arena, "g%s", partner))),
              uuid_text(id_of(session)));
}

static void teach(const char *session, const char *instructor)
{
    owner_run("INSERT INTO session_block_instructors (organization_id, block_id, instructor_id,"
              " during) SELECT organization_id, id, '%s', during FROM session_blocks"
              " WHERE session_id = '%s'",
              uuid_text(id_of(instructor)), uuid_text(id_of(session)));
}

static struct alternatives_facts load(void)
{
    struct alternatives_facts facts;
    ck_assert_int_eq(alternatives_load(new_reader(), id_of("case"), &facts), OUTCOME_OK);
    return facts;
}

START_TEST(r68_partners_have_an_offer_today_and_did_not_hold_the_judged_session)
{
    add_offering("new", "[2026-07-01,2026-07-02)");
    add_offering("late", "[2026-07-02,2026-12-31)");
    add_offering("gone", "[2026-01-01,2026-12-31)");
    add_offering("old", "[2026-01-01,2026-12-31)");
    add_agreement("old");
    hold("s1", "old");
    owner_run("UPDATE partners SET state = 'inactive' WHERE id = '%s'", uuid_text(id_of("gone")));
    struct alternatives_facts facts = load();
    ck_assert_uint_eq(facts.partners.count, 1);
    const struct alternative_candidate *new = &facts.partners.items[0];
    ck_assert_str_eq(new->name, "new");
    ck_assert_int_eq(new->price_rupiah, 40000000);
    ck_assert_int_eq(new->lead_time_days, 9);
    ck_assert(!new->agreement_covers);
    ck_assert(!new->accredited);
    ck_assert(!RECORD_HAS(new, ALTERNATIVE_CANDIDATE, covered));
}
END_TEST

START_TEST(r68_a_partner_is_known_by_agreement_accreditation_and_expertise)
{
    add_offering("new", "[2026-01-01,2026-12-31)");
    add_agreement("new");
    add_instructor("expert", "new", 3);
    owner_run("INSERT INTO accreditations (organization_id, id, partner_id, body, grade,"
              " decree_number, valid, created_at) VALUES ('%s', gen_random_uuid(), '%s', 'LAN',"
              " 'A', '1', '[2026-07-01,2026-07-02)', now())",
              uuid_text(fx.organization), uuid_text(id_of("new")));
    struct alternatives_facts facts = load();
    const struct alternative_candidate *new = &facts.partners.items[0];
    ck_assert(new->agreement_covers);
    ck_assert(new->accredited);
    ck_assert(RECORD_HAS(new, ALTERNATIVE_CANDIDATE, covered));
    ck_assert_int_eq(new->covered, 1);
    owner_run("UPDATE instructor_expertise SET level = 2 WHERE instructor_id = '%s'",
              uuid_text(id_of("expert")));
    facts = load();
    ck_assert(RECORD_HAS(&facts.partners.items[0], ALTERNATIVE_CANDIDATE, covered));
    ck_assert_int_eq(facts.partners.items[0].covered, 0);
}
END_TEST

static const struct alternative_candidate *instructor(const struct alternatives_facts *facts,
                                                      const char *word)
{
    for (size_t i = 0; i < facts->instructors.count; i++)
        if (uuid_equal(facts->instructors.items[i].id, id_of(word)))
            return &facts->instructors.items[i];
    ck_abort_msg("%s is no candidate", word);
}

START_TEST(r68_instructors_know_enough_and_did_not_teach_the_judged_session)
{
    add_partner("old");
    add_instructor("busy", "old", 3);
    add_instructor("gone", "old", 5);
    add_instructor("idle", "old", 4);
    add_instructor("novice", "old", 2);
    add_instructor("tutor", "old", 5);
    teach("s1", "tutor");
    add_judged_session("s2", "one", "2026-07-30", 0);
    teach("s2", "busy");
    add_judged_session("s3", "one", "2026-07-31", 0);
    teach("s3", "idle");
    owner_run("UPDATE instructors SET state = 'inactive' WHERE id = '%s'",
              uuid_text(id_of("gone")));
    struct alternatives_facts facts = load();
    ck_assert_uint_eq(facts.instructors.count, 2);
    ck_assert_int_eq(instructor(&facts, "busy")->covered, 1);
    ck_assert(!instructor(&facts, "busy")->free);
    ck_assert(instructor(&facts, "idle")->free); /* its block is on the first day after the 30 */
}
END_TEST

START_TEST(r68_without_a_judged_session_all_that_were_held_count)
{
    add_offering("old", "[2026-01-01,2026-12-31)");
    add_agreement("old");
    add_instructor("tutor", "old", 5);
    owner_run("UPDATE revision_cases SET session_id = NULL WHERE id = '%s'",
              uuid_text(id_of("case")));
    ck_assert_uint_eq(load().partners.count, 1);
    ck_assert_uint_eq(load().instructors.count, 1);
    hold("s1", "old");
    teach("s1", "tutor");
    ck_assert_uint_eq(load().partners.count, 0);
    ck_assert_uint_eq(load().instructors.count, 0);
}
END_TEST

START_TEST(r68_candidates_are_ranked_by_how_they_were_judged)
{
    struct alternatives ranked;
    add_offering("other", "[2026-01-01,2026-12-31)");
    add_agreement("other");
    add_instructor("lector", "other", 3);
    add_judged_session("s2", "one", "2026-05-01", 10);
    hold("s2", "other");
    teach("s2", "lector");
    add_judgements("s2", 10, (struct scores){5, 3});
    close_judged("s2");
    struct alternatives_facts facts = load();
    alternatives_rank(&fx.arena, &facts, &ranked);
    ck_assert_int_eq(facts.rules.competencies, 1);
    ck_assert_int_eq(facts.rules.full_lead_days, 90);
    ck_assert_int_eq(ranked.weights.judgement, 45);
    ck_assert_uint_eq(ranked.data.count, 2 + 8); /* methods but lecture */
    const struct alternative *other = &ranked.data.items[0], *lector = &ranked.data.items[1];
    ck_assert_str_eq(other->name, "other");
    ck_assert_int_eq(other->terms.judgement, 7500); /* 4.00 over both dimensions */
    ck_assert_int_eq(other->terms.fit, 10000);
    ck_assert_int_eq(other->terms.accreditation, 0);
    ck_assert_int_eq(other->terms.cost, 10000);
    ck_assert_int_eq(other->terms.availability, 9000);
    ck_assert_int_eq(other->score, 7775);
    ck_assert_str_eq(lector->name, "lector");
    ck_assert_int_eq(lector->terms.judgement, 5000); /* 3.00 of the instructor */
    ck_assert_int_eq(lector->score, 7188); /* (45 × 5000 + 25 × 10000 + 10 × 10000) / 80 */
}
END_TEST

START_TEST(r68_methods_are_judged_where_they_were_used)
{
    owner_run("UPDATE instrument_items SET dimension = 'method' WHERE id = '%s'",
              uuid_text(id_of("q1")));
    add_judgements("s1", 5, (struct scores){4, 1});
    ck_assert_uint_eq(load().method_sums.count, 1);
    ck_assert_int_eq(load().method_sums.items[0].judgements, 0); /* can still be answered */
    close_judged("s1");
    const struct scorecard_sums lecture = load().method_sums.items[0];
    ck_assert_str_eq(lecture.name, "lecture");
    ck_assert_int_eq(lecture.judgements, 5);
    ck_assert_int_eq(lecture.score_sum, 20);
}
END_TEST

START_TEST(r03_a_case_of_another_organization_is_not_there)
{
    struct alternatives_facts facts;
    fx.context.organization_id = fx.other;
    ck_assert_int_eq(alternatives_load(new_reader(), id_of("case"), &facts), OUTCOME_NOT_FOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("alternatives");
    TCase *tests = tcase_create("alternatives");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, r68_partners_have_an_offer_today_and_did_not_hold_the_judged_session);
    tcase_add_test(tests, r68_a_partner_is_known_by_agreement_accreditation_and_expertise);
    tcase_add_test(tests, r68_instructors_know_enough_and_did_not_teach_the_judged_session);
    tcase_add_test(tests, r68_without_a_judged_session_all_that_were_held_count);
    tcase_add_test(tests, r68_candidates_are_ranked_by_how_they_were_judged);
    tcase_add_test(tests, r68_methods_are_judged_where_they_were_used);
    tcase_add_test(tests, r03_a_case_of_another_organization_is_not_there);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
