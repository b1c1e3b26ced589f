/* alternatives.c - see alternatives.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/alternatives.h"

#include <stdlib.h>
#include <string.h>

#include "domain/base/banned.h"

#define FULL 10000      /* basis points */
#define LEAST_MEAN 100  /* a score of 1 in hundredths */
#define MEAN_TO_FULL 25 /* 1 to 5 in hundredths is 400 wide */

static int64_t divide(int64_t part, int64_t whole)
{
    return (2 * part + whole) / (2 * whole);
}

/* ---- terms */

#define PUT_TERM(terms, member, value) RECORD_PUT(terms, ALTERNATIVE_TERMS, member, value)

/* Two cards are of one subject when the id is the same, and of methods, which have none, the name.
 */
static bool is_about(const struct scorecard *card, const struct alternative *candidate)
{
    if (!RECORD_HAS(candidate, ALTERNATIVE, id)) return strcmp(card->name, candidate->name) == 0;
    return uuid_equal(card->id, candidate->id);
}

static void put_judgement(const struct scorecards *cards, struct alternative *candidate)
{
    for (size_t i = 0; i < cards->data.count; i++) {
        const struct scorecard *card = &cards->data.items[i];
        if (!is_about(card, candidate) || !RECORD_HAS(card, SCORECARD, shrunk_mean_score)) continue;
        PUT_TERM(&candidate->terms, judgement,
                 (card->shrunk_mean_score - LEAST_MEAN) * MEAN_TO_FULL);
        return;
    }
}

static void put_fit(const struct alternative_candidate *found, int64_t competencies,
                    struct alternative_terms *terms)
{
    if (!RECORD_HAS(found, ALTERNATIVE_CANDIDATE, covered) || competencies == 0) return;
    PUT_TERM(terms, fit, divide(FULL * found->covered, competencies));
}

static int64_t promptness(int64_t lead_days, int64_t full_lead_days)
{
    if (lead_days >= full_lead_days) return 0;
    return divide(FULL * (full_lead_days - lead_days), full_lead_days);
}

/* What costs nothing is the cheapest, and cannot divide. */
static int64_t cheapness(int64_t price, int64_t cheapest)
{
    return price == 0 ? FULL : divide(FULL * cheapest, price);
}

static int64_t cheapest_of(const struct alternative_candidate_list *partners)
{
    int64_t cheapest = INT64_MAX;
    for (size_t i = 0; i < partners->count; i++)
        if (partners->items[i].price_rupiah < cheapest) cheapest = partners->items[i].price_rupiah;
    return cheapest;
}

/* ---- scores */

/* A weighted mean on its way. */
struct mean {
    int64_t sum, weights;
};

static void weigh(struct mean *mean, bool known, int64_t term, int64_t weight)
{
    if (!known) return;
    mean->sum += term * weight;
    mean->weights += weight;
}

#define WEIGH(mean, terms, rules, member)                                                          \
    weigh(mean, RECORD_HAS(terms, ALTERNATIVE_TERMS, member), (terms)->member, (rules)->member)

static void put_score(const struct alternative_rules *rules, struct alternative *candidate)
{
    struct mean mean = {0};
    WEIGH(&mean, &candidate->terms, rules, judgement);
    WEIGH(&mean, &candidate->terms, rules, fit);
    WEIGH(&mean, &candidate->terms, rules, accreditation);
    WEIGH(&mean, &candidate->terms, rules, cost);
    WEIGH(&mean, &candidate->terms, rules, availability);
    if (mean.weights > 0) RECORD_PUT(candidate, ALTERNATIVE, score, divide(mean.sum, mean.weights));
}

/* ---- candidates */

/* All that compete, as they are put together. */
struct field_of {
    struct alternative *items;
    size_t count;
    bool truncated;
};

static struct alternative *add(struct field_of *all, enum alternative_kind kind, const char *name)
{
    struct alternative *added = &all->items[all->count++];
    RECORD_PUT(added, ALTERNATIVE, kind, kind);
    RECORD_PUT(added, ALTERNATIVE, name, name);
    RECORD_PUT(added, ALTERNATIVE, terms, (struct alternative_terms){0});
    return added;
}

static size_t at_most(struct field_of *all, size_t count)
{
    if (count <= ALTERNATIVES_MAX_CANDIDATES) return count;
    all->truncated = true;
    return ALTERNATIVES_MAX_CANDIDATES;
}

static void add_partners(struct arena *a, const struct alternatives_facts *facts,
                         struct field_of *all)
{
    struct scorecards cards;
    size_t count = at_most(all, facts->partners.count);
    int64_t cheapest = cheapest_of(&facts->partners);
    scorecards_make(a, &facts->partner_sums, facts->prior, &cards);
    for (size_t i = 0; i < count; i++) {
        const struct alternative_candidate *found = &facts->partners.items[i];
        struct alternative *made = add(all, found->kind, found->name);
        record_copy(&alternative_record, made, &alternative_candidate_record, found);
        put_judgement(&cards, made);
        put_fit(found, facts->rules.competencies, &made->terms);
        PUT_TERM(&made->terms, accreditation, found->accredited ? FULL : 0);
        PUT_TERM(&made->terms, cost, cheapness(found->price_rupiah, cheapest));
        PUT_TERM(&made->terms, availability,
                 promptness(found->lead_time_days, facts->rules.full_lead_days));
    }
}

static void add_instructors(struct arena *a, const struct alternatives_facts *facts,
                            struct field_of *all)
{
    struct scorecards cards;
    size_t count = at_most(all, facts->instructors.count);
    scorecards_make(a, &facts->instructor_sums, facts->prior, &cards);
    for (size_t i = 0; i < count; i++) {
        const struct alternative_candidate *found = &facts->instructors.items[i];
        struct alternative *made = add(all, found->kind, found->name);
        RECORD_PUT(made, ALTERNATIVE, id, found->id);
        put_judgement(&cards, made);
        put_fit(found, facts->rules.competencies, &made->terms);
        PUT_TERM(&made->terms, availability, found->free ? FULL : 0);
    }
}

static bool is_used(const struct alternative_used_method_list *used, int method)
{
    for (size_t i = 0; i < used->count; i++)
        if ((int)used->items[i].method == method) return true;
    return false;
}

static void add_methods(struct arena *a, const struct alternatives_facts *facts,
                        struct field_of *all)
{
    struct scorecards cards;
    scorecards_make(a, &facts->method_sums, facts->prior, &cards);
    for (int method = 1; method <= training_method_enumeration.count; method++) {
        if (is_used(&facts->used, method)) continue;
        struct alternative *made =
            add(all, ALTERNATIVE_KIND_METHOD, training_method_enumeration.names[method]);
        RECORD_PUT(made, ALTERNATIVE, method, (enum training_method)method);
        put_judgement(&cards, made);
    }
}

/* ---- ranks */

static int64_t score_of(const struct alternative *candidate)
{
    return RECORD_HAS(candidate, ALTERNATIVE, score) ? candidate->score : -1;
}

/* Ids of methods are all zero. */
static int by_rank(const void *one, const void *other)
{
    const struct alternative *x = one, *y = other;
    int64_t x_score = score_of(x), y_score = score_of(y);
    if (x_score != y_score) return x_score > y_score ? -1 : 1;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    int names = strcmp(x->name, y->name);
    return names != 0 ? names : memcmp(x->id.bytes, y->id.bytes, sizeof x->id.bytes);
}

struct list alternatives_ids(struct arena *a, const struct alternative_candidate_list *candidates)
{
    struct uuid *ids = ARENA_ARRAY(a, candidates->count + 1, struct uuid);
    for (size_t i = 0; i < candidates->count; i++) ids[i] = candidates->items[i].id;
    return (struct list){.count = candidates->count, .items = ids};
}

void alternatives_rank(struct arena *a, const struct alternatives_facts *facts,
                       struct alternatives *ret)
{
    struct alternative_weights weights = {0};
    struct field_of all = {0};
    all.items = ARENA_ARRAY(a,
                            facts->partners.count + facts->instructors.count +
                                (size_t)training_method_enumeration.count,
                            struct alternative);
    add_partners(a, facts, &all);
    add_instructors(a, facts, &all);
    add_methods(a, facts, &all);
    for (size_t i = 0; i < all.count; i++) put_score(&facts->rules, &all.items[i]);
    qsort(all.items, all.count, sizeof all.items[0], by_rank);
    bool cut = all.count > ALTERNATIVES_MAX_ROWS;
    struct alternative_list data = {.count = cut ? ALTERNATIVES_MAX_ROWS : all.count,
                                    .items = all.items};
    for (size_t i = 0; i < data.count; i++)
        RECORD_PUT(&data.items[i], ALTERNATIVE, rank, (int64_t)i + 1);
    *ret = (struct alternatives){0};
    record_copy(&alternative_weights_record, &weights, &alternative_rules_record, &facts->rules);
    RECORD_PUT(ret, ALTERNATIVES, revision_case_id, facts->rules.revision_case_id);
    RECORD_PUT(ret, ALTERNATIVES, weights, weights);
    RECORD_PUT(ret, ALTERNATIVES, truncated, cut || all.truncated);
    RECORD_PUT(ret, ALTERNATIVES, data, data);
}
