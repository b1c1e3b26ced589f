-- Pieces that several statements share. {name} is replaced by the argument.

-- macro: unit_in_scope(unit)
{unit} IN (SELECT a.unit_id FROM unit_ancestors a
           WHERE a.organization_id = :@organization_id AND a.ancestor_id = ANY (:@scope))

-- The unit that a parameter `below` names by id or by the caller's own key, and all below it.
-- macro: unit_below_id(unit)
{unit} IN (SELECT b.unit_id FROM unit_ancestors b
           WHERE b.organization_id = :@organization_id AND b.ancestor_id = :below)

-- macro: unit_below_ext(unit)
{unit} IN (SELECT b.unit_id FROM unit_ancestors b JOIN units t
           ON t.organization_id = :@organization_id AND t.id = b.ancestor_id AND t.external_id = :below
           WHERE b.organization_id = :@organization_id)

-- macro: employee_in_scope(unit, employee)
({employee} = :@self OR EXISTS (SELECT 1 FROM unit_ancestors a
                                WHERE a.organization_id = :@organization_id AND a.unit_id = {unit}
                                  AND a.ancestor_id = ANY (:@scope)))

-- Lists of people below a unit, or of the units that the caller has a role over, have two forms in one statement, so that it
-- is planned once: where few are asked for they are found by their units and sorted (few_people), else everybody is walked in
-- order and looked at (unit_asked). people_asked counts up to the border between them, and only one of the two is run. What
-- is said there as LATERAL keeps the planner to one look into an index, however small the tables are.
-- Roots are the highest units that are asked for: what two subtrees have in common is one of them, or nothing. Callers are
-- among the people they ask for, if that is below the unit that they name (R-02): self_outside is theirs where no root is
-- above them.
-- macro: people_asked(self)
WITH named AS (
--?+ below=id
    SELECT :below AS id
--.
--?+ below=ext
    SELECT t.id FROM units t WHERE t.organization_id = :@organization_id AND t.external_id = :below
--.
--?+ !below
    SELECT unnest(:@scope) AS id
--.
), asked AS MATERIALIZED (
    SELECT r.roots, (
        SELECT count(*)
        FROM (SELECT FROM {{units_below_roots(r.roots)}}
              CROSS JOIN LATERAL (SELECT FROM employees x
                                  WHERE x.organization_id = :@organization_id AND x.unit_id = t.unit_id
                                  LIMIT 2001) x
              LIMIT 2001) counted
    ) <= 2000 AS few
--?+ @scope
    , (SELECT x.id FROM employees x
       WHERE x.organization_id = :@organization_id AND x.id = {self}
         AND NOT EXISTS (SELECT 1 FROM unit_ancestors a
                         WHERE a.organization_id = :@organization_id AND a.unit_id = x.unit_id AND a.ancestor_id = ANY (r.roots))
--?+ below
         AND EXISTS (SELECT 1 FROM named n
                     JOIN unit_ancestors a ON a.organization_id = :@organization_id AND a.ancestor_id = n.id
                     WHERE a.unit_id = x.unit_id)
--.
    ) AS self_outside
--.
    FROM (SELECT ARRAY(
              SELECT n.id FROM named n
--?+ below @scope
              WHERE EXISTS (SELECT 1 FROM unit_ancestors a
                            WHERE a.organization_id = :@organization_id AND a.unit_id = n.id AND a.ancestor_id = ANY (:@scope))
              UNION ALL
              SELECT a.unit_id FROM named n CROSS JOIN unnest(:@scope) mine
              CROSS JOIN LATERAL (SELECT a.unit_id FROM unit_ancestors a
                                  WHERE a.organization_id = :@organization_id AND a.unit_id = mine AND a.ancestor_id = n.id
                                  LIMIT 1) a
--.
          ) AS roots OFFSET 0) r
)

-- macro: units_below_roots(roots)
unnest({roots}) root
CROSS JOIN LATERAL (SELECT a.unit_id FROM unit_ancestors a
                    WHERE a.organization_id = :@organization_id AND a.ancestor_id = root OFFSET 0) t

-- macro: few_people()
SELECT x.*
FROM (SELECT DISTINCT t.unit_id FROM asked q CROSS JOIN {{units_below_roots(q.roots)}}) t
CROSS JOIN LATERAL (SELECT y.* FROM employees y
                    WHERE y.organization_id = :@organization_id AND y.unit_id = t.unit_id OFFSET 0) x
--?+ @scope
UNION ALL
SELECT y.* FROM employees y
WHERE y.organization_id = :@organization_id AND y.id = (SELECT q.self_outside FROM asked q)
--.

-- macro: unit_asked(unit)
COALESCE((SELECT true FROM unit_ancestors a
          WHERE a.organization_id = :@organization_id AND a.unit_id = {unit}
            AND a.ancestor_id = ANY ((SELECT q.roots FROM asked q)::uuid[])
          LIMIT 1), false)

-- macro: unit_columns()
u.id, u.external_id, u.name, u.kind, u.parent_id, u.version, u.created_at, u.updated_at

-- macro: position_columns()
p.id, p.external_id, p.name, p.kind, p.echelon_code, p.version, p.created_at, p.updated_at

-- macro: competency_columns()
c.id, c.external_id, c.code, c.name, c.kind, c.aspect, c.parent_id, c.definition, c.levels, c.version, c.created_at,
c.updated_at

-- macro: employee_columns()
e.id, e.external_id, e.nip, e.name, e.front_title, e.back_title, e.kind, e.sex, e.birth_date, e.rank_code, e.rank_since,
e.unit_id, u.name AS unit_name, e.position_id, p.name AS position_name, e.position_since, e.target_position_id, e.heads_unit,
e.email, e.contract_start, e.left_on, e.warnings, e.version, e.created_at, e.updated_at

-- macro: assessment_columns()
s.id, s.external_id, s.employee_id, s.competency_id, s.level, s.method, s.assessed_on, s.source_reference, s.note,
s.enrolment_id, s.recorded_by, s.created_at

-- The parameter in force on a day (R-20), as text.
-- macro: parameter_on(key, day)
parameter(:@organization_id, '{key}', {day}) #>> '{}'

-- R-15 over the assessments `a` of one employee and one competency that are left by `valid_on`: the same rule as
-- domain/competency_profile.c, and a test compares the two. LEAST would ignore a missing second value.
-- macro: counted_level(rule)
CASE WHEN count(*) FILTER (WHERE a.method <> 'self') > 0 THEN LEAST(
    (array_agg(a.level ORDER BY CASE WHEN {rule} = 'best' THEN a.level END DESC,
                                CASE WHEN {rule} = 'best' THEN a.method = 'self' END,
                                a.assessed_on DESC, a.method = 'self', a.created_at DESC, a.id DESC))[1],
    max(a.level) FILTER (WHERE a.method <> 'self')) END

-- Whether evidence of a day is valid on another: not later, and not older than the months (0: it does not expire).
-- macro: valid_on(assessed_on, day, months)
{assessed_on} <= {day} AND ({months} = 0 OR {day} <= ({assessed_on} + make_interval(months => {months}))::date)

-- Whether evidence stands: what a training gave does not once the result was corrected.
-- macro: evidence_stands(a)
COALESCE((SELECT z.state = 'passed' FROM enrolments z
          WHERE z.organization_id = :@organization_id AND z.id = {a}.enrolment_id), true)

-- macro: client_columns()
c.id, c.name, c.secret_changed_at, c.revoked_at, c.version, c.created_at, c.updated_at

-- macro: role_assignment_columns()
r.id, r.client_id, c.name AS client_name, r.employee_id, e.name AS employee_name, r.role, r.unit_id, u.name AS unit_name,
r.partner_id, x.name AS partner_name, r.granted_by, r.revoked_at, r.revoked_by, r.version, r.created_at, r.updated_at

-- macro: role_assignment_tables()
role_assignments r
LEFT JOIN clients c ON c.organization_id = r.organization_id AND c.id = r.client_id
LEFT JOIN employees e ON e.organization_id = r.organization_id AND e.id = r.employee_id
LEFT JOIN units u ON u.organization_id = r.organization_id AND u.id = r.unit_id
LEFT JOIN partners x ON x.organization_id = r.organization_id AND x.id = r.partner_id

-- Whether the caller acts for a partner (role partner).
-- macro: acts_for(partner)
EXISTS (SELECT 1 FROM role_assignments o
        WHERE o.organization_id = :@organization_id AND COALESCE(o.client_id, o.employee_id) = :@principal_id
          AND o.role = 'partner' AND o.revoked_at IS NULL AND o.partner_id = {partner})

-- What belongs to the organization is read by whoever has a role over some of it. Callers whose roles are about their own,
-- partners and instructors, have no subtree: they read what is theirs (R-02).
-- macro: over_some_unit()
cardinality(:@scope) > 0

-- macro: audit_event_columns()
a.id, a.at, a.principal_id, a.principal_name, a.operation, a.resource_type, a.resource_id, a.resource_version, a.request_id,
a.reason, a.detail

-- macro: transition_columns()
t.id, t.resource_type, t.resource_id, t.from_state, t.to_state, t.at, t.principal_id, t.principal_name, t.reason

-- macro: policy_columns()
p.id, p.external_id, p.name, p.description, p.version, p.created_at, p.updated_at

-- macro: policy_version_columns()
v.id, v.policy_id, v.number, v.state, lower(v.effective) AS effective_from, upper(v.effective) - 1 AS effective_until,
v.strategies, v.parameters, v.decree_number,
COALESCE((SELECT jsonb_agg(jsonb_build_object(
              'aspect', o.aspect, 'title', o.title, 'indicator', o.indicator, 'competency_id', o.competency_id,
              'unit_id', o.unit_id, 'baseline', trim_scale(o.baseline / 100.0), 'target', trim_scale(o.target / 100.0),
              'mid_term_on', o.mid_term_on, 'due_on', o.due_on) ORDER BY o.ordinal)
          FROM objectives o WHERE o.organization_id = :@organization_id AND o.policy_version_id = v.id), '[]') AS objectives,
v.created_by, v.changed_by, v.submitted_by, v.adopted_by, v.version, v.created_at, v.updated_at

-- The unit of a row is what the objective o is about.
-- macro: objective_unit(unit)
(o.unit_id IS NULL OR EXISTS (SELECT 1 FROM unit_ancestors w
                              WHERE w.organization_id = :@organization_id AND w.unit_id = {unit} AND w.ancestor_id = o.unit_id))

-- The session's version teaches what the objective o is about.
-- macro: objective_session(session)
(o.competency_id IS NULL OR EXISTS (
    SELECT 1 FROM sessions f
    JOIN modules g ON g.organization_id = :@organization_id AND g.training_version_id = f.training_version_id
    WHERE f.organization_id = :@organization_id AND f.id = {session} AND g.competency_id = o.competency_id))

-- macro: policy_revision_proposal_columns()
r.id, r.policy_version_id, r.objective_id, r.training_id, r.cause, r.state, r.evidence, r.new_policy_version_id, r.decided_by,
r.reason, r.version, r.created_at, r.updated_at

-- The least UUIDv7 of a time: 48 bits of milliseconds (RFC 9562), no earlier than 1970.
-- macro: uuid_from(at)
rpad(lpad(to_hex(greatest(0, floor(extract(epoch FROM {at}) * 1000))::bigint), 12, '0'), 32, '0')::uuid

-- macro: training_columns()
t.id, t.external_id, t.code, t.name, t.form_id, f.name AS form_name, t.description, t.state, v.id AS published_version_id,
v.number AS published_version_number, t.version, t.created_at, t.updated_at

-- macro: training_tables()
trainings t
JOIN training_forms f ON f.id = t.form_id
LEFT JOIN training_versions v ON v.organization_id = t.organization_id AND v.training_id = t.id AND v.state = 'published'

-- macro: training_version_columns()
v.id, v.training_id, v.number, v.state, v.summary, v.changes, v.curriculum_standard, v.instructor_requirement,
(SELECT COALESCE(sum(m.jp), 0)::bigint FROM modules m
 WHERE m.organization_id = v.organization_id AND m.training_version_id = v.id) AS total_jp,
(SELECT COALESCE(jsonb_agg(jsonb_build_object(
            'id', m.id, 'ordinal', m.ordinal, 'title', m.title, 'learning_outcome', m.learning_outcome,
            'competency_id', m.competency_id, 'competency_code', c.code, 'competency_name', c.name,
            'target_level', m.target_level, 'method', m.method, 'materials', m.materials,
            'jp', trim_scale(m.jp / 100.0)) ORDER BY m.ordinal), '[]')
 FROM modules m
 LEFT JOIN competencies c ON c.organization_id = m.organization_id AND c.id = m.competency_id
 WHERE m.organization_id = v.organization_id AND m.training_version_id = v.id) AS modules,
v.created_by, v.published_at, v.version, v.created_at, v.updated_at

-- macro: partner_columns()
p.id, p.external_id, p.name, p.kind, p.state, p.version, p.created_at, p.updated_at

-- macro: agreement_columns()
a.id, a.partner_id, p.name AS partner_name, a.kind, a.number, a.partner_number, a.title, lower(a.valid) AS valid_from,
upper(a.valid) - 1 AS valid_until,
ARRAY(SELECT s.training_id FROM agreement_trainings s
      WHERE s.organization_id = a.organization_id AND s.agreement_id = a.id ORDER BY s.training_id) AS training_ids,
a.session_quota, a.renews_agreement_id, a.state, a.version, a.created_at, a.updated_at

-- An agreement that names no training covers all.
-- macro: agreement_covers(training)
({training} IS NOT NULL
 AND COALESCE({training} = ANY (NULLIF(ARRAY(SELECT s.training_id FROM agreement_trainings s
                                             WHERE s.organization_id = a.organization_id AND s.agreement_id = a.id),
                                       '{}'::uuid[])), true))

-- macro: agreement_expiring()
(a.state = 'active' AND upper(a.valid) - 1 >= :@today
 AND upper(a.valid) - 1 - :@today
     <= COALESCE(:expiring_within_days, (parameter(:@organization_id, 'agreements.notice_days', :@today) #>> '{}')::bigint))

-- macro: offer_columns()
o.id, o.partner_id, p.name AS partner_name, o.training_id, t.name AS training_name, o.price_rupiah, o.capacity,
o.lead_time_days, lower(o.valid) AS valid_from, upper(o.valid) - 1 AS valid_until, o.version, o.created_at, o.updated_at

-- macro: offer_tables()
offers o
JOIN partners p ON p.organization_id = o.organization_id AND p.id = o.partner_id
JOIN trainings t ON t.organization_id = o.organization_id AND t.id = o.training_id

-- macro: instructor_columns()
i.id, i.external_id, i.name, i.employee_id, i.partner_id, p.name AS partner_name, i.state,
(SELECT COALESCE(jsonb_agg(jsonb_build_object('competency_id', x.competency_id, 'competency_code', c.code,
                                              'competency_name', c.name, 'level', x.level)
                           ORDER BY c.code COLLATE "C"), '[]')
 FROM instructor_expertise x
 JOIN competencies c ON c.organization_id = x.organization_id AND c.id = x.competency_id
 WHERE x.organization_id = i.organization_id AND x.instructor_id = i.id) AS expertise,
i.version, i.created_at, i.updated_at

-- A fresh UUIDv7 per row, for rows that a statement makes by itself.
-- macro: new_id()
(left({{uuid_from(:@now)}}::text, 14) || '7' || right(gen_random_uuid()::text, 21))::uuid

-- A time as the contract writes it, for members of JSON columns.
-- macro: rfc3339(at)
to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')

-- macro: session_columns()
s.id, s.external_id, s.training_id, t.name AS training_name, s.training_version_id, v.number AS training_version_number,
s.plan_item_id, s.partner_id, s.agreement_id, s.name, s.state, s.capacity, s.waitlist_limit, s.committed_rupiah,
s.realised_rupiah, s.reason, b.starts_at, b.ends_at, n.demand, n.seats_taken, n.waitlisted, b.blocks, s.version,
s.created_at, s.updated_at

-- macro: session_tables()
sessions s
JOIN trainings t ON t.organization_id = s.organization_id AND t.id = s.training_id
JOIN training_versions v ON v.organization_id = s.organization_id AND v.id = s.training_version_id
CROSS JOIN LATERAL (
    SELECT min(lower(k.during)) AS starts_at, max(upper(k.during)) AS ends_at,
           COALESCE(jsonb_agg(jsonb_build_object(
               'id', k.id, 'ordinal', k.ordinal, 'starts_at', {{rfc3339(lower(k.during))}},
               'ends_at', {{rfc3339(upper(k.during))}}, 'module_id', k.module_id, 'room', k.room, 'link', k.link,
               'instructor_ids', (SELECT COALESCE(jsonb_agg(i.instructor_id ORDER BY i.instructor_id), '[]')
                                  FROM session_block_instructors i
                                  WHERE i.organization_id = k.organization_id AND i.block_id = k.id)
           ) ORDER BY k.ordinal), '[]') AS blocks
    FROM session_blocks k
    WHERE k.organization_id = s.organization_id AND k.session_id = s.id) b
CROSS JOIN LATERAL (
    SELECT count(*) FILTER (WHERE e.state NOT IN ('rejected', 'withdrawn')) AS demand,
           count(*) FILTER (WHERE e.state IN ({{seated()}})) AS seats_taken,
           count(*) FILTER (WHERE e.state = 'waitlisted') AS waitlisted
    FROM enrolments e
    WHERE e.organization_id = s.organization_id AND e.session_id = s.id) n

-- The states of those who have, or had, a seat.
-- macro: seated()
'confirmed', 'attended', 'absent', 'passed', 'failed'

-- macro: enrolment_tables()
enrolments e
JOIN sessions s ON s.organization_id = e.organization_id AND s.id = e.session_id
JOIN employees p ON p.organization_id = e.organization_id AND p.id = e.employee_id
JOIN units u ON u.organization_id = e.organization_id AND u.id = e.unit_id

-- macro: enrolment_columns()
e.id, e.session_id, s.name AS session_name, e.employee_id, p.name AS employee_name, e.unit_id, u.name AS unit_name, e.need_id,
e.state,
CASE WHEN e.state NOT IN ('rejected', 'withdrawn') THEN
    (SELECT count(*) + 1 FROM enrolments r
     WHERE r.organization_id = e.organization_id AND r.session_id = e.session_id AND r.state NOT IN ('rejected', 'withdrawn')
       AND (r.priority > e.priority OR (r.priority = e.priority AND r.id < e.id))) END AS rank,
e.priority, e.priority_terms, e.waitlisted_at, e.clash_accepted, e.nominated_by, e.approved_by, e.reason,
(SELECT COALESCE(jsonb_agg(jsonb_build_object('enrolment_id', o.id, 'session_id', o.session_id, 'session_name', z.name,
                                              'state', o.state) ORDER BY o.id), '[]')
 FROM {{clash_tables(e)}}) AS clashes,
e.version, e.created_at, e.updated_at

-- The enrolments o, in sessions z, that the person of the enrolment has elsewhere at the same time; a condition may follow.
-- macro: clash_tables(enrolment)
enrolments o
JOIN sessions z ON z.organization_id = o.organization_id AND z.id = o.session_id
WHERE o.organization_id = {enrolment}.organization_id AND o.employee_id = {enrolment}.employee_id
  AND o.session_id <> {enrolment}.session_id AND o.state NOT IN ('rejected', 'withdrawn')
  AND EXISTS (SELECT 1 FROM session_blocks mine JOIN session_blocks theirs ON theirs.organization_id = mine.organization_id
              AND theirs.session_id = o.session_id AND theirs.held AND theirs.during && mine.during
              WHERE mine.organization_id = {enrolment}.organization_id AND mine.session_id = {enrolment}.session_id
                AND mine.held)

-- Whether the caller teaches in a session.
-- macro: teaches(session)
EXISTS (SELECT 1 FROM instructors i
        JOIN session_block_instructors h ON h.organization_id = i.organization_id AND h.instructor_id = i.id
        JOIN session_blocks k ON k.organization_id = h.organization_id AND k.id = h.block_id
        WHERE i.organization_id = :@organization_id AND i.employee_id = :@self AND k.session_id = {session})

-- The newest statement of attendance m of an enrolment in a block.
-- macro: newest_mark(enrolment, block)
(SELECT a.present, a.reason, a.revision, a.recorded_by, a.recorded_at
 FROM attendances a
 WHERE a.organization_id = :@organization_id AND a.enrolment_id = {enrolment} AND a.block_id = {block}
 ORDER BY a.revision DESC
 LIMIT 1)

-- The newest score of an enrolment in a test.
-- macro: newest_score(enrolment, kind)
(SELECT x.score, x.revision
 FROM test_scores x
 WHERE x.organization_id = :@organization_id AND x.enrolment_id = {enrolment} AND x.kind = {kind}
 ORDER BY x.revision DESC
 LIMIT 1)

-- macro: seconds(during)
extract(epoch FROM upper({during}) - lower({during}))

-- macro: hour_entry_columns()
y.id, y.employee_id, y.kind, y.activity_key, y.enrolment_id, y.hour_claim_id, y.form_id, y.title,
lower(y.took_place) AS took_place_from, upper(y.took_place) - 1 AS took_place_until, y.earned_on, y.jp, y.terms,
y.reverses_id, y.reversed_by, y.reason, y.recorded_by, y.created_at

-- macro: hour_neighbour_columns()
y.id, y.employee_id, y.form_id, y.activity_key, y.title,
(SELECT s.name FROM enrolments x JOIN sessions s ON s.organization_id = x.organization_id AND s.id = x.session_id
 WHERE x.organization_id = y.organization_id AND x.id = y.enrolment_id) AS session_name,
lower(y.took_place) AS took_place_from, upper(y.took_place) - 1 AS took_place_until, y.earned_on, y.jp,
(y.terms ->> 'counted_units')::bigint AS units, y.terms -> 'days' AS days

-- macro: hour_claim_columns()
c.id, c.employee_id, c.form_id, c.title, c.organiser, c.scope, lower(c.took_place) AS took_place_from,
upper(c.took_place) - 1 AS took_place_until, c.stated_jp, c.quantity, c.certificate_number, c.document_reference,
c.activity_key, c.state,
(SELECT y.jp FROM hour_entries y
 WHERE y.organization_id = c.organization_id AND y.hour_claim_id = c.id AND {{is_live(y)}}) AS credited_jp,
c.submitted_by, c.decided_by, c.reason, c.version, c.created_at, c.updated_at

-- Where everybody of the caller's subtrees who serves on the day stands. The units are an array, so that the condition on them
-- reaches the indexes of employees.
-- macro: hours_stands_asked()
SELECT h.employee_id, h.employee_name, h.name_folded, h.kind, h.unit_id, u.name AS unit_name, h.period, h.period_from,
       h.period_until, h.jp, h.limit_jp, h.missing_jp, h.status
FROM hours_stands(:@organization_id, COALESCE(:as_of, :@today)) h
JOIN units u ON u.organization_id = :@organization_id AND u.id = h.unit_id
WHERE true
--? @scope
  AND h.unit_id = ANY (ARRAY(SELECT a.unit_id FROM unit_ancestors a
                             WHERE a.organization_id = :@organization_id AND a.ancestor_id = ANY (:@scope)))
--.
--? below=id
  AND h.unit_id = ANY (ARRAY(SELECT b.unit_id FROM unit_ancestors b
                             WHERE b.organization_id = :@organization_id AND b.ancestor_id = :below))
--? below=ext
  AND h.unit_id = ANY (ARRAY(SELECT b.unit_id FROM unit_ancestors b
                             JOIN units t ON t.organization_id = :@organization_id AND t.id = b.ancestor_id
                                         AND t.external_id = :below
                             WHERE b.organization_id = :@organization_id))
--.
--? kind
  AND h.kind = :kind
--.

-- A case holds its training while somebody has to act, and again when its waiver is over (R-66).
-- macro: revision_holds(r)
({r}.state IN ('open', 'in_progress') OR ({r}.state = 'waived' AND {r}.waived_until < :@today))

-- Nobody can answer the evaluation any more.
-- macro: evaluation_complete(e)
({e}.state = 'closed' OR {e}.closes_on < :@today
 OR NOT EXISTS (SELECT 1 FROM ballots b WHERE b.organization_id = {e}.organization_id AND b.evaluation_id = {e}.id
                AND NOT b.answered))

-- What may be told of the evidence of a case, or of a round of it (R-61): nothing while its evaluation can be answered; then
-- the figures as they were when it opened, unless too few answers came later, and those of the end.
-- macro: revision_tellable(r)
LEFT JOIN LATERAL (
    SELECT (parameter(:@organization_id, 'evaluation.k_anonymity', :@today) #>> '{}')::bigint AS k, (
               SELECT count(*) FROM responses a
               WHERE a.organization_id = e.organization_id AND a.evaluation_id = e.id) AS answers
    FROM evaluations e
    WHERE e.organization_id = {r}.organization_id AND e.id = {r}.evaluation_id AND {{evaluation_complete(e)}}
) d ON true
CROSS JOIN LATERAL (
    SELECT COALESCE(d.answers >= d.k, false) AS final, COALESCE(
        ({r}.evidence ->> 'responses')::bigint >= d.k
        AND (d.answers - ({r}.evidence ->> 'responses')::bigint) NOT BETWEEN 1 AND d.k - 1, false) AS deciding
) w

-- macro: revision_figures(r)
CASE WHEN w.deciding OR (w.final AND {r}.evidence ? 'final') THEN 'shown' ELSE 'not_shown' END

-- macro: revision_evidence(r)
{r}.evidence - CASE WHEN w.deciding THEN '{}'::text[] ELSE '{responses,unfavourable,lower_bound_bp}'::text[] END
           - CASE WHEN w.final THEN '{}'::text[] ELSE '{final}'::text[] END

-- The rounds of a case that are over, as JSON.
-- macro: revision_earlier_rounds()
(SELECT COALESCE(jsonb_agg(jsonb_build_object(
            'number', n.number, 'evaluation_id', n.evaluation_id, 'session_id', n.session_id,
            'judged_version_id', n.judged_version_id, 'figures', {{revision_figures(n)}},
            'evidence', {{revision_evidence(n)}}, 'change_summary', n.change_summary,
            'effect_evaluation_id', n.effect_evaluation_id, 'effect', n.effect, 'opened_at', {{rfc3339(n.opened_at)}},
            'resolved_at', {{rfc3339(n.resolved_at)}}) ORDER BY n.number), '[]')
 FROM revision_rounds n
 {{revision_tellable(n)}}
 WHERE n.organization_id = r.organization_id AND n.revision_case_id = r.id)

-- macro: revision_case_columns()
r.id, r.training_id, t.name AS training_name, r.dimension, r.state, {{revision_holds(r)}} AS held, r.by_rule, r.evaluation_id,
r.session_id, r.judged_version_id, {{revision_figures(r)}} AS figures, {{revision_evidence(r)}} AS evidence,
{{revision_earlier_rounds()}} AS earlier_rounds,
r.finding, r.change_summary, r.effect_evaluation_id, r.effect, r.reopened, r.waived_until, r.waived_by, r.reason, r.opened_by,
r.opened_at, r.resolved_at,
(SELECT COALESCE(jsonb_agg(jsonb_build_object(
            'id', a.id, 'kind', a.kind, 'training_version_id', a.training_version_id, 'method', a.method,
            'instructor_id', a.instructor_id, 'partner_id', a.partner_id, 'note', a.note, 'done_by', a.done_by,
            'created_at', to_char(a.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')) ORDER BY a.id), '[]')
 FROM revision_actions a
 WHERE a.organization_id = r.organization_id AND a.revision_case_id = r.id) AS actions,
(SELECT COALESCE(jsonb_agg(jsonb_build_object(
            'id', f.id, 'name', f.name, 'training_version_id', f.training_version_id,
            'starts_on', (SELECT min(lower(b.during))::date FROM session_blocks b
                          WHERE b.organization_id = f.organization_id AND b.session_id = f.id)) ORDER BY f.created_at, f.id), '[]')
 FROM (SELECT s.organization_id, s.id, s.name, s.training_version_id, s.created_at FROM sessions s
       WHERE s.organization_id = r.organization_id AND s.training_id = r.training_id AND s.state = 'planned'
         AND {{revision_holds(r)}}
       ORDER BY s.created_at, s.id LIMIT 100) f) AS affected_sessions,
r.version, r.created_at, r.updated_at

-- macro: revision_case_tables()
revision_cases r
JOIN trainings t ON t.organization_id = r.organization_id AND t.id = r.training_id
{{revision_tellable(r)}}

-- A credit that is not reversed. Not said as hour_entries_once says it, which would be taken for finding one.
-- macro: is_live(entry)
{entry}.reversed_by IS NULL AND {entry}.kind <> 'reversal'

-- The day in the organization's zone (the time zone of the session) on which what ends at a time took place last: the end
-- itself is outside.
-- macro: last_day(ends_at)
({ends_at} - interval '1 microsecond')::date
