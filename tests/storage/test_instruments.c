/* test_instruments.c - questionnaires and their versions: numbered, published one at a time
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/instrument_versions.h"
#include "storage/instruments.h"

#include <string.h>

#include "fixture_people.h"

#include "domain/base/banned.h"

static struct uuid reaction;

static enum outcome try_name(struct uow *u, const char *name, struct uuid *ret_id)
{
    struct instrument made;
    struct instrument_create in = {0};
    struct instrument_facts facts = instruments_facts(u);
    RECORD_PUT(&in, INSTRUMENT_CREATE, name, name);
    TRY(instruments_decide_create(&in, &facts, &made, &fx.problem));
    instruments_apply_create(u, &made);
    *ret_id = made.id;
    return OUTCOME_OK;
}

static struct uuid named(const char *name)
{
    struct uuid id = {0};
    struct uow *u = new_writer();
    ck_assert_int_eq(finish(u, try_name(u, name, &id)), OUTCOME_OK);
    return id;
}

static void begin(void)
{
    fixture_open();
    reaction = named("Reaksi");
}

static enum outcome try_draft(struct uow *u, struct uuid instrument_id,
                              struct instrument_version *ret)
{
    static struct instrument_item_input items[2];
    struct instrument_version_input in = {0};
    struct instrument_version_origin origin;
    struct instrument_facts facts = instruments_facts(u);
    for (int i = 0; i < 2; i++) {
        RECORD_PUT(&items[i], INSTRUMENT_ITEM_INPUT, ordinal, 2 - i);
        RECORD_PUT(&items[i], INSTRUMENT_ITEM_INPUT, dimension, EVALUATION_DIMENSION_OVERALL);
        RECORD_PUT(&items[i], INSTRUMENT_ITEM_INPUT, kind,
                   i == 0 ? ITEM_KIND_SCORE : ITEM_KIND_TEXT);
        RECORD_PUT(&items[i], INSTRUMENT_ITEM_INPUT, question, i == 0 ? "Nilai?" : "Saran?");
    }
    RECORD_PUT(&in, INSTRUMENT_VERSION_INPUT, items,
               ((struct instrument_item_input_list){.count = 2, .items = items}));
    TRY(instrument_versions_load_for_create(u, instrument_id, 2, &origin));
    TRY(instrument_versions_decide_create(&in, &origin, &facts, ret, &fx.problem));
    instrument_versions_apply_create(u, ret);
    return OUTCOME_OK;
}

static struct instrument_version draft(struct uuid instrument_id)
{
    struct instrument_version made;
    struct uow *u = new_writer();
    ck_assert_int_eq(finish(u, try_draft(u, instrument_id, &made)), OUTCOME_OK);
    return made;
}

static enum outcome try_publish(struct uow *u, struct instrument_version_key key)
{
    bool has_previous;
    struct instrument_version found, previous;
    struct instrument_facts facts = instruments_facts(u);
    TRY(instrument_versions_load_for_publish(u, key, &found, &previous, &has_previous));
    struct instrument_version *replaced = has_previous ? &previous : NULL;
    TRY(instrument_versions_decide_publish(&found, replaced, &facts, &fx.problem));
    instrument_versions_apply_publish(u, &found, replaced);
    return OUTCOME_OK;
}

static enum outcome publish(struct uuid instrument_id, struct uuid version_id)
{
    struct uow *u = new_writer();
    return finish(u, try_publish(u, (struct instrument_version_key){instrument_id, version_id}));
}

static const char *states(void)
{
    return owner_text("SELECT string_agg(number || ' ' || state, ', ' ORDER BY number)"
                      " FROM instrument_versions WHERE instrument_id = '%s'",
                      uuid_text(reaction));
}

START_TEST(a_version_asks_in_the_order_of_its_items)
{
    struct instrument_version made = draft(reaction), found;
    struct instrument_version_key key = {reaction, made.id};
    ck_assert_int_eq(instrument_versions_load(new_reader(), key, &found), OUTCOME_OK);
    ck_assert_int_eq(found.number, 1);
    ck_assert(!found.frozen);
    const char *items = found.items.raw_json;
    ck_assert_ptr_nonnull(strstr(items, "Saran?"));
    ck_assert(strstr(items, "Saran?") < strstr(items, "Nilai?"));
}
END_TEST

START_TEST(one_version_is_published_at_a_time)
{
    struct instrument_version first = draft(reaction), second = draft(reaction);
    ck_assert_int_eq(publish(reaction, first.id), OUTCOME_OK);
    ck_assert_int_eq(publish(reaction, first.id), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "wrong-state");
    ck_assert_str_eq(states(), "1 published, 2 draft");
    ck_assert_int_eq(publish(reaction, second.id), OUTCOME_OK);
    ck_assert_str_eq(states(), "1 superseded, 2 published");
    ck_assert_int_eq(owner_number("SELECT count(*) FROM transitions WHERE resource_id = '%s'"
                                  " AND from_state = 'published' AND to_state = 'superseded'",
                                  uuid_text(first.id)),
                     1);
}
END_TEST

/* Another one is drafted, and published, while ours waits for the instrument. */
START_TEST(two_at_once_are_numbered_one_after_the_other)
{
    struct committer *other = commit_when_waited_for(arena_printf(
        &fx.arena,
        "SELECT 1 FROM instruments WHERE id = '%s' FOR NO KEY UPDATE;"
        " INSERT INTO instrument_versions (organization_id, id, instrument_id, number, state,"
        " created_at, updated_at) VALUES ('%s', gen_random_uuid(), '%s', 1, 'published', now(),"
        " now())",
        uuid_text(reaction), uuid_text(fx.organization), uuid_text(reaction)));
    ck_assert_int_eq(draft(reaction).number, 2);
    ck_assert(committed(other));
    ck_assert_str_eq(states(), "1 published, 2 draft");
}
END_TEST

/* Trap: ids of another object accepted in one request. */
START_TEST(a_version_of_another_instrument_is_not_found)
{
    struct instrument_version made = draft(reaction);
    struct uuid other = named("Lain");
    struct instrument_version_key key = {other, made.id};
    ck_assert_int_eq(instrument_versions_load(new_reader(), key, &made), OUTCOME_NOT_FOUND);
    ck_assert_int_eq(publish(other, made.id), OUTCOME_NOT_FOUND);
    ck_assert_str_eq(states(), "1 draft");
}
END_TEST

START_TEST(r03_an_instrument_of_another_organization_is_not_found)
{
    struct instrument found;
    struct instrument_version made;
    fx.context.organization_id = fx.other;
    ck_assert_int_eq(instruments_load(new_reader(), reaction, &found), OUTCOME_NOT_FOUND);
    struct uow *u = new_writer();
    ck_assert_int_eq(finish(u, try_draft(u, reaction, &made)), OUTCOME_NOT_FOUND);
}
END_TEST

START_TEST(r02_a_part_of_the_organization_asks_nothing_new)
{
    struct instrument_version made;
    fx.context.whole_organization = false;
    struct uow *u = new_writer();
    ck_assert_int_eq(finish(u, try_draft(u, reaction, &made)), OUTCOME_FORBIDDEN);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("instruments");
    TCase *tests = tcase_create("instruments");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, a_version_asks_in_the_order_of_its_items);
    tcase_add_test(tests, one_version_is_published_at_a_time);
    tcase_add_test(tests, two_at_once_are_numbered_one_after_the_other);
    tcase_add_test(tests, a_version_of_another_instrument_is_not_found);
    tcase_add_test(tests, r03_an_instrument_of_another_organization_is_not_found);
    tcase_add_test(tests, r02_a_part_of_the_organization_asks_nothing_new);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
