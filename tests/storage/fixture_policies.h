/* fixture_policies.h - policies and their versions by one word each
 *
 * Who acts is a word too: `acting(word)` makes its id the caller's.
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_TESTS_STORAGE_FIXTURE_POLICIES_H
#define BANGKOM_TESTS_STORAGE_FIXTURE_POLICIES_H

#include "domain/policy_versions.h"
#include "fixture_people.h"

/* acting - from here on fx.context is this caller's; today_is - and this is the day */
void acting(const char *word);
void today_is(const char *day);
struct date day_of(const char *text);

/* add_policy - a policy by its word, as the owner */
void add_policy(const char *word);

/* draft_version - a draft of the policy "policy" by "maker" in units of work of its own, with one
 * objective for each indicator named; parameters and effective_until NULL: left out
 * returns its id */
struct version_plan {
    const char *from, *until, *parameters;
    const struct policy_objective *objectives;
    size_t objective_count;
};
struct uuid draft_version(const struct version_plan *plan);

/* submit, adopt - a step in a unit of work of its own, by fx.context; what came of it */
enum outcome submit(struct uuid id);
enum outcome adopt(struct uuid id);
/* adopted_version - draft, submitted by "submitter", adopted by "approver" */
struct uuid adopted_version(const struct version_plan *plan);

#endif
