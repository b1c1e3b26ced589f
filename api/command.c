/* command.c - see command.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "api/command.h"

#include <stdio.h>
#include <string.h>

#include "domain/base/banned.h"

static bool is_word(const struct command_argument *argument)
{
    return argument->name[0] != '-';
}

static void print_help(const struct command_syntax *syntax)
{
    printf("Usage: bangkom %s\n\n%s", syntax->usage, syntax->text);
    if (syntax->count > 0) putchar('\n');
    for (size_t i = 0; i < syntax->count; i++) {
        const struct command_argument *each = &syntax->arguments[i];
        const char *value = each->value == NULL ? "" : each->value;
        int width = 24 - (int)strlen(each->name) - 1;
        printf("  %s %-*s %s\n", each->name, width > 0 ? width : 1, value, each->help);
    }
    fputs("\n" COMMAND_EXIT_HELP, stdout);
}

static bool wrong(const struct command_syntax *syntax, const char *complaint, const char *argument,
                  int *ret_exit)
{
    fprintf(stderr, "bangkom: %s%s\nUsage: bangkom %s\n", complaint, argument, syntax->usage);
    *ret_exit = COMMAND_USAGE;
    return false;
}

/* The option that `text` names, as --name, --name=VALUE or, for words, by place. */
static const struct command_argument *find(const struct command_syntax *syntax, const char *text,
                                           size_t length)
{
    bool word = text[0] != '-' || text[1] == '\0';
    for (size_t i = 0; i < syntax->count; i++) {
        const struct command_argument *each = &syntax->arguments[i];
        if (word && is_word(each) && *each->ret == NULL) return each;
        if (!word && strncmp(each->name, text, length) == 0 && each->name[length] == '\0')
            return each;
    }
    return NULL;
}

static bool complete(const struct command_syntax *syntax, int *ret_exit)
{
    for (size_t i = 0; i < syntax->count; i++) {
        const struct command_argument *each = &syntax->arguments[i];
        if (is_word(each) && *each->ret == NULL)
            return wrong(syntax, "missing ", each->name, ret_exit);
    }
    return true;
}

bool command_parse(const struct command_syntax *syntax, int argc, char **argv, int *ret_exit)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
            print_help(syntax);
            *ret_exit = COMMAND_OK;
            return false;
        }
    }
    for (int i = 1; i < argc; i++) {
        size_t length = strcspn(argv[i], "=");
        const struct command_argument *found = find(syntax, argv[i], length);
        if (found == NULL) return wrong(syntax, "unknown argument ", argv[i], ret_exit);
        bool is_switch = is_word(found) || found->value == NULL;
        bool attached = argv[i][length] == '=' && !is_word(found);
        if (attached && is_switch)
            return wrong(syntax, "no value belongs to ", found->name, ret_exit);
        if (!is_switch && !attached && i + 1 == argc)
            return wrong(syntax, "a value is missing for ", found->name, ret_exit);
        if (attached) *found->ret = argv[i] + length + 1;
        else *found->ret = is_switch ? argv[i] : argv[++i];
    }
    return complete(syntax, ret_exit);
}
