/* command.h - the subcommands of the program: what main.c calls, and how they read their arguments
 *
 * Every command prints results on standard output and everything else on standard error, and
 * returns an exit status that scripts can use.
 * Must not know: the environment (main.c reads it).
 * Tests: tests/e2e/test_cli.py
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_COMMAND_H
#define BANGKOM_COMMAND_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct config;

enum command_exit {
    COMMAND_OK = 0,
    COMMAND_FAILED = 1,    /* refused, or something the command needs is away */
    COMMAND_USAGE = 2,     /* the arguments make no sense */
    COMMAND_CONFIG = 3,    /* a BANGKOM_… variable is missing or wrong */
    COMMAND_NOT_FOUND = 4, /* what was named does not exist; import: rows were refused */
};
#define COMMAND_EXIT_HELP                                                                          \
    "Exit status: 0 done, 1 failed, 2 usage, 3 configuration, 4 not found or rows refused.\n"

/* command_serve, … - one subcommand each
 * in   config  checked, but for config and import
 *      argv    the command's own name and its arguments
 * returns enum command_exit */
int command_serve(struct arena *a, const struct config *config, int argc, char **argv);
int command_migrate(struct arena *a, const struct config *config, int argc, char **argv);
int command_seed(struct arena *a, const struct config *config, int argc, char **argv);
int command_token(struct arena *a, const struct config *config, int argc, char **argv);
int command_client(struct arena *a, const struct config *config, int argc, char **argv);
int command_key(struct arena *a, const struct config *config, int argc, char **argv);
int command_config(struct arena *a, const struct config *config, int argc, char **argv);

/* One argument that a command takes. */
struct command_argument {
    const char *name;  /* "--to", or a word such as "DIR": required, by its place */
    const char *value; /* what stands for the value in the help; NULL: a switch, or a word */
    const char **ret;  /* gets the value; a switch gets its name */
    const char *help;
};
struct command_syntax {
    const char *usage; /* behind "bangkom " */
    const char *text;  /* what the command does */
    const struct command_argument *arguments;
    size_t count;
};

/* command_parse - fill what the arguments point at, or answer --help
 * out  *ret_exit  only when false: the exit status */
bool command_parse(const struct command_syntax *syntax, int argc, char **argv, int *ret_exit);

#endif
