/* test_hour_conversion.c - JP of claims by the conversion table, with its caps
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/hour_conversion.h"

#include <string.h>

#include "fixture_problem.h"

#include "domain/base/banned.h"

#define LENGTH(array) (sizeof(array) / sizeof((array)[0]))

static const char table[] =
    "[{\"form_id\": 3, \"basis\": \"programme\", \"international_surcharge_pct\": 20},"
    " {\"form_id\": 9, \"basis\": \"day\", \"national_jp\": 4, \"international_jp\": 6},"
    " {\"form_id\": 14, \"basis\": \"session\", \"national_jp\": 2, \"max_per_month\": 2},"
    " {\"form_id\": 16, \"basis\": \"programme\", \"max_national_jp_per_day\": 3,"
    " \"max_international_jp_per_day\": 4},"
    " {\"form_id\": 20, \"basis\": \"activity\", \"national_jp\": 10, \"international_jp\": 20},"
    " {\"form_id\": 22, \"basis\": \"programme\", \"international_surcharge_pct\": 20,"
    " \"max_national_jp_per_day\": 2},"
    " {\"form_id\": 25, \"basis\": \"semester\", \"national_jp\": 20}]";

static struct hour_neighbour credits[3];
static struct hour_conversion_facts facts;

static void open_table(void)
{
    facts = (struct hour_conversion_facts){.conversion = table, .neighbours = credits};
}

/* stated 0, quantity 0: left out. */
struct spec {
    int64_t form;
    enum hour_scope scope;
    const char *from, *until;
    int64_t stated, quantity;
};

static struct hour_claim claim_of(struct spec spec)
{
    struct hour_claim claim = {0};
    RECORD_PUT(&claim, HOUR_CLAIM, form_id, spec.form);
    RECORD_PUT(&claim, HOUR_CLAIM, scope, spec.scope);
    RECORD_PUT(&claim, HOUR_CLAIM, took_place_from, day_of(spec.from));
    RECORD_PUT(&claim, HOUR_CLAIM, took_place_until, day_of(spec.until));
    if (spec.stated > 0) RECORD_PUT(&claim, HOUR_CLAIM, stated_jp, spec.stated);
    if (spec.quantity > 0) RECORD_PUT(&claim, HOUR_CLAIM, quantity, spec.quantity);
    return claim;
}

/* units < 0: of a seat; days NULL: no daily maximum held. */
struct credited {
    int64_t form;
    const char *from, *until;
    int64_t jp, units;
    const char *days;
};

static void add_credit(struct credited credited)
{
    struct hour_neighbour *n = &credits[facts.neighbour_count++];
    *n = (struct hour_neighbour){0};
    RECORD_PUT(n, HOUR_NEIGHBOUR, form_id, credited.form);
    RECORD_PUT(n, HOUR_NEIGHBOUR, took_place_from, day_of(credited.from));
    RECORD_PUT(n, HOUR_NEIGHBOUR, took_place_until, day_of(credited.until));
    RECORD_PUT(n, HOUR_NEIGHBOUR, earned_on, day_of(credited.until));
    RECORD_PUT(n, HOUR_NEIGHBOUR, jp, credited.jp);
    if (credited.units >= 0) RECORD_PUT(n, HOUR_NEIGHBOUR, units, credited.units);
    if (credited.days != NULL) RECORD_PUT(n, HOUR_NEIGHBOUR, days, credited.days);
}

static struct hour_credit count(const struct hour_claim *claim)
{
    struct hour_credit credit = {.jp = -1};
    ck_assert_int_eq(hour_conversion_count(claim, &facts, &scratch, &credit, &problem), OUTCOME_OK);
    return credit;
}

static const struct {
    struct spec claim;
    int64_t jp;
} figures[] = {
    {{3, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-02-06", 2400, 0}, 2400},
    {{3, HOUR_SCOPE_INTERNATIONAL, "2026-02-02", "2026-02-06", 2400, 0}, 2880}, /* + 20 % */
    {{3, HOUR_SCOPE_INTERNATIONAL, "2026-02-02", "2026-02-06", 333, 0}, 400},   /* 399.6 */
    {{9, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-02-03", 0, 0}, 800},
    {{9, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-02-03", 0, 1}, 400},
    {{9, HOUR_SCOPE_INTERNATIONAL, "2026-02-02", "2026-02-02", 0, 0}, 600},
    {{9, HOUR_SCOPE_INTERNATIONAL, "2026-02-02", "2026-02-02", 550, 0}, 550}, /* as stated */
    {{20, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-02-20", 0, 0}, 1000},
    {{20, HOUR_SCOPE_INTERNATIONAL, "2026-02-02", "2026-02-20", 0, 0}, 2000},
    {{25, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-12-20", 0, 2}, 4000},
    {{14, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-02-02", 0, 0}, 200},
    {{14, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-02-20", 0, 3}, 400},   /* 2 per month */
    {{14, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-02-20", 900, 3}, 600}, /* stated, capped too */
    {{16, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-02-03", 1000, 0}, 600},
    {{16, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-02-04", 500, 0}, 500},
    {{16, HOUR_SCOPE_INTERNATIONAL, "2026-02-02", "2026-02-02", 1000, 0}, 400},
    {{22, HOUR_SCOPE_INTERNATIONAL, "2026-02-02", "2026-02-02", 1000, 0}, 240}, /* 2 JP + 20 % */
};

START_TEST(r50_a_claim_is_converted_by_the_table)
{
    struct hour_claim claim = claim_of(figures[_i].claim);
    struct hour_credit credit = count(&claim);
    ck_assert_int_eq(credit.jp, figures[_i].jp);
    ck_assert_int_eq(credit.until.days, claim.took_place_until.days);
    ck_assert_ptr_nonnull(strstr(credit.terms, "\"rule\":\"conversion\""));
}
END_TEST

static const struct {
    struct spec claim;
    const char *says;
} refusals[] = {
    {{5, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-02-02", 0, 0},
     "validation-failed /form_id no-conversion"},
    {{3, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-02-02", 0, 0},
     "validation-failed /stated_jp required"},
    {{14, HOUR_SCOPE_INTERNATIONAL, "2026-02-02", "2026-02-02", 0, 0},
     "validation-failed /scope no-conversion"},
    {{9, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-02-03", 0, 3}, "validation-failed /quantity max"},
    {{14, HOUR_SCOPE_NATIONAL, "2026-01-31", "2026-02-01", 0, 0},
     "validation-failed /took_place_until one-month"},
};

START_TEST(r50_what_the_table_cannot_convert_is_refused)
{
    struct hour_credit credit;
    struct hour_claim claim = claim_of(refusals[_i].claim);
    ck_assert_int_eq(hour_conversion_count(&claim, &facts, &scratch, &credit, &problem),
                     OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), refusals[_i].says);
}
END_TEST

START_TEST(r50_the_monthly_maximum_counts_what_is_credited)
{
    struct hour_claim claim =
        claim_of((struct spec){14, HOUR_SCOPE_NATIONAL, "2026-02-10", "2026-02-10", 0, 2});
    add_credit((struct credited){14, "2026-02-02", "2026-02-02", 200, -1, NULL});
    add_credit((struct credited){15, "2026-02-02", "2026-02-02", 200, 2, NULL});
    add_credit((struct credited){14, "2026-01-31", "2026-01-31", 400, 2, NULL});
    ck_assert_int_eq(count(&claim).jp, 200);
    facts.neighbour_count = 0;
    add_credit((struct credited){14, "2026-02-02", "2026-02-03", 400, 2, NULL});
    struct hour_credit nothing = count(&claim);
    ck_assert_int_eq(nothing.jp, 0);
    ck_assert_ptr_nonnull(strstr(nothing.terms, "\"counted_units\":0,\"max_per_month\":2,"
                                                "\"used_in_month\":2"));
}
END_TEST

START_TEST(r50_the_daily_maximum_holds_over_all_credits_of_the_day)
{
    struct hour_claim claim =
        claim_of((struct spec){16, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-02-04", 900, 0});
    add_credit((struct credited){16, "2026-02-02", "2026-02-03", 450, 1,
                                 "{\"2026-02-02\": 3, \"2026-02-03\": 1.5}"});
    add_credit((struct credited){16, "2026-02-03", "2026-02-04", 101, -1, NULL}); /* 0.51 and 0.5 */
    add_credit((struct credited){9, "2026-02-04", "2026-02-04", 400, 1, NULL});
    struct hour_credit credit = count(&claim);
    ck_assert_int_eq(credit.jp, 0 + 99 + 250);
    ck_assert_ptr_nonnull(
        strstr(credit.terms, "\"days\":{\"2026-02-03\":0.99,\"2026-02-04\":2.5}"));
}
END_TEST

/* The trap: a sum that depends on which claim was verified first. */
START_TEST(r50_the_sum_does_not_depend_on_the_order)
{
    const struct hour_claim claims[] = {
        claim_of((struct spec){16, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-02-03", 300, 0}),
        claim_of((struct spec){16, HOUR_SCOPE_NATIONAL, "2026-02-02", "2026-02-02", 300, 0})};
    int64_t sums[2];
    for (int first = 0; first < 2; first++) {
        facts.neighbour_count = 0;
        struct hour_credit a = count(&claims[first]);
        const char *days = arena_text(&scratch, strstr(a.terms, "\"days\":") + 7);
        add_credit((struct credited){16, "2026-02-02", first == 0 ? "2026-02-03" : "2026-02-02",
                                     a.jp, 1, days});
        sums[first] = a.jp + count(&claims[1 - first]).jp;
    }
    ck_assert_int_eq(sums[0], 450);
    ck_assert_int_eq(sums[1], 450);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("hour_conversion");
    tcase_add_checked_fixture(tests, open_table, NULL);
    tcase_add_loop_test(tests, r50_a_claim_is_converted_by_the_table, 0, (int)LENGTH(figures));
    tcase_add_loop_test(tests, r50_what_the_table_cannot_convert_is_refused, 0,
                        (int)LENGTH(refusals));
    tcase_add_test(tests, r50_the_monthly_maximum_counts_what_is_credited);
    tcase_add_test(tests, r50_the_daily_maximum_holds_over_all_credits_of_the_day);
    tcase_add_test(tests, r50_the_sum_does_not_depend_on_the_order);
    return run_case(tests, "hour_conversion");
}
