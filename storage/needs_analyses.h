/* needs_analyses.h - needs analyses in the database, and what is done with all their needs
 *
 * Must not know: HTTP, which role may do what. Only analyses of units in the scope of the unit of
 * work are found, and for reading and single needs those of units above: they take part in it.
 * Tests: tests/storage/test_needs_analyses.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_NEEDS_ANALYSES_H
#define BANGKOM_STORAGE_NEEDS_ANALYSES_H

#include "domain/needs_analyses.h"
#include "storage/db/uow.h"

/* needs_analyses_load - one analysis
 * fails  NOT_FOUND absent or out of scope (R-02) | UNAVAILABLE */
enum outcome needs_analyses_load(struct uow *u, struct uuid id,
                                 struct needs_analysis *ret) MUST_USE;

/* needs_analyses_want - queue the look-up of an analysis, locked or not; filled by the next sync
 * out  ret_found  NULL: one that is not found is NOT_FOUND */
void needs_analyses_want(struct uow *u, struct uuid id, bool lock, struct needs_analysis *ret,
                         bool *ret_found);

/* needs_analyses_load_for_create - what needs_analyses_decide_create needs: one round trip */
enum outcome needs_analyses_load_for_create(struct uow *u, struct ref unit_id,
                                            struct needs_analysis_facts *ret_facts) MUST_USE;

/* needs_analyses_load_for_step - the analysis, locked until the end of the transaction, and how
 * many of its needs are undecided: one round trip
 * fails  NOT_FOUND absent, or not wholly in scope (R-02) | UNAVAILABLE */
enum outcome needs_analyses_load_for_step(struct uow *u, struct uuid id,
                                          struct needs_analysis *ret_analysis,
                                          struct needs_analysis_facts *ret_facts) MUST_USE;

/* needs_analyses_apply_create / _step - queue the decided row with history, audit and outbox
 * in  from  the state before the step */
void needs_analyses_apply_create(struct uow *u, const struct needs_analysis *analysis);
void needs_analyses_apply_step(struct uow *u, const struct needs_analysis *analysis,
                               enum needs_analysis_state from);

/* needs_analyses_make_needs - make the needs of all gaps that have none yet, with history,
 * audit and outbox: one statement
 * needs  the analysis locked by needs_analyses_load_for_step, so that two generations come one
 *        after the other */
enum outcome needs_analyses_make_needs(struct uow *u, const struct needs_analysis *analysis,
                                       struct needs_generation *ret) MUST_USE;

/* needs_analyses_decide_all - verify all proposed needs or validate all verified ones in scope, but
 * for the caller's own cases, with history, audit and outbox: one statement
 * in  action  NEEDS_ANALYSIS_VERIFY_ALL or NEEDS_ANALYSIS_VALIDATE_ALL */
enum outcome needs_analyses_decide_all(struct uow *u, struct uuid id,
                                       enum needs_analysis_action action,
                                       struct needs_decisions *ret) MUST_USE;

#endif
