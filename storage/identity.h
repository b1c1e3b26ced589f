/* identity.h - clients and employees as callers: who they are and which roles they hold
 *
 * Must not know: tokens, HTTP. Roles are given by name; what they allow is the caller's business.
 * Tests: tests/storage/test_identity.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_STORAGE_IDENTITY_H
#define BANGKOM_STORAGE_IDENTITY_H

#include "storage/db/uow.h"

struct identity_role {
    const char *role;    /* role_assignments.role */
    struct uuid unit_id; /* nil: the whole organization */
};

struct identity {
    bool active; /* found, and neither revoked nor gone; else nothing below is set */
    struct uuid id;
    const char *name;
    struct instant secret_changed_at; /* clients: tokens issued before are void; else 0 */
    size_t role_count;
    struct identity_role *roles;
};

/* identity_load_client / identity_load_employee - one round trip
 * in   u            of the tenant that the token names
 *      employee_id  by id or by NIP
 * out  *ret, texts and roles in the arena of `u`
 * fails UNAVAILABLE | INTERNAL; a caller who is unknown is no failure but not active */
enum outcome identity_load_client(struct uow *u, struct uuid client_id,
                                  struct identity *ret) MUST_USE;
enum outcome identity_load_employee(struct uow *u, struct ref employee_id,
                                    struct identity *ret) MUST_USE;

/* identity_find_client - whose client it is and how its secret is hashed, before the tenant is
 * known
 * out  *ret_found false: no such client, or it is revoked */
enum outcome identity_find_client(struct uow *u, struct uuid client_id,
                                  struct uuid *ret_organization_id, const char **ret_secret_hash,
                                  bool *ret_found) MUST_USE;

/* identity_find_organization - by its slug; nil when there is none */
enum outcome identity_find_organization(struct uow *u, const char *slug,
                                        struct uuid *ret_organization_id) MUST_USE;

#endif
