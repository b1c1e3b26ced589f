/* test_training_versions.c - versions in the database: published once, changed never
 * SPDX-License-Identifier: Apache-2.0 */
#include "storage/training_versions.h"

#include <pthread.h>
#include <string.h>

#include "domain/base/strbuf.h"
#include "fixture_trainings.h"

#include "domain/base/banned.h"

static void begin(void)
{
    fixture_open();
    add_training("mp");
    add_competency("c");
}

static struct training_module_input_list one_module(const char *competency)
{
    struct training_module_input *module = ARENA_NEW(&fx.arena, struct training_module_input);
    RECORD_PUT(module, TRAINING_MODULE_INPUT, title, "Jadwal");
    RECORD_PUT(module, TRAINING_MODULE_INPUT, learning_outcome, "Menyusun jadwal");
    RECORD_PUT(module, TRAINING_MODULE_INPUT, method, TRAINING_METHOD_PRACTICE);
    RECORD_PUT(module, TRAINING_MODULE_INPUT, jp, 625);
    RECORD_PUT(module, TRAINING_MODULE_INPUT, competency_id, by_ext(competency));
    RECORD_PUT(module, TRAINING_MODULE_INPUT, target_level, 2);
    return (struct training_module_input_list){.count = 1, .items = module};
}

static enum outcome try_create(struct uow *u, const struct training_version_input *in,
                               struct training_version *ret)
{
    struct training_version_facts facts;
    struct training_version_decision decision;
    TRY(training_versions_load_facts(u, by_ext("mp"), &in->modules, &facts));
    TRY(training_versions_decide_create(&fx.arena, in, &facts, &decision, &fx.problem));
    TRY(training_versions_apply_create(u, &decision));
    *ret = decision.version;
    return OUTCOME_OK;
}

static enum outcome create(bool copy, const char *competency, struct training_version *ret)
{
    struct uow *u = new_writer();
    struct training_version_input in = {0};
    RECORD_PUT(&in, TRAINING_VERSION_INPUT, copy_published, copy);
    if (!copy) RECORD_PUT(&in, TRAINING_VERSION_INPUT, summary, "Perencanaan");
    if (competency != NULL)
        RECORD_PUT(&in, TRAINING_VERSION_INPUT, modules, one_module(competency));
    return finish(u, try_create(u, &in, ret));
}

static enum outcome try_update(struct uow *u, const char *word, const char *summary)
{
    struct training_version_facts facts;
    struct training_version_decision decision = {0};
    struct training_version_change in = {0};
    const struct training_version_name name = {by_ext("mp"), id_of(word)};
    RECORD_PUT(&in, TRAINING_VERSION_CHANGE, summary, summary);
    RECORD_PUT(&in, TRAINING_VERSION_CHANGE, modules, one_module("c"));
    TRY(training_versions_load_for_update(u, &name, &in.modules, &facts, &decision.version));
    TRY(training_versions_decide_update(&fx.arena, &in, &facts, &decision, &fx.problem));
    return training_versions_apply_update(u, &decision);
}

static enum outcome update(const char *word, const char *summary)
{
    struct uow *u = new_writer();
    return finish(u, try_update(u, word, summary));
}

static enum outcome try_publish(struct uow *u, const char *word, struct problem *problem)
{
    struct training_version_facts facts;
    struct training_version_decision decision = {0};
    const struct training_version_name name = {by_ext("mp"), id_of(word)};
    TRY(training_versions_load_for_update(u, &name, NULL, &facts, &decision.version));
    TRY(training_versions_decide_publish(&facts, &decision, problem));
    training_versions_apply_publish(u, &decision, "Siap diajarkan");
    return OUTCOME_OK;
}

static enum outcome publish(const char *word)
{
    struct uow *u = new_writer();
    return finish(u, try_publish(u, word, &fx.problem));
}

static const char *states(void)
{
    return owner_text("SELECT string_agg(number || state, ' ' ORDER BY number)"
                      " FROM training_versions WHERE training_id = '%s'",
                      uuid_text(id_of("mp")));
}

/* ---- drafts */

START_TEST(a_draft_is_stored_with_its_modules)
{
    struct training_version made;
    ck_assert_int_eq(create(false, "c", &made), OUTCOME_OK);
    ck_assert_int_eq(made.number, 1);
    ck_assert_int_eq(made.total_jp, 625);
    ck_assert_ptr_nonnull(strstr(made.modules.raw_json, "\"jp\": 6.25"));
    ck_assert_ptr_nonnull(strstr(made.modules.raw_json, "\"competency_code\": \"c\""));
    ck_assert_int_eq(create(false, "nothing", &made), OUTCOME_INVALID);
    ck_assert_str_eq(violation_of(), "reference-not-found /modules/0/competency_id");
    ck_assert_int_eq(create(false, "c", &made), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "draft-exists");
}
END_TEST

START_TEST(a_copy_has_modules_of_its_own)
{
    struct training_version made;
    add_version("one", "mp", 1, "published");
    ck_assert_int_eq(create(true, NULL, &made), OUTCOME_OK);
    ck_assert_int_eq(made.number, 2);
    ck_assert_str_eq(made.summary, "one");
    ck_assert_int_eq(made.total_jp, 450);
    ck_assert_int_eq(owner_number("SELECT count(*) FROM modules WHERE training_version_id = '%s'",
                                  uuid_text(id_of("one"))),
                     1);
}
END_TEST

START_TEST(a_draft_changes)
{
    struct training_version read;
    add_version("one", "mp", 1, "draft");
    ck_assert_int_eq(update("one", "Lain"), OUTCOME_OK);
    ck_assert_int_eq(training_versions_load(new_reader(), by_ext("mp"), id_of("one"), &read),
                     OUTCOME_OK);
    ck_assert_str_eq(read.summary, "Lain");
    ck_assert_int_eq(read.total_jp, 625);
    ck_assert_int_eq(read.version, 2);
    ck_assert_int_eq(update("two", "Lain"), OUTCOME_NOT_FOUND);
}
END_TEST

START_TEST(a_version_belongs_to_its_training)
{
    struct training_version read;
    add_training("ti");
    add_version("one", "mp", 1, "draft");
    ck_assert_int_eq(training_versions_load(new_reader(), by_ext("ti"), id_of("one"), &read),
                     OUTCOME_NOT_FOUND);
}
END_TEST

/* ---- */

START_TEST(publishing_supersedes_with_its_trail)
{
    add_version("one", "mp", 1, "published");
    add_version("two", "mp", 2, "draft");
    ck_assert_int_eq(publish("two"), OUTCOME_OK);
    ck_assert_str_eq(states(), "1superseded 2published");
    ck_assert_str_eq(owner_text("SELECT string_agg(from_state || '>' || to_state || ' ' || reason,"
                                " ', ' ORDER BY to_state) FROM transitions"
                                " WHERE resource_type = 'training_version'"),
                     "draft>published Siap diajarkan, published>superseded Siap diajarkan");
    ck_assert_int_eq(publish("two"), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "wrong-state");
    ck_assert_int_eq(update("one", "Lain"), OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), "published-version");
}
END_TEST

static const char *const attempts[] = {
    "UPDATE training_versions SET summary = 'x' WHERE id = '%s'",
    "UPDATE training_versions SET created_by = id WHERE id = '%s'",
    "UPDATE training_versions SET state = 'draft', published_at = NULL WHERE id = '%s'",
    "DELETE FROM training_versions WHERE id = '%s'",
    "UPDATE modules SET jp = 1 WHERE training_version_id = '%s'",
    "DELETE FROM modules WHERE training_version_id = '%s'",
    "INSERT INTO modules SELECT organization_id, gen_random_uuid(), training_version_id, 2, title,"
    " learning_outcome, NULL, NULL, method, materials, jp FROM modules"
    " WHERE training_version_id = '%s'",
};

static const char *attempt(const char *sql, const char *word)
{
    struct strbuf text;
    const char *at = strstr(sql, "%s");
    strbuf_init(&text, &fx.arena, 400, 400);
    strbuf_bytes(&text, sql, (size_t)(at - sql));
    strbuf_text(&text, uuid_text(id_of(word)));
    strbuf_text(&text, at + 2);
    return sql_on(fx.owner, NULL, text.data);
}

/* As the owner of the tables, whom no grant holds back. */
START_TEST(r35_the_database_refuses_every_change_of_what_was_published)
{
    add_version("one", "mp", 1, "published");
    ck_assert_str_eq(attempt(attempts[_i], "one"), "23514");
    owner_run("UPDATE training_versions SET state = 'superseded' WHERE id = '%s'",
              uuid_text(id_of("one")));
    ck_assert_str_eq(attempt(attempts[_i], "one"), "23514");
    ck_assert_str_eq(
        attempt("UPDATE training_versions SET state = 'published' WHERE id = '%s'", "one"),
        "23514");
}
END_TEST

/* ---- races */

struct publisher {
    pthread_t thread;
    struct arena arena;
    struct problem problem;
    enum outcome outcome;
};

static void *run_publisher(void *cookie)
{
    struct publisher *self = cookie;
    struct uow *u = uow_new(&self->arena, fx.db, &fx.context, &self->problem);
    uow_for_write(u);
    self->outcome = try_publish(u, "two", &self->problem);
    if (self->outcome == OUTCOME_OK) self->outcome = uow_commit(u);
    else uow_rollback(u);
    return NULL;
}

START_TEST(r35_of_two_who_publish_at_once_exactly_one_wins)
{
    struct publisher publishers[2] = {0};
    add_version("one", "mp", 1, "published");
    add_version("two", "mp", 2, "draft");
    for (int i = 0; i < 2; i++) {
        arena_init(&publishers[i].arena);
        problem_init(&publishers[i].problem, &publishers[i].arena);
        ck_assert_int_eq(pthread_create(&publishers[i].thread, NULL, run_publisher, &publishers[i]),
                         0);
    }
    for (int i = 0; i < 2; i++) ck_assert_int_eq(pthread_join(publishers[i].thread, NULL), 0);
    const struct publisher *loser = &publishers[publishers[0].outcome == OUTCOME_OK];
    const struct publisher *winner = &publishers[publishers[0].outcome != OUTCOME_OK];
    ck_assert_int_eq(winner->outcome, OUTCOME_OK);
    ck_assert_int_eq(loser->outcome, OUTCOME_CONFLICT);
    ck_assert_int_eq(loser->problem.code, PROBLEM_WRONG_STATE);
    ck_assert_str_eq(states(), "1superseded 2published");
    for (int i = 0; i < 2; i++) arena_done(&publishers[i].arena);
}
END_TEST

/* The second began before the first had committed, and finds what it did. */
START_TEST(who_waits_for_a_publication_sees_it)
{
    add_version("one", "mp", 1, "draft");
    struct committer *first = commit_when_waited_for(arena_printf(
        &fx.arena,
        "SELECT 1 FROM trainings WHERE id = '%s' FOR NO KEY UPDATE;"
        "UPDATE training_versions SET state = 'published', published_at = now() WHERE id = '%s'",
        uuid_text(id_of("mp")), uuid_text(id_of("one"))));
    enum outcome outcome = _i == 0 ? publish("one") : update("one", "Lain");
    ck_assert(committed(first));
    ck_assert_int_eq(outcome, OUTCOME_CONFLICT);
    ck_assert_str_eq(violation_of(), _i == 0 ? "wrong-state" : "published-version");
}
END_TEST

START_TEST(r35_no_module_slips_in_while_somebody_publishes)
{
    add_version("one", "mp", 1, "draft");
    struct committer *first = commit_when_waited_for(arena_printf(
        &fx.arena,
        "UPDATE training_versions SET state = 'published', published_at = now() WHERE id = '%s'",
        uuid_text(id_of("one"))));
    const char *sqlstate = attempt(attempts[6], "one");
    ck_assert(committed(first));
    ck_assert_str_eq(sqlstate, "23514");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("training_versions");
    TCase *tests = tcase_create("training_versions");
    tcase_add_checked_fixture(tests, begin, fixture_close);
    tcase_set_timeout(tests, 30);
    tcase_add_test(tests, a_draft_is_stored_with_its_modules);
    tcase_add_test(tests, a_copy_has_modules_of_its_own);
    tcase_add_test(tests, a_draft_changes);
    tcase_add_test(tests, a_version_belongs_to_its_training);
    tcase_add_test(tests, publishing_supersedes_with_its_trail);
    tcase_add_loop_test(tests, r35_the_database_refuses_every_change_of_what_was_published, 0,
                        LENGTH(attempts));
    tcase_add_test(tests, r35_of_two_who_publish_at_once_exactly_one_wins);
    tcase_add_loop_test(tests, who_waits_for_a_publication_sees_it, 0, 2);
    tcase_add_test(tests, r35_no_module_slips_in_while_somebody_publishes);
    suite_add_tcase(suite, tests);
    return fixture_main(suite, NULL, true);
}
