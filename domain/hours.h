/* hours.h - JP of a seat of a session, and the entries of the ledger
 *
 * A module's JP are credited by the share attended of the minutes of the blocks that teach it.
 * Modules that no block names share the blocks that name none. A module without any block was not
 * held and gives nothing; nor does a block where attendance was not stated (it is never assumed).
 * Figures are hundredths of a JP; each module's share is rounded half up to a hundredth.
 * Must not know: storage, HTTP. Claims: domain/hour_conversion.h.
 * Tests: tests/domain/test_hours.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_HOURS_H
#define BANGKOM_DOMAIN_HOURS_H

#include "contract/hours.h"
#include "domain/base/arena.h"

/* What storage found about one seat. */
struct hour_seat_facts {
    const struct hour_seat *seat;
    const struct hour_module *modules; /* of the version taught */
    size_t module_count;
    const struct hour_block *blocks; /* held, of this seat, in their order */
    size_t block_count;
    const struct hour_neighbour *neighbours; /* credits of claims near the session */
    size_t neighbour_count;
    const struct hour_entry *live; /* the seat's credit that is not reversed, or NULL */
};

/* Who records, when, under which ids. */
struct hour_recording {
    struct uuid credit_id, reversal_id;
    struct uuid recorded_by; /* nil: the system itself */
    struct instant now;
};

/* A figure with what explains it. */
struct hour_credit {
    int64_t jp;              /* hundredths */
    struct date from, until; /* it counts for the last day */
    const char *terms;       /* JSON, in the arena */
};

/* What is to be added to the ledger. */
struct hour_decision {
    bool reverses, credits;
    struct hour_entry reversal, credit;
};

/* hours_count_seat - JP of a seat by attendance and modules
 * out      *ret  written when true; from and until are the first and last attended day
 * returns  false when no block was attended
 * from     R-50 */
bool hours_count_seat(const struct hour_seat_facts *facts, struct arena *a,
                      struct hour_credit *ret);

/* hours_decide_seat - what the ledger needs so that it says what attendance says now
 * Nothing when it says so already, so that doing it again changes nothing. A changed figure is a
 * reversal with a new credit. A seat is not credited when a claim for the same activity is.
 * in     a     takes the terms
 * out    *ret  texts borrowed from the facts
 * from   */
void hours_decide_seat(const struct hour_seat_facts *facts, const struct hour_recording *recording,
                       struct arena *a, struct hour_decision *ret);

/* hours_reverse - the entry that takes a credit back: for the same day, so that the year it counted
 * for is corrected, not the year of the correction
 * in     reason  borrowed */
void hours_reverse(const struct hour_entry *credit, const struct hour_recording *recording,
                   const char *reason, struct hour_entry *ret);

/* hours_normalize - letters in lower case and digits; nothing else that is ASCII: what two people
 * write of the same thing compares equal
 * returns text in the arena */
const char *hours_normalize(struct arena *a, const char *text);

/* What is to be credited: whose, what, when. */
struct hour_activity {
    struct uuid employee_id;
    const char *title;
    struct date from, until;
};

/* hours_find_same - the first neighbour that credits the same activity to the employee: the days
 * overlap and its title or session has this title (normalized); NULL when there is none */
const struct hour_neighbour *hours_find_same(const struct hour_activity *activity,
                                             const struct hour_neighbour *neighbours, size_t count,
                                             struct arena *a);

#endif
