/* test_anonymity.c - R-60 on the database itself: who sees every table and every system column does
 * not find the author of an answer
 *
 * Known people answer in a known order, each with words of their own. Then every way that could
 * lead from an answer to its author is tried: the columns, the transaction (xmin, cmin), the place
 * on disk (ctid), ids, the audit trail, the outbox, idempotency keys, what lies dead in the pages.
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_evaluations.h"

#include <stdlib.h>

#include "domain/base/banned.h"

#define PEOPLE 8
#define ROUNDS 6
#define PAIRS (ROUNDS * PEOPLE * (PEOPLE - 1) / 2)
/* Standard deviation of the pairs in order, for 6 random orders of 8 (Kendall): 9.9. */
#define SIX_DEVIATIONS 60

static struct uuid evaluations[ROUNDS];

static const char *session_of(int round)
{
    return arena_printf(&fx.arena, "session-%d", round);
}

/* In round r the people answer as 0+r, 1+r, …: the order is no property of the people. */
static int author(int round, int turn)
{
    return (round + turn) % PEOPLE;
}

static void hold(int round)
{
    add_session(session_of(round), "training");
    for (int n = 0; n < PEOPLE; n++) add_participant("p", n, session_of(round), "attended");
    struct uow_context system = fx.context;
    evaluations[round] = open_level1(session_of(round));
    for (int turn = 0; turn < PEOPLE; turn++) {
        act_as("p", author(round, turn));
        const char *words = arena_printf(&fx.arena, "%d", turn);
        ck_assert_int_eq(answer(evaluations[round], 1 + turn % 5, words), OUTCOME_OK);
    }
    fx.context = system;
}

static void open_case(void)
{
    fixture_open();
    add_unit("office", NULL);
    add_judged_training("training");
    add_instrument();
    for (int round = 0; round < ROUNDS; round++) hold(round);
}

/* How many pairs of answers stand in the order in which they were given. */
static int64_t pairs_in_order(const char *order)
{
    return owner_number("WITH placed AS (SELECT evaluation_id, (texts ->> '%s')::int AS turn,"
                        "  row_number() OVER (PARTITION BY evaluation_id ORDER BY %s) AS place"
                        "  FROM responses WHERE organization_id = '%s')"
                        " SELECT count(*) FROM placed a JOIN placed b USING (evaluation_id)"
                        " WHERE a.turn < b.turn AND a.place < b.place",
                        uuid_text(id_of("words")), order, uuid_text(fx.organization));
}

static const char *const orders[] = {"ctid", "id", "xmin::text::bigint, ctid",
                                     "cmin::text::bigint, ctid", "scores::text, ctid"};

START_TEST(r60_no_order_of_rows_is_the_order_of_answers)
{
    bool by_content = _i == 4; /* scores follow the turns here: the measure itself must see that */
    int64_t chance = PAIRS / 2, found = pairs_in_order(orders[_i]);
    if (by_content) ck_assert_int_gt(found, chance + 10);
    else ck_assert_int_lt(llabs(found - chance), SIX_DEVIATIONS);
}
END_TEST

START_TEST(r60_all_answers_and_all_ballots_of_an_evaluation_were_written_by_one_transaction)
{
    for (int round = 0; round < ROUNDS; round++) {
        const char *id = uuid_text(evaluations[round]);
        ck_assert_int_eq(owner_number("SELECT count(DISTINCT (xmin::text, cmin::text, xmax::text))"
                                      " FROM responses WHERE evaluation_id = '%s'",
                                      id),
                         1);
        ck_assert_int_eq(owner_number("SELECT count(DISTINCT (xmin::text, cmin::text, xmax::text))"
                                      " FROM ballots WHERE evaluation_id = '%s'",
                                      id),
                         1);
        ck_assert_int_eq(owner_number("SELECT count(*) FROM ballots b WHERE evaluation_id = '%s'"
                                      " AND answered",
                                      id),
                         PEOPLE);
    }
}
END_TEST

START_TEST(r60_no_column_of_an_answer_is_a_person_or_a_time)
{
    ck_assert_str_eq(owner_text("SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute"
                                " WHERE attrelid = 'bangkom.responses'::regclass AND attnum > 0"),
                     "organization_id id evaluation_id scores texts");
    ck_assert_str_eq(owner_text("SELECT string_agg(attname, ' ' ORDER BY attnum) FROM pg_attribute"
                                " WHERE attrelid = 'bangkom.ballots'::regclass AND attnum > 0"),
                     "organization_id evaluation_id employee_id answered");
    ck_assert_int_eq(owner_number("SELECT count(*) FROM responses WHERE substr(id::text, 15, 1)"
                                  " <> '4'"),
                     0); /* random, without a time */
}
END_TEST

START_TEST(r60_the_trail_names_nobody_and_knows_the_day_only)
{
    const char *organization = uuid_text(fx.organization);
    ck_assert_int_eq(
        owner_number("SELECT count(*) FROM audit_events WHERE organization_id = '%s'"
                     " AND operation = 'evaluations_answer' AND principal_id IS NULL"
                     " AND principal_name IS NULL AND request_id IS NULL AND detail IS NULL"
                     " AND reason IS NULL AND at = date_trunc('day', at, 'UTC')",
                     organization),
        ROUNDS * PEOPLE);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM audit_events WHERE organization_id = '%s'"
                                  " AND operation = 'evaluations_answer'",
                                  organization),
                     ROUNDS * PEOPLE);
    ck_assert_int_eq(owner_number("SELECT count(DISTINCT left(e.id::text, 13)) FROM ("
                                  " SELECT id FROM audit_events WHERE organization_id = '%s'"
                                  " AND operation = 'evaluations_answer' UNION ALL"
                                  " SELECT id FROM outbox_events WHERE organization_id = '%s'"
                                  " AND type = 'evaluations_answer'"
                                  " AND at = date_trunc('day', at, 'UTC')) e",
                                  organization, organization),
                     1);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM idempotency_keys"), 0);
}
END_TEST

START_TEST(r60_no_table_but_ballots_and_enrolments_knows_who_took_part)
{
    /* one for each evaluation: that it was opened */
    ck_assert_int_eq(owner_number("SELECT count(*) FROM transitions WHERE organization_id = '%s'",
                                  uuid_text(fx.organization)),
                     ROUNDS);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM evaluations WHERE organization_id = '%s'"
                                  " AND (version <> 1 OR updated_at <> created_at)",
                                  uuid_text(fx.organization)),
                     0);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM instrument_versions WHERE frozen"
                                  " AND organization_id = '%s' AND version = 1"
                                  " AND updated_at = created_at",
                                  uuid_text(fx.organization)),
                     1);
}
END_TEST

/* Versions of rows in the pages of a table, dead or alive. */
static int64_t versions_in_pages_of(const char *table)
{
    return owner_number("SELECT count(i.t_data) FROM generate_series(0,"
                        " pg_relation_size('bangkom.%s') / current_setting('block_size')::int - 1)"
                        " page, heap_page_items(get_raw_page('bangkom.%s', page::int)) i",
                        table, table);
}

/* Ballots and answers as they were after each answer, one beside the other, would give every author
 * away. Autovacuum, which is off here, sweeps both tables as soon as anything is dead in them. */
START_TEST(r60_what_was_written_before_is_swept)
{
    static const char *const tables[] = {"ballots", "responses"};
    owner_run("CREATE EXTENSION IF NOT EXISTS pageinspect");
    for (size_t i = 0; i < LENGTH(tables); i++) {
        int64_t rows = owner_number("SELECT count(*) FROM %s", tables[i]);
        ck_assert_int_ge(versions_in_pages_of(tables[i]), rows); /* some pages were pruned */
        owner_run("VACUUM %s", tables[i]);
        ck_assert_int_eq(versions_in_pages_of(tables[i]), rows);
        ck_assert_int_eq(owner_number("SELECT count(*) FROM pg_class WHERE oid = '%s'::regclass"
                                      " AND reloptions @> ARRAY['autovacuum_vacuum_threshold=0',"
                                      " 'autovacuum_vacuum_scale_factor=0']",
                                      tables[i]),
                         1);
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("anonymity");
    TCase *tests = tcase_create("anonymity");
    tcase_add_checked_fixture(tests, open_case, fixture_close);
    tcase_set_timeout(tests, 120);
    tcase_add_loop_test(tests, r60_no_order_of_rows_is_the_order_of_answers, 0,
                        (int)LENGTH(orders));
    tcase_add_test(
        tests, r60_all_answers_and_all_ballots_of_an_evaluation_were_written_by_one_transaction);
    tcase_add_test(tests, r60_no_column_of_an_answer_is_a_person_or_a_time);
    tcase_add_test(tests, r60_the_trail_names_nobody_and_knows_the_day_only);
    tcase_add_test(tests, r60_no_table_but_ballots_and_enrolments_knows_who_took_part);
    tcase_add_test(tests, r60_what_was_written_before_is_swept);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
