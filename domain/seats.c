/* seats.c - see seats.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/seats.h"

#include <stdlib.h>

#include "domain/base/strbuf.h"

#include "domain/base/banned.h"

#define WHOLE 10000 /* basis points */
#define TERMS_MAX_BYTES 1000

/* Part of a whole in basis points, at most the whole. */
static int64_t share(int64_t part, int64_t whole)
{
    if (whole <= 0 || part <= 0) return 0;
    return part >= whole ? WHOLE : part * WHOLE / whole;
}

static int64_t waiting(const struct nominee *nominee)
{
    return share(nominee->waiting_days, nominee->waiting_full_days);
}

static int64_t shortfall(const struct nominee *nominee)
{
    return share(nominee->floor_jp - nominee->hours_jp, nominee->floor_jp);
}

int64_t seats_priority(const struct nominee *nominee)
{
    int64_t weights =
        nominee->weight_need_priority + nominee->weight_waiting + nominee->weight_hours_shortfall;
    int64_t sum = nominee->weight_need_priority * nominee->need_priority +
                  nominee->weight_waiting * waiting(nominee) +
                  nominee->weight_hours_shortfall * shortfall(nominee);
    return weights <= 0 ? 0 : (sum + weights / 2) / weights;
}

static void put(struct strbuf *json, const char *name, int64_t hundredths)
{
    strbuf_printf(json, "%s\"%s\":", json->data[json->length - 1] == '{' ? "" : ",", name);
    strbuf_hundredths(json, hundredths);
}

const char *seats_terms(const struct nominee *nominee, struct arena *a)
{
    struct strbuf json;
    strbuf_init(&json, a, 256, TERMS_MAX_BYTES);
    strbuf_char(&json, '{');
    put(&json, "need_priority", nominee->need_priority);
    put(&json, "waiting", waiting(nominee));
    put(&json, "hours_shortfall", shortfall(nominee));
    put(&json, "waiting_days", nominee->waiting_days * 100);
    put(&json, "hours_jp", nominee->hours_jp);
    put(&json, "floor_jp", nominee->floor_jp);
    strbuf_text(&json, ",\"weights\":{");
    put(&json, "need_priority", nominee->weight_need_priority);
    put(&json, "waiting", nominee->weight_waiting);
    put(&json, "hours_shortfall", nominee->weight_hours_shortfall);
    strbuf_text(&json, "}}");
    return json.data;
}

/* ---- giving out */

static int by_rank(const void *a, const void *b)
{
    const struct seat_candidate *left = a, *right = b;
    bool left_waits = left->state == ENROLMENT_STATE_WAITLISTED;
    bool right_waits = right->state == ENROLMENT_STATE_WAITLISTED;
    if (left_waits != right_waits) return left_waits ? -1 : 1;
    if (left->priority != right->priority) return left->priority > right->priority ? -1 : 1;
    return uuid_compare(left->id, right->id);
}

/* in/out left  what there is after those before */
static enum enrolment_state take_place(const struct seat_candidate *candidate,
                                       struct seat_room *left)
{
    if (!candidate->clashes && left->taken < left->capacity) {
        left->taken++;
        return ENROLMENT_STATE_CONFIRMED;
    }
    if (left->waitlist_limit <= 0) return candidate->state;
    left->waitlist_limit--;
    return ENROLMENT_STATE_WAITLISTED;
}

static void put_change(struct enrolment_move *to, const struct seat_candidate *from,
                       enum enrolment_state state, struct instant now)
{
    RECORD_PUT(to, ENROLMENT_MOVE, id, from->id);
    RECORD_PUT(to, ENROLMENT_MOVE, from_state, from->state);
    RECORD_PUT(to, ENROLMENT_MOVE, state, state);
    if (state == ENROLMENT_STATE_WAITLISTED) RECORD_PUT(to, ENROLMENT_MOVE, waitlisted_at, now);
    RECORD_PUT(to, ENROLMENT_MOVE, version, from->version + 1);
    RECORD_PUT(to, ENROLMENT_MOVE, updated_at, now);
}

struct enrolment_moves seats_allocate(struct seat_candidate *candidates, size_t count,
                                      const struct seat_room *room, struct instant now,
                                      struct arena *a)
{
    struct enrolment_moves changes = {.items = ARENA_ARRAY(a, count + 1, struct enrolment_move)};
    struct seat_room left = *room;
    if (count > 0) qsort(candidates, count, sizeof *candidates, by_rank);
    for (size_t i = 0; i < count; i++) {
        enum enrolment_state state = take_place(&candidates[i], &left);
        if (state == candidates[i].state) continue;
        put_change(&changes.items[changes.count++], &candidates[i], state, now);
    }
    return changes;
}
