INSERT INTO revision_cases (organization_id, id, training_id, dimension, by_rule, evaluation_id, session_id,
    judged_version_id, evidence, opened_at, created_at, updated_at)
VALUES (pg_temp.org(), pg_temp.id('case'), pg_temp.id('training'), 'material_relevance', true, pg_temp.id('evaluation'),
    pg_temp.id('session'), pg_temp.id('training-version'), '{}', now(), now(), now());
INSERT INTO revision_actions (organization_id, id, revision_case_id, kind, method, created_at)
VALUES (pg_temp.org(), pg_temp.id('action'), pg_temp.id('case'), 'method', 'practice', now());
INSERT INTO revision_case_sessions (organization_id, revision_case_id, session_id, judged_at)
VALUES (pg_temp.org(), pg_temp.id('case'), pg_temp.id('session'), now());
INSERT INTO revision_rounds (organization_id, revision_case_id, number, evaluation_id, session_id, evidence,
    effect_evaluation_id, effect, opened_at, resolved_at)
VALUES (pg_temp.org(), pg_temp.id('case'), 1, pg_temp.id('evaluation'), pg_temp.id('session'), '{}',
    pg_temp.id('evaluation'), '{}', now(), now());
