/* banned.h - libc names that must not be used; included last in every .c file
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_BASE_BANNED_H
#define BANGKOM_BASE_BANNED_H
#pragma GCC poison sprintf vsprintf strcpy strcat strncpy strncat strtok atoi atol gmtime localtime
#undef alloca /* a macro of glibc, which cannot be poisoned */
#pragma GCC poison gets strdup strndup asprintf vasprintf setjmp longjmp alloca
#endif
