/* test_seats.c - priority by need, and the order in which seats are given out
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/seats.h"

#include <string.h>

#include "domain/base/strbuf.h"
#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct nominee nominee_of(int64_t need, int64_t days, int64_t hours)
{
    return (struct nominee){.need_priority = need,
                            .waiting_days = days,
                            .waiting_full_days = 365,
                            .hours_jp = hours,
                            .floor_jp = 2000,
                            .weight_need_priority = 7000,
                            .weight_waiting = 2000,
                            .weight_hours_shortfall = 1000};
}

static const struct {
    int64_t need, days, hours, priority;
} priorities[] = {
    {0, 0, 2000, 0},         /* nothing speaks for a seat */
    {10000, 365, 0, 10000},  /* everything does */
    {10000, 900, -5, 10000}, /* terms do not count more than in full */
    {5000, 0, 2000, 3500},   /* 70 % of half */
    {0, 73, 2000, 400},      /* 20 % of a fifth */
    {0, 0, 1000, 500},       /* 10 % of half */
    {0, 0, 4000, 0},         /* more than the floor is no minus */
};

START_TEST(r45_priority_is_the_weighted_mean_of_its_terms)
{
    struct nominee nominee =
        nominee_of(priorities[_i].need, priorities[_i].days, priorities[_i].hours);
    ck_assert_int_eq(seats_priority(&nominee), priorities[_i].priority);
}
END_TEST

START_TEST(r45_without_weights_or_limits_nothing_counts)
{
    struct nominee nominee = {.need_priority = 5000};
    ck_assert_int_eq(seats_priority(&nominee), 0);
}
END_TEST

START_TEST(r45_the_terms_are_explained)
{
    struct nominee nominee = nominee_of(6250, 73, 500);
    ck_assert_str_eq(seats_terms(&nominee, &scratch),
                     "{\"need_priority\":62.5,\"waiting\":20,\"hours_shortfall\":75,"
                     "\"waiting_days\":73,\"hours_jp\":5,\"floor_jp\":20,\"weights\":"
                     "{\"need_priority\":70,\"waiting\":20,\"hours_shortfall\":10}}");
}
END_TEST

/* ---- giving out; candidates are named by the last byte of their id */

static struct seat_candidate candidate(uint8_t id, int64_t priority, enum enrolment_state state)
{
    struct seat_candidate made = {.state = state, .priority = priority, .version = 1};
    made.id.bytes[15] = id;
    return made;
}

static const char *given(struct seat_candidate *candidates, size_t count, struct seat_room room)
{
    struct strbuf text;
    struct enrolment_moves moves =
        seats_allocate(candidates, count, &room, (struct instant){7}, &scratch);
    strbuf_init(&text, &scratch, 40, 400);
    for (size_t i = 0; i < moves.count; i++)
        strbuf_printf(&text, "%d:%s ", moves.items[i].id.bytes[15],
                      enrolment_state_enumeration.names[moves.items[i].state]);
    return text.data;
}

START_TEST(r45_the_highest_priority_first_then_the_earlier_nomination)
{
    struct seat_candidate all[] = {
        candidate(3, 50, ENROLMENT_STATE_APPROVED), candidate(1, 40, ENROLMENT_STATE_APPROVED),
        candidate(2, 50, ENROLMENT_STATE_APPROVED), candidate(4, 90, ENROLMENT_STATE_APPROVED)};
    ck_assert_str_eq(given(all, 4, (struct seat_room){2, 0, 1}),
                     "4:confirmed 2:confirmed 3:waitlisted ");
}
END_TEST

START_TEST(r46_who_waits_comes_before_who_is_only_approved)
{
    struct seat_candidate all[] = {candidate(1, 90, ENROLMENT_STATE_APPROVED),
                                   candidate(2, 10, ENROLMENT_STATE_WAITLISTED)};
    ck_assert_str_eq(given(all, 2, (struct seat_room){5, 4, 1}), "2:confirmed 1:waitlisted ");
}
END_TEST

START_TEST(r46_nobody_moves_when_nothing_is_free)
{
    struct seat_candidate all[] = {candidate(2, 10, ENROLMENT_STATE_WAITLISTED),
                                   candidate(1, 90, ENROLMENT_STATE_APPROVED)};
    ck_assert_str_eq(given(all, 2, (struct seat_room){5, 5, 1}), "");
    ck_assert_str_eq(given(all, 2, (struct seat_room){5, 6, 0}), "");
    ck_assert_str_eq(given(all, 0, (struct seat_room){5, 0, 1}), "");
}
END_TEST

/* Trap: a freed seat that promotes nobody because another limit applies. */
START_TEST(r46_who_sits_elsewhere_is_passed_over_and_keeps_their_place)
{
    struct seat_candidate all[] = {candidate(1, 90, ENROLMENT_STATE_WAITLISTED),
                                   candidate(2, 10, ENROLMENT_STATE_WAITLISTED),
                                   candidate(3, 80, ENROLMENT_STATE_APPROVED)};
    all[0].clashes = true;
    ck_assert_str_eq(given(all, 3, (struct seat_room){5, 4, 2}), "2:confirmed 3:waitlisted ");
    struct seat_candidate fresh[] = {candidate(1, 90, ENROLMENT_STATE_APPROVED),
                                     candidate(2, 10, ENROLMENT_STATE_APPROVED)};
    fresh[0].clashes = true;
    ck_assert_str_eq(given(fresh, 2, (struct seat_room){5, 0, 0}), "2:confirmed ");
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("seats");
    tcase_add_loop_test(tests, r45_priority_is_the_weighted_mean_of_its_terms, 0, 7);
    tcase_add_test(tests, r45_without_weights_or_limits_nothing_counts);
    tcase_add_test(tests, r45_the_terms_are_explained);
    tcase_add_test(tests, r45_the_highest_priority_first_then_the_earlier_nomination);
    tcase_add_test(tests, r46_who_waits_comes_before_who_is_only_approved);
    tcase_add_test(tests, r46_nobody_moves_when_nothing_is_free);
    tcase_add_test(tests, r46_who_sits_elsewhere_is_passed_over_and_keeps_their_place);
    return run_case(tests, "seats");
}
