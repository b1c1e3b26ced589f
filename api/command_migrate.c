/* command_migrate.c - bangkom migrate: bring the database to the schema of this program
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/command.h"

#include <stdio.h>

#include "api/config.h"
#include "domain/base/text.h"
#include "storage/db/migrate.h"

#include "domain/base/banned.h"

static void report(const char *name)
{
    fprintf(stderr, "bangkom: applying %s\n", name);
}

int command_migrate(struct arena *a, const struct config *config, int argc, char **argv)
{
    const char *to = NULL;
    const struct command_argument arguments[] = {
        {"--to", "N", &to, "apply the migrations up to and with number N only"},
    };
    const struct command_syntax syntax = {
        "migrate [--to N]",
        "Applies what is missing of the schema, as the owner (BANGKOM_OWNER_DATABASE_URL).\n"
        "May be run again at any time; only one runs at a time.\n",
        arguments, sizeof arguments / sizeof arguments[0]};
    int exit_status, applied;
    if (!command_parse(&syntax, argc, argv, &exit_status)) return exit_status;
    int64_t up_to = 0;
    if (to != NULL && !parse_i64(to, 1, migration_count, &up_to)) {
        fprintf(stderr, "bangkom: --to must be a number from 1 to %d\n", migration_count);
        return COMMAND_USAGE;
    }
    struct problem problem;
    problem_init(&problem, a);
    if (migrate(config->owner_database_url, (int)up_to, report, &applied, &problem) != OUTCOME_OK) {
        const char *why = problem.internal;
        fprintf(stderr, "bangkom: cannot migrate: %s\n", why == NULL ? "unknown reason" : why);
        return COMMAND_FAILED;
    }
    printf("%d applied\n", applied);
    return COMMAND_OK;
}
