/* command_config.c - bangkom config: every variable, its meaning and its present value
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/command.h"

#include <stdio.h>

#include "api/config.h"

#include "domain/base/banned.h"

int command_config(struct arena *a, const struct config *config, int argc, char **argv)
{
    static const struct command_syntax syntax = {
        "config",
        "Prints every BANGKOM_ variable with default, meaning and present value, in the shape of\n"
        "an environment file; passwords are masked. What is wrong is said on standard error.\n",
        NULL, 0};
    int exit_status;
    (void)a;
    if (!command_parse(&syntax, argc, argv, &exit_status)) return exit_status;
    config_print(stdout, config);
    return COMMAND_OK;
}
