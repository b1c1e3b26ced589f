/* test_hours.c - JP of a seat by attendance and modules, and the entries of the ledger
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/hours.h"

#include <string.h>

#include "fixture_problem.h"

#include "domain/base/banned.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static struct hour_seat seat;
static struct hour_module modules[2];
static struct hour_block blocks[4];
static struct hour_seat_facts facts;

static struct hour_recording recording(void)
{
    return (struct hour_recording){.credit_id = word_id("credit"),
                                   .reversal_id = word_id("reversal"),
                                   .recorded_by = word_id("planner"),
                                   .now = {1000}};
}

static void add_module(size_t i, const char *word, int64_t jp)
{
    RECORD_PUT(&modules[i], HOUR_MODULE, id, word_id(word));
    RECORD_PUT(&modules[i], HOUR_MODULE, ordinal, (int64_t)i + 1);
    RECORD_PUT(&modules[i], HOUR_MODULE, jp, jp);
    facts.module_count = i + 1;
}

/* module NULL: the block names none. */
static void add_block(const char *day, int64_t minutes, const char *module, bool attended)
{
    struct hour_block *block = &blocks[facts.block_count++];
    *block = (struct hour_block){0};
    RECORD_PUT(block, HOUR_BLOCK, minutes, minutes);
    RECORD_PUT(block, HOUR_BLOCK, attended, attended);
    RECORD_PUT(block, HOUR_BLOCK, began_on, day_of(day));
    RECORD_PUT(block, HOUR_BLOCK, ended_on, day_of(day));
    if (module != NULL) RECORD_PUT(block, HOUR_BLOCK, module_id, word_id(module));
}

static void open_seat(void)
{
    RECORD_PUT(&seat, HOUR_SEAT, enrolment_id, word_id("enrolment"));
    RECORD_PUT(&seat, HOUR_SEAT, employee_id, word_id("employee"));
    RECORD_PUT(&seat, HOUR_SEAT, session_id, word_id("session"));
    RECORD_PUT(&seat, HOUR_SEAT, session_name, "Angkatan I");
    RECORD_PUT(&seat, HOUR_SEAT, title, "Manajemen Proyek");
    RECORD_PUT(&seat, HOUR_SEAT, form_id, 3);
    facts = (struct hour_seat_facts){.seat = &seat, .modules = modules, .blocks = blocks};
    add_module(0, "a", 400);
    add_module(1, "b", 1000);
}

/* ---- the figure */

START_TEST(r50_a_module_counts_by_its_blocks_attended)
{
    struct hour_credit credit;
    add_block("2026-03-02", 180, "a", true);
    add_block("2026-03-03", 300, "b", true);
    add_block("2026-03-04", 150, "b", false);
    ck_assert(hours_count_seat(&facts, &scratch, &credit));
    ck_assert_int_eq(credit.jp, 400 + 667); /* 10 JP x 300/450, half up */
    ck_assert_int_eq(credit.from.days, day_of("2026-03-02").days);
    ck_assert_int_eq(credit.until.days, day_of("2026-03-03").days);
    ck_assert_ptr_nonnull(strstr(credit.terms, "\"rule\":\"attendance\""));
    ck_assert_ptr_nonnull(strstr(
        credit.terms, "\"jp\":10,\"minutes\":450,\"attended_minutes\":300,\"credited_jp\":6.67}"));
}
END_TEST

START_TEST(r50_blocks_without_a_module_are_shared_by_the_modules_without_a_block)
{
    struct hour_credit credit;
    add_block("2026-03-02", 180, "a", false);
    add_block("2026-03-03", 100, NULL, true);
    add_block("2026-03-03", 300, NULL, false);
    ck_assert(hours_count_seat(&facts, &scratch, &credit));
    ck_assert_int_eq(credit.jp, 250);
}
END_TEST

START_TEST(r50_a_session_that_names_no_modules_counts_by_its_time)
{
    struct hour_credit credit;
    add_block("2026-03-03", 100, NULL, true);
    add_block("2026-03-02", 100, NULL, true);
    ck_assert(hours_count_seat(&facts, &scratch, &credit));
    ck_assert_int_eq(credit.jp, 1400);
    ck_assert_int_eq(credit.from.days, day_of("2026-03-02").days);
    ck_assert_int_eq(credit.until.days, day_of("2026-03-03").days);
}
END_TEST

START_TEST(r50_a_module_that_was_not_held_gives_nothing)
{
    struct hour_credit credit;
    add_block("2026-03-02", 180, "a", true);
    ck_assert(hours_count_seat(&facts, &scratch, &credit));
    ck_assert_int_eq(credit.jp, 400);
}
END_TEST

/* ---- what the ledger needs */

static struct hour_decision decide(void)
{
    struct hour_decision decision;
    struct hour_recording by = recording();
    hours_decide_seat(&facts, &by, &scratch, &decision);
    return decision;
}

START_TEST(r50_attendance_that_was_not_stated_is_not_presence)
{
    add_block("2026-03-02", 180, "a", false);
    struct hour_decision decision = decide();
    ck_assert(!decision.credits && !decision.reverses);
}
END_TEST

START_TEST(r50_a_seat_is_credited_with_what_explains_it)
{
    add_block("2026-03-02", 180, "a", true);
    struct hour_decision decision = decide();
    ck_assert(decision.credits && !decision.reverses);
    ck_assert_int_eq(decision.credit.jp, 400);
    ck_assert(uuid_equal(decision.credit.id, word_id("credit")));
    ck_assert(uuid_equal(decision.credit.enrolment_id, word_id("enrolment")));
    ck_assert(uuid_equal(decision.credit.recorded_by, word_id("planner")));
    ck_assert_int_eq(strncmp(decision.credit.activity_key, "session:", 8), 0);
    ck_assert_int_eq(decision.credit.earned_on.days, day_of("2026-03-02").days);
}
END_TEST

START_TEST(r50_doing_it_again_changes_nothing)
{
    add_block("2026-03-02", 180, "a", true);
    struct hour_decision first = decide();
    facts.live = &first.credit;
    struct hour_decision again = decide();
    ck_assert(!again.credits && !again.reverses);
}
END_TEST

START_TEST(r50_a_correction_is_a_reversal_and_a_new_credit)
{
    add_block("2025-12-30", 180, "a", true);
    add_block("2025-12-31", 180, "b", false);
    struct hour_decision first = decide();
    facts.live = &first.credit;
    blocks[1].attended = true;
    struct hour_decision again = decide();
    ck_assert(again.credits && again.reverses);
    ck_assert_int_eq(again.credit.jp, 1400);
    ck_assert_int_eq(again.reversal.jp, -400);
    ck_assert_int_eq(again.reversal.kind, HOUR_ENTRY_KIND_REVERSAL);
    ck_assert(uuid_equal(again.reversal.reverses_id, first.credit.id));
    ck_assert_int_eq(again.reversal.earned_on.days, first.credit.earned_on.days);
}
END_TEST

START_TEST(r50_a_credit_without_attendance_is_only_reversed)
{
    struct hour_recording by_system = {.reversal_id = word_id("reversal")};
    struct hour_decision again;
    add_block("2026-03-02", 180, "a", true);
    struct hour_decision first = decide();
    facts.live = &first.credit;
    blocks[0].attended = false;
    hours_decide_seat(&facts, &by_system, &scratch, &again);
    ck_assert(!again.credits && again.reverses);
    ck_assert(!RECORD_HAS(&again.reversal, HOUR_ENTRY, recorded_by));
}
END_TEST

/* ---- */

static const struct {
    const char *title, *session_name, *employee, *from, *until;
    bool credits;
} claims[] = {
    {"manajemen  PROYEK.", NULL, "employee", "2026-03-01", "2026-03-02", false},
    {"Angkatan-I", NULL, "employee", "2026-03-02", "2026-03-09", false},
    {"Pelatihan", "Manajemen Proyek", "employee", "2026-03-02", "2026-03-02", false},
    {"Manajemen Proyek", NULL, "other", "2026-03-02", "2026-03-02", true},
    {"Manajemen Proyek", NULL, "employee", "2026-03-03", "2026-03-09", true},
    {"Manajemen Proyek", NULL, "employee", "2026-02-01", "2026-03-01", true},
    {"Manajemen Proyek Lanjutan", NULL, "employee", "2026-03-02", "2026-03-02", true},
};

START_TEST(r52_a_seat_is_not_credited_beside_a_claim_for_the_same)
{
    struct hour_neighbour claim = {0};
    RECORD_PUT(&claim, HOUR_NEIGHBOUR, employee_id, word_id(claims[_i].employee));
    RECORD_PUT(&claim, HOUR_NEIGHBOUR, title, claims[_i].title);
    claim.session_name = claims[_i].session_name;
    RECORD_PUT(&claim, HOUR_NEIGHBOUR, took_place_from, day_of(claims[_i].from));
    RECORD_PUT(&claim, HOUR_NEIGHBOUR, took_place_until, day_of(claims[_i].until));
    facts.neighbours = &claim;
    facts.neighbour_count = 1;
    add_block("2026-03-02", 180, "a", true);
    ck_assert_int_eq(decide().credits, claims[_i].credits);
}
END_TEST

START_TEST(r52_what_two_people_write_compares_equal)
{
    ck_assert_str_eq(hours_normalize(&scratch, " No. 12/BKPSDM/2026 "), "no12bkpsdm2026");
    ck_assert_str_eq(hours_normalize(&scratch, "Caf\xc3\xa9"), "caf\xc3\xa9");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("hours");
    tcase_add_checked_fixture(tests, open_seat, NULL);
    tcase_add_test(tests, r50_a_module_counts_by_its_blocks_attended);
    tcase_add_test(tests, r50_blocks_without_a_module_are_shared_by_the_modules_without_a_block);
    tcase_add_test(tests, r50_a_session_that_names_no_modules_counts_by_its_time);
    tcase_add_test(tests, r50_a_module_that_was_not_held_gives_nothing);
    tcase_add_test(tests, r50_attendance_that_was_not_stated_is_not_presence);
    tcase_add_test(tests, r50_a_seat_is_credited_with_what_explains_it);
    tcase_add_test(tests, r50_doing_it_again_changes_nothing);
    tcase_add_test(tests, r50_a_correction_is_a_reversal_and_a_new_credit);
    tcase_add_test(tests, r50_a_credit_without_attendance_is_only_reversed);
    tcase_add_loop_test(tests, r52_a_seat_is_not_credited_beside_a_claim_for_the_same, 0,
                        (int)LENGTH(claims));
    tcase_add_test(tests, r52_what_two_people_write_compares_equal);
    return run_case(tests, "hours");
}
