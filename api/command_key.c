/* command_key.c - bangkom key: rotate the key that signs our tokens
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/command.h"

#include <stdio.h>
#include <string.h>

#include "api/config.h"
#include "api/http/auth_keys.h"

#include "domain/base/banned.h"

int command_key(struct arena *a, const struct config *config, int argc, char **argv)
{
    const char *verb = NULL, *id;
    const struct command_argument arguments[] = {
        {"VERB", NULL, &verb, "rotate: make another signing key"},
    };
    const struct command_syntax syntax = {
        "key VERB",
        "Makes another signing key and prints its id. The one before is kept beside it as\n"
        "FILE.retired-ID: its tokens stay good, and servers that run learn of the new key by\n"
        "themselves. Remove the retired file, and restart, once no token of it is in use.\n",
        arguments, sizeof arguments / sizeof arguments[0]};
    int exit_status;
    struct problem problem;
    problem_init(&problem, a);
    if (!command_parse(&syntax, argc, argv, &exit_status)) return exit_status;
    if (strcmp(verb, "rotate") != 0) {
        fprintf(stderr, "bangkom: no verb '%s'\nUsage: bangkom %s\n", verb, syntax.usage);
        return COMMAND_USAGE;
    }
    if (!auth_keys_rotate(config->signing_key_file, &id, &problem)) {
        fprintf(stderr, "bangkom: cannot rotate: %s\n", problem.internal);
        return COMMAND_FAILED;
    }
    puts(id);
    return COMMAND_OK;
}
