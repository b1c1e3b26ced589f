/* test_leadership_disclosure.c - R-75: no difference of figures tells of a small unit
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/leadership_disclosure.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

#define MIN 5
#define UNITS 5

/* An agency with two divisions, the first of them with a section and another section below it. */
static const char *const names[UNITS] = {"agency", "first", "second", "section", "other"};
static const char *const parents[UNITS] = {NULL, "agency", "agency", "first", "first"};

static const struct {
    int64_t with_floor[UNITS]; /* in the unit itself */
    int64_t others;            /* PPPK in the agency itself */
    const char *shown;
} cases[] = {
    {{5, 5, 5, 5, 5}, 0, "agency first second section other"},
    {{0, 0, 5, 5, 5}, 0, "agency first second section other"}, /* nobody is left */
    {{2, 0, 5, 5, 5}, 0, "first second section other"},        /* 2 are left of the agency */
    {{2, 3, 5, 5, 5}, 0, "agency second section other"},       /* 3 of the first; 5 of the agency */
    {{0, 3, 5, 5, 5}, 0, "second section other"},
    {{0, 5, 4, 0, 0}, 0, "first"}, /* the second is too small, and so is the rest */
    {{1, 5, 4, 0, 0}, 0, "agency first"},
    {{0, 2, 5, 3, 0}, 0, "agency first second"}, /* small ones are part of the first */
    {{4, 0, 0, 0, 0}, 9, ""},                    /* few have a floor */
    {{0, 0, 0, 0, 0}, 0, ""},
};

static struct list disclose(const int64_t *with_floor, int64_t others)
{
    static struct leadership_unit units[UNITS];
    for (int i = 0; i < UNITS; i++) {
        struct leadership_unit *unit = &units[UNITS - 1 - i]; /* children first */
        *unit = (struct leadership_unit){0};
        RECORD_PUT(unit, LEADERSHIP_UNIT, unit_id, word_id(names[i]));
        if (parents[i] != NULL) RECORD_PUT(unit, LEADERSHIP_UNIT, parent_id, word_id(parents[i]));
        RECORD_PUT(unit, LEADERSHIP_UNIT, people, with_floor[i] + (i == 0 ? others : 0));
        RECORD_PUT(unit, LEADERSHIP_UNIT, with_floor, with_floor[i]);
    }
    return leadership_disclosure_make(
        &scratch, &(struct leadership_unit_list){.count = UNITS, .items = units}, MIN);
}

START_TEST(r75_what_is_left_of_a_team_is_nobody_or_enough)
{
    const char *found = "";
    struct list shown = disclose(cases[_i].with_floor, cases[_i].others);
    for (int i = 0; i < UNITS; i++)
        if (leadership_disclosure_shows(&shown, word_id(names[i])))
            found = arena_printf(&scratch, "%s%s%s", found, *found == '\0' ? "" : " ", names[i]);
    ck_assert_str_eq(found, cases[_i].shown);
    ck_assert(!leadership_disclosure_shows(&shown, word_id("elsewhere")));
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("leadership_disclosure");
    tcase_add_loop_test(tests, r75_what_is_left_of_a_team_is_nobody_or_enough, 0,
                        (int)(sizeof cases / sizeof cases[0]));
    return run_case(tests, "leadership_disclosure");
}
