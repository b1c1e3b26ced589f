/* test_employee_lists.c - lists of employees: order, filters, pages, scope
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/employees.h"

#include <string.h>
#include <strings.h>

#include "domain/base/strbuf.h"
#include "fixture_people.h"
#include "storage/employees_sql.h"

#include "domain/base/banned.h"

static void begin(void)
{
    fixture_open();
    add_unit("office", NULL);
    add_unit("section", "office");
    add_unit("elsewhere", NULL);
    add_employee("ani", "199001012015031001", "section");
}

static struct row_set list(struct employees_list_query *query)
{
    struct row_set rows;
    struct uow *u = new_reader();
    if (query->sort == 0) RECORD_PUT(query, EMPLOYEES_LIST_QUERY, sort, EMPLOYEES_LIST_SORT_NAME);
    if (query->limit == 0) RECORD_PUT(query, EMPLOYEES_LIST_QUERY, limit, 100);
    uow_want_rows(u, &sql_employee_list, query, &rows);
    ck_assert_int_eq(uow_sync(u), OUTCOME_OK);
    return rows;
}

/* Names, each followed by a comma. */
static const char *names(const struct row_set *rows)
{
    struct strbuf text;
    const struct employee *employees = rows->items;
    strbuf_init(&text, &fx.arena, 200, 4000);
    for (size_t i = 0; i < rows->count; i++) strbuf_printf(&text, "%s,", employees[i].name);
    return text.data;
}

static void add_names(void)
{
    add_employee("Éka", "199001012015031003", "office");
    add_employee("BUDI", "199001012015031004", "section");
    add_employee("budi2", "199001012015031005", "elsewhere");
    add_employee("Citra_1", "199001012015031006", "office");
    add_employee("Zaki", "199001012015031007", "office");
}

static const struct {
    const char *prefix, *below, *expected;
    enum employees_list_sort sort;
} lists[] = {
    {NULL, NULL, "ani,BUDI,budi2,Citra_1,Zaki,Éka,", EMPLOYEES_LIST_SORT_NAME},
    {NULL, NULL, "Éka,Zaki,Citra_1,budi2,BUDI,ani,", EMPLOYEES_LIST_SORT_NAME_DESC},
    {"bu", NULL, "BUDI,budi2,", EMPLOYEES_LIST_SORT_NAME},
    {"BUD", NULL, "budi2,BUDI,", EMPLOYEES_LIST_SORT_NAME_DESC},
    {"é", NULL, "Éka,", EMPLOYEES_LIST_SORT_NAME},
    {"citra%", NULL, "", EMPLOYEES_LIST_SORT_NAME},
    {"citra_", NULL, "Citra_1,", EMPLOYEES_LIST_SORT_NAME},
    {NULL, "office", "ani,BUDI,Citra_1,Zaki,Éka,", EMPLOYEES_LIST_SORT_NAME},
    {NULL, "section", "ani,BUDI,", EMPLOYEES_LIST_SORT_NAME},
    {"bu", "elsewhere", "budi2,", EMPLOYEES_LIST_SORT_NAME},
    {NULL, "nowhere", "", EMPLOYEES_LIST_SORT_NAME},
};

START_TEST(lists_are_filtered_and_in_order)
{
    struct employees_list_query query = {0};
    add_names();
    RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, sort, lists[_i].sort);
    if (lists[_i].prefix != NULL)
        RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, name_prefix, lists[_i].prefix);
    if (lists[_i].below != NULL)
        RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, below, by_ext(lists[_i].below));
    struct row_set rows = list(&query);
    ck_assert_str_eq(names(&rows), lists[_i].expected);
}
END_TEST

/* Page by page with the cursor's value, which is the name as it is shown: the same as all at once.
 * */
START_TEST(pages_give_everybody_once)
{
    struct strbuf text;
    enum employees_list_sort sort =
        _i == 0 ? EMPLOYEES_LIST_SORT_NAME : EMPLOYEES_LIST_SORT_NAME_DESC;
    struct employees_list_query query = {0};
    add_names();
    add_employee("ANI", "199001012015031008", "office"); /* the same folded */
    RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, sort, sort);
    struct row_set all = list(&query);
    ck_assert_uint_eq(all.count, 7);
    strbuf_init(&text, &fx.arena, 200, 4000);
    RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, limit, 2);
    for (struct row_set page = list(&query); page.count > 0; page = list(&query)) {
        const struct employee *last = (const struct employee *)page.items + page.count - 1;
        strbuf_text(&text, names(&page));
        RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, after_text, last->name);
        RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, after_id, last->id);
    }
    ck_assert_str_eq(text.data, names(&all));
}
END_TEST

START_TEST(a_list_tells_heads_from_others_and_kinds_apart)
{
    struct employees_list_query query = {0};
    add_names();
    owner_run("UPDATE employees SET heads_unit = true, kind = 'pppk' WHERE id = '%s'",
              uuid_text(id_of("ani")));
    RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, heads_unit, true);
    ck_assert_uint_eq(list(&query).count, 1);
    RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, heads_unit, false);
    ck_assert_uint_eq(list(&query).count, 5);
    RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, kind, EMPLOYEE_KIND_PPPK);
    ck_assert_uint_eq(list(&query).count, 0);
}
END_TEST

START_TEST(r02_a_list_shows_the_subtree_and_oneself)
{
    struct employees_list_query query = {0};
    add_names();
    scoped_to("section");
    fx.context.self = id_of("Zaki");
    struct row_set rows = list(&query);
    ck_assert_str_eq(names(&rows), "ani,BUDI,Zaki,");
    RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, below, by_ext("elsewhere"));
    ck_assert_uint_eq(list(&query).count, 0);
}
END_TEST

/* Few people are found by their units, more than these by walking through everybody
 * (storage/sql/macros.sql). Nobody may notice which. */
#define FEW 2000

static const struct {
    const char *scope, *below;
    bool crowd; /* whether the crowd of "section" is asked for */
    int others;
} subtrees[] = {
    {NULL, "section", true, 2},        {NULL, "office", true, 5},
    {NULL, "elsewhere", false, 1},     {NULL, "empty", false, 0},
    {"section", NULL, true, 3},        {"section", "section", true, 2},
    {"section", "office", true, 3},    {"section", "elsewhere", false, 0},
    {"section", "empty", false, 0},    {"office", "section", true, 2},
    {"office", "office", true, 5},     {"elsewhere", NULL, false, 2},
    {"elsewhere", "office", false, 1}, {"empty", NULL, false, 1},
};

/* All pages; each row comes after the one before. */
static int count_pages(struct employees_list_query *query)
{
    const char *before = "";
    bool up = query->sort == EMPLOYEES_LIST_SORT_NAME;
    int count = 0;
    for (struct row_set page = list(query); page.count > 0; page = list(query)) {
        const struct employee *items = page.items;
        for (size_t i = 0; i < page.count; i++, count++) {
            if (count > 0) ck_assert_int_eq(strcasecmp(before, items[i].name) < 0, up);
            before = items[i].name;
        }
        RECORD_PUT(query, EMPLOYEES_LIST_QUERY, after_text, before);
        RECORD_PUT(query, EMPLOYEES_LIST_QUERY, after_id, items[page.count - 1].id);
    }
    return count;
}

static void check_subtree(int number, int crowd, enum employees_list_sort sort)
{
    struct employees_list_query query = {0};
    RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, sort, sort);
    fx.context.whole_organization = subtrees[number].scope == NULL;
    if (subtrees[number].scope != NULL) scoped_to(subtrees[number].scope);
    if (subtrees[number].below != NULL)
        RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, below, by_ext(subtrees[number].below));
    struct employees_list_query of_kind = query;
    RECORD_PUT(&of_kind, EMPLOYEES_LIST_QUERY, kind, EMPLOYEE_KIND_PPPK);
    int asked = subtrees[number].crowd ? crowd : 0;
    ck_assert_int_eq(count_pages(&query), asked + subtrees[number].others);
    ck_assert_int_eq(count_pages(&of_kind), (asked + 1) / 2);
}

START_TEST(r02_few_and_many_are_listed_alike)
{
    int crowd = FEW - 2 + _i; /* and two more in "section" */
    add_names();
    add_unit("empty", "office");
    add_crowd("section", crowd);
    fx.context.self = id_of("Zaki");
    for (int i = 0; i < (int)LENGTH(subtrees); i++) {
        check_subtree(i, crowd, EMPLOYEES_LIST_SORT_NAME);
        check_subtree(i, crowd, EMPLOYEES_LIST_SORT_NAME_DESC);
    }
}
END_TEST

/* The border between few and many counts nobody out whose unit is below two roots of the caller. */
START_TEST(r02_a_list_of_two_roots_shows_everybody_once)
{
    struct employees_list_query query = {0};
    struct uuid roots[] = {id_of("office"), id_of("section"), id_of("elsewhere")};
    add_names();
    int crowd = 1000 * _i; /* counted twice, these are many */
    add_crowd("section", crowd);
    scoped_to("office");
    fx.context.scope = roots;
    fx.context.scope_count = 3;
    RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, sort, EMPLOYEES_LIST_SORT_NAME);
    ck_assert_int_eq(count_pages(&query), 6 + crowd);
    query = (struct employees_list_query){0};
    RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, sort, EMPLOYEES_LIST_SORT_NAME);
    RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, below, by_ext("office"));
    ck_assert_int_eq(count_pages(&query), 5 + crowd);
}
END_TEST

START_TEST(many_are_listed_by_their_time_too)
{
    struct employees_list_query query = {0};
    add_crowd("section", FEW * _i);
    owner_run("UPDATE employees SET created_at = now() - interval '1 day' WHERE name = 'ani'");
    RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, below, by_id("office"));
    RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, limit, 1);
    RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, sort, EMPLOYEES_LIST_SORT_CREATED_AT);
    struct row_set rows = list(&query);
    ck_assert_str_eq(names(&rows), "ani,");
    RECORD_PUT(&query, EMPLOYEES_LIST_QUERY, sort, EMPLOYEES_LIST_SORT_CREATED_AT_DESC);
    rows = list(&query);
    ck_assert_int_eq(strcmp(names(&rows), "ani,") == 0, _i == 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("employee_lists");
    TCase *tests = tcase_create("employee_lists");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 60);
    tcase_add_loop_test(tests, lists_are_filtered_and_in_order, 0, (int)LENGTH(lists));
    tcase_add_loop_test(tests, pages_give_everybody_once, 0, 2);
    tcase_add_test(tests, a_list_tells_heads_from_others_and_kinds_apart);
    tcase_add_test(tests, r02_a_list_shows_the_subtree_and_oneself);
    tcase_add_loop_test(tests, r02_few_and_many_are_listed_alike, 0, 2);
    tcase_add_loop_test(tests, r02_a_list_of_two_roots_shows_everybody_once, 0, 2);
    tcase_add_loop_test(tests, many_are_listed_by_their_time_too, 0, 2);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
