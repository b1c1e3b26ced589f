/* offers.c - see offers.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "domain/offers.h"

#include "domain/base/banned.h"

static void check_period(const struct offer *offer, struct problem *problem)
{
    if (!RECORD_HAS(offer, OFFER, valid_until)) return;
    if (offer->valid_until.days >= offer->valid_from.days) return;
    (void)!problem_violation(problem, VIOLATION_IN_BODY, "/valid_until", RULE_ORDER, NULL, NULL);
}

static enum outcome check_training(const struct training *training, struct problem *problem)
{
    if (training->state == TRAINING_STATE_ACTIVE) return OUTCOME_OK;
    return transitions_refuse(&training_machine, (int)training->state, problem);
}

enum outcome offers_decide_create(const struct offer_create *in, const struct offer_facts *facts,
                                  struct offer *ret, struct problem *problem)
{
    TRY(registry_check_reach(&facts->registry, problem));
    *ret = (struct offer){0};
    record_copy(&offer_record, ret, &offer_create_record, in);
    if (!facts->partner_found) (void)!registry_refuse_reference(problem, "/partner_id");
    if (!facts->training_found) (void)!registry_refuse_reference(problem, "/training_id");
    check_period(ret, problem);
    TRY(problem_outcome(problem));
    TRY(partners_check_active(facts->partner.state == ACTIVITY_STATE_ACTIVE, problem));
    TRY(check_training(&facts->training, problem));
    registry_stamp_new(&offer_record, ret, &facts->registry);
    RECORD_PUT(ret, OFFER, partner_id, facts->partner.id);
    RECORD_PUT(ret, OFFER, partner_name, facts->partner.name);
    RECORD_PUT(ret, OFFER, training_id, facts->training.id);
    RECORD_PUT(ret, OFFER, training_name, facts->training.name);
    return OUTCOME_OK;
}

enum outcome offers_decide_update(struct offer *offer, const struct offer_patch *patch,
                                  const struct registry_facts *facts, bool *ret_changed,
                                  struct problem *problem)
{
    TRY(registry_check_reach(facts, problem));
    *ret_changed = record_merge(&offer_record, offer, &offer_patch_record, patch) > 0;
    check_period(offer, problem);
    TRY(problem_outcome(problem));
    if (*ret_changed) registry_stamp_change(&offer_record, offer, facts->now);
    return OUTCOME_OK;
}
