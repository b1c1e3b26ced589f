/* fixture_evaluations.c - see fixture_evaluations.h
 * SPDX-License-Identifier: Apache-2.0 */
#include "fixture_evaluations.h"

#include "storage/answers.h"
#include "storage/evaluations.h"

#include "domain/base/banned.h"

#define ORG uuid_text(fx.organization)
#define ID(word) uuid_text(id_of(word))

void add_judged_training(const char *word)
{
    owner_run("INSERT INTO trainings (organization_id, id, code, name, form_id, created_at,"
              " updated_at) VALUES ('%s', '%s', '%s', '%s', 3, now(), now());"
              "INSERT INTO training_versions (organization_id, id, training_id, number, summary,"
              " created_at, updated_at) VALUES ('%s', '%s', '%s', 1, 'Contoh', now(), now())",
              ORG, ID(word), word, word, ORG, ID(word), ID(word));
}

void add_session(const char *word, const char *training)
{
    owner_run("INSERT INTO sessions (organization_id, id, external_id, training_id,"
              " training_version_id, name, state, capacity, waitlist_limit, created_at, updated_at)"
              " VALUES ('%s', '%s', '%s', '%s', '%s', '%s', 'completed', 100, 10, now(), now())",
              ORG, ID(word), word, ID(training), ID(training), word);
}

static const char *numbered(const char *word, int n)
{
    return arena_printf(&fx.arena, "%s%d", word, n);
}

void add_participant(const char *word, int n, const char *session, const char *state)
{
    const char *who = numbered(word, n);
    if (owner_number("SELECT count(*) FROM employees WHERE id = '%s'", ID(who)) == 0)
        add_employee(who, arena_printf(&fx.arena, "1990010120150310%02d", n + 1), "office");
    owner_run(
        "INSERT INTO enrolments (organization_id, id, session_id, employee_id, unit_id, state,"
        " priority, priority_terms, created_at, updated_at)"
        " VALUES ('%s', '%s', '%s', '%s', '%s', '%s', 0, '{}', now(), now())",
        ORG, ID(arena_printf(&fx.arena, "%s-%s", session, who)), ID(session), ID(who), ID("office"),
        state);
}

void add_instrument(void)
{
    owner_run("INSERT INTO instruments (organization_id, id, name, created_at, updated_at)"
              " VALUES ('%s', '%s', 'Reaksi', now(), now());"
              "INSERT INTO instrument_versions (organization_id, id, instrument_id, number, state,"
              " created_at, updated_at) VALUES ('%s', '%s', '%s', 1, 'published', now(), now())",
              ORG, ID("instrument"), ORG, ID("instrument-version"), ID("instrument"));
    owner_run("INSERT INTO instrument_items (organization_id, id, instrument_version_id, ordinal,"
              " dimension, kind, question) VALUES"
              " ('%s', '%s', '%s', 1, 'method', 'score', 'Metode?'),"
              " ('%s', '%s', '%s', 2, 'overall', 'score', 'Keseluruhan?'),"
              " ('%s', '%s', '%s', 3, 'overall', 'text', 'Saran?')",
              ORG, ID("method"), ID("instrument-version"), ORG, ID("overall"),
              ID("instrument-version"), ORG, ID("words"), ID("instrument-version"));
}

struct uuid open_level1(const char *session)
{
    bool opened;
    struct uuid id;
    struct uow *u = new_writer();
    enum outcome outcome = evaluations_open_level1(u, id_of(session), &opened);
    ck_assert_int_eq(finish(u, outcome), OUTCOME_OK);
    ck_assert(opened);
    ck_assert(uuid_parse(
        owner_text("SELECT id FROM evaluations WHERE session_id = '%s'", ID(session)), &id));
    return id;
}

void act_as(const char *word, int n)
{
    fx.context.self = fx.context.principal_id = id_of(numbered(word, n));
    fx.context.principal_name = numbered(word, n);
    fx.context.request_id = numbered("request-", n);
    fx.context.whole_organization = false;
    fx.context.operation = "evaluations_answer";
}

struct evaluation_answer answer_of(int score, const char *text)
{
    static struct score_answer scores[2];
    static struct text_answer texts[1];
    struct evaluation_answer ret = {0};
    RECORD_PUT(&scores[0], SCORE_ANSWER, item_id, id_of("overall"));
    RECORD_PUT(&scores[0], SCORE_ANSWER, score, score);
    RECORD_PUT(&scores[1], SCORE_ANSWER, item_id, id_of("method"));
    RECORD_PUT(&scores[1], SCORE_ANSWER, score, score);
    RECORD_PUT(&ret, EVALUATION_ANSWER, scores,
               ((struct score_answer_list){.count = 2, .items = scores}));
    if (text == NULL) return ret;
    RECORD_PUT(&texts[0], TEXT_ANSWER, item_id, id_of("words"));
    RECORD_PUT(&texts[0], TEXT_ANSWER, text, text);
    RECORD_PUT(&ret, EVALUATION_ANSWER, texts,
               ((struct text_answer_list){.count = 1, .items = texts}));
    return ret;
}

enum outcome answer(struct uuid evaluation_id, int score, const char *text)
{
    struct answer_facts facts;
    struct revisions_asked asked;
    struct answer_decision decision;
    struct evaluation_answer in = answer_of(score, text);
    struct uow *u = new_writer();
    enum outcome outcome = answers_load(u, evaluation_id, &facts, &asked);
    if (outcome == OUTCOME_OK) outcome = answers_decide(&in, &facts, &decision, &fx.problem);
    if (outcome == OUTCOME_OK) answers_apply(u, &decision);
    outcome = finish(u, outcome);
    if (outcome == OUTCOME_OK) ck_assert_int_eq(uow_round_trips(u), 2);
    return outcome;
}
