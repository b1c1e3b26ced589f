/* test_audit_events.c - storage/audit_events.h and its list
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/audit_events.h"

#include "fixture.h"

#include <string.h>

#include "storage/audit_events_sql.h"
#include "storage/ids.h"

#include "domain/base/banned.h"

#define SECOND_US INT64_C(1000000)

static struct uuid resource, principal;

static void open_trail(void)
{
    fixture_open();
    resource = random_uuid();
    principal = random_uuid();
}

/* An event `us` microseconds after the time of the unit of work. */
static struct uuid add_event(int64_t us, const char *operation, const char *type)
{
    char at[INSTANT_TEXT_LENGTH + 1];
    struct instant time = {fx.context.now.us + us};
    struct uuid id = ids_new(time);
    instant_format(time, at);
    owner_run("INSERT INTO audit_events (organization_id, id, at, principal_id, operation,"
              " resource_type, resource_id, detail)"
              " VALUES ('%s', '%s', '%s', '%s', '%s', '%s', '%s', '{\"name\": \"%s\"}')",
              uuid_text(fx.organization), uuid_text(id), at, uuid_text(principal), operation, type,
              uuid_text(resource), operation);
    return id;
}

static struct uow *reader(void)
{
    problem_init(&fx.problem, &fx.arena);
    return uow_new(&fx.arena, fx.db, &fx.context, &fx.problem);
}

/* The operations of the events listed, in their order. */
static const char *listed(const struct audit_events_list_query *query)
{
    struct row_set rows;
    struct uow *u = reader();
    const char *text = "";
    uow_want_rows(u, &sql_audit_event_list, query, &rows);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    for (size_t i = 0; i < rows.count; i++)
        text =
            arena_printf(&fx.arena, "%s%s ", text, ((struct audit_event *)rows.items)[i].operation);
    return text;
}

static struct audit_events_list_query all(void)
{
    struct audit_events_list_query query = {0};
    RECORD_PUT(&query, AUDIT_EVENTS_LIST_QUERY, limit, 10);
    return query;
}

START_TEST(an_event_is_read_with_its_detail)
{
    struct audit_event event;
    struct uuid id = add_event(0, "units_create", "unit");
    ck_assert_int_eq(audit_events_load(reader(), id, &event), OUTCOME_OK);
    ck_assert(uuid_equal(event.resource_id, resource));
    ck_assert_str_eq(event.detail, "{\"name\": \"units_create\"}");
    ck_assert(!RECORD_HAS(&event, AUDIT_EVENT, reason));
    ck_assert_int_eq(event.at.us, fx.context.now.us);
}
END_TEST

START_TEST(the_newest_come_first_page_by_page)
{
    struct audit_events_list_query query = all();
    add_event(0, "a", "unit");
    struct uuid middle = add_event(SECOND_US, "b", "unit");
    add_event(2 * SECOND_US, "c", "unit");
    ck_assert_str_eq(listed(&query), "c b a ");
    RECORD_PUT(&query, AUDIT_EVENTS_LIST_QUERY, after_id, middle);
    ck_assert_str_eq(listed(&query), "a ");
}
END_TEST

START_TEST(the_bounds_of_time_are_exact_within_a_millisecond)
{
    struct audit_events_list_query query = all();
    add_event(0, "a", "unit");
    add_event(1400, "b", "unit");
    add_event(1600, "c", "unit");
    add_event(3000, "d", "unit");
    RECORD_PUT(&query, AUDIT_EVENTS_LIST_QUERY, from, ((struct instant){fx.context.now.us + 1500}));
    ck_assert_str_eq(listed(&query), "d c ");
    RECORD_PUT(&query, AUDIT_EVENTS_LIST_QUERY, until,
               ((struct instant){fx.context.now.us + 1601}));
    ck_assert_str_eq(listed(&query), "c ");
    RECORD_CLEAR(&query, AUDIT_EVENTS_LIST_QUERY, from);
    RECORD_PUT(&query, AUDIT_EVENTS_LIST_QUERY, until,
               ((struct instant){fx.context.now.us + 1400}));
    ck_assert_str_eq(listed(&query), "a ");
}
END_TEST

START_TEST(times_before_1970_and_far_ahead_are_no_mistake)
{
    struct audit_events_list_query query = all();
    add_event(0, "a", "unit");
    RECORD_PUT(&query, AUDIT_EVENTS_LIST_QUERY, from,
               ((struct instant){INT64_C(-62135596800000000)}));
    RECORD_PUT(&query, AUDIT_EVENTS_LIST_QUERY, until,
               ((struct instant){INT64_C(253402300799999999)}));
    ck_assert_str_eq(listed(&query), "a ");
    RECORD_PUT(&query, AUDIT_EVENTS_LIST_QUERY, until, ((struct instant){INT64_C(-1)}));
    ck_assert_str_eq(listed(&query), "");
}
END_TEST

START_TEST(every_filter_narrows)
{
    struct audit_events_list_query query = all();
    add_event(0, "units_create", "unit");
    add_event(SECOND_US, "units_update", "unit");
    add_event(2 * SECOND_US, "clients_create", "client");
    RECORD_PUT(&query, AUDIT_EVENTS_LIST_QUERY, resource_type, "unit");
    ck_assert_str_eq(listed(&query), "units_update units_create ");
    RECORD_PUT(&query, AUDIT_EVENTS_LIST_QUERY, operation, "units_create");
    ck_assert_str_eq(listed(&query), "units_create ");
    RECORD_PUT(&query, AUDIT_EVENTS_LIST_QUERY, resource_id, resource);
    RECORD_PUT(&query, AUDIT_EVENTS_LIST_QUERY, principal_id, principal);
    ck_assert_str_eq(listed(&query), "units_create ");
    RECORD_PUT(&query, AUDIT_EVENTS_LIST_QUERY, principal_id, resource);
    ck_assert_str_eq(listed(&query), "");
    RECORD_PUT(&query, AUDIT_EVENTS_LIST_QUERY, principal_id, principal);
    RECORD_PUT(&query, AUDIT_EVENTS_LIST_QUERY, resource_id, principal);
    ck_assert_str_eq(listed(&query), "");
}
END_TEST

START_TEST(r02_a_part_of_the_organization_has_no_trail)
{
    struct audit_event event;
    struct audit_events_list_query query = all();
    struct uuid id = add_event(0, "a", "unit");
    fx.context.whole_organization = false;
    fx.context.scope = &resource;
    fx.context.scope_count = 1;
    ck_assert_str_eq(listed(&query), "");
    ck_assert_int_eq(audit_events_load(reader(), id, &event), OUTCOME_NOT_FOUND);
}
END_TEST

START_TEST(r03_other_organizations_find_none)
{
    struct audit_event event;
    struct audit_events_list_query query = all();
    struct uuid id = add_event(0, "a", "unit");
    fx.context.organization_id = fx.other;
    ck_assert_str_eq(listed(&query), "");
    ck_assert_int_eq(audit_events_load(reader(), id, &event), OUTCOME_NOT_FOUND);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("audit_events");
    TCase *tests = tcase_create("audit_events");
    tcase_add_checked_fixture(tests, open_trail, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, an_event_is_read_with_its_detail);
    tcase_add_test(tests, the_newest_come_first_page_by_page);
    tcase_add_test(tests, the_bounds_of_time_are_exact_within_a_millisecond);
    tcase_add_test(tests, times_before_1970_and_far_ahead_are_no_mistake);
    tcase_add_test(tests, every_filter_narrows);
    tcase_add_test(tests, r02_a_part_of_the_organization_has_no_trail);
    tcase_add_test(tests, r03_other_organizations_find_none);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
