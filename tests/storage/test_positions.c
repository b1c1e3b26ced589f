/* test_positions.c - positions and their standards in the database: history kept, replacements at
 * once
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/positions.h"

#include <string.h>

#include "domain/base/strbuf.h"
#include "fixture_people.h"

#include "domain/base/banned.h"

static void begin(void)
{
    fixture_open();
    add_position("camat");
    add_position("analyst");
    add_competency("a");
    add_competency("b");
    add_competency("c");
    struct date today;
    ck_assert(date_parse("2026-07-01", &today));
    fx.context.today = today;
}

static struct date day(const char *text)
{
    struct date date = {0};
    ck_assert(date_parse(text, &date));
    return date;
}

/* ---- positions */

static enum outcome try_create(struct uow *u, const char *key, struct position *ret)
{
    struct position_create in = {0};
    struct position_facts facts = positions_facts(u);
    RECORD_PUT(&in, POSITION_CREATE, name, "Lurah");
    RECORD_PUT(&in, POSITION_CREATE, kind, POSITION_KIND_STRUCTURAL);
    RECORD_PUT(&in, POSITION_CREATE, external_id, key);
    TRY(positions_decide_create(&in, &facts, ret, &fx.problem));
    positions_apply_create(u, ret);
    return OUTCOME_OK;
}

static enum outcome create(const char *key, struct position *ret)
{
    struct uow *u = new_writer();
    return finish(u, try_create(u, key, ret));
}

static enum outcome try_rename(struct uow *u, const char *word, const char *name)
{
    struct position position;
    struct position_facts facts;
    struct position_patch patch = {0};
    bool changed;
    RECORD_PUT(&patch, POSITION_PATCH, name, name);
    TRY(positions_load_for_update(u, by_ext(word), &position, &facts));
    TRY(positions_decide_update(&position, &patch, &facts, &changed, &fx.problem));
    if (changed) positions_apply_update(u, &position);
    return OUTCOME_OK;
}

static enum outcome rename_to(const char *word, const char *name)
{
    struct uow *u = new_writer();
    return finish(u, try_rename(u, word, name));
}

START_TEST(a_position_is_stored_with_its_trail)
{
    struct position made, read;
    ck_assert_int_eq(create("lurah", &made), OUTCOME_OK);
    ck_assert_int_eq(positions_load(new_reader(), by_ext("lurah"), &read), OUTCOME_OK);
    ck_assert(uuid_equal(made.id, read.id));
    ck_assert_str_eq(read.name, "Lurah");
    ck_assert_int_eq(read.kind, POSITION_KIND_STRUCTURAL);
    ck_assert(!RECORD_HAS(&read, POSITION, echelon_code));
    ck_assert_int_eq(owner_number("SELECT count(*) FROM audit_events WHERE resource_id = '%s'",
                                  uuid_text(made.id)),
                     1);
    ck_assert_int_eq(create("lurah", &made), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "already-exists /external_id");
}
END_TEST

START_TEST(a_change_counts_the_version)
{
    struct position read;
    ck_assert_int_eq(rename_to("camat", "Camat Baru"), OUTCOME_OK);
    ck_assert_int_eq(rename_to("camat", "Camat Baru"), OUTCOME_OK); /* says nothing new */
    ck_assert_int_eq(positions_load(new_reader(), by_id("camat"), &read), OUTCOME_OK);
    ck_assert_str_eq(read.name, "Camat Baru");
    ck_assert_int_eq(read.version, 2);
    ck_assert_int_eq(rename_to("nothing", "x"), OUTCOME_NOT_FOUND);
}
END_TEST

START_TEST(r02_part_of_the_organization_changes_no_position)
{
    struct position position;
    add_unit("office", NULL);
    scoped_to("office");
    ck_assert_int_eq(positions_load(new_reader(), by_ext("camat"), &position), OUTCOME_OK);
    ck_assert_int_eq(rename_to("camat", "Camat Baru"), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(create("lurah", &position), OUTCOME_FORBIDDEN);
}
END_TEST

/* ---- standards */

#define MAX_ITEMS 4

/* levels: "a3 b2" requires level 3 in a and level 2 in b; "" nothing */
static struct position_standards_input input(const char *levels, const char *valid_from)
{
    struct position_standards_input in = {0};
    struct position_standard_input *items =
        ARENA_ARRAY(&fx.arena, MAX_ITEMS, struct position_standard_input);
    size_t count = 0;
    for (const char *at = levels; *at != '\0'; at += at[2] == ' ' ? 3 : 2, count++) {
        const char *word = arena_copy(&fx.arena, at, 1);
        ck_assert_uint_lt(count, MAX_ITEMS);
        RECORD_PUT(&items[count], POSITION_STANDARD_INPUT, competency_id,
                   count % 2 == 0 ? by_ext(word) : by_id(word));
        RECORD_PUT(&items[count], POSITION_STANDARD_INPUT, required_level, at[1] - '0');
    }
    RECORD_PUT(&in, POSITION_STANDARDS_INPUT, items,
               ((struct position_standard_input_list){.count = count, .items = items}));
    if (valid_from != NULL) RECORD_PUT(&in, POSITION_STANDARDS_INPUT, valid_from, day(valid_from));
    return in;
}

static enum outcome try_replace(struct uow *u, const char *word, const char *levels,
                                const char *valid_from)
{
    struct standard_facts facts;
    struct standard_decision decision;
    struct position_standards_input in = input(levels, valid_from);
    TRY(positions_load_for_standard(u, by_ext(word), &in, &facts));
    TRY(positions_decide_standard(&fx.arena, &in, &facts, &decision, &fx.problem));
    if (decision.changed) positions_apply_standard(u, &decision);
    return OUTCOME_OK;
}

static enum outcome replace(const char *word, const char *levels, const char *valid_from)
{
    struct uow *u = new_writer();
    return finish(u, try_replace(u, word, levels, valid_from));
}

/* What is required on a day, in the same words. */
static const char *required(const char *word, const char *as_of)
{
    struct strbuf text;
    struct position_standards standards;
    ck_assert_int_eq(positions_load_standard(new_reader(), by_ext(word), day(as_of), &standards),
                     OUTCOME_OK);
    strbuf_init(&text, &fx.arena, 40, 400);
    for (size_t i = 0; i < standards.data.count; i++)
        strbuf_printf(&text, "%s%s%d", i == 0 ? "" : " ", standards.data.items[i].competency_name,
                      (int)standards.data.items[i].required_level);
    return text.data;
}

static const char *ranges(const char *word)
{
    return owner_text(
        "SELECT string_agg(c.code || s.required_level || s.valid, ' '"
        " ORDER BY lower(s.valid), c.code) FROM position_standards s JOIN competencies c"
        " ON c.id = s.competency_id WHERE s.position_id = '%s'",
        uuid_text(id_of(word)));
}

START_TEST(history_is_kept)
{
    ck_assert_int_eq(replace("camat", "a3 b2", "2025-01-01"), OUTCOME_OK);
    ck_assert_int_eq(replace("camat", "b4 c1", "2026-01-01"), OUTCOME_OK);
    ck_assert_int_eq(replace("camat", "c1", NULL), OUTCOME_OK);
    ck_assert_str_eq(required("camat", "2024-12-31"), "");
    ck_assert_str_eq(required("camat", "2025-01-01"), "a3 b2");
    ck_assert_str_eq(required("camat", "2025-12-31"), "a3 b2");
    ck_assert_str_eq(required("camat", "2026-01-01"), "b4 c1");
    ck_assert_str_eq(required("camat", "2026-06-30"), "b4 c1");
    ck_assert_str_eq(required("camat", "2026-07-01"), "c1");
    ck_assert_str_eq(required("analyst", "2026-07-01"), "");
    ck_assert_str_eq(ranges("camat"), "a3[2025-01-01,2026-01-01) b2[2025-01-01,2026-01-01)"
                                      " b4[2026-01-01,2026-07-01) c1[2026-01-01,2026-07-01)"
                                      " c1[2026-07-01,)");
}
END_TEST

START_TEST(what_began_the_same_day_is_replaced)
{
    ck_assert_int_eq(replace("camat", "a3 b2", "2025-01-01"), OUTCOME_OK);
    ck_assert_int_eq(replace("camat", "a4", "2026-01-01"), OUTCOME_OK);
    ck_assert_int_eq(replace("camat", "b5 a1", "2026-01-01"), OUTCOME_OK);
    ck_assert_str_eq(ranges("camat"), "a3[2025-01-01,2026-01-01) b2[2025-01-01,2026-01-01)"
                                      " a1[2026-01-01,) b5[2026-01-01,)");
}
END_TEST

START_TEST(the_same_again_leaves_no_trace)
{
    ck_assert_int_eq(replace("camat", "a3 b2", "2025-01-01"), OUTCOME_OK);
    ck_assert_int_eq(replace("camat", "b2 a3", "2025-01-01"), OUTCOME_OK);
    ck_assert_int_eq(replace("camat", "a3 b2", "2026-01-01"), OUTCOME_OK);
    ck_assert_str_eq(ranges("camat"), "a3[2025-01-01,) b2[2025-01-01,)");
    ck_assert_int_eq(owner_number("SELECT count(*) FROM audit_events WHERE organization_id = '%s'"
                                  " AND resource_type = 'position_standard'",
                                  uuid_text(fx.organization)),
                     1);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM outbox_events WHERE organization_id = '%s'"
                                  " AND resource_type = 'position_standard'",
                                  uuid_text(fx.organization)),
                     1);
}
END_TEST

START_TEST(later_changes_are_not_overtaken)
{
    ck_assert_int_eq(replace("camat", "a3", "2026-01-01"), OUTCOME_OK);
    ck_assert_int_eq(replace("camat", "b1", "2025-12-31"), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "conflict /valid_from");
    /* a standard that requires nothing leaves no row, but it is a change all the same */
    ck_assert_int_eq(replace("camat", "", "2026-06-01"), OUTCOME_OK);
    ck_assert_int_eq(replace("camat", "b1", "2026-05-31"), OUTCOME_CONFLICT);
    ck_assert_int_eq(replace("camat", "b1", "2026-06-01"), OUTCOME_OK);
    ck_assert_str_eq(ranges("camat"), "a3[2026-01-01,2026-06-01) b1[2026-06-01,)");
}
END_TEST

START_TEST(wrong_items_are_named_and_nothing_is_stored)
{
    ck_assert_int_eq(replace("camat", "a3 x1", NULL), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /items/1/competency_id");
    ck_assert_int_eq(replace("camat", "a3 a1", NULL), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "validation-failed /items/1/competency_id");
    ck_assert_int_eq(replace("nothing", "a3", NULL), OUTCOME_NOT_FOUND);
    ck_assert_ptr_null(ranges("camat"));
    struct position_standards none;
    ck_assert_int_eq(
        positions_load_standard(new_reader(), by_ext("nothing"), day("2026-01-01"), &none),
        OUTCOME_NOT_FOUND);
}
END_TEST

START_TEST(r02_part_of_the_organization_sets_no_standard)
{
    add_unit("office", NULL);
    scoped_to("office");
    ck_assert_int_eq(replace("camat", "a3", NULL), OUTCOME_FORBIDDEN);
    ck_assert_ptr_null(ranges("camat"));
}
END_TEST

START_TEST(r03_competencies_of_another_organization_are_unknown)
{
    fx.context.organization_id = fx.other;
    ck_assert_int_eq(replace("camat", "a3", NULL), OUTCOME_NOT_FOUND);
}
END_TEST

START_TEST(the_database_refuses_overlaps)
{
    ck_assert_int_eq(replace("camat", "a3", "2026-01-01"), OUTCOME_OK);
    const char *overlapping = arena_printf(
        &fx.arena,
        "INSERT INTO position_standards (organization_id, id, position_id, competency_id,"
        " required_level, valid, created_at) SELECT organization_id, gen_random_uuid(), position_id,"
        " competency_id, 4, '[2026-02-01,)', now() FROM position_standards WHERE position_id = '%s'",
        uuid_text(id_of("camat")));
    ck_assert_str_eq(sql_on(fx.owner, NULL, overlapping), "23P01");
}
END_TEST

/* The second finds what the first did, although it began before the first had committed. */
START_TEST(two_replacements_at_once_come_one_after_the_other)
{
    struct committer *first = commit_when_waited_for(arena_printf(
        &fx.arena,
        "SELECT 1 FROM positions WHERE id = '%s' FOR NO KEY UPDATE;"
        "INSERT INTO position_standards (organization_id, id, position_id, competency_id,"
        " required_level, valid, created_at) VALUES ('%s', gen_random_uuid(), '%s', '%s', 2,"
        " '[2026-%s-01,)', now())",
        uuid_text(id_of("camat")), uuid_text(fx.organization), uuid_text(id_of("camat")),
        uuid_text(id_of("a")), _i == 0 ? "06" : "08"));
    enum outcome outcome = replace("camat", "a3", "2026-07-01");
    ck_assert(committed(first));
    ck_assert_int_eq(outcome, _i == 0 ? OUTCOME_OK : OUTCOME_CONFLICT);
    ck_assert_str_eq(ranges("camat"),
                     _i == 0 ? "a2[2026-06-01,2026-07-01) a3[2026-07-01,)" : "a2[2026-08-01,)");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("positions");
    TCase *tests = tcase_create("positions");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, a_position_is_stored_with_its_trail);
    tcase_add_test(tests, a_change_counts_the_version);
    tcase_add_test(tests, r02_part_of_the_organization_changes_no_position);
    tcase_add_test(tests, history_is_kept);
    tcase_add_test(tests, what_began_the_same_day_is_replaced);
    tcase_add_test(tests, the_same_again_leaves_no_trace);
    tcase_add_test(tests, later_changes_are_not_overtaken);
    tcase_add_test(tests, wrong_items_are_named_and_nothing_is_stored);
    tcase_add_test(tests, r02_part_of_the_organization_sets_no_standard);
    tcase_add_test(tests, r03_competencies_of_another_organization_are_unknown);
    tcase_add_test(tests, the_database_refuses_overlaps);
    tcase_add_loop_test(tests, two_replacements_at_once_come_one_after_the_other, 0, 2);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
