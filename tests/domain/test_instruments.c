/* test_instruments.c - questionnaires and what they ask
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/instrument_versions.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct instrument_facts facts;
static struct instrument_item_input items[3];
static struct instrument_version_input in;
static struct instrument_version_origin origin;
static struct instrument_version version;
static struct uuid ids[3];

static void put_item(size_t i, int64_t ordinal, enum evaluation_dimension dimension,
                     enum item_kind kind)
{
    items[i] = (struct instrument_item_input){0};
    RECORD_PUT(&items[i], INSTRUMENT_ITEM_INPUT, ordinal, ordinal);
    RECORD_PUT(&items[i], INSTRUMENT_ITEM_INPUT, dimension, dimension);
    RECORD_PUT(&items[i], INSTRUMENT_ITEM_INPUT, kind, kind);
    RECORD_PUT(&items[i], INSTRUMENT_ITEM_INPUT, question, "Bagaimana?");
}

static void open_case(void)
{
    fixture_problem_open();
    facts = (struct instrument_facts){
        .whole_organization = true, .new_id = word_id("new"), .now = {5000}};
    for (size_t i = 0; i < 3; i++) ids[i] = (struct uuid){{(uint8_t)(i + 1)}};
    origin = (struct instrument_version_origin){
        .instrument_id = word_id("instrument"), .last_number = 2, .item_ids = ids};
    put_item(0, 3, EVALUATION_DIMENSION_OVERALL, ITEM_KIND_TEXT);
    put_item(1, 1, EVALUATION_DIMENSION_METHOD, ITEM_KIND_SCORE);
    put_item(2, 2, EVALUATION_DIMENSION_OVERALL, ITEM_KIND_SCORE);
    in = (struct instrument_version_input){0};
    RECORD_PUT(&in, INSTRUMENT_VERSION_INPUT, items,
               ((struct instrument_item_input_list){.count = 3, .items = items}));
    version = (struct instrument_version){0};
}

static enum outcome create(void)
{
    return instrument_versions_decide_create(&in, &origin, &facts, &version, &problem);
}

START_TEST(an_instrument_begins_with_version_1_of_its_record)
{
    struct instrument instrument;
    struct instrument_create name = {0};
    RECORD_PUT(&name, INSTRUMENT_CREATE, name, "Reaksi");
    ck_assert_int_eq(instruments_decide_create(&name, &facts, &instrument, &problem), OUTCOME_OK);
    ck_assert_str_eq(instrument.name, "Reaksi");
    ck_assert_int_eq(instrument.version, 1);
    ck_assert_int_eq(instrument.created_at.us, 5000);
}
END_TEST

START_TEST(r02_only_a_role_over_everything_changes_instruments)
{
    struct instrument instrument;
    struct instrument_create name = {0};
    facts.whole_organization = false;
    ck_assert_int_eq(instruments_decide_create(&name, &facts, &instrument, &problem),
                     OUTCOME_FORBIDDEN);
    ck_assert_int_eq(create(), OUTCOME_FORBIDDEN);
    ck_assert_int_eq(instrument_versions_decide_publish(&version, NULL, &facts, &problem),
                     OUTCOME_FORBIDDEN);
}
END_TEST

START_TEST(a_draft_has_the_next_number_and_its_items_in_order)
{
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert_int_eq(version.number, 3);
    ck_assert_int_eq(version.state, INSTRUMENT_VERSION_STATE_DRAFT);
    ck_assert(!version.frozen);
    for (size_t i = 0; i < 3; i++) ck_assert_int_eq(version.items.items[i].ordinal, (int)i + 1);
    ck_assert(uuid_equal(version.items.items[2].id, ids[0]));
}
END_TEST

START_TEST(one_place_and_one_score_a_dimension)
{
    put_item(1, 3, EVALUATION_DIMENSION_OVERALL, ITEM_KIND_SCORE);
    ck_assert_int_eq(create(), OUTCOME_INVALID);
    ck_assert_str_eq(problem_text(), "validation-failed /items/1/ordinal duplicate"
                                     " | /items/2/dimension duplicate");
}
END_TEST

START_TEST(publishing_supersedes_what_was_published)
{
    struct instrument_version previous;
    ck_assert_int_eq(create(), OUTCOME_OK);
    previous = version;
    previous.state = INSTRUMENT_VERSION_STATE_PUBLISHED;
    ck_assert_int_eq(instrument_versions_decide_publish(&version, &previous, &facts, &problem),
                     OUTCOME_OK);
    ck_assert_int_eq(version.state, INSTRUMENT_VERSION_STATE_PUBLISHED);
    ck_assert_int_eq(version.version, 2);
    ck_assert_int_eq(previous.state, INSTRUMENT_VERSION_STATE_SUPERSEDED);
    ck_assert_int_eq(instrument_versions_decide_publish(&version, NULL, &facts, &problem),
                     OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "wrong-state");
}
END_TEST

START_TEST(the_first_publication_supersedes_nothing)
{
    ck_assert_int_eq(create(), OUTCOME_OK);
    ck_assert_int_eq(instrument_versions_decide_publish(&version, NULL, &facts, &problem),
                     OUTCOME_OK);
    ck_assert_int_eq(version.state, INSTRUMENT_VERSION_STATE_PUBLISHED);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("instruments");
    tcase_add_checked_fixture(tests, open_case, fixture_problem_close);
    tcase_add_test(tests, an_instrument_begins_with_version_1_of_its_record);
    tcase_add_test(tests, r02_only_a_role_over_everything_changes_instruments);
    tcase_add_test(tests, a_draft_has_the_next_number_and_its_items_in_order);
    tcase_add_test(tests, one_place_and_one_score_a_dimension);
    tcase_add_test(tests, publishing_supersedes_what_was_published);
    tcase_add_test(tests, the_first_publication_supersedes_nothing);
    return run_case(tests, "instruments");
}
