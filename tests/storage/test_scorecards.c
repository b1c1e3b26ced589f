/* test_scorecards.c - judgements summed in the database: whole evaluations, enough answers
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/scorecards.h"

#include <string.h>

#include "fixture_trainings.h"
#include "storage/scorecards_sql.h"

#include "domain/base/banned.h"

/* An instrument with an item about the instructor and one about the material. */
static void add_instrument(void)
{
    const char *organization = uuid_text(fx.organization);
    owner_run("INSERT INTO instruments (organization_id, id, name, created_at, updated_at)"
              " VALUES ('%s', '%s', 'Reaksi', now(), now())",
              organization, uuid_text(id_of("instrument")));
    owner_run("INSERT INTO instrument_versions (organization_id, id, instrument_id, number,"
              " created_at, updated_at) VALUES ('%s', '%s', '%s', 1, now(), now())",
              organization, uuid_text(id_of("asked")), uuid_text(id_of("instrument")));
    owner_run("INSERT INTO instrument_items (organization_id, id, instrument_version_id, ordinal,"
              " dimension, kind, question) VALUES"
              " ('%s', '%s', '%s', 1, 'instructor', 'score', '?'),"
              " ('%s', '%s', '%s', 2, 'material_relevance', 'score', '?')",
              organization, uuid_text(id_of("q1")), uuid_text(id_of("asked")), organization,
              uuid_text(id_of("q2")), uuid_text(id_of("asked")));
}

static void add_agreement(const char *partner)
{
    owner_run("INSERT INTO agreements (organization_id, id, partner_id, kind, number, title, valid,"
              " created_at, updated_at) VALUES ('%s', '%s', '%s', 'pks', '%s', 'T',"
              " '[2026-01-01,2027-01-01)', now(), now())",
              uuid_text(fx.organization), uuid_text(id_of(arena_printf(&fx.arena, "g%s", partner))),
              uuid_text(id_of(partner)), partner);
}

static void add_instructor(const char *word, const char *partner)
{
    owner_run("INSERT INTO instructors (organization_id, id, name, partner_id, created_at,"
              " updated_at) VALUES ('%s', '%s', '%s', '%s', now(), now())",
              uuid_text(fx.organization), uuid_text(id_of(word)), word, uuid_text(id_of(partner)));
}

static void begin(void)
{
    fixture_open();
    fx.context.today = day("2026-07-01");
    add_training("mp");
    add_version("one", "mp", 1, "published");
    add_instrument();
    add_partner("a");
    add_partner("b");
    add_agreement("a");
    add_agreement("b");
    add_instructor("teacher", "a");
}

/* A completed session of a partner, taught by the instructor on a day, with an evaluation. */
static void add_session(const char *word, const char *partner, const char *on)
{
    const char *organization = uuid_text(fx.organization), *id = uuid_text(id_of(word));
    const char *block = uuid_text(id_of(arena_printf(&fx.arena, "b%s", word)));
    owner_run("INSERT INTO sessions (organization_id, id, training_id, training_version_id,"
              " partner_id, agreement_id, name, state, capacity, waitlist_limit, created_at,"
              " updated_at) VALUES ('%s', '%s', '%s', '%s', '%s', '%s', 'S', 'completed', 20, 0,"
              " now(), now())",
              organization, id, uuid_text(id_of("mp")), uuid_text(id_of("one")),
              uuid_text(id_of(partner)), uuid_text(id_of(arena_printf(&fx.arena, "g%s", partner))));
    owner_run("INSERT INTO session_blocks (organization_id, id, session_id, ordinal, during)"
              " VALUES ('%s', '%s', '%s', 1, '[%s 01:00Z,%s 09:00Z)')",
              organization, block, id, on, on);
    owner_run("INSERT INTO session_block_instructors (organization_id, block_id, instructor_id,"
              " during) VALUES ('%s', '%s', '%s', '[%s 01:00Z,%s 09:00Z)')",
              organization, block, uuid_text(id_of("teacher")), on, on);
    owner_run("INSERT INTO evaluations (organization_id, id, session_id, instrument_version_id,"
              " level, state, opens_on, closes_on, created_at, updated_at) VALUES ('%s', '%s',"
              " '%s', '%s', 1, 'closed', '%s', '2026-12-31', now(), now())",
              organization, uuid_text(id_of(arena_printf(&fx.arena, "e%s", word))), id,
              uuid_text(id_of("asked")), on);
}

/* `count` people who say `instructor` about the instructor and `material` about the material. */
static void answer(const char *session, int count, int instructor, int material)
{
    owner_run("INSERT INTO responses (organization_id, evaluation_id, scores, texts)"
              " SELECT '%s', '%s', '{\"%s\": %d, \"%s\": %d}', '{}' FROM generate_series(1, %d)",
              uuid_text(fx.organization), uuid_text(id_of(arena_printf(&fx.arena, "e%s", session))),
              uuid_text(id_of("q1")), instructor, uuid_text(id_of("q2")), material, count);
}

static struct scorecards report(const struct statement *s, const struct scorecard_filter *filter)
{
    struct scorecard_sums_list sums;
    struct scorecards made;
    int64_t prior;
    ck_assert_int_eq(scorecards_load(new_reader(), s, filter, &sums, &prior), OUTCOME_OK);
    scorecards_make(&fx.arena, &sums, prior, &made);
    return made;
}

static struct scorecards of_partners(void)
{
    return report(&sql_partner_scores, &(struct scorecard_filter){0});
}

static struct scorecards of_instructors(void)
{
    return report(&sql_instructor_scores, &(struct scorecard_filter){0});
}

START_TEST(r55_partners_are_judged_by_their_own_sessions)
{
    add_session("s1", "a", "2026-03-02");
    add_session("s2", "b", "2026-04-02");
    answer("s1", 8, 2, 2);
    answer("s1", 12, 4, 5);
    answer("s2", 5, 5, 5);
    struct scorecards made = of_partners();
    ck_assert_uint_eq(made.data.count, 2);
    ck_assert_int_eq(made.prior_judgements, 10);
    const struct scorecard *a = &made.data.items[0], *b = &made.data.items[1];
    ck_assert_str_eq(a->name, "a");
    ck_assert_int_eq(a->sessions_held, 1);
    ck_assert_int_eq(a->judgements, 20);
    ck_assert_int_eq(a->mean_score, 350);
    ck_assert_int_eq(a->unfavourable_percent, 4000);
    ck_assert_int_eq(b->mean_score, 500);
    ck_assert_int_eq(made.overall_mean_score, 380);
    ck_assert_int_eq(b->shrunk_mean_score, 420); /* (5 * 5.00 + 10 * 3.80) / 15 */
}
END_TEST

START_TEST(r55_instructors_are_judged_by_their_own_dimension)
{
    add_session("s1", "a", "2026-03-02");
    add_session("s2", "b", "2026-04-02");
    answer("s1", 5, 2, 5);
    answer("s2", 5, 4, 5);
    struct scorecards made = of_instructors();
    ck_assert_uint_eq(made.data.count, 1);
    ck_assert_int_eq(made.data.items[0].sessions_held, 2);
    ck_assert_int_eq(made.data.items[0].evaluations, 2);
    ck_assert_int_eq(made.data.items[0].judgements, 10);
    ck_assert_int_eq(made.data.items[0].mean_score, 300);
    ck_assert_int_eq(made.data.items[0].unfavourable_percent, 5000);
}
END_TEST

START_TEST(r61_fewer_than_k_answers_are_not_counted_even_beside_others)
{
    add_session("s1", "a", "2026-03-02");
    add_session("s2", "a", "2026-04-02");
    answer("s1", 4, 1, 1);
    struct scorecards made = of_partners();
    ck_assert_int_eq(made.data.items[0].sessions_held, 1 + 1);
    ck_assert_int_eq(made.data.items[0].judgements, 0);
    ck_assert_int_eq(made.data.items[0].figures, SCORECARD_FIGURES_NOT_SHOWN);
    ck_assert(!RECORD_HAS(&made, SCORECARDS, overall_mean_score));
    answer("s2", 5, 5, 5);
    made = of_partners();
    ck_assert_int_eq(made.data.items[0].judgements, 5);
    ck_assert_int_eq(made.data.items[0].mean_score, 500);
    answer("s1", 1, 1, 1);
    ck_assert_int_eq(of_partners().data.items[0].judgements, 10);
}
END_TEST

START_TEST(r61_an_open_evaluation_is_not_counted_before_its_last_day_is_over)
{
    static const struct {
        const char *closes_on;
        int judgements;
    } ends[] = {{"2026-07-01", 0}, {"2026-06-30", 5}};
    add_session("s1", "a", "2026-03-02");
    answer("s1", 5, 5, 5);
    owner_run("UPDATE evaluations SET state = 'open', closes_on = '%s'", ends[_i].closes_on);
    ck_assert_int_eq(of_partners().data.items[0].judgements, ends[_i].judgements);
}
END_TEST

START_TEST(sessions_are_filtered_by_training_and_last_day)
{
    struct scorecard_filter filter = {0};
    add_session("s1", "a", "2026-03-02");
    add_session("s2", "b", "2026-04-02");
    RECORD_PUT(&filter, SCORECARD_FILTER, from, day("2026-03-03"));
    ck_assert_str_eq(report(&sql_partner_scores, &filter).data.items[0].name, "b");
    RECORD_PUT(&filter, SCORECARD_FILTER, from, day("2026-03-02"));
    RECORD_PUT(&filter, SCORECARD_FILTER, until, day("2026-04-01"));
    RECORD_PUT(&filter, SCORECARD_FILTER, training_id, by_ext("mp"));
    struct scorecards made = report(&sql_partner_scores, &filter);
    ck_assert_uint_eq(made.data.count, 1);
    ck_assert_str_eq(made.data.items[0].name, "a");
    RECORD_PUT(&filter, SCORECARD_FILTER, training_id, by_id("nothing"));
    ck_assert_uint_eq(report(&sql_instructor_scores, &filter).data.count, 0);
}
END_TEST

START_TEST(r03_sessions_of_another_organization_are_not_counted)
{
    add_session("s1", "a", "2026-03-02");
    answer("s1", 5, 5, 5);
    fx.context.organization_id = fx.other;
    ck_assert_uint_eq(of_partners().data.count, 0);
    ck_assert_uint_eq(of_instructors().data.count, 0);
}
END_TEST

START_TEST(a_weight_that_is_no_number_is_refused)
{
    struct scorecard_sums_list sums;
    int64_t prior;
    owner_run("UPDATE parameter_defaults SET value = '\"ten\"'"
              " WHERE key = 'scorecards.prior_judgements'");
    enum outcome outcome = scorecards_load(new_reader(), &sql_partner_scores,
                                           &(struct scorecard_filter){0}, &sums, &prior);
    owner_run("UPDATE parameter_defaults SET value = '10'"
              " WHERE key = 'scorecards.prior_judgements'");
    ck_assert_int_eq(outcome, OUTCOME_INTERNAL);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("scorecards");
    TCase *tests = tcase_create("scorecards");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, r55_partners_are_judged_by_their_own_sessions);
    tcase_add_test(tests, r55_instructors_are_judged_by_their_own_dimension);
    tcase_add_test(tests, r61_fewer_than_k_answers_are_not_counted_even_beside_others);
    tcase_add_loop_test(tests, r61_an_open_evaluation_is_not_counted_before_its_last_day_is_over, 0,
                        2);
    tcase_add_test(tests, sessions_are_filtered_by_training_and_last_day);
    tcase_add_test(tests, r03_sessions_of_another_organization_are_not_counted);
    tcase_add_test(tests, a_weight_that_is_no_number_is_refused);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
