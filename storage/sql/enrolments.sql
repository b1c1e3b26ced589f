-- Enrolments. A caller finds those of people in their subtrees, their own, and those of sessions they teach (R-02).

-- name: enrolment_get
-- in: { enrolment_id uuid, change bool, withdrawal bool }
-- out: enrolment
-- brief
SELECT {{enrolment_columns()}}
FROM {{enrolment_tables()}}
WHERE e.organization_id = :@organization_id AND e.id = :enrolment_id
--? @scope change
  AND {{unit_in_scope(p.unit_id)}}
--? @scope withdrawal
  AND {{employee_in_scope(p.unit_id, e.employee_id)}}
--? @scope !change !withdrawal
  AND ({{employee_in_scope(p.unit_id, e.employee_id)}} OR {{teaches(e.session_id)}})
--.

-- name: enrolment_list
-- in: enrolments_list_query
-- out: enrolment
SELECT {{enrolment_columns()}}
FROM {{enrolment_tables()}}
WHERE e.organization_id = :@organization_id
--? session_id=id
  AND e.session_id = :session_id
--? session_id=ext
  AND e.session_id = (SELECT x.id FROM sessions x WHERE x.organization_id = :@organization_id AND x.external_id = :session_id)
--.
--? @scope
  AND ({{employee_in_scope(p.unit_id, e.employee_id)}} OR {{teaches(e.session_id)}})
--.
--? state
  AND e.state = :state
--.
--? after_id
  AND (e.priority < :after_text::integer OR (e.priority = :after_text::integer AND e.id > :after_id))
--.
ORDER BY e.priority DESC, e.id
LIMIT :limit

-- name: enrolment_list_all
-- in: enrolments_list_all_query
-- out: enrolment
SELECT {{enrolment_columns()}}
FROM {{enrolment_tables()}}
WHERE e.organization_id = :@organization_id
--? @scope
  AND {{employee_in_scope(p.unit_id, e.employee_id)}}
--.
--? employee_id=id
  AND e.employee_id = :employee_id
--? employee_id=ext
  AND e.employee_id = (SELECT x.id FROM employees x WHERE x.organization_id = :@organization_id AND x.external_id = :employee_id)
--? employee_id=nip
  AND e.employee_id = (SELECT x.id FROM employees x WHERE x.organization_id = :@organization_id AND x.nip = :employee_id)
--.
--? need_id
  AND e.need_id = :need_id
--.
--? state
  AND e.state = :state
--.
--? after_id
  AND e.id < :after_id
--.
ORDER BY e.id DESC
LIMIT :limit

-- One row per nomination, in its order: the person, if the caller may nominate them, their need, and the figures of
-- their priority by the parameters of the day (R-20, R-45). How many hours they have and need is what the compliance
-- report says (R-51); who has a ceiling and no floor falls short of nothing.
-- name: nominees
-- in: { session_id ref, items records(nominee_lookup) }
-- out: nominee
SELECT i.ordinal, p.id AS employee_id, p.name AS employee_name, p.unit_id, u.name AS unit_name,
       COALESCE(p.left_on <= :@today, false) AS has_left, o.id AS enrolment_id, n.id AS need_id,
       COALESCE(n.priority, 0) AS need_priority,
       COALESCE(floor(extract(epoch FROM :@now - n.created_at) / 86400), 0)::bigint AS waiting_days,
       (parameter(:@organization_id, 'seats.waiting_full_days', :@today) #>> '{}')::bigint AS waiting_full_days,
       COALESCE(h.jp, 0) AS hours_jp, CASE WHEN h.has_floor THEN h.limit_jp ELSE 0 END AS floor_jp,
       ((w.weights ->> 'need_priority')::numeric * 100)::bigint AS weight_need_priority,
       ((w.weights ->> 'waiting')::numeric * 100)::bigint AS weight_waiting,
       ((w.weights ->> 'hours_shortfall')::numeric * 100)::bigint AS weight_hours_shortfall
FROM jsonb_to_recordset(:items) AS i (ordinal bigint, employee_id uuid, employee_key text, employee_nip text, need_id uuid)
JOIN sessions s ON s.organization_id = :@organization_id
--? session_id=id
  AND s.id = :session_id
--? session_id=ext
  AND s.id = (SELECT x.id FROM sessions x WHERE x.organization_id = :@organization_id AND x.external_id = :session_id)
--.
CROSS JOIN (SELECT parameter(:@organization_id, 'seats.weights', :@today) AS weights) w
LEFT JOIN employees p ON p.organization_id = :@organization_id
  AND (p.id = i.employee_id OR p.external_id = i.employee_key OR p.nip = i.employee_nip)
--? @scope
  AND {{unit_in_scope(p.unit_id)}}
--.
LEFT JOIN units u ON u.organization_id = p.organization_id AND u.id = p.unit_id
LEFT JOIN LATERAL (
    SELECT x.jp, x.limit_jp, x.has_floor FROM hours_stands(:@organization_id, :@today) x WHERE x.employee_id = p.id
    LIMIT 1 -- else everybody is judged for every nominee
) h ON true
LEFT JOIN enrolments o ON o.organization_id = s.organization_id AND o.session_id = s.id AND o.employee_id = p.id
  AND o.state NOT IN ('rejected', 'withdrawn')
LEFT JOIN LATERAL (
    SELECT d.id, d.priority, d.created_at FROM needs d
    WHERE d.organization_id = :@organization_id AND d.id = i.need_id AND d.state <> 'dropped'
      AND (d.employee_id = p.id
           OR (d.employee_id IS NULL AND EXISTS (SELECT 1 FROM unit_ancestors a
               WHERE a.organization_id = :@organization_id AND a.unit_id = p.unit_id AND a.ancestor_id = d.unit_id)))
    UNION ALL
    (SELECT d.id, d.priority, d.created_at FROM needs d
     WHERE i.need_id IS NULL AND d.organization_id = :@organization_id AND d.employee_id = p.id
       AND d.state IN ('verified', 'validated', 'planned')
       AND d.competency_id IN (SELECT m.competency_id FROM modules m
           WHERE m.organization_id = :@organization_id AND m.training_version_id = s.training_version_id)
     ORDER BY d.priority DESC, d.id
     LIMIT 1)) n ON true
ORDER BY i.ordinal

-- name: enrolment_insert
-- in: { items records(enrolment) }
-- writes
INSERT INTO enrolments (organization_id, id, session_id, employee_id, unit_id, need_id, state, priority, priority_terms,
                        nominated_by, version, created_at, updated_at)
SELECT :@organization_id, i.id, i.session_id, i.employee_id, i.unit_id, i.need_id, i.state, (i.priority * 100)::integer,
       i.priority_terms, i.nominated_by, i.version, i.created_at, i.updated_at
FROM jsonb_to_recordset(:items) AS i (id uuid, session_id uuid, employee_id uuid, unit_id uuid, need_id uuid, state text,
                                      priority numeric, priority_terms jsonb, nominated_by uuid, version bigint,
                                      created_at timestamptz, updated_at timestamptz)

-- name: enrolment_update
-- in: enrolment
-- writes
UPDATE enrolments
SET state = :state, waitlisted_at = :waitlisted_at, clash_accepted = :clash_accepted, approved_by = :approved_by,
    reason = :reason, version = :version, updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- ---- seats

-- Seats of an organization are given out one session after the other, so that of two sessions at the same time the second
-- sees whom the first has given one. Taken before the row of any session: whoever gives out seats may go on to the rows of
-- other sessions, and nobody who holds only a session's row waits for another one.
-- name: seats_lock
-- writes
SELECT pg_advisory_xact_lock(hashtextextended('seats:' || :@organization_id::text, 0))

-- Who has left waits no more (R-46).
-- name: seat_candidates
-- in: { session_id uuid, enrolment_id uuid }
-- out: seat_candidate
SELECT e.id, e.state, e.priority, e.version,
       NOT e.clash_accepted AND EXISTS (SELECT 1 FROM {{clash_tables(e)}} AND o.state IN ({{seated()}})) AS clashes
FROM enrolments e
WHERE e.organization_id = :@organization_id AND e.state IN ('approved', 'waitlisted')
  AND ((SELECT p.left_on FROM employees p WHERE p.organization_id = :@organization_id AND p.id = e.employee_id)
       <= :@today) IS NOT TRUE
--? !enrolment_id
  AND e.session_id = :session_id
--? enrolment_id
  AND e.session_id = (SELECT x.session_id FROM enrolments x
                      WHERE x.organization_id = :@organization_id AND x.id = :enrolment_id)
--.

-- The other sessions that give out seats, and in which somebody waits who has, or had, a seat in this one at the same time.
-- name: seats_waited_for
-- in: { session_id uuid, enrolment_id uuid }
-- out: session_waited_for
SELECT DISTINCT z.id AS session_id
FROM enrolments e
JOIN enrolments o ON o.organization_id = e.organization_id AND o.employee_id = e.employee_id
JOIN sessions z ON z.organization_id = o.organization_id AND z.id = o.session_id
WHERE e.organization_id = :@organization_id AND e.state IN ({{seated()}})
--? !enrolment_id
  AND e.session_id = :session_id
--? enrolment_id
  AND e.id = :enrolment_id
--.
  AND o.session_id <> e.session_id AND o.state IN ('approved', 'waitlisted') AND NOT o.clash_accepted AND z.state = 'closed'
  AND EXISTS (SELECT 1 FROM session_blocks mine JOIN session_blocks theirs ON theirs.organization_id = mine.organization_id
              AND theirs.session_id = z.id AND theirs.held AND theirs.during && mine.during
              WHERE mine.organization_id = e.organization_id AND mine.session_id = e.session_id)
ORDER BY z.id

-- name: enrolment_moves
-- in: { items records(enrolment_move) }
-- writes
UPDATE enrolments e
SET state = i.state, waitlisted_at = i.waitlisted_at, version = i.version, updated_at = i.updated_at
FROM jsonb_to_recordset(:items) AS i (id uuid, state text, waitlisted_at timestamptz, version bigint, updated_at timestamptz)
WHERE e.organization_id = :@organization_id AND e.id = i.id

-- With whatever was decided for the same person at the same time; a seat goes before a place to wait.
-- name: enrolment_first_clash
-- in: { enrolment_id uuid }
-- out: enrolment_clash
SELECT c.enrolment_id, c.session_id, c.session_name, c.state
FROM enrolments e
CROSS JOIN LATERAL (SELECT o.id AS enrolment_id, o.session_id, z.name AS session_name, o.state
                    FROM {{clash_tables(e)}} AND o.state <> 'nominated'
                    ORDER BY o.state NOT IN ({{seated()}}), o.id
                    LIMIT 1) c
WHERE e.organization_id = :@organization_id AND e.id = :enrolment_id
