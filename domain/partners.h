/* partners.h - rules on partners and their accreditations, and on what can be taken out of use
 *
 * Must not know: storage, HTTP.
 * Tests: tests/domain/test_partners.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_DOMAIN_PARTNERS_H
#define BANGKOM_DOMAIN_PARTNERS_H

#include "contract/partners.h"
#include "contract/registry.h"
#include "domain/registry.h"
#include "domain/transitions.h"

enum activity_action { ACTIVITY_DEACTIVATE = 1, ACTIVITY_REACTIVATE };
/* active -> inactive -> active: of partners and of instructors */
extern const struct transition_machine activity_machine;

/* partners_check_active - whether something new may refer to a partner
 * fails  CONFLICT wrong-state */
enum outcome partners_check_active(bool active, struct problem *problem) MUST_USE;

/* partners_decide_create - the partner to store
 * out    *ret  complete record; texts borrowed from `in`
 * fails  FORBIDDEN
 * from   POST /v1/partners */
enum outcome partners_decide_create(const struct partner_create *in,
                                    const struct registry_facts *facts, struct partner *ret,
                                    struct problem *problem) MUST_USE;

/* partners_decide_update - the partner as it will be
 * in/out *partner      as loaded; on OUTCOME_OK as it is to be stored
 * out    *ret_changed  false: the patch says nothing new
 * fails  FORBIDDEN
 * from   PATCH /v1/partners/{partner_id} */
enum outcome partners_decide_update(struct partner *partner, const struct partner_patch *patch,
                                    const struct registry_facts *facts, bool *ret_changed,
                                    struct problem *problem) MUST_USE;

/* partners_decide_move - take a partner out of use or up again
 * in/out *partner  as loaded; on OUTCOME_OK as it is to be stored
 * fails  FORBIDDEN | CONFLICT wrong-state
 * from   POST /v1/partners/{partner_id}/deactivate, …/reactivate */
enum outcome partners_decide_move(struct partner *partner, enum activity_action action,
                                  const struct registry_facts *facts,
                                  struct problem *problem) MUST_USE;

/* accreditations_decide_create - the accreditation to store
 * in     partner_id  whose
 * fails  FORBIDDEN | INVALID /valid_until before /valid_from
 * from   POST /v1/partners/{partner_id}/accreditations */
enum outcome accreditations_decide_create(const struct accreditation_create *in,
                                          struct uuid partner_id,
                                          const struct registry_facts *facts,
                                          struct accreditation *ret,
                                          struct problem *problem) MUST_USE;

#endif
