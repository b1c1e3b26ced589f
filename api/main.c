/* main.c - the program: which subcommands there are, and the only reader of the environment
 * SPDX-License-Identifier: Apache-2.0 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "api/command.h"
#include "api/config.h"
#include "api/import_client.h"
#include "domain/base/arena.h"

#include "domain/base/banned.h"

static int command_version(struct arena *a, const struct config *config, int argc, char **argv)
{
    static const struct command_syntax syntax = {"version", "Prints the version.\n", NULL, 0};
    int exit_status;
    (void)a, (void)config;
    if (!command_parse(&syntax, argc, argv, &exit_status)) return exit_status;
    puts("bangkom " BANGKOM_VERSION);
    return COMMAND_OK;
}

/* What a command wants to know about the environment before it starts. */
enum settings {
    SETTINGS_IGNORED, /* what is wrong with them does not concern it */
    SETTINGS_NEEDED,  /* it does not start unless they are right */
    SETTINGS_SHOWN,   /* it starts, and all complaints are printed behind */
};

static const struct command {
    const char *name;
    int (*run)(struct arena *a, const struct config *config, int argc, char **argv);
    enum settings settings;
    const char *summary;
} commands[] = {
    {"serve", command_serve, SETTINGS_NEEDED, "answer requests until SIGTERM"},
    {"migrate", command_migrate, SETTINGS_NEEDED, "bring the database to this program's schema"},
    {"seed", command_seed, SETTINGS_NEEDED, "load an organization's starting data"},
    {"token", command_token, SETTINGS_NEEDED, "print a token for a client or an employee"},
    {"client", command_client, SETTINGS_NEEDED, "create, list, rotate and revoke clients"},
    {"key", command_key, SETTINGS_NEEDED, "rotate the key that signs tokens"},
    {"import", command_import, SETTINGS_IGNORED, "send a file of HR records to a server"},
    {"config", command_config, SETTINGS_SHOWN, "print all settings with their meaning"},
    {"version", command_version, SETTINGS_IGNORED, "print the version"},
};
#define COMMAND_COUNT (sizeof commands / sizeof commands[0])

static const struct command *find_command(const char *name)
{
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(commands[i].name, name) == 0) return &commands[i];
    return NULL;
}

static void print_usage(FILE *out)
{
    fputs("Usage: bangkom COMMAND [ARGUMENTS]\n\n", out);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(out, "  %-10s%s\n", commands[i].name, commands[i].summary);
    fputs("\nbangkom COMMAND --help tells more. Settings are environment variables; bangkom config "
          "lists them.\n" COMMAND_EXIT_HELP,
          out);
}

static bool is_help(const char *text)
{
    return strcmp(text, "--help") == 0 || strcmp(text, "-h") == 0;
}

static bool asks_for_help(int argc, char **argv)
{
    for (int i = 0; i < argc; i++)
        if (is_help(argv[i])) return true;
    return false;
}

static const char *environment(const char *name)
{
    return getenv(name);
}

/* The settings, and what is wrong with them as text. */
static bool load(struct arena *a, struct config *ret, const char **ret_complaints)
{
    char *text = NULL;
    size_t length = 0;
    FILE *errors = open_memstream(&text, &length);
    if (errors == NULL) abort();
    bool good = config_load(a, environment, ret, errors);
    ret->notify_socket = environment("NOTIFY_SOCKET");
    config_unknown(environ, errors);
    fclose(errors);
    *ret_complaints = arena_copy(a, text, length);
    free(text);
    return good;
}

static int run(const struct command *command, int argc, char **argv)
{
    struct config config;
    const char *complaints;
    arena_auto a;
    arena_init(&a);
    bool good = load(&a, &config, &complaints);
    bool refused = !good && command->settings == SETTINGS_NEEDED;
    if (asks_for_help(argc, argv)) return command->run(&a, &config, argc, argv);
    if (refused || command->settings == SETTINGS_NEEDED) fputs(complaints, stderr);
    if (refused) return COMMAND_CONFIG;
    int exit_status = command->run(&a, &config, argc, argv);
    if (command->settings != SETTINGS_SHOWN) return exit_status;
    fflush(stdout);
    fputs(complaints, stderr);
    return exit_status == COMMAND_OK && !good ? COMMAND_CONFIG : exit_status;
}

int main(int argc, char **argv)
{
    if (argc > 1 && (is_help(argv[1]) || strcmp(argv[1], "help") == 0)) {
        print_usage(stdout);
        return COMMAND_OK;
    }
    const struct command *command = argc < 2 ? NULL : find_command(argv[1]);
    if (command != NULL) return run(command, argc - 1, argv + 1);
    if (argc > 1) fprintf(stderr, "bangkom: no command '%s'\n", argv[1]);
    print_usage(stderr);
    return COMMAND_USAGE;
}
