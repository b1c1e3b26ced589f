/* hours.c - see hours.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/hours.h"

#include <string.h>

#include "domain/base/json_write.h"

#include "domain/base/banned.h"

#define TERMS_FIRST_BYTES 500
#define TERMS_MAX_BYTES 100000
#define CORRECTED "kehadiran dikoreksi" /* the reason of a reversal by attendance */

/* ---- the figure */

/* Minutes of the blocks that teach a module: held, and attended by this seat. */
struct minutes {
    int64_t held, attended;
};

static bool is_taught_by(const struct hour_block *block, const struct uuid *module_id)
{
    bool names = RECORD_HAS(block, HOUR_BLOCK, module_id);
    if (module_id == NULL) return !names;
    return names && uuid_equal(block->module_id, *module_id);
}

/* module_id NULL: the blocks that name none. */
static struct minutes minutes_of(const struct hour_seat_facts *facts, const struct uuid *module_id)
{
    struct minutes sum = {0};
    for (size_t i = 0; i < facts->block_count; i++) {
        const struct hour_block *block = &facts->blocks[i];
        if (!is_taught_by(block, module_id)) continue;
        sum.held += block->minutes;
        if (block->attended) sum.attended += block->minutes;
    }
    return sum;
}

static int64_t share_of(int64_t jp, struct minutes minutes)
{
    if (minutes.held == 0) return 0;
    return (2 * jp * minutes.attended + minutes.held) / (2 * minutes.held);
}

static void write_module(struct strbuf *out, const struct hour_module *module,
                         struct minutes minutes, int64_t credited)
{
    char id[UUID_TEXT_LENGTH + 1];
    uuid_format(module->id, id);
    strbuf_printf(out, "{\"module_id\":\"%s\",\"jp\":", id);
    strbuf_hundredths(out, module->jp);
    strbuf_text(out, ",\"minutes\":");
    strbuf_i64(out, minutes.held);
    strbuf_text(out, ",\"attended_minutes\":");
    strbuf_i64(out, minutes.attended);
    strbuf_text(out, ",\"credited_jp\":");
    strbuf_hundredths(out, credited);
    strbuf_char(out, '}');
}

/* The days attended; false when there is none. */
static bool put_days(const struct hour_seat_facts *facts, struct hour_credit *credit)
{
    bool any = false;
    for (size_t i = 0; i < facts->block_count; i++) {
        const struct hour_block *block = &facts->blocks[i];
        if (!block->attended) continue;
        if (!any || block->began_on.days < credit->from.days) credit->from = block->began_on;
        if (!any || block->ended_on.days > credit->until.days) credit->until = block->ended_on;
        any = true;
    }
    return any;
}

bool hours_count_seat(const struct hour_seat_facts *facts, struct arena *a, struct hour_credit *ret)
{
    char session_id[UUID_TEXT_LENGTH + 1];
    struct strbuf terms;
    struct hour_credit credit = {0};
    if (!put_days(facts, &credit)) return false;
    struct minutes unnamed = minutes_of(facts, NULL);
    strbuf_init(&terms, a, TERMS_FIRST_BYTES, TERMS_MAX_BYTES);
    uuid_format(facts->seat->session_id, session_id);
    strbuf_printf(&terms, "{\"rule\":\"attendance\",\"session_id\":\"%s\",\"modules\":[",
                  session_id);
    for (size_t i = 0; i < facts->module_count; i++) {
        const struct hour_module *module = &facts->modules[i];
        struct minutes minutes = minutes_of(facts, &module->id);
        if (minutes.held == 0) minutes = unnamed;
        int64_t credited = share_of(module->jp, minutes);
        if (i > 0) strbuf_char(&terms, ',');
        write_module(&terms, module, minutes, credited);
        credit.jp += credited;
    }
    strbuf_text(&terms, "]}");
    credit.terms = terms.data;
    *ret = credit;
    return true;
}

/* ---- the same activity */

const char *hours_normalize(struct arena *a, const char *text)
{
    struct strbuf out;
    strbuf_init(&out, a, strlen(text) + 1, strlen(text));
    for (const char *c = text; *c != '\0'; c++) {
        bool is_upper = *c >= 'A' && *c <= 'Z', is_lower = *c >= 'a' && *c <= 'z';
        bool is_digit = *c >= '0' && *c <= '9', is_ascii = ((unsigned char)*c & 0x80U) == 0;
        if (is_upper) strbuf_char(&out, (char)(*c - 'A' + 'a'));
        else if (is_lower || is_digit || !is_ascii) strbuf_char(&out, *c);
    }
    return out.data;
}

static bool has_title(const char *text, const char *normalized, struct arena *a)
{
    return text != NULL && strcmp(hours_normalize(a, text), normalized) == 0;
}

const struct hour_neighbour *hours_find_same(const struct hour_activity *activity,
                                             const struct hour_neighbour *neighbours, size_t count,
                                             struct arena *a)
{
    const char *title = hours_normalize(a, activity->title);
    for (size_t i = 0; i < count; i++) {
        const struct hour_neighbour *n = &neighbours[i];
        bool overlaps = n->took_place_from.days <= activity->until.days &&
                        n->took_place_until.days >= activity->from.days;
        if (!overlaps || !uuid_equal(n->employee_id, activity->employee_id)) continue;
        if (has_title(n->title, title, a) || has_title(n->session_name, title, a)) return n;
    }
    return NULL;
}

/* ---- entries */

static void put_recording(struct hour_entry *entry, struct uuid id,
                          const struct hour_recording *recording)
{
    RECORD_PUT(entry, HOUR_ENTRY, id, id);
    if (!uuid_is_nil(recording->recorded_by))
        RECORD_PUT(entry, HOUR_ENTRY, recorded_by, recording->recorded_by);
    RECORD_PUT(entry, HOUR_ENTRY, created_at, recording->now);
}

void hours_reverse(const struct hour_entry *credit, const struct hour_recording *recording,
                   const char *reason, struct hour_entry *ret)
{
    *ret = *credit;
    RECORD_CLEAR(ret, HOUR_ENTRY, recorded_by);
    RECORD_CLEAR(ret, HOUR_ENTRY, reversed_by);
    put_recording(ret, recording->reversal_id, recording);
    RECORD_PUT(ret, HOUR_ENTRY, kind, HOUR_ENTRY_KIND_REVERSAL);
    RECORD_PUT(ret, HOUR_ENTRY, jp, -credit->jp);
    RECORD_PUT(ret, HOUR_ENTRY, terms, "{\"rule\":\"reversal\"}");
    RECORD_PUT(ret, HOUR_ENTRY, reverses_id, credit->id);
    RECORD_PUT(ret, HOUR_ENTRY, reason, reason);
}

static void make_credit(const struct hour_seat *seat, const struct hour_credit *credit,
                        const struct hour_recording *recording, struct arena *a,
                        struct hour_entry *ret)
{
    char session_id[UUID_TEXT_LENGTH + 1];
    uuid_format(seat->session_id, session_id);
    *ret = (struct hour_entry){0};
    put_recording(ret, recording->credit_id, recording);
    RECORD_PUT(ret, HOUR_ENTRY, employee_id, seat->employee_id);
    RECORD_PUT(ret, HOUR_ENTRY, kind, HOUR_ENTRY_KIND_CREDIT);
    RECORD_PUT(ret, HOUR_ENTRY, activity_key, arena_printf(a, "session:%s", session_id));
    RECORD_PUT(ret, HOUR_ENTRY, enrolment_id, seat->enrolment_id);
    RECORD_PUT(ret, HOUR_ENTRY, form_id, seat->form_id);
    RECORD_PUT(ret, HOUR_ENTRY, title, seat->title);
    RECORD_PUT(ret, HOUR_ENTRY, took_place_from, credit->from);
    RECORD_PUT(ret, HOUR_ENTRY, took_place_until, credit->until);
    RECORD_PUT(ret, HOUR_ENTRY, earned_on, credit->until);
    RECORD_PUT(ret, HOUR_ENTRY, jp, credit->jp);
    RECORD_PUT(ret, HOUR_ENTRY, terms, credit->terms);
}

static bool says(const struct hour_entry *live, const struct hour_credit *credit)
{
    return live->jp == credit->jp && live->took_place_from.days == credit->from.days &&
           live->took_place_until.days == credit->until.days;
}

/* By the name of the training or of the session. */
static bool is_claimed(const struct hour_seat_facts *facts, const struct hour_credit *credit,
                       struct arena *a)
{
    const struct hour_seat *seat = facts->seat;
    const char *const titles[] = {seat->title, seat->session_name};
    for (int i = 0; i < 2; i++) {
        struct hour_activity activity = {seat->employee_id, titles[i], credit->from, credit->until};
        if (hours_find_same(&activity, facts->neighbours, facts->neighbour_count, a) != NULL)
            return true;
    }
    return false;
}

void hours_decide_seat(const struct hour_seat_facts *facts, const struct hour_recording *recording,
                       struct arena *a, struct hour_decision *ret)
{
    struct hour_credit credit;
    bool earned = hours_count_seat(facts, a, &credit) && credit.jp > 0;
    *ret = (struct hour_decision){0};
    if (facts->live == NULL) ret->credits = earned && !is_claimed(facts, &credit, a);
    else if (!earned || !says(facts->live, &credit)) {
        ret->reverses = true;
        ret->credits = earned;
        hours_reverse(facts->live, recording, CORRECTED, &ret->reversal);
    }
    if (ret->credits) make_credit(facts->seat, &credit, recording, a, &ret->credit);
}
