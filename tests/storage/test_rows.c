/* test_rows.c - parameters and columns of every kind, there and back through PostgreSQL
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture.h"

#include <string.h>

#include "storage/db/variant.h"

#include "domain/base/banned.h"

enum colour { COLOUR_RED = 1, COLOUR_DARK_GREEN };
static const char *const colour_names[] = {NULL, "red", "dark-green"};
static const struct enumeration colours = {"colour", colour_names, 2};

struct item {
    struct presence has;
    int64_t n;
    const char *label;
};
static const struct field item_fields[] = {
    {.name = "n", .kind = KIND_INTEGER, .offset = offsetof(struct item, n)},
    {.name = "label", .kind = KIND_TEXT, .offset = offsetof(struct item, label)},
};
static const struct record item_record = {"item", item_fields, 2, sizeof(struct item)};

struct sample {
    struct presence has;
    bool flag;
    int64_t big, small, medium, jp;
    const char *text;
    struct uuid id;
    struct date day;
    struct instant at;
    enum colour colour;
    struct ref by_id, by_key;
    struct item item;
    struct list items, texts, ids;
    const char *json;
};
enum {
    FLAG,
    BIG,
    SMALL,
    MEDIUM,
    JP,
    TEXT,
    ID,
    DAY,
    AT,
    COLOUR,
    BY_ID,
    BY_KEY,
    ITEM,
    ITEMS,
    TEXTS,
    IDS,
    JSON,
    FIELDS
};
#define FIELD(index, member, own_kind, ...)                                                        \
    [index] = {                                                                                    \
        .name = #member, .kind = own_kind, .offset = offsetof(struct sample, member), __VA_ARGS__}
static const struct field sample_fields[] = {
    FIELD(FLAG, flag, KIND_BOOL),
    FIELD(BIG, big, KIND_INTEGER),
    FIELD(SMALL, small, KIND_INTEGER),
    FIELD(MEDIUM, medium, KIND_INTEGER),
    FIELD(JP, jp, KIND_HUNDREDTHS),
    FIELD(TEXT, text, KIND_TEXT),
    FIELD(ID, id, KIND_UUID),
    FIELD(DAY, day, KIND_DATE),
    FIELD(AT, at, KIND_INSTANT),
    FIELD(COLOUR, colour, KIND_ENUM, .enumeration = &colours),
    FIELD(BY_ID, by_id, KIND_REF),
    FIELD(BY_KEY, by_key, KIND_REF),
    FIELD(ITEM, item, KIND_RECORD, .record = &item_record),
    FIELD(ITEMS, items, KIND_RECORDS, .record = &item_record),
    FIELD(TEXTS, texts, KIND_TEXTS),
    FIELD(IDS, ids, KIND_UUIDS),
    FIELD(JSON, json, KIND_JSON),
};
static const struct record sample_record = {"sample", sample_fields, FIELDS, sizeof(struct sample)};

static const struct statement_condition key_condition[] = {{.field = BY_KEY, .equals = REF_BY_EXT}};

/* SELECT :field CAST AS OUT, a statement of the test's arena. */
static const struct statement *echo(int field, const char *cast, const char *out)
{
    static int count; /* a name is prepared once per connection */
    const struct statement_token parts[] = {T("SELECT "), P(0), T(cast), T(" AS "), T(out)};
    struct statement_token *tokens = ARENA_ARRAY(&fx.arena, LENGTH(parts), struct statement_token);
    struct statement_param *param = ARENA_NEW(&fx.arena, struct statement_param);
    struct statement *s = ARENA_NEW(&fx.arena, struct statement);
    memcpy(tokens, parts, sizeof parts);
    *param = (struct statement_param){.kind = sample_fields[field].kind, .field = (int16_t)field};
    *s = (struct statement){
        .name = arena_printf(&fx.arena, "echo_%s_%d", sample_fields[field].name, count++),
        .flags = STATEMENT_GLOBAL,
        .in = &sample_record,
        .out = &sample_record,
        .tokens = tokens,
        .token_count = LENGTH(parts),
        .params = param,
        .param_count = 1,
        .conditions = key_condition,
        .condition_count = 1,
    };
    return s;
}

static enum outcome send(const struct statement *s, const struct sample *in, struct sample *ret)
{
    static const struct uow_context nobody = {.operation = "test"};
    struct uow *u = uow_new(&fx.arena, fx.db, &nobody, &fx.problem);
    uow_want(u, s, in, ret, NULL);
    return uow_sync(u);
}

/* The value as it comes back in `field`, and, in ret->text, as the server shows it. */
static struct sample round_trip(int field, const struct sample *in, const char *cast)
{
    struct sample back, shown;
    const struct statement *s = echo(field, cast, sample_fields[field].name);
    ck_assert_msg(send(s, in, &back) == OUTCOME_OK, "%s", fx.problem.internal);
    s = echo(field, "::text", "text");
    ck_assert_msg(send(s, in, &shown) == OUTCOME_OK, "%s", fx.problem.internal);
    ck_assert_uint_eq(back.has.given, 0);
    back.text = shown.has.value == 0 ? NULL : shown.text;
    return back;
}

static struct sample with(int field)
{
    return (struct sample){.has = {.value = UINT64_C(1) << field}};
}

START_TEST(bools)
{
    struct sample in = with(FLAG);
    for (int i = 0; i < 2; i++) {
        in.flag = i == 1;
        struct sample back = round_trip(FLAG, &in, "");
        ck_assert(back.flag == in.flag);
        ck_assert_str_eq(back.text, i == 1 ? "true" : "false");
    }
}
END_TEST

static const struct {
    int field;
    const char *cast;
    int64_t value;
    const char *shown;
} integers[] = {
    {BIG, "", INT64_MAX, "9223372036854775807"},
    {BIG, "", INT64_MIN, "-9223372036854775808"},
    {BIG, "", 0, "0"},
    {MEDIUM, "::integer", INT32_MIN, "-2147483648"},
    {MEDIUM, "::integer", 70000, "70000"},
    {SMALL, "::smallint", -1, "-1"},
    {SMALL, "::smallint", INT16_MIN, "-32768"},
    {SMALL, "::smallint", 255, "255"},
    {JP, "", -1250, "-1250"},
    {JP, "::integer", 99900, "99900"},
};

START_TEST(integers_of_every_width)
{
    struct sample in = with(integers[_i].field);
    in.big = in.medium = in.small = in.jp = integers[_i].value;
    struct sample back = round_trip(integers[_i].field, &in, integers[_i].cast);
    int64_t value = back.big + back.medium + back.small + back.jp; /* one of them is set */
    ck_assert_int_eq(value, integers[_i].value);
    ck_assert_str_eq(back.text, integers[_i].shown);
    ck_assert_uint_eq(back.has.value, in.has.value);
}
END_TEST

static const char *const texts[] = {
    "", "satu", "garis\nbaru\t\"kutip\" \\ '", "\xC3\xA9\xF0\x9F\x98\x80", "{1,2}", "null"};

START_TEST(texts_as_they_are)
{
    struct sample in = with(TEXT);
    in.text = texts[_i];
    ck_assert_str_eq(round_trip(TEXT, &in, "").text, texts[_i]);
    struct sample back;
    const struct statement *s = echo(TEXT, "::varchar", "text");
    ck_assert_int_eq(send(s, &in, &back), OUTCOME_OK);
    ck_assert_str_eq(back.text, texts[_i]);
}
END_TEST

START_TEST(uuids)
{
    struct sample in = with(ID);
    ck_assert(uuid_parse("01890a5d-ac96-774b-bcce-b302099a8057", &in.id));
    struct sample back = round_trip(ID, &in, "");
    ck_assert(uuid_equal(back.id, in.id));
    ck_assert_str_eq(back.text, "01890a5d-ac96-774b-bcce-b302099a8057");
}
END_TEST

static const struct {
    int32_t days;
    const char *shown;
} dates[] = {{0, "1970-01-01"},
             {10957, "2000-01-01"},
             {20454, "2026-01-01"},
             {-719162, "0001-01-01"},
             {2932896, "9999-12-31"}};

START_TEST(days)
{
    struct sample in = with(DAY);
    in.day.days = dates[_i].days;
    struct sample back = round_trip(DAY, &in, "");
    ck_assert_int_eq(back.day.days, in.day.days);
    ck_assert_str_eq(back.text, dates[_i].shown);
}
END_TEST

static const struct {
    int64_t us;
    const char *shown;
} instants[] = {
    {0, "1970-01-01 00:00:00+00"},
    {INT64_C(946684800000000), "2000-01-01 00:00:00+00"},
    {INT64_C(1767225600123456), "2026-01-01 00:00:00.123456+00"},
    {-1, "1969-12-31 23:59:59.999999+00"},
    {INT64_C(253402300799999999), "9999-12-31 23:59:59.999999+00"},
};

START_TEST(points_in_time)
{
    struct sample in = with(AT);
    in.at.us = instants[_i].us;
    struct sample back = round_trip(AT, &in, "");
    ck_assert_int_eq(back.at.us, in.at.us);
    ck_assert_str_eq(back.text, instants[_i].shown);
}
END_TEST

START_TEST(infinity_stays_at_the_end)
{
    struct sample in = with(TEXT), back;
    const struct statement *s = echo(TEXT, "::date", "day");
    in.text = "infinity";
    ck_assert_int_eq(send(s, &in, &back), OUTCOME_OK);
    ck_assert_int_eq(back.day.days, INT32_MAX);
    s = echo(TEXT, "::timestamptz", "at");
    ck_assert_int_eq(send(s, &in, &back), OUTCOME_OK);
    ck_assert_int_eq(back.at.us, INT64_MAX);
}
END_TEST

START_TEST(enums)
{
    struct sample in = with(COLOUR);
    in.colour = COLOUR_DARK_GREEN;
    struct sample back = round_trip(COLOUR, &in, "");
    ck_assert_int_eq(back.colour, COLOUR_DARK_GREEN);
    ck_assert_str_eq(back.text, "dark-green");
    in.colour = 3;
    const struct statement *s = echo(COLOUR, "", "colour");
    ck_assert_int_eq(send(s, &in, &back), OUTCOME_INTERNAL);
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "colour is no value"));
}
END_TEST

START_TEST(an_unknown_enum_value_is_refused)
{
    struct sample in = with(TEXT), back;
    in.text = "mauve";
    const struct statement *s = echo(TEXT, "", "colour");
    ck_assert_int_eq(send(s, &in, &back), OUTCOME_INTERNAL);
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "column colour"));
}
END_TEST

START_TEST(references_by_id_and_by_key)
{
    struct sample in = with(BY_ID), back;
    in.by_id = (struct ref){.by = REF_BY_ID, .id = random_uuid()};
    const struct statement *s = echo(BY_ID, "", "id");
    ck_assert_int_eq(send(s, &in, &back), OUTCOME_OK);
    ck_assert(uuid_equal(back.id, in.by_id.id));

    in = with(BY_KEY);
    in.by_key = (struct ref){.by = REF_BY_EXT, .key = "unor-7"};
    s = echo(BY_KEY, "", "text");
    ck_assert_int_eq(send(s, &in, &back), OUTCOME_OK);
    ck_assert_str_eq(back.text, "unor-7");

    in = with(BY_ID);
    in.by_id = (struct ref){.by = REF_BY_EXT, .key = "unor-7"};
    s = echo(BY_ID, "", "id");
    ck_assert_int_eq(send(s, &in, &back), OUTCOME_INTERNAL);
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "by_id is a reference"));
}
END_TEST

START_TEST(records_as_jsonb)
{
    struct item two[] = {{{3, 0}, 1, "satu"}, {{1, 0}, 2, NULL}};
    struct sample in = with(ITEM), back;
    in.item = two[0];
    const struct statement *s = echo(ITEM, "->>'label'", "text");
    ck_assert_int_eq(send(s, &in, &back), OUTCOME_OK);
    ck_assert_str_eq(back.text, "satu");

    in = with(ITEMS);
    in.items = (struct list){.count = 2, .items = two};
    s = echo(ITEMS, "", "items");
    ck_assert_int_eq(send(s, &in, &back), OUTCOME_OK);
    ck_assert_str_eq(back.items.raw_json, "[{\"n\": 1, \"label\": \"satu\"}, {\"n\": 2}]");
    ck_assert_uint_eq(back.items.count, 0);

    in.items = (struct list){.raw_json = back.items.raw_json};
    s = echo(ITEMS, "->1->>'n'", "text");
    ck_assert_int_eq(send(s, &in, &back), OUTCOME_OK);
    ck_assert_str_eq(back.text, "2");
}
END_TEST

START_TEST(any_json)
{
    struct sample in = with(JSON);
    in.json = "{\"a\": [1, null, \"\xC3\xA9\"]}";
    struct sample back = round_trip(JSON, &in, "");
    ck_assert_str_eq(back.json, in.json);
    ck_assert_str_eq(back.text, in.json);
    ck_assert_str_eq(round_trip(JSON, &in, "::json").json, in.json);
}
END_TEST

START_TEST(lists_of_texts)
{
    const char *some[] = {"satu", "", "{dua, \"tiga\"}"};
    struct sample in = with(TEXTS);
    in.texts = (struct list){.count = 3, .items = some};
    struct sample back = round_trip(TEXTS, &in, "");
    ck_assert_uint_eq(back.texts.count, 3);
    for (int i = 0; i < 3; i++) ck_assert_str_eq(((const char **)back.texts.items)[i], some[i]);
    ck_assert_str_eq(back.text, "{satu,\"\",\"{dua, \\\"tiga\\\"}\"}");
    in.texts.count = 0;
    back = round_trip(TEXTS, &in, "");
    ck_assert_uint_eq(back.texts.count, 0);
    ck_assert_uint_eq(back.has.value, in.has.value);
    ck_assert_str_eq(back.text, "{}");
}
END_TEST

START_TEST(lists_of_uuids)
{
    struct uuid ids[] = {random_uuid(), random_uuid()};
    struct sample in = with(IDS);
    in.ids = (struct list){.count = 2, .items = ids};
    struct sample back = round_trip(IDS, &in, "");
    ck_assert_uint_eq(back.ids.count, 2);
    for (int i = 0; i < 2; i++) ck_assert(uuid_equal(((struct uuid *)back.ids.items)[i], ids[i]));
    ck_assert_str_eq(back.text,
                     arena_printf(&fx.arena, "{%s,%s}", uuid_text(ids[0]), uuid_text(ids[1])));
    in.ids.count = 0;
    ck_assert_str_eq(round_trip(IDS, &in, "").text, "{}");
}
END_TEST

static const char *const odd_arrays[] = {"{{1,2},{3,4}}", "{a,NULL}"};

START_TEST(arrays_that_are_no_lists_are_refused)
{
    struct sample in = with(TEXT), back;
    in.text = odd_arrays[_i];
    const struct statement *s = echo(TEXT, "::text[]", "texts");
    ck_assert_int_eq(send(s, &in, &back), OUTCOME_INTERNAL);
    ck_assert_ptr_nonnull(strstr(fx.problem.internal, "column texts"));
}
END_TEST

/* Every kind that can be bound: absent is null on the way there and absent on the way back. */
START_TEST(absent_is_null)
{
    const struct field *field = &sample_fields[_i];
    struct sample in = {.has = {0}};
    const char *out = field->kind == KIND_REF      ? "id"
                      : field->kind == KIND_RECORD ? "json"
                                                   : field->name;
    struct sample back;
    const struct statement *s = echo(_i, "", out);
    ck_assert_msg(send(s, &in, &back) == OUTCOME_OK, "%s", fx.problem.internal);
    ck_assert_uint_eq(back.has.value, 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("rows");
    TCase *tests = tcase_create("rows");
    tcase_add_checked_fixture(tests, fixture_open, fixture_close);
    tcase_add_test(tests, bools);
    tcase_add_loop_test(tests, integers_of_every_width, 0, (int)LENGTH(integers));
    tcase_add_loop_test(tests, texts_as_they_are, 0, (int)LENGTH(texts));
    tcase_add_test(tests, uuids);
    tcase_add_loop_test(tests, days, 0, (int)LENGTH(dates));
    tcase_add_loop_test(tests, points_in_time, 0, (int)LENGTH(instants));
    tcase_add_test(tests, infinity_stays_at_the_end);
    tcase_add_test(tests, enums);
    tcase_add_test(tests, an_unknown_enum_value_is_refused);
    tcase_add_test(tests, references_by_id_and_by_key);
    tcase_add_test(tests, records_as_jsonb);
    tcase_add_test(tests, any_json);
    tcase_add_test(tests, lists_of_texts);
    tcase_add_test(tests, lists_of_uuids);
    tcase_add_loop_test(tests, arrays_that_are_no_lists_are_refused, 0, (int)LENGTH(odd_arrays));
    tcase_add_loop_test(tests, absent_is_null, 0, FIELDS);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
