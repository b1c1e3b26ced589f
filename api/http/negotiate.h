/* negotiate.h - what a caller prefers: Accept, Accept-Language, Accept-Encoding (RFC 9110 section
 * 12), and what a body is: Content-Type
 *
 * Tests: tests/api/test_negotiate.c
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_HTTP_NEGOTIATE_H
#define BANGKOM_HTTP_NEGOTIATE_H

#include <stdbool.h>

#include "api/http/request.h"

/* negotiate_type - the index of the media type that Accept likes best, the first of equals, or -1
 * in   accept  the header or NULL (anything goes)
 *      types   in lower case, NULL-terminated, without parameters */
int negotiate_type(const char *accept, const char *const *types);

/* negotiate_language - id or en by Accept-Language (also id-ID, en-GB …), else `otherwise` */
enum language negotiate_language(const char *accept_language, enum language otherwise);

/* negotiate_gzip - Accept-Encoding names gzip or * with a q above 0 */
bool negotiate_gzip(const char *accept_encoding);

/* media_type - type/subtype of a Content-Type in lower case, in `a`; NULL for NULL, for text that
 * is none, and for a charset other than UTF-8 */
const char *media_type(struct arena *a, const char *content_type);

#endif
