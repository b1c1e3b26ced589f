/* test_transitions.c - the history of states: who, when, why; never edited
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/transitions.h"

#include "fixture_people.h"
#include "storage/transitions_sql.h"

#include "domain/base/banned.h"

static void record(const char *from, const char *to, const char *reason)
{
    struct uow *u = new_writer();
    transitions_record(u, &(struct state_change){.resource_type = "need",
                                                 .resource_id = id_of("need"),
                                                 .from_state = from,
                                                 .to_state = to,
                                                 .reason = reason});
    ck_assert_int_eq(finish(u, OUTCOME_OK), OUTCOME_OK);
}

static struct row_set history(void)
{
    struct row_set rows = {0};
    struct transitions_list_query in = {0};
    struct uow *u = new_reader();
    RECORD_PUT(&in, TRANSITIONS_LIST_QUERY, resource_type, "need");
    RECORD_PUT(&in, TRANSITIONS_LIST_QUERY, resource_id, id_of("need"));
    RECORD_PUT(&in, TRANSITIONS_LIST_QUERY, limit, 10);
    uow_want_rows(u, &sql_transition_list, &in, &rows);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    return rows;
}

START_TEST(a_change_of_state_is_kept_with_who_when_and_why)
{
    record(NULL, "proposed", NULL);
    fx.context.now.us += 1000000;
    record("proposed", "dropped", "Sudah terpenuhi");
    struct row_set rows = history();
    const struct transition *made = rows.items, *dropped = made + 1;
    ck_assert_uint_eq(rows.count, 2);
    ck_assert(!RECORD_HAS(made, TRANSITION, from_state) && !RECORD_HAS(made, TRANSITION, reason));
    ck_assert_str_eq(made->to_state, "proposed");
    ck_assert_str_eq(dropped->from_state, "proposed");
    ck_assert_str_eq(dropped->to_state, "dropped");
    ck_assert_str_eq(dropped->reason, "Sudah terpenuhi");
    ck_assert_int_eq(dropped->at.us, fx.context.now.us);
    ck_assert(uuid_equal(dropped->principal_id, fx.context.principal_id));
}
END_TEST

START_TEST(r02_transitions_are_for_roles_over_everything)
{
    record(NULL, "proposed", NULL);
    add_unit("unit", NULL);
    scoped_to("unit");
    ck_assert_uint_eq(history().count, 0);
}
END_TEST

START_TEST(history_is_never_edited)
{
    PGconn *pg = app_connection();
    record(NULL, "proposed", NULL);
    ck_assert_str_eq(sql_on(pg, NULL, "UPDATE transitions SET to_state = 'met'"), "42501");
    ck_assert_str_eq(sql_on(pg, NULL, "DELETE FROM transitions"), "42501");
    PQfinish(pg);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("transitions");
    TCase *tests = tcase_create("transitions");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_add_test(tests, a_change_of_state_is_kept_with_who_when_and_why);
    tcase_add_test(tests, r02_transitions_are_for_roles_over_everything);
    tcase_add_test(tests, history_is_never_edited);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
