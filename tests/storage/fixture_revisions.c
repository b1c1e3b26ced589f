/* fixture_revisions.c - see fixture_revisions.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_revisions.h"

#include "storage/answers.h"
#include "storage/revision_cases.h"
#include "storage/revisions.h"

#include "domain/base/banned.h"

static const char *id_text(const char *prefix, const char *word)
{
    return uuid_text(id_of(arena_printf(&fx.arena, "%s%s", prefix, word)));
}

static void add_item(const char *word, int ordinal, const char *dimension)
{
    owner_run("INSERT INTO instrument_items (organization_id, id, instrument_version_id, ordinal,"
              " dimension, kind, question) VALUES ('%s', '%s', '%s', %d, '%s', 'score', '?')",
              uuid_text(fx.organization), uuid_text(id_of(word)), uuid_text(id_of("asked")),
              ordinal, dimension);
}

void fixture_revisions_open(void)
{
    const char *organization;
    fixture_open();
    fx.context.today = day("2026-07-01");
    organization = uuid_text(fx.organization);
    add_unit("unit", NULL);
    add_training("mp");
    add_version("one", "mp", 1, "published");
    owner_run("INSERT INTO instruments (organization_id, id, name, created_at, updated_at)"
              " VALUES ('%s', '%s', 'Reaksi', now(), now())",
              organization, uuid_text(id_of("instrument")));
    owner_run("INSERT INTO instrument_versions (organization_id, id, instrument_id, number,"
              " created_at, updated_at) VALUES ('%s', '%s', '%s', 1, now(), now())",
              organization, uuid_text(id_of("asked")), uuid_text(id_of("instrument")));
    add_item("q1", 1, "material_relevance");
    add_item("q3", 2, "instructor");
}

static void invite(const char *session, int count)
{
    const char *organization = uuid_text(fx.organization);
    owner_run(
        "INSERT INTO employees (organization_id, id, nip, name, kind, unit_id, created_at,"
        " updated_at) SELECT '%s', md5('%s%s' || i)::uuid,"
        " lpad(('x' || left(md5('%s' || i), 12))::bit(48)::bigint::text, 18, '1'), 'P', 'pns',"
        " '%s', now(), now() FROM generate_series(1, %d) i",
        organization, organization, session, session, uuid_text(id_of("unit")), count);
    owner_run("INSERT INTO ballots (organization_id, evaluation_id, employee_id)"
              " SELECT '%s', '%s', md5('%s%s' || i)::uuid FROM generate_series(1, %d) i",
              organization, id_text("e", session), organization, session, count);
}

void add_judged_session(const char *word, const char *version, const char *on, int invited)
{
    const char *organization = uuid_text(fx.organization), *id = uuid_text(id_of(word));
    owner_run("INSERT INTO sessions (organization_id, id, training_id, training_version_id, name,"
              " state, capacity, waitlist_limit, created_at, updated_at) VALUES ('%s', '%s', '%s',"
              " '%s', '%s', 'completed', 100, 0, now(), now())",
              organization, id, uuid_text(id_of("mp")), uuid_text(id_of(version)), word);
    owner_run("INSERT INTO session_blocks (organization_id, id, session_id, ordinal, during)"
              " VALUES ('%s', '%s', '%s', 1, '[%s 01:00Z,%s 09:00Z)')",
              organization, id_text("b", word), id, on, on);
    owner_run("INSERT INTO evaluations (organization_id, id, session_id, instrument_version_id,"
              " level, state, opens_on, closes_on, created_at, updated_at) VALUES ('%s', '%s',"
              " '%s', '%s', 1, 'open', '%s', '2026-12-31', now(), now())",
              organization, id_text("e", word), id, uuid_text(id_of("asked")), on);
    invite(word, invited);
}

void add_judgements(const char *session, int count, struct scores scores)
{
    const char *organization = uuid_text(fx.organization), *evaluation = id_text("e", session);
    owner_run("INSERT INTO responses (organization_id, evaluation_id, scores, texts)"
              " SELECT '%s', '%s', '{\"%s\": %d, \"%s\": %d}', '{}' FROM generate_series(1, %d)",
              organization, evaluation, uuid_text(id_of("q1")), scores.q1, uuid_text(id_of("q3")),
              scores.q3, count);
    owner_run("UPDATE ballots SET answered = true WHERE (evaluation_id, employee_id) IN"
              " (SELECT evaluation_id, employee_id FROM ballots WHERE evaluation_id = '%s'"
              "  AND NOT answered LIMIT %d)",
              evaluation, count);
}

static void act_as_next(const char *evaluation)
{
    const char *id = owner_text("SELECT employee_id FROM ballots WHERE evaluation_id = '%s'"
                                " AND NOT answered ORDER BY employee_id LIMIT 1",
                                evaluation);
    ck_assert(id != NULL && uuid_parse(id, &fx.context.self));
    fx.context.principal_id = fx.context.self;
    fx.context.whole_organization = false;
}

void answer_next(const char *session, struct scores scores)
{
    struct answer_facts facts;
    struct revisions_asked asked;
    struct answer_decision decision;
    struct evaluation_answer in = {0};
    struct score_answer items[2] = {0};
    const struct uow_context everybody = fx.context;
    act_as_next(id_text("e", session));
    RECORD_PUT(&items[0], SCORE_ANSWER, item_id, id_of("q1"));
    RECORD_PUT(&items[0], SCORE_ANSWER, score, scores.q1);
    RECORD_PUT(&items[1], SCORE_ANSWER, item_id, id_of("q3"));
    RECORD_PUT(&items[1], SCORE_ANSWER, score, scores.q3);
    RECORD_PUT(&in, EVALUATION_ANSWER, scores,
               ((struct score_answer_list){.count = 2, .items = items}));
    struct uow *u = new_writer();
    struct uuid id = id_of(arena_printf(&fx.arena, "e%s", session));
    ck_assert_int_eq(answers_load(u, id, &facts, &asked), OUTCOME_OK);
    ck_assert_int_eq(answers_decide(&in, &facts, &decision, &fx.problem), OUTCOME_OK);
    answers_apply(u, &decision);
    ck_assert_int_eq(finish(u, revisions_judge_answer(u, &asked, &decision.judged)), OUTCOME_OK);
    ck_assert_int_eq(uow_round_trips(u), asked.judged.complete ? 3 : 2);
    fx.context = everybody;
}

void close_judged(const char *session)
{
    owner_run("UPDATE evaluations SET state = 'closed' WHERE id = '%s'", id_text("e", session));
}

enum outcome judge(const char *session)
{
    struct uow *u = new_writer();
    return finish(u, revisions_judge(u, id_of(arena_printf(&fx.arena, "e%s", session))));
}

int64_t revision_case_count(const char *state)
{
    return owner_number("SELECT count(*) FROM revision_cases WHERE organization_id = '%s'"
                        " AND state = COALESCE(NULLIF('%s', ''), state)",
                        uuid_text(fx.organization), state == NULL ? "" : state);
}

struct uuid the_case(const char *dimension)
{
    struct uuid id = {0};
    const char *text = owner_text("SELECT id FROM revision_cases WHERE organization_id = '%s'"
                                  " AND dimension = '%s'",
                                  uuid_text(fx.organization), dimension);
    ck_assert(text != NULL && uuid_parse(text, &id));
    return id;
}

struct revision_case read_case(struct uuid id)
{
    struct revision_case found;
    ck_assert_int_eq(revision_cases_load(new_reader(), id, &found), OUTCOME_OK);
    return found;
}

void resolve_by_version(const char *dimension, const char *version, const char *on)
{
    const char *id = uuid_text(the_case(dimension));
    owner_run("UPDATE revision_cases SET state = 'resolved', resolved_at = '%s 00:00Z',"
              " opened_at = '2026-01-01 00:00Z' WHERE id = '%s'",
              on, id);
    owner_run("INSERT INTO revision_actions (organization_id, id, revision_case_id, kind,"
              " training_version_id, created_at) VALUES ('%s', gen_random_uuid(), '%s',"
              " 'new_version', '%s', '%s 00:00Z')",
              uuid_text(fx.organization), id, uuid_text(id_of(version)), on);
}
