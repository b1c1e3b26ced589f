/* needs_priority.c - see needs_priority.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/needs_priority.h"

#include "domain/base/strbuf.h"
#include "domain/base/text.h"

#include "domain/base/banned.h"

#define TERM_COUNT 5
#define JSON_MAX_BYTES 1000

struct term {
    const char *name;
    int64_t value, weight;
};

static void list_terms(const struct need_measure *m, struct term ret[TERM_COUNT])
{
    ret[0] = (struct term){"severity", m->severity, m->severity_weight};
    ret[1] = (struct term){"position", m->position, m->position_weight};
    ret[2] = (struct term){"people", m->people, m->people_weight};
    ret[3] = (struct term){"urgency", m->urgency, m->urgency_weight};
    ret[4] = (struct term){"strategy", m->strategy, m->strategy_weight};
}

int64_t needs_priority_score(const struct need_measure *measure)
{
    struct term terms[TERM_COUNT];
    int64_t weighted = 0, total = 0;
    list_terms(measure, terms);
    for (int i = 0; i < TERM_COUNT; i++) {
        weighted += terms[i].value * terms[i].weight;
        total += terms[i].weight;
    }
    return total == 0 ? 0 : (2 * weighted + total) / (2 * total);
}

const char *needs_priority_json(struct arena *a, const struct need_measure *measure)
{
    struct term terms[TERM_COUNT];
    struct strbuf json;
    list_terms(measure, terms);
    strbuf_init(&json, a, 250, JSON_MAX_BYTES);
    for (int i = 0; i < TERM_COUNT; i++) {
        strbuf_printf(&json, "%s\"%s\":", i == 0 ? "{\"terms\":{" : ",", terms[i].name);
        strbuf_i64(&json, terms[i].value);
    }
    for (int i = 0; i < TERM_COUNT; i++) {
        strbuf_printf(&json, "%s\"%s\":", i == 0 ? "},\"weights\":{" : ",", terms[i].name);
        strbuf_hundredths(&json, terms[i].weight);
    }
    strbuf_text(&json, "},\"score\":");
    strbuf_i64(&json, needs_priority_score(measure));
    strbuf_char(&json, '}');
    return json.data;
}
