/* import_client.h - bangkom import: send a file of HR records to a server and watch it being
 * worked off
 *
 * Talks HTTP like every other caller; the only part of the program that does (libcurl).
 * Must not know: the database.
 * Tests: tests/e2e/test_imports.py
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_IMPORT_CLIENT_H
#define BANGKOM_IMPORT_CLIENT_H

struct arena;
struct config;

/* command_import - a subcommand, see command.h; --help says what it takes
 * in   config  public_url stands in where --url is missing
 * returns COMMAND_OK, COMMAND_FAILED, COMMAND_USAGE; COMMAND_NOT_FOUND when rows were refused */
int command_import(struct arena *a, const struct config *config, int argc, char **argv);

#endif
