/* organizations.h - the tenants; made by the owner of the schema only
 * Tests: tests/e2e/test_cli.py
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_ORGANIZATIONS_H
#define BANGKOM_STORAGE_ORGANIZATIONS_H

#include "storage/db/uow.h"

/* organizations_create - a new tenant, unless one of that slug exists
 * in     u     of no tenant, over a connection of the schema's owner; committed here
 * out    *ret_created  false: there was one, and it stays as it is
 * fails  INVALID (slug) | UNAVAILABLE | INTERNAL */
enum outcome organizations_create(struct uow *u, const char *slug, const char *name,
                                  bool *ret_created) MUST_USE;

#endif
