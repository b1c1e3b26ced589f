/* seed.h - loading an organization's starting data; shared by command_seed.c and seed_*.c only
 *
 * Every entry goes through the operation that a caller would use. What exists already stays as it
 * is, so a directory can be loaded again.
 * Tests: tests/e2e/test_cli.py
 * SPDX-License-Identifier: Apache-2.0 */
#ifndef BANGKOM_SEED_H
#define BANGKOM_SEED_H

#include "api/local.h"

struct seed {
    struct local local;
    const char *directory;
    struct arena *arena;        /* as long as the command */
    const char *file;           /* that is being loaded */
    size_t made, kept, refused; /* entries of this file */
    bool failed;                /* an entry of any file was refused, or a file could not be read */
};

/* seed_read - the text of a file of the directory, in `a`
 * out  *ret  NULL: there is no such file
 * returns false when it cannot be read, with the reason said; s->failed is then set */
bool seed_read(struct seed *s, struct arena *a, const char *file, const char **ret,
               size_t *ret_length);

/* seed_send - one request for entry `index` (from 0) of the file; counted as made (2xx), kept
 * (already-exists) or refused, and then explained
 * in   a  empty
 * returns whether it was not refused */
bool seed_send(struct seed *s, struct arena *a, size_t index, const struct local_request *request,
               struct local_reply *ret);

/* seed_judge - count a reply as seed_send does */
bool seed_judge(struct seed *s, size_t index, const struct local_reply *reply);

/* seed_refuse - count entry `index` as refused because `why` */
void seed_refuse(struct seed *s, size_t index, const char *why);

/* What is done with the entries of one file, in the order in which they are needed. */
struct seed_step {
    const char *file;
    void (*load)(struct seed *s, const struct json_value *entries);
};
extern const struct seed_step seed_steps_before_people[];
extern const struct seed_step seed_steps_after_people[];

/* seed_segment - a reference in a member as one segment of a path, or NULL */
const char *seed_segment(struct arena *a, const struct json_value *entry, const char *name);

/* seed_standards - what positions require: [{position, valid_from, items}] */
void seed_standards(struct seed *s, const struct json_value *entries);

/* seed_instruments - questionnaires and their questions, published: [{name, items}]; one whose name
 * is there already stays as it is */
void seed_instruments(struct seed *s, const struct json_value *entries);

/* seed_people - the HR file, employees.json, .ndjson or .csv, by the import's own way */
void seed_people(struct seed *s);

#endif
