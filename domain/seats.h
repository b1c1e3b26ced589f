/* seats.h - who gets a seat: priority by need, and the order in which seats are given out
 *
 * Must not know: storage, HTTP. Two who ask at once are kept apart by the lock on the session; that
 * no more are confirmed than there are seats is also kept by the database.
 * Tests: tests/domain/test_seats.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_SEATS_H
#define BANGKOM_DOMAIN_SEATS_H

#include "contract/enrolments.h"
#include "domain/base/arena.h"

/* seats_priority - the weighted mean of three terms, each from 0 to 10000: the priority of the need
 * (0 without one), the days since it was recorded against seats.waiting_full_days, and the JP that
 * are lacking against the floor of the year; rounded to the nearest, 0 when all weights are 0
 * in     nominee  with figures and weights
 * from   R-45; product page 4, seats.weights */
int64_t seats_priority(const struct nominee *nominee);

/* seats_terms - the same, explained, as the JSON object that enrolments show as priority_terms */
const char *seats_terms(const struct nominee *nominee, struct arena *a);

/* What there is to give out. */
struct seat_room {
    int64_t capacity, taken, waitlist_limit;
};

struct enrolment_moves {
    size_t count;
    struct enrolment_move *items;
};

/* seats_allocate - who moves, when the seats that are free are given out
 * Order: those who wait before those who are only approved; among them the higher priority first,
 * then the earlier nomination, which is the smaller identifier. As many as there are free seats are
 * confirmed, the next wait, up to waitlist_limit, the others stay. Nobody loses a place. Who has a
 * seat elsewhere at the same time is passed over for a seat, and waits like the others.
 * in     candidates  approved or waitlisted, in any order; sorted by this call
 * out    what changes, in that order, with the next version
 * from   */
struct enrolment_moves seats_allocate(struct seat_candidate *candidates, size_t count,
                                      const struct seat_room *room, struct instant now,
                                      struct arena *a);

#endif
