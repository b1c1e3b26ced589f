/* auth_refresh.h - the thread that reads the key sets of OIDC issuers again and again
 *
 * Every hour; after failures with a back-off that doubles up to five minutes (the keys read before
 * stay good); and soon after a token named an unknown key, but at most every 30 s, so that tokens
 * made up cannot make us call. Private to api/http/auth*.c.
 * Tests: tests/api/test_auth_oidc.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_AUTH_REFRESH_H
#define BANGKOM_HTTP_AUTH_REFRESH_H

#include <pthread.h>
#include <stdatomic.h>

#include "api/http/auth_issuer.h"

struct db;
struct logger;

struct oidc {
    struct db *db;
    struct logger *logger;
    struct arena arena; /* of what is configured */
    struct issuer *issuers;
    size_t count;
    pthread_mutex_t lock; /* what changes in the issuers */
    pthread_cond_t changed;
    atomic_bool stop;
    bool started; /* the thread runs */
    pthread_t thread;
};

/* refresh_files - read the key sets that are files, now
 * fails false, the reason in problem->internal */
bool refresh_files(struct oidc *oidc, struct problem *problem);
/* refresh_start / refresh_stop - the thread; none is started without issuers; stop waits for it */
void refresh_start(struct oidc *oidc);
void refresh_stop(struct oidc *oidc);
/* refresh_soon - a key is missing; the caller holds the lock */
void refresh_soon(struct oidc *oidc, struct issuer *issuer);

#endif
