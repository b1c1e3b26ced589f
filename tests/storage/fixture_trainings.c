/* fixture_trainings.c - see fixture_trainings.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_trainings.h"

#include <string.h>

#include "domain/base/banned.h"

struct date day(const char *text)
{
    struct date date = {0};
    ck_assert(date_parse(text, &date));
    return date;
}

void add_training(const char *word)
{
    owner_run("INSERT INTO trainings (organization_id, id, external_id, code, name, form_id,"
              " created_at, updated_at) VALUES ('%s', '%s', '%s', '%s', '%s', 3, now(), now())",
              uuid_text(fx.organization), uuid_text(id_of(word)), word, word, word);
}

void add_version(const char *word, const char *training, int number, const char *state)
{
    const char *organization = uuid_text(fx.organization), *id = uuid_text(id_of(word));
    owner_run("INSERT INTO training_versions (organization_id, id, training_id, number, summary,"
              " changes, created_at, updated_at)"
              " VALUES ('%s', '%s', '%s', %d, '%s', 'changed', now(), now())",
              organization, id, uuid_text(id_of(training)), number, word);
    owner_run("INSERT INTO modules (organization_id, id, training_version_id, ordinal, title,"
              " learning_outcome, method, jp)"
              " VALUES ('%s', gen_random_uuid(), '%s', 1, 'First', 'Knows', 'lecture', 450)",
              organization, id);
    if (strcmp(state, "draft") != 0)
        owner_run("UPDATE training_versions SET state = '%s', published_at = now()"
                  " WHERE id = '%s'",
                  state, id);
}

void add_partner(const char *word)
{
    owner_run("INSERT INTO partners (organization_id, id, external_id, name, kind, created_at,"
              " updated_at) VALUES ('%s', '%s', '%s', '%s', 'university', now(), now())",
              uuid_text(fx.organization), uuid_text(id_of(word)), word, word);
}
