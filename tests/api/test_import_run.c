/* test_import_run.c - imports worked off against a database: counts, repeats, dry runs, two at
 * once
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_import.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

#include "api/jobs.h"
#include "domain/base/strbuf.h"

#include "domain/base/banned.h"

START_TEST(a_file_becomes_units_positions_and_employees)
{
    struct import i =
        import_do((struct import_sending){IMPORT_FORMAT_JSON, .text = import_people(0, 250, "31")});
    import_check(&i, 250, 0, 0, 0);
    ck_assert_int_eq(i.bytes_done, i.byte_count);
    ck_assert_int_eq(import_count("employees"), 250);
    ck_assert_int_eq(import_count("units"), 25 + 3);
    ck_assert_int_eq(import_count("positions"), 50);
    ck_assert_int_eq(import_count("import_parts"), 0);
    ck_assert_int_eq(import_count("outbox_events") > 250, 1);
    ck_assert_str_eq(
        owner_text("SELECT u.name || '/' || p.name FROM employees e"
                   " JOIN units u ON u.id = e.unit_id JOIN units p ON p.id = u.parent_id"
                   " WHERE e.external_id = 'orang-123' AND e.organization_id = '%s'",
                   uuid_text(fx.organization)),
        "Seksi 12/induk-1");
}
END_TEST

START_TEST(the_same_file_again_changes_nothing)
{
    const char *text = import_people(0, 120, "31");
    import_do((struct import_sending){IMPORT_FORMAT_JSON, .text = text});
    int64_t audits = import_count("audit_events"), events = import_count("outbox_events");
    struct import i = import_do((struct import_sending){IMPORT_FORMAT_JSON, .text = text});
    import_check(&i, 0, 0, 120, 0);
    /* those of the import itself: created and started */
    ck_assert_int_eq(import_count("audit_events"), audits + 2);
    ck_assert_int_eq(import_count("outbox_events"), events + 2);
    ck_assert_int_eq(owner_number("SELECT max(version) FROM employees WHERE organization_id = '%s'",
                                  uuid_text(fx.organization)),
                     1);
    ck_assert_int_eq(owner_number("SELECT max(version) FROM units WHERE organization_id = '%s'",
                                  uuid_text(fx.organization)),
                     1);
}
END_TEST

START_TEST(a_change_is_an_update)
{
    import_do((struct import_sending){IMPORT_FORMAT_JSON, .text = import_people(0, 30, "31")});
    struct import i =
        import_do((struct import_sending){IMPORT_FORMAT_JSON, .text = import_people(20, 20, "32")});
    import_check(&i, 10, 10, 0, 0);
    ck_assert_int_eq(
        owner_number("SELECT count(*) FROM employees WHERE version = 2 AND rank_code = '32'"
                     " AND organization_id = '%s'",
                     uuid_text(fx.organization)),
        10);
}
END_TEST

START_TEST(a_dry_run_tells_the_same_and_changes_nothing)
{
    const char *text = "{\"nipBaru\":\"199001012015031001\",\"nama\":\"SATU\",\"unorId\":\"u\"}\n"
                       "{\"nipBaru\":\"123\",\"nama\":\"DUA\",\"unorId\":\"u\"}\n";
    struct import dry =
        import_do((struct import_sending){IMPORT_FORMAT_NDJSON, true, .text = text});
    import_check(&dry, 1, 0, 0, 1);
    ck_assert_int_eq(import_count("employees") + import_count("units"), 0);
    struct import wet =
        import_do((struct import_sending){IMPORT_FORMAT_NDJSON, false, .text = text});
    import_check(&wet, 1, 0, 0, 1);
    ck_assert_int_eq(import_count("employees"), 1);
    ck_assert_int_eq(
        owner_number("SELECT count(DISTINCT (row_number, pointer, rule)) FROM import_errors"
                     " WHERE organization_id = '%s'",
                     uuid_text(fx.organization)),
        1);
}
END_TEST

/* Two batches of one line each per person; the last ones say something about the first ones: one
 * has the key of another, one the NIP, and the units of two lie below each other. */
static const char *entangled(void)
{
    struct strbuf s;
    strbuf_init(&s, &fx.arena, 65536, 1U << 20);
    for (int i = 0; i < 2100; i++) {
        int key = i == 2050 ? 50 : i, nip = i == 2060 ? 60 : i;
        const char *below = i % 30 == 0 ? "u-1" : i == 2071 ? "u-0" : "top";
        int unit = i == 2071 ? 1 : i % 30;
        strbuf_printf(&s,
                      "{\"id\":\"p%d\",\"nipBaru\":\"1990%02d%02d2015%02d1%03d\",\"nama\":\"N %d\","
                      "\"unorId\":\"u-%d\",\"unorIndukId\":\"%s\",\"jabatanNama\":\"J\","
                      "\"jabatanStrukturalId\":\"j%d\"}\n",
                      key, 1 + nip / 28 % 12, 1 + nip % 28, 1 + nip / 336 % 12, 1 + nip / 4032, i,
                      unit, below, i % 7);
    }
    return s.data;
}

START_TEST(a_dry_run_sees_what_its_own_rows_would_store)
{
    const char *text = entangled();
    struct import dry =
        import_do((struct import_sending){IMPORT_FORMAT_NDJSON, true, .text = text});
    ck_assert_int_eq(
        import_count("employees") + import_count("units") + import_count("import_previews"), 0);
    struct import wet =
        import_do((struct import_sending){IMPORT_FORMAT_NDJSON, false, .text = text});
    import_check(&wet, 2098, 2, 0, 0);
    import_check(&dry, 2098, 2, 0, 0);
    ck_assert_int_eq(dry.rows_warned, wet.rows_warned);
    ck_assert_int_eq(
        owner_number("SELECT count(*) FROM (SELECT row_number, pointer, rule, args FROM"
                     " import_errors WHERE import_id = '%s' EXCEPT SELECT row_number,"
                     " pointer, rule, args FROM import_errors WHERE import_id = '%s') d",
                     uuid_text(wet.id), uuid_text(dry.id)),
        0);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM import_errors WHERE import_id = '%s'"
                                  " AND rule = 'circle'",
                                  uuid_text(dry.id)),
                     1);
    /* and what is stored by now, where no row says otherwise */
    struct import again =
        import_do((struct import_sending){IMPORT_FORMAT_NDJSON, true, .text = text});
    struct import stored =
        import_do((struct import_sending){IMPORT_FORMAT_NDJSON, false, .text = text});
    ck_assert_int_eq(again.rows_updated, stored.rows_updated);
    ck_assert_int_eq(again.rows_unchanged, stored.rows_unchanged);
}
END_TEST

START_TEST(parts_may_be_cut_anywhere)
{
    const char *text = "\xEF\xBB\xBFnipBaru,nama,unorId,unorNama,lain\r\n"
                       "199001012015031001,\"SATU, S.Kom.\",u-1,\"Seksi\r\nSatu\",x\r\n"
                       "199001012015031002,\"D\"\"UA\",u-1,,\r\n"
                       "199001012015031003,TIGA,u-2,Dinas Dua,\r\n";
    for (size_t bytes = 1; bytes < 40; bytes++) {
        bool first = bytes == 1;
        struct import i = import_do(
            (struct import_sending){IMPORT_FORMAT_CSV, .text = text, .part_bytes = bytes});
        import_check(&i, first ? 3 : 0, 0, first ? 0 : 3, 0);
    }
}
END_TEST

START_TEST(a_broken_file_fails_behind_its_good_rows)
{
    struct import i = import_do((struct import_sending){
        IMPORT_FORMAT_JSON,
        .text = "[{\"nipBaru\":\"199001012015031001\",\"nama\":\"SATU\",\"unorId\":\"u\"},\n]]"});
    ck_assert_int_eq(i.state, IMPORT_STATE_FAILED);
    ck_assert_int_eq(i.failure, IMPORT_FAILURE_UNREADABLE);
    ck_assert_int_eq(i.rows_created, 1);
    ck_assert_str_eq(
        owner_text("SELECT row_number || rule FROM import_errors WHERE import_id = '%s'",
                   uuid_text(i.id)),
        "2syntax");
}
END_TEST

/* A caller's own key twice in one batch, on both sides of its middle. */
START_TEST(a_person_in_both_halves_is_one_person)
{
    const char *sent = import_people(0, 600, "31");
    char *text = arena_copy(&fx.arena, sent, strlen(sent));
    char *late = strstr(text, "\"orang-500\"");
    memcpy(late, "\"orang-100\"", strlen("\"orang-100\""));
    struct import i = import_do((struct import_sending){IMPORT_FORMAT_JSON, .text = text});
    import_check(&i, 599, 1, 0, 0);
    import_check_people(599);
}
END_TEST

static void *run_in_thread(void *cookie)
{
    arena_auto a;
    arena_init(&a);
    struct problem problem;
    bool ran;
    (void)cookie;
    problem_init(&problem, &a);
    return (void *)(intptr_t)jobs_run_next(&import_app, &ran, &problem);
}

START_TEST(two_at_once_leave_one_of_each)
{
    const char *text = import_people(0, 3000, "31");
    struct uuid first = import_send((struct import_sending){IMPORT_FORMAT_JSON, .text = text});
    struct uuid second = import_send((struct import_sending){IMPORT_FORMAT_JSON, .text = text});
    pthread_t threads[2];
    for (int i = 0; i < 2; i++) pthread_create(&threads[i], NULL, run_in_thread, NULL);
    for (int i = 0; i < 2; i++) {
        void *outcome;
        pthread_join(threads[i], &outcome);
        ck_assert_ptr_null(outcome);
    }
    struct import a = import_read(first), b = import_read(second);
    ck_assert_int_eq(a.state, IMPORT_STATE_COMPLETED);
    ck_assert_int_eq(b.state, IMPORT_STATE_COMPLETED);
    ck_assert_int_eq(a.rows_created + b.rows_created, 3000);
    ck_assert_int_eq(a.rows_unchanged + b.rows_unchanged, 3000);
    ck_assert_int_eq(import_count("employees"), 3000);
    ck_assert_int_eq(owner_number("SELECT max(version) FROM employees WHERE organization_id = '%s'",
                                  uuid_text(fx.organization)),
                     1);
}
END_TEST

START_TEST(a_circle_of_units_is_warned_of)
{
    struct import i = import_do((struct import_sending){
        IMPORT_FORMAT_NDJSON, .text = "{\"nipBaru\":\"199001012015031001\",\"nama\":\"SATU\","
                                      "\"unorId\":\"a\",\"unorIndukId\":\"b\"}\n"
                                      "{\"nipBaru\":\"199001012015031002\",\"nama\":\"DUA\","
                                      "\"unorId\":\"b\",\"unorIndukId\":\"a\"}\n"});
    import_check(&i, 2, 0, 0, 0);
    ck_assert_int_eq(i.rows_warned, 1);
}
END_TEST

START_TEST(key_and_nip_of_two_people_refuse_the_row)
{
    import_do((struct import_sending){IMPORT_FORMAT_JSON, .text = import_people(0, 2, "31")});
    struct import i = import_do((struct import_sending){
        IMPORT_FORMAT_NDJSON,
        .text = "{\"id\":\"orang-0\","
                "\"nipBaru\":\"199001022015011001\",\"nama\":\"X\",\"unorId\":\"a\"}\n"});
    import_check(&i, 0, 0, 0, 1);
}
END_TEST

START_TEST(jobs_run_by_themselves)
{
    import_app.jobs = jobs_new(&import_app, 1);
    struct uuid id =
        import_send((struct import_sending){IMPORT_FORMAT_JSON, .text = import_people(0, 5, "31")});
    jobs_wake(import_app.jobs);
    for (int i = 0; i < 200 && import_read(id).state != IMPORT_STATE_COMPLETED; i++)
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    jobs_free(import_app.jobs);
    import_app.jobs = NULL;
    struct import done = import_read(id);
    import_check(&done, 5, 0, 0, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("import_run");
    TCase *tests = tcase_create("import_run");
    tcase_add_checked_fixture(tests, import_open, fixture_close);
    tcase_set_timeout(tests, 60);
    tcase_add_test(tests, a_file_becomes_units_positions_and_employees);
    tcase_add_test(tests, the_same_file_again_changes_nothing);
    tcase_add_test(tests, a_change_is_an_update);
    tcase_add_test(tests, a_dry_run_tells_the_same_and_changes_nothing);
    tcase_add_test(tests, a_dry_run_sees_what_its_own_rows_would_store);
    tcase_add_test(tests, parts_may_be_cut_anywhere);
    tcase_add_test(tests, a_broken_file_fails_behind_its_good_rows);
    tcase_add_test(tests, a_person_in_both_halves_is_one_person);
    tcase_add_test(tests, two_at_once_leave_one_of_each);
    tcase_add_test(tests, a_circle_of_units_is_warned_of);
    tcase_add_test(tests, key_and_nip_of_two_people_refuse_the_row);
    tcase_add_test(tests, jobs_run_by_themselves);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
