/* test_alternatives.c - domain/alternatives.h: every term of the score is shown
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/alternatives.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

#define MANY (ALTERNATIVES_MAX_CANDIDATES + 1)

static struct alternatives_facts facts;
static struct alternative_candidate partners[MANY], instructors[MANY];
static struct alternative_used_method used[9];
static struct scorecard_sums partner_sums[2], method_sums[1];

/* The default weights, four competencies, nobody judged and every method used but practice. */
static void begin(void)
{
    facts = (struct alternatives_facts){
        .rules = {.competencies = 4, .full_lead_days = 90, .revision_case_id = word_id("case")},
        .partners.items = partners,
        .instructors.items = instructors,
        .used = {.items = used},
        .partner_sums.items = partner_sums,
        .method_sums.items = method_sums,
        .prior = 10};
    RECORD_PUT(&facts.rules, ALTERNATIVE_RULES, judgement, 45);
    RECORD_PUT(&facts.rules, ALTERNATIVE_RULES, fit, 25);
    RECORD_PUT(&facts.rules, ALTERNATIVE_RULES, accreditation, 10);
    RECORD_PUT(&facts.rules, ALTERNATIVE_RULES, cost, 10);
    RECORD_PUT(&facts.rules, ALTERNATIVE_RULES, availability, 10);
    for (int method = 1; method <= training_method_enumeration.count; method++)
        if (method != TRAINING_METHOD_PRACTICE)
            used[facts.used.count++].method = (enum training_method)method;
}

static void use_all_methods(void)
{
    used[facts.used.count++].method = TRAINING_METHOD_PRACTICE;
}

static struct alternative_candidate *add_partner(const char *name, int64_t price, int64_t lead_days)
{
    struct alternative_candidate *added = &partners[facts.partners.count++];
    *added = (struct alternative_candidate){0};
    RECORD_PUT(added, ALTERNATIVE_CANDIDATE, kind, ALTERNATIVE_KIND_PARTNER);
    RECORD_PUT(added, ALTERNATIVE_CANDIDATE, id, word_id(name));
    RECORD_PUT(added, ALTERNATIVE_CANDIDATE, name, name);
    RECORD_PUT(added, ALTERNATIVE_CANDIDATE, agreement_covers, true);
    RECORD_PUT(added, ALTERNATIVE_CANDIDATE, accredited, true);
    RECORD_PUT(added, ALTERNATIVE_CANDIDATE, price_rupiah, price);
    RECORD_PUT(added, ALTERNATIVE_CANDIDATE, lead_time_days, lead_days);
    return added;
}

static void add_instructor(const char *name, const char *id, int64_t covered, bool available)
{
    struct alternative_candidate *added = &instructors[facts.instructors.count++];
    *added = (struct alternative_candidate){0};
    RECORD_PUT(added, ALTERNATIVE_CANDIDATE, kind, ALTERNATIVE_KIND_INSTRUCTOR);
    RECORD_PUT(added, ALTERNATIVE_CANDIDATE, id, word_id(id));
    RECORD_PUT(added, ALTERNATIVE_CANDIDATE, name, name);
    RECORD_PUT(added, ALTERNATIVE_CANDIDATE, covered, covered);
    RECORD_PUT(added, ALTERNATIVE_CANDIDATE, free, available);
}

/* `judgements` that give 5 each, where all that there are give 3 in the mean. */
static void judge(struct scorecard_sums *sums, const char *name, int64_t judgements)
{
    *sums = (struct scorecard_sums){0};
    RECORD_PUT(sums, SCORECARD_SUMS, id, word_id(name));
    RECORD_PUT(sums, SCORECARD_SUMS, name, name);
    RECORD_PUT(sums, SCORECARD_SUMS, judgements, judgements);
    RECORD_PUT(sums, SCORECARD_SUMS, scores, judgements);
    RECORD_PUT(sums, SCORECARD_SUMS, score_sum, 5 * judgements);
    RECORD_PUT(sums, SCORECARD_SUMS, all_scores, 100);
    RECORD_PUT(sums, SCORECARD_SUMS, all_score_sum, 300);
}

static struct alternatives rank(void)
{
    struct alternatives ranked;
    alternatives_rank(&scratch, &facts, &ranked);
    return ranked;
}

#define HAS_TERM(candidate, term) RECORD_HAS(&(candidate)->terms, ALTERNATIVE_TERMS, term)

START_TEST(r68_a_partner_shows_every_term)
{
    use_all_methods();
    struct alternative_candidate *found = add_partner("Universitas A", 40000000, 30);
    RECORD_PUT(found, ALTERNATIVE_CANDIDATE, covered, 3);
    add_partner("Universitas B", 30000000, 90);
    judge(&partner_sums[facts.partner_sums.count++], "Universitas A", 10);
    struct alternatives ranked = rank();
    ck_assert_uint_eq(ranked.data.count, 2);
    const struct alternative *a = &ranked.data.items[0];
    ck_assert_str_eq(a->name, "Universitas A");
    ck_assert(uuid_equal(a->id, word_id("Universitas A")));
    ck_assert_int_eq(a->terms.judgement, 7500); /* shrunk from 5.00 to 4.00 */
    ck_assert_int_eq(a->terms.fit, 7500);
    ck_assert_int_eq(a->terms.accreditation, 10000);
    ck_assert_int_eq(a->terms.cost, 7500);
    ck_assert_int_eq(a->terms.availability, 6667);
    ck_assert_int_eq(a->score, 7667); /* 75 × 45 + 75 × 25 + 100 × 10 + 75 × 10 + 66.67 × 10 */
    ck_assert_int_eq(a->price_rupiah, 40000000);
    ck_assert_int_eq(a->lead_time_days, 30);
    ck_assert(RECORD_HAS(a, ALTERNATIVE, agreement_covers) && a->agreement_covers);
    ck_assert(!RECORD_HAS(a, ALTERNATIVE, method));
}
END_TEST

START_TEST(r68_the_weight_of_an_unknown_term_is_shared_by_the_others)
{
    use_all_methods();
    struct alternative_candidate *found = add_partner("Universitas A", 40000000, 45);
    RECORD_PUT(found, ALTERNATIVE_CANDIDATE, accredited, false);
    struct alternatives ranked = rank();
    const struct alternative *a = &ranked.data.items[0];
    ck_assert(!HAS_TERM(a, judgement));
    ck_assert(!HAS_TERM(a, fit));
    ck_assert_int_eq(a->terms.accreditation, 0);
    ck_assert_int_eq(a->score, 5000); /* (0 + 10000 + 5000) / 3 */
}
END_TEST

START_TEST(r68_weights_are_those_in_force)
{
    struct alternatives ranked = rank();
    ck_assert(uuid_equal(ranked.revision_case_id, word_id("case")));
    ck_assert_int_eq(ranked.weights.judgement, 45);
    ck_assert_int_eq(ranked.weights.fit, 25);
    ck_assert_int_eq(ranked.weights.accreditation, 10);
    ck_assert_int_eq(ranked.weights.cost, 10);
    ck_assert_int_eq(ranked.weights.availability, 10);
    ck_assert(!ranked.truncated);
}
END_TEST

/* Lead time in days -> availability, of 90. */
static const struct {
    int64_t lead_days, availability;
} leads[] = {{0, 10000}, {1, 9889}, {89, 111}, {90, 0}, {730, 0}};

START_TEST(r68_a_long_lead_time_is_no_availability)
{
    add_partner("Universitas A", 1, leads[_i].lead_days);
    struct alternatives ranked = rank();
    ck_assert_int_eq(ranked.data.items[0].terms.availability, leads[_i].availability);
}
END_TEST

START_TEST(r68_what_costs_nothing_is_the_cheapest)
{
    use_all_methods();
    add_partner("Universitas A", 0, 0);
    add_partner("Universitas B", 1000000000000, 0);
    struct alternatives ranked = rank();
    ck_assert_int_eq(ranked.data.items[0].terms.cost, 10000);
    ck_assert_int_eq(ranked.data.items[1].terms.cost, 0);
}
END_TEST

START_TEST(r68_instructors_have_fit_and_availability)
{
    use_all_methods();
    add_instructor("Anwar", "1", 1, true);
    add_instructor("Budi", "2", 4, false);
    struct alternatives ranked = rank();
    const struct alternative *budi = &ranked.data.items[0], *anwar = &ranked.data.items[1];
    ck_assert_str_eq(budi->name, "Budi");
    ck_assert_int_eq(budi->terms.fit, 10000);
    ck_assert_int_eq(budi->terms.availability, 0);
    ck_assert_int_eq(budi->score, 7143); /* (25 × 10000 + 10 × 0) / 35 */
    ck_assert_int_eq(anwar->score, 4643);
    ck_assert(!HAS_TERM(anwar, accreditation));
    ck_assert(!HAS_TERM(anwar, cost));
    ck_assert(!RECORD_HAS(anwar, ALTERNATIVE, price_rupiah));
}
END_TEST

START_TEST(r68_without_competencies_nothing_fits_or_fails_to)
{
    use_all_methods();
    facts.rules.competencies = 0;
    add_instructor("Anwar", "1", 0, true);
    struct alternatives ranked = rank();
    ck_assert(!HAS_TERM(&ranked.data.items[0], fit));
    ck_assert_int_eq(ranked.data.items[0].score, 10000);
}
END_TEST

START_TEST(r68_methods_that_are_not_used_are_judged_by_name)
{
    judge(&method_sums[facts.method_sums.count++], "practice", 10);
    struct alternatives ranked = rank();
    ck_assert_uint_eq(ranked.data.count, 1);
    const struct alternative *practice = &ranked.data.items[0];
    ck_assert_int_eq(practice->kind, ALTERNATIVE_KIND_METHOD);
    ck_assert_int_eq(practice->method, TRAINING_METHOD_PRACTICE);
    ck_assert_str_eq(practice->name, "practice");
    ck_assert(!RECORD_HAS(practice, ALTERNATIVE, id));
    ck_assert_int_eq(practice->terms.judgement, 7500);
    ck_assert_int_eq(practice->score, 7500);
}
END_TEST

START_TEST(r68_a_weight_of_zero_scores_nothing)
{
    judge(&method_sums[facts.method_sums.count++], "practice", 10);
    RECORD_PUT(&facts.rules, ALTERNATIVE_RULES, judgement, 0);
    struct alternatives ranked = rank();
    ck_assert(!RECORD_HAS(&ranked.data.items[0], ALTERNATIVE, score));
    ck_assert_int_eq(ranked.data.items[0].terms.judgement, 7500);
}
END_TEST

START_TEST(r61_a_card_without_figures_judges_nobody)
{
    judge(&partner_sums[facts.partner_sums.count++], "Universitas A", 0);
    add_partner("Universitas A", 1, 0);
    struct alternatives ranked = rank();
    ck_assert(!HAS_TERM(&ranked.data.items[0], judgement));
}
END_TEST

START_TEST(r68_ties_go_by_kind_name_and_id)
{
    static const char *const names[] = {"Universitas A", "Anwar", "Budi", "Budi", "practice"};
    add_instructor("Budi", "2", 4, true);
    add_instructor("Budi", "1", 4, true);
    add_instructor("Anwar", "3", 4, true);
    add_partner("Universitas A", 1, 0);
    struct alternatives ranked = rank();
    ck_assert_uint_eq(ranked.data.count, 5);
    for (size_t i = 0; i < 5; i++) {
        ck_assert_str_eq(ranked.data.items[i].name, names[i]);
        ck_assert_int_eq(ranked.data.items[i].rank, (int64_t)i + 1);
    }
    ck_assert_int_lt(uuid_compare(ranked.data.items[2].id, ranked.data.items[3].id), 0);
    ck_assert(!RECORD_HAS(&ranked.data.items[4], ALTERNATIVE, score));
}
END_TEST

START_TEST(a_reply_has_an_end_and_says_so)
{
    for (int i = 0; i < ALTERNATIVES_MAX_ROWS; i++) add_instructor("Anwar", "1", 4, true);
    use_all_methods();
    struct alternatives ranked = rank();
    ck_assert(!ranked.truncated);
    ck_assert_uint_eq(ranked.data.count, ALTERNATIVES_MAX_ROWS);
    facts.used.count--;
    ranked = rank();
    ck_assert(ranked.truncated);
    ck_assert_uint_eq(ranked.data.count, ALTERNATIVES_MAX_ROWS);
}
END_TEST

START_TEST(more_candidates_than_are_ranked_are_cut_off)
{
    for (int i = 0; i < MANY; i++) add_instructor("Anwar", "1", 4, true);
    ck_assert(rank().truncated);
}
END_TEST

START_TEST(the_ids_of_candidates_are_listed)
{
    add_instructor("Anwar", "1", 4, true);
    add_instructor("Budi", "2", 4, true);
    struct list ids = alternatives_ids(&scratch, &facts.instructors);
    const struct uuid *items = ids.items;
    ck_assert_uint_eq(ids.count, 2);
    ck_assert(uuid_equal(items[0], word_id("1")) && uuid_equal(items[1], word_id("2")));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("alternatives");
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_test(tests, r68_a_partner_shows_every_term);
    tcase_add_test(tests, r68_the_weight_of_an_unknown_term_is_shared_by_the_others);
    tcase_add_test(tests, r68_weights_are_those_in_force);
    tcase_add_loop_test(tests, r68_a_long_lead_time_is_no_availability, 0,
                        sizeof leads / sizeof leads[0]);
    tcase_add_test(tests, r68_what_costs_nothing_is_the_cheapest);
    tcase_add_test(tests, r68_instructors_have_fit_and_availability);
    tcase_add_test(tests, r68_without_competencies_nothing_fits_or_fails_to);
    tcase_add_test(tests, r68_methods_that_are_not_used_are_judged_by_name);
    tcase_add_test(tests, r68_a_weight_of_zero_scores_nothing);
    tcase_add_test(tests, r61_a_card_without_figures_judges_nobody);
    tcase_add_test(tests, r68_ties_go_by_kind_name_and_id);
    tcase_add_test(tests, a_reply_has_an_end_and_says_so);
    tcase_add_test(tests, more_candidates_than_are_ranked_are_cut_off);
    tcase_add_test(tests, the_ids_of_candidates_are_listed);
    return run_case(tests, "alternatives");
}
