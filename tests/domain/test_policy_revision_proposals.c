/* test_policy_revision_proposals.c - the policy put up for revision
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/policy_revision_proposals.h"

#include "fixture_problem.h"

#include "domain/base/banned.h"

static struct policy_facts facts_of(bool whole)
{
    return (struct policy_facts){.now = {1000},
                                 .caller_id = word_id("approver"),
                                 .whole_organization = whole,
                                 .new_id = word_id("proposal")};
}

static struct policy_revision_proposal open_proposal(void)
{
    struct policy_revision_proposal proposal;
    struct policy_facts facts = facts_of(true);
    policy_revision_proposals_make(word_id("revised"), POLICY_REVISION_CAUSE_REVISION_INEFFECTIVE,
                                   "{\"cases\":2}", &facts, &proposal);
    return proposal;
}

static struct policy_version version_of(const char *word, enum policy_version_state state,
                                        const char *from)
{
    struct policy_version version = {0};
    RECORD_PUT(&version, POLICY_VERSION, id, word_id(word));
    RECORD_PUT(&version, POLICY_VERSION, state, state);
    RECORD_PUT(&version, POLICY_VERSION, effective_from, day_of(from));
    return version;
}

START_TEST(r22_a_proposal_opens_with_its_evidence)
{
    struct policy_revision_proposal proposal = open_proposal();
    ck_assert(uuid_equal(proposal.id, word_id("proposal")));
    ck_assert(uuid_equal(proposal.policy_version_id, word_id("revised")));
    ck_assert_int_eq(proposal.state, POLICY_REVISION_STATE_OPEN);
    ck_assert_str_eq(proposal.evidence, "{\"cases\":2}");
    ck_assert(!RECORD_HAS(&proposal, POLICY_REVISION_PROPOSAL, decided_by));
}
END_TEST

static const struct {
    enum policy_version_state state;
    const char *from, *says;
} answers[] = {
    {POLICY_VERSION_STATE_ADOPTED, "2026-07-01", ""},
    {POLICY_VERSION_STATE_SUPERSEDED, "2026-01-02", ""},
    {POLICY_VERSION_STATE_ADOPTED, "2026-01-01",
     "validation-failed /new_policy_version_id later-version"},
    {POLICY_VERSION_STATE_DRAFT, "2026-07-01",
     "validation-failed /new_policy_version_id later-version"},
    {0, NULL, "reference-not-found /new_policy_version_id reference"},
};

START_TEST(r22_it_is_accepted_by_a_later_version_only)
{
    struct policy_facts facts = facts_of(true);
    struct policy_revision_proposal proposal = open_proposal();
    struct policy_version answer,
        revised = version_of("revised", POLICY_VERSION_STATE_ADOPTED, "2026-01-01");
    struct policy_revision_answer named = {.revised = &revised};
    if (answers[_i].from != NULL) {
        answer = version_of("answer", answers[_i].state, answers[_i].from);
        named.answer = &answer;
    }
    enum outcome outcome =
        policy_revision_proposals_decide_accept(&proposal, &named, &facts, &problem);
    ck_assert_str_eq(problem_text(), answers[_i].says);
    if (outcome != OUTCOME_OK) return;
    ck_assert_int_eq(proposal.state, POLICY_REVISION_STATE_ACCEPTED);
    ck_assert(uuid_equal(proposal.new_policy_version_id, word_id("answer")));
    ck_assert(uuid_equal(proposal.decided_by, word_id("approver")));
    ck_assert_int_eq(proposal.version, 2);
}
END_TEST

START_TEST(r22_it_is_refused_with_a_reason_and_once)
{
    struct policy_facts facts = facts_of(true);
    struct policy_revision_proposal proposal = open_proposal();
    ck_assert_int_eq(
        policy_revision_proposals_decide_refuse(&proposal, "Anggaran", &facts, &problem),
        OUTCOME_OK);
    ck_assert_int_eq(proposal.state, POLICY_REVISION_STATE_REFUSED);
    ck_assert_str_eq(proposal.reason, "Anggaran");
    ck_assert_int_eq(policy_revision_proposals_decide_refuse(&proposal, "Lagi", &facts, &problem),
                     OUTCOME_CONFLICT);
    ck_assert_str_eq(problem_text(), "wrong-state");
}
END_TEST

START_TEST(r02_it_is_closed_by_a_role_over_everything)
{
    struct policy_facts facts = facts_of(false);
    struct policy_revision_proposal proposal = open_proposal();
    ck_assert_int_eq(
        policy_revision_proposals_decide_refuse(&proposal, "Anggaran", &facts, &problem),
        OUTCOME_FORBIDDEN);
}
END_TEST

int main(void)
{
    TCase *tests = tcase_create("policy_revision_proposals");
    tcase_add_test(tests, r22_a_proposal_opens_with_its_evidence);
    tcase_add_loop_test(tests, r22_it_is_accepted_by_a_later_version_only, 0,
                        (int)(sizeof answers / sizeof answers[0]));
    tcase_add_test(tests, r22_it_is_refused_with_a_reason_and_once);
    tcase_add_test(tests, r02_it_is_closed_by_a_role_over_everything);
    return run_case(tests, "policy_revision_proposals");
}
