/* test_policy_revision_proposals.c - the policy put up for revision, by rule and once
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/policy_revision_proposals.h"

#include <string.h>

#include "fixture_policies.h"
#include "storage/policies.h"

#include "domain/base/banned.h"

static void open_proposals(void)
{
    fixture_open();
    add_policy("policy");
    add_unit("unit", NULL);
    add_employee("a", "199001012015031001", "unit");
    owner_run("INSERT INTO trainings (organization_id, id, code, name, form_id, created_at,"
              " updated_at) VALUES ('%s', '%s', 'T1', 'Manajemen Proyek', 3, now(), now())",
              uuid_text(fx.organization), uuid_text(id_of("training")));
    today_is("2026-05-01");
    acting("planner");
}

static int64_t open_count(void)
{
    return owner_number("SELECT count(*) FROM policy_revision_proposals"
                        " WHERE organization_id = '%s' AND state = 'open'",
                        uuid_text(fx.organization));
}

static struct uuid only_proposal(void)
{
    struct uuid id = {0};
    const char *text = owner_text("SELECT id FROM policy_revision_proposals"
                                  " WHERE organization_id = '%s'",
                                  uuid_text(fx.organization));
    ck_assert(text != NULL && uuid_parse(text, &id));
    return id;
}

/* ---- by ineffective revisions */

static enum outcome open_ineffective(const char *evidence)
{
    struct uow *u = new_writer();
    return finish(u, policy_proposals_open_ineffective(u, id_of("training"), evidence));
}

START_TEST(r22_ineffective_revisions_open_one_proposal)
{
    ck_assert_int_eq(open_ineffective("{\"cases\": 1}"), OUTCOME_OK);
    ck_assert_int_eq(open_count(), 0); /* no version is in force: nothing to revise */
    struct uuid version = adopted_version(&(struct version_plan){.from = "2026-01-01"});
    ck_assert_int_eq(open_ineffective("{\"cases\": 2}"), OUTCOME_OK);
    ck_assert_int_eq(open_ineffective("{\"cases\": 3}"), OUTCOME_OK);
    ck_assert_int_eq(open_count(), 1);
    struct policy_revision_proposal proposal;
    ck_assert_int_eq(policy_revision_proposals_load(new_reader(), only_proposal(), &proposal),
                     OUTCOME_OK);
    ck_assert_str_eq(proposal.evidence, "{\"cases\": 2}");
    ck_assert_int_eq(proposal.cause, POLICY_REVISION_CAUSE_REVISION_INEFFECTIVE);
    ck_assert(uuid_equal(proposal.policy_version_id, version));
    ck_assert(uuid_equal(proposal.training_id, id_of("training")));
    ck_assert_int_eq(owner_number("SELECT count(*) FROM transitions WHERE resource_id = '%s'",
                                  uuid_text(proposal.id)),
                     1);
}
END_TEST

/* Another unit of work opens one while ours waits. */
START_TEST(two_at_once_open_one_proposal)
{
    struct uuid version = adopted_version(&(struct version_plan){.from = "2026-01-01"});
    struct committer *other = commit_when_waited_for(arena_printf(
        &fx.arena,
        "SELECT pg_advisory_xact_lock(hashtextextended('policies:%s', 0));"
        " INSERT INTO policy_revision_proposals (organization_id, id, policy_version_id,"
        " training_id, cause, evidence, created_at, updated_at) VALUES ('%s', gen_random_uuid(),"
        " '%s', '%s', 'revision_ineffective', '{}', now(), now())",
        uuid_text(fx.organization), uuid_text(fx.organization), uuid_text(version),
        uuid_text(id_of("training"))));
    ck_assert_int_eq(open_ineffective("{}"), OUTCOME_OK);
    ck_assert(committed(other));
    ck_assert_int_eq(open_count(), 1);
}
END_TEST

/* ---- by objectives */

static struct uuid adopt_floor(void)
{
    struct policy_objective o = {0};
    RECORD_PUT(&o, POLICY_OBJECTIVE, aspect, COMPETENCY_ASPECT_SKILL);
    RECORD_PUT(&o, POLICY_OBJECTIVE, title, "20 JP");
    RECORD_PUT(&o, POLICY_OBJECTIVE, indicator, OBJECTIVE_INDICATOR_HOURS_COMPLIANCE);
    RECORD_PUT(&o, POLICY_OBJECTIVE, target, 8000);
    RECORD_PUT(&o, POLICY_OBJECTIVE, mid_term_on, day_of("2026-06-30"));
    RECORD_PUT(&o, POLICY_OBJECTIVE, due_on, day_of("2026-12-31"));
    return adopted_version(
        &(struct version_plan){.from = "2026-01-01", .objectives = &o, .objective_count = 1});
}

static int64_t check(void)
{
    struct policy_revision_check_reply reply;
    struct uow *u = new_writer();
    ck_assert_int_eq(finish(u, policy_revision_proposals_check_now(u, &reply)), OUTCOME_OK);
    return reply.opened;
}

START_TEST(r22_an_objective_off_track_past_its_mid_term_is_proposed_once)
{
    ck_assert_int_eq(check(), 0);
    adopt_floor();
    today_is("2026-06-30");
    ck_assert_int_eq(check(), 0);
    today_is("2026-07-01");
    ck_assert_int_eq(check(), 1);
    ck_assert_int_eq(check(), 0);
    ck_assert_int_eq(open_count(), 1);
    struct policy_revision_proposal proposal;
    ck_assert_int_eq(policy_revision_proposals_load(new_reader(), only_proposal(), &proposal),
                     OUTCOME_OK);
    ck_assert_int_eq(proposal.cause, POLICY_REVISION_CAUSE_OBJECTIVE_OFF_TRACK);
    ck_assert_ptr_nonnull(strstr(proposal.evidence, "\"status\": \"off_track\""));
    ck_assert_ptr_nonnull(strstr(proposal.evidence, "\"value\": 0"));
}
END_TEST

/* ---- closing */

static enum outcome try_accept(struct uow *u, struct uuid id, struct uuid answer_id)
{
    struct policy_revision_proposal proposal;
    struct policy_revision_answer answer;
    struct policy_facts facts = policies_facts(u);
    TRY(policy_revision_proposals_load_for_close(u, id, &proposal));
    TRY(policy_revision_proposals_load_answer(u, proposal.policy_version_id, answer_id, &answer));
    TRY(policy_revision_proposals_decide_accept(&proposal, &answer, &facts, &fx.problem));
    policy_revision_proposals_apply_close(u, &proposal);
    return OUTCOME_OK;
}

static enum outcome accept(struct uuid id, struct uuid answer_id)
{
    struct uow *u = new_writer();
    return finish(u, try_accept(u, id, answer_id));
}

START_TEST(r22_a_new_version_closes_a_proposal)
{
    struct uuid revised = adopt_floor();
    today_is("2026-07-01");
    check();
    struct uuid id = only_proposal();
    ck_assert_int_eq(accept(id, random_uuid()), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /new_policy_version_id");
    ck_assert_int_eq(accept(id, revised), OUTCOME_INVALID);
    struct uuid answer = adopted_version(&(struct version_plan){.from = "2026-08-01"});
    ck_assert_int_eq(accept(id, answer), OUTCOME_OK);
    ck_assert_int_eq(open_count(), 0);
    ck_assert_int_eq(accept(id, answer), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "wrong-state");
    ck_assert_int_eq(check(), 0); /* decided: not proposed again */
}
END_TEST

START_TEST(r22_a_refusal_keeps_its_reason)
{
    struct policy_revision_proposal proposal;
    adopt_floor();
    today_is("2026-07-01");
    check();
    struct uow *u = new_writer();
    struct policy_facts facts = policies_facts(u);
    ck_assert_int_eq(policy_revision_proposals_load_for_close(u, only_proposal(), &proposal),
                     OUTCOME_OK);
    ck_assert_int_eq(
        policy_revision_proposals_decide_refuse(&proposal, "Anggaran", &facts, &fx.problem),
        OUTCOME_OK);
    policy_revision_proposals_apply_close(u, &proposal);
    ck_assert_int_eq(finish(u, OUTCOME_OK), OUTCOME_OK);
    ck_assert_str_eq(owner_text("SELECT state || ' ' || reason FROM policy_revision_proposals"
                                " WHERE id = '%s'",
                                uuid_text(proposal.id)),
                     "refused Anggaran");
    ck_assert_str_eq(owner_text("SELECT reason FROM transitions WHERE resource_id = '%s'"
                                " AND to_state = 'refused'",
                                uuid_text(proposal.id)),
                     "Anggaran");
    ck_assert_int_eq(check(), 0);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("policy_revision_proposals");
    TCase *tests = tcase_create("policy_revision_proposals");
    tcase_add_checked_fixture(tests, open_proposals, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, r22_ineffective_revisions_open_one_proposal);
    tcase_add_test(tests, two_at_once_open_one_proposal);
    tcase_add_test(tests, r22_an_objective_off_track_past_its_mid_term_is_proposed_once);
    tcase_add_test(tests, r22_a_new_version_closes_a_proposal);
    tcase_add_test(tests, r22_a_refusal_keeps_its_reason);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
