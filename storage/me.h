/* me.h - what the database knows about a caller beyond their token
 *
 * Must not know: HTTP, principals.
 * Tests: tests/storage/test_me.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_ME_H
#define BANGKOM_STORAGE_ME_H

#include "contract/me.h"
#include "storage/db/uow.h"

/* me_load - the caller's organization, and the names of the units of their roles: one round trip
 * in/out roles  with unit_id where the role is over a unit; unit_name is filled in
 * fails  UNAVAILABLE */
enum outcome me_load(struct uow *u, struct me_organization *ret_organization,
                     struct me_role_list *roles) MUST_USE;

#endif
