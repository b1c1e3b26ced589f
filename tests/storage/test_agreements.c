/* test_agreements.c - agreements in the database: inclusive days, renewals beside each other
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/agreements.h"

#include "domain/base/strbuf.h"
#include "fixture_trainings.h"
#include "storage/agreements_sql.h"
#include "storage/registry.h"

#include "domain/base/banned.h"

static void begin(void)
{
    fixture_open();
    add_training("mp");
    add_training("ti");
    add_partner("a");
    add_partner("b");
    fx.context.today = day("2026-07-01");
}

static struct agreement_create input(const char *number, const char *from, const char *until)
{
    struct agreement_create in = {0};
    RECORD_PUT(&in, AGREEMENT_CREATE, partner_id, by_ext("a"));
    RECORD_PUT(&in, AGREEMENT_CREATE, kind, AGREEMENT_KIND_PKS);
    RECORD_PUT(&in, AGREEMENT_CREATE, number, number);
    RECORD_PUT(&in, AGREEMENT_CREATE, title, "Pelatihan");
    RECORD_PUT(&in, AGREEMENT_CREATE, valid_from, day(from));
    RECORD_PUT(&in, AGREEMENT_CREATE, valid_until, day(until));
    return in;
}

static enum outcome try_create(struct uow *u, const struct agreement_create *in,
                               struct agreement *ret)
{
    struct agreement_facts facts;
    TRY(agreements_load_for_create(u, in, &facts));
    TRY(agreements_decide_create(in, &facts, ret, &fx.problem));
    agreements_apply_create(u, ret);
    return OUTCOME_OK;
}

static enum outcome create(const struct agreement_create *in, struct agreement *ret)
{
    struct uow *u = new_writer();
    return finish(u, try_create(u, in, ret));
}

static struct agreement made(const char *number, const char *from, const char *until)
{
    struct agreement agreement;
    struct agreement_create in = input(number, from, until);
    ck_assert_int_eq(create(&in, &agreement), OUTCOME_OK);
    return agreement;
}

static struct agreement stored(struct uuid id)
{
    struct agreement agreement;
    ck_assert_int_eq(agreements_load(new_reader(), id, &agreement), OUTCOME_OK);
    return agreement;
}

static void terminate(struct uuid id)
{
    struct uow *u = new_writer();
    struct agreement agreement;
    struct registry_facts facts = registry_facts(u);
    ck_assert_int_eq(agreements_load_for_update(u, id, &agreement), OUTCOME_OK);
    ck_assert_int_eq(agreements_decide_terminate(&agreement, &facts, &fx.problem), OUTCOME_OK);
    agreements_apply_terminate(u, &agreement, "Mitra mundur");
    ck_assert_int_eq(uow_commit(u), OUTCOME_OK);
}

/* Numbers of a list, by their last day. */
static const char *listed(struct agreements_list_query query)
{
    struct strbuf text;
    struct row_set rows;
    struct uow *u = new_reader();
    RECORD_PUT(&query, AGREEMENTS_LIST_QUERY, limit, 20);
    RECORD_PUT(&query, AGREEMENTS_LIST_QUERY, sort, AGREEMENTS_LIST_SORT_VALID_UNTIL);
    uow_want_rows(u, &sql_agreement_list, &query, &rows);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    strbuf_init(&text, &fx.arena, 100, 1000);
    for (size_t i = 0; i < rows.count; i++)
        strbuf_printf(&text, "%s%s", i == 0 ? "" : " ",
                      ((const struct agreement *)rows.items)[i].number);
    return text.data;
}

/* ---- the trap: which day is the last one */

START_TEST(r40_an_agreement_that_ends_the_day_before_does_not_cover)
{
    struct agreement agreement = stored(made("1", "2026-01-01", "2026-06-30").id);
    const struct date last = day("2026-06-30"), next = day("2026-07-01");
    struct agreement_use use = {id_of("mp"), &last, 1, 0};
    ck_assert_int_eq(agreement.valid_from.days, day("2026-01-01").days);
    ck_assert_int_eq(agreement.valid_until.days, last.days);
    ck_assert_uint_eq(agreements_uncovered(&agreement, &use), 0);
    use.days = &next;
    ck_assert_uint_eq(agreements_uncovered(&agreement, &use), AGREEMENT_DATES);
    ck_assert_str_eq(
        owner_text("SELECT valid::text FROM agreements WHERE id = '%s'", uuid_text(agreement.id)),
        "[2026-01-01,2026-07-01)");
    struct agreements_list_query on = {0};
    RECORD_PUT(&on, AGREEMENTS_LIST_QUERY, valid_on, last);
    ck_assert_str_eq(listed(on), "1");
    RECORD_PUT(&on, AGREEMENTS_LIST_QUERY, valid_on, next);
    ck_assert_str_eq(listed(on), "");
}
END_TEST

START_TEST(a_renewal_leaves_the_earlier_period)
{
    struct agreement earlier = made("1", "2025-01-01", "2025-12-31"), later;
    struct agreement_create in = input("2", "2026-01-01", "2026-12-31");
    RECORD_PUT(&in, AGREEMENT_CREATE, renews_agreement_id, earlier.id);
    ck_assert_int_eq(create(&in, &later), OUTCOME_OK);
    ck_assert(uuid_equal(stored(later.id).renews_agreement_id, earlier.id));
    ck_assert_int_eq(stored(earlier.id).valid_until.days, day("2025-12-31").days);
    ck_assert_int_eq(stored(earlier.id).version, 1);
    RECORD_PUT(&in, AGREEMENT_CREATE, partner_id, by_id("b"));
    RECORD_PUT(&in, AGREEMENT_CREATE, number, "3");
    ck_assert_int_eq(create(&in, &later), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /renews_agreement_id");
}
END_TEST

START_TEST(the_scope_is_stored)
{
    struct agreement agreement;
    struct ref refs[] = {by_ext("mp"), by_id("ti")};
    struct agreement_create in = input("1", "2026-01-01", "2026-12-31");
    RECORD_PUT(&in, AGREEMENT_CREATE, training_ids, ((struct list){.count = 2, .items = refs}));
    ck_assert_int_eq(create(&in, &agreement), OUTCOME_OK);
    ck_assert_uint_eq(stored(agreement.id).training_ids.count, 2);
    ck_assert_int_eq(create(&in, &agreement), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "already-exists /number");
    refs[1] = by_ext("nothing");
    ck_assert_int_eq(create(&in, &agreement), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /training_ids/1");
    (void)made("all", "2026-01-01", "2027-01-31");
    struct agreements_list_query of = {0};
    RECORD_PUT(&of, AGREEMENTS_LIST_QUERY, training_id, by_ext("mp"));
    ck_assert_str_eq(listed(of), "1 all");
    add_training("pn");
    RECORD_PUT(&of, AGREEMENTS_LIST_QUERY, training_id, by_id("pn"));
    ck_assert_str_eq(listed(of), "all");
    RECORD_PUT(&of, AGREEMENTS_LIST_QUERY, training_id, by_ext("nothing"));
    ck_assert_str_eq(listed(of), "");
}
END_TEST

START_TEST(those_that_end_soon_are_found_by_the_parameter_of_the_policy)
{
    struct agreements_list_query query = {0};
    (void)made("past", "2026-01-01", "2026-06-30");
    (void)made("today", "2026-01-01", "2026-07-01");
    (void)made("in90", "2026-01-01", "2026-09-29");
    (void)made("in91", "2026-01-01", "2026-09-30");
    terminate(made("ended", "2026-01-01", "2026-08-01").id);
    RECORD_PUT(&query, AGREEMENTS_LIST_QUERY, expiring, true);
    ck_assert_str_eq(listed(query), "today in90");
    RECORD_PUT(&query, AGREEMENTS_LIST_QUERY, expiring, false);
    ck_assert_str_eq(listed(query), "past ended in91");
    query = (struct agreements_list_query){0};
    RECORD_PUT(&query, AGREEMENTS_LIST_QUERY, expiring_within_days, 91);
    ck_assert_str_eq(listed(query), "today in90 in91");
    RECORD_PUT(&query, AGREEMENTS_LIST_QUERY, expiring_within_days, 0);
    ck_assert_str_eq(listed(query), "today");
}
END_TEST

/* ---- the quota */

static int64_t held(struct uuid agreement_id, const struct uuid *except)
{
    struct uow *u = new_writer();
    const struct agreement_usage *usage = agreements_want_usage(u, agreement_id, except);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert(usage->found);
    int64_t count = usage->standing.sessions_held;
    uow_rollback(u);
    return count;
}

static void add_session(const char *word, struct uuid agreement_id, const char *state)
{
    owner_run("INSERT INTO sessions (organization_id, id, training_id, training_version_id,"
              " partner_id, agreement_id, name, state, capacity, waitlist_limit, created_at,"
              " updated_at) VALUES ('%s', '%s', '%s', '%s', '%s', '%s', 'S', '%s', 20, 0, now(),"
              " now())",
              uuid_text(fx.organization), uuid_text(id_of(word)), uuid_text(id_of("mp")),
              uuid_text(id_of("one")), uuid_text(id_of("a")), uuid_text(agreement_id), state);
}

START_TEST(r40_cancelled_sessions_free_the_quota)
{
    struct uuid agreement_id = made("1", "2026-01-01", "2026-12-31").id, own = id_of("s1");
    add_version("one", "mp", 1, "published");
    ck_assert_int_eq(held(agreement_id, NULL), 0);
    add_session("s1", agreement_id, "planned");
    add_session("s2", agreement_id, "completed");
    add_session("s3", agreement_id, "cancelled");
    ck_assert_int_eq(held(agreement_id, NULL), 2);
    ck_assert_int_eq(held(agreement_id, &own), 1);
}
END_TEST

/* Who counts the sessions of an agreement waits for whoever schedules one at the same time. */
START_TEST(r40_the_quota_is_counted_behind_a_lock)
{
    struct uuid agreement_id = made("1", "2026-01-01", "2026-12-31").id;
    add_version("one", "mp", 1, "published");
    struct committer *first = commit_when_waited_for(arena_printf(
        &fx.arena,
        "SELECT 1 FROM agreements WHERE id = '%s' FOR NO KEY UPDATE;"
        "INSERT INTO sessions (organization_id, id, training_id, training_version_id, partner_id,"
        " agreement_id, name, capacity, waitlist_limit, created_at, updated_at)"
        " VALUES ('%s', gen_random_uuid(), '%s', '%s', '%s', '%s', 'S', 20, 0, now(), now())",
        uuid_text(agreement_id), uuid_text(fx.organization), uuid_text(id_of("mp")),
        uuid_text(id_of("one")), uuid_text(id_of("a")), uuid_text(agreement_id)));
    int64_t count = held(agreement_id, NULL);
    ck_assert(committed(first));
    ck_assert_int_eq(count, 1);
}
END_TEST

START_TEST(r03_agreements_of_another_organization_do_not_exist)
{
    struct agreement agreement = made("1", "2026-01-01", "2026-12-31");
    struct agreement_create in = input("2", "2026-01-01", "2026-12-31");
    fx.context.organization_id = fx.other;
    ck_assert_int_eq(agreements_load(new_reader(), agreement.id, &agreement), OUTCOME_NOT_FOUND);
    RECORD_PUT(&in, AGREEMENT_CREATE, partner_id, by_id("a"));
    ck_assert_int_eq(create(&in, &agreement), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /partner_id");
}
END_TEST

/* Whoever asks says which of their references it is (422), not that nothing is there (404). */
START_TEST(r03_the_usage_of_an_unknown_agreement_is_not_found_and_nothing_more)
{
    struct uow *u = new_writer();
    const struct agreement_usage *usage = agreements_want_usage(u, id_of("elsewhere"), NULL);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    ck_assert(!usage->found);
    uow_rollback(u);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("agreements");
    TCase *tests = tcase_create("agreements");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, r40_an_agreement_that_ends_the_day_before_does_not_cover);
    tcase_add_test(tests, a_renewal_leaves_the_earlier_period);
    tcase_add_test(tests, the_scope_is_stored);
    tcase_add_test(tests, those_that_end_soon_are_found_by_the_parameter_of_the_policy);
    tcase_add_test(tests, r40_cancelled_sessions_free_the_quota);
    tcase_add_test(tests, r40_the_quota_is_counted_behind_a_lock);
    tcase_add_test(tests, r03_agreements_of_another_organization_do_not_exist);
    tcase_add_test(tests, r03_the_usage_of_an_unknown_agreement_is_not_found_and_nothing_more);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
