/* test_reply_table.c - a report as JSON, and its rows as CSV
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/http/reply.h"

#include <string.h>

#include "contract/scorecards.h"
#include "fixture_contract.h"

#include "domain/base/banned.h"

static struct problem problem;
static struct operation operation;
static struct request rq;
static struct scorecard rows[2];
static struct scorecards report;

static void begin(void)
{
    problem_init(&problem, &memory);
    operation =
        (struct operation){.id = "scorecards", .success_status = 200, .flags = OPERATION_CSV};
    rq = (struct request){.arena = &memory, .problem = &problem, .operation = &operation};
    for (int i = 0; i < 2; i++) {
        rows[i] = (struct scorecard){0};
        RECORD_PUT(&rows[i], SCORECARD, name, i == 0 ? "Universitas A" : "=B");
        RECORD_PUT(&rows[i], SCORECARD, judgements, 20);
        RECORD_PUT(&rows[i], SCORECARD, mean_score, 350);
    }
    report = (struct scorecards){0};
    RECORD_PUT(&report, SCORECARDS, prior_judgements, 10);
    RECORD_PUT(&report, SCORECARDS, data, ((struct scorecard_list){.count = 2, .items = rows}));
}

START_TEST(json_gives_the_whole_report)
{
    ck_assert_int_eq(reply_table(&rq, &scorecards_record, &report), OUTCOME_OK);
    ck_assert_int_eq(rq.reply.status, 200);
    ck_assert_ptr_nonnull(strstr(rq.reply.body.data, "\"prior_judgements\":10"));
    ck_assert_ptr_nonnull(strstr(rq.reply.body.data, "\"mean_score\":3.5"));
    ck_assert_str_eq(reply_get(&rq.reply, "Vary"), "Accept");
}
END_TEST

START_TEST(csv_gives_the_rows)
{
    rq.accepts_csv = true;
    ck_assert_int_eq(reply_table(&rq, &scorecards_record, &report), OUTCOME_OK);
    ck_assert_str_eq(rq.reply.body.data,
                     "id,name,sessions_held,evaluations,judgements,figures,mean_score,"
                     "shrunk_mean_score,unfavourable_percent,shrunk_unfavourable_percent\r\n"
                     ",Universitas A,,,20,,3.5,,,\r\n"
                     ",'=B,,,20,,3.5,,,\r\n");
    ck_assert_ptr_nonnull(strstr(rq.reply.content_type, "text/csv"));
    ck_assert_str_eq(reply_get(&rq.reply, "Vary"), "Accept");
}
END_TEST

START_TEST(a_report_without_rows_has_a_header)
{
    rq.accepts_csv = true;
    RECORD_PUT(&report, SCORECARDS, data, ((struct scorecard_list){0}));
    ck_assert_int_eq(reply_table(&rq, &scorecards_record, &report), OUTCOME_OK);
    ck_assert_ptr_nonnull(strstr(rq.reply.body.data, "percent\r\n"));
    ck_assert_uint_eq(strcspn(rq.reply.body.data, "\n") + 1, rq.reply.body.length);
}
END_TEST

int main(void)
{
    Suite *suite;
    TCase *tests = fixture_contract_case("reply_table", &suite);
    tcase_add_checked_fixture(tests, begin, NULL);
    tcase_add_test(tests, json_gives_the_whole_report);
    tcase_add_test(tests, csv_gives_the_rows);
    tcase_add_test(tests, a_report_without_rows_has_a_header);
    return fixture_contract_run(suite);
}
