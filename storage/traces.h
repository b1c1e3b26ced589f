/* traces.h - the trace from needs to results in the database
 *
 * Must not know: HTTP, which role may do what. Only needs and items in the scope of the unit of
 * work are found.
 * Tests: tests/storage/test_plans.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_TRACES_H
#define BANGKOM_STORAGE_TRACES_H

#include "contract/traces.h"
#include "storage/db/uow.h"

/* traces_load_of_need / traces_load_of_plan_item - all paths, from either end: one round trip
 * out    *ret  lives in the arena of `u`
 * fails  NOT_FOUND no such need or item in scope | UNAVAILABLE */
enum outcome traces_load_of_need(struct uow *u, struct uuid need_id, struct trace *ret) MUST_USE;
enum outcome traces_load_of_plan_item(struct uow *u, struct uuid plan_item_id,
                                      struct trace *ret) MUST_USE;

#endif
