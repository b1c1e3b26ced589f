-- Sessions. They belong to no unit: everybody of the organization reads them; a partner reads its own.

-- name: session_get
-- in: { session_id ref, enrolment_id uuid }
-- out: session
-- brief
SELECT {{session_columns()}}
FROM {{session_tables()}}
WHERE s.organization_id = :@organization_id
--? @scope
  AND ({{over_some_unit()}} OR :@self IS NOT NULL OR {{acts_for(s.partner_id)}})
--.
--? session_id=id
  AND s.id = :session_id
--? session_id=ext
  AND s.id = (SELECT x.id FROM sessions x WHERE x.organization_id = :@organization_id AND x.external_id = :session_id)
--.
--? enrolment_id
  AND s.id = (SELECT x.session_id FROM enrolments x WHERE x.organization_id = :@organization_id AND x.id = :enrolment_id)
--.

-- Whoever changes a session, its seats or its results takes its row first, in a statement of its own: what is read
-- next is read behind the lock.
-- name: session_lock
-- in: { session_id ref, enrolment_id uuid }
-- out: { id uuid }
SELECT s.id
FROM sessions s
WHERE s.organization_id = :@organization_id
--? session_id=id
  AND s.id = :session_id
--? session_id=ext
  AND s.external_id = :session_id
--.
--? enrolment_id
  AND s.id = (SELECT x.session_id FROM enrolments x WHERE x.organization_id = :@organization_id AND x.id = :enrolment_id)
--.
FOR NO KEY UPDATE

-- name: session_list
-- in: sessions_list_query
-- out: session
SELECT {{session_columns()}}
FROM {{session_tables()}}
WHERE s.organization_id = :@organization_id
--? @scope
  AND ({{over_some_unit()}} OR :@self IS NOT NULL OR {{acts_for(s.partner_id)}})
--.
--? training_id=id
  AND s.training_id = :training_id
--? training_id=ext
  AND s.training_id = (SELECT x.id FROM trainings x WHERE x.organization_id = :@organization_id AND x.external_id = :training_id)
--.
--? state
  AND s.state = :state
--.
--? partner_id
  AND s.partner_id = :partner_id
--.
--? plan_item_id
  AND s.plan_item_id = :plan_item_id
--.
--? from
  AND EXISTS (SELECT 1 FROM session_blocks f WHERE f.organization_id = :@organization_id AND f.session_id = s.id
                AND upper(f.during) > :from)
--.
--? until
  AND EXISTS (SELECT 1 FROM session_blocks f WHERE f.organization_id = :@organization_id AND f.session_id = s.id
                AND lower(f.during) < :until)
--.
--? sort=created_at after_id
  AND (s.created_at, s.id) > (:after_text::timestamptz, :after_id)
--? sort=-created_at after_id
  AND (s.created_at, s.id) < (:after_text::timestamptz, :after_id)
--.
--? sort=created_at
ORDER BY s.created_at, s.id
--? sort=-created_at
ORDER BY s.created_at DESC, s.id DESC
--.
LIMIT :limit

-- ---- what scheduling looks at (R-40)

-- Sessions of an organization are scheduled one after the other, so that a refusal can always name the record in the
-- way and a quota is counted right; constraints stand behind it. What follows is read with a snapshot made after it.
-- name: schedule_lock
-- writes
SELECT pg_advisory_xact_lock(hashtextextended('schedule:' || :@organization_id::text, 0))

-- name: session_pin
-- in: { training_id ref, training_version_id uuid }
-- out: session_pin
SELECT t.id AS training_id, t.name AS training_name, t.state = 'retired' AS retired, v.id AS training_version_id,
       v.number AS training_version_number, c.id AS revision_case_id, c.dimension AS revision_dimension,
--? training_version_id
       EXISTS (SELECT 1 FROM training_versions x
               WHERE x.organization_id = :@organization_id AND x.id = :training_version_id AND x.training_id = t.id)
--? !training_version_id
       true
--.
       AS version_known
FROM trainings t
LEFT JOIN training_versions v ON v.organization_id = t.organization_id AND v.training_id = t.id AND v.state = 'published'
LEFT JOIN LATERAL (
    SELECT h.id, h.dimension FROM revision_cases h
    WHERE h.organization_id = t.organization_id AND h.training_id = t.id
      AND {{revision_holds(h)}}
    ORDER BY h.opened_at, h.id
    LIMIT 1) c ON true
WHERE t.organization_id = :@organization_id
--? training_id=id
  AND t.id = :training_id
--? training_id=ext
  AND t.external_id = :training_id
--.

-- One row per block wanted, in its order: what it refers to, and the first session that has its room or an instructor.
-- name: session_block_facts
-- in: { training_id ref, except_session_id uuid, blocks records(session_block_input) }
-- out: session_block_facts
SELECT w.ordinal,
       w.module_id IS NULL OR EXISTS (
           SELECT 1 FROM modules m JOIN training_versions v ON v.organization_id = m.organization_id AND v.id = m.training_version_id
           JOIN trainings t ON t.organization_id = v.organization_id AND t.id = v.training_id
           WHERE m.organization_id = :@organization_id AND m.id = w.module_id
--? except_session_id
             AND v.id = (SELECT o.training_version_id FROM sessions o
                         WHERE o.organization_id = :@organization_id AND o.id = :except_session_id)
--? !except_session_id
             AND v.state = 'published'
--.
--? training_id=id
             AND t.id = :training_id
--? training_id=ext
             AND t.external_id = :training_id
--.
       ) AS module_known,
       (SELECT count(*) FROM instructors i
        WHERE i.organization_id = :@organization_id AND i.id = ANY (w.instructor_ids)) AS instructors_known,
       d.id AS inactive_instructor_id, d.name AS inactive_instructor_name,
       r.session_id AS room_session_id, r.session_name AS room_session_name, p.instructor_name,
       p.session_id AS instructor_session_id, p.session_name AS instructor_session_name
FROM ROWS FROM (jsonb_to_recordset(:blocks) AS (starts_at timestamptz, ends_at timestamptz, module_id uuid, room text,
                                                instructor_ids uuid[]))
     WITH ORDINALITY AS w (starts_at, ends_at, module_id, room, instructor_ids, ordinal)
LEFT JOIN LATERAL (
    SELECT i.id, i.name FROM instructors i
    WHERE i.organization_id = :@organization_id AND i.id = ANY (w.instructor_ids) AND i.state <> 'active'
    LIMIT 1) d ON true
LEFT JOIN LATERAL (
    SELECT o.id AS session_id, o.name AS session_name
    FROM session_blocks k JOIN sessions o ON o.organization_id = k.organization_id AND o.id = k.session_id
    WHERE k.organization_id = :@organization_id AND k.held AND k.room = w.room
      AND k.during && tstzrange(w.starts_at, greatest(w.starts_at, w.ends_at))
--? except_session_id
      AND k.session_id <> :except_session_id
--.
    LIMIT 1) r ON true
LEFT JOIN LATERAL (
    SELECT n.name AS instructor_name, o.id AS session_id, o.name AS session_name
    FROM session_block_instructors h
    JOIN session_blocks k ON k.organization_id = h.organization_id AND k.id = h.block_id
    JOIN sessions o ON o.organization_id = k.organization_id AND o.id = k.session_id
    JOIN instructors n ON n.organization_id = h.organization_id AND n.id = h.instructor_id
    WHERE h.organization_id = :@organization_id AND h.held AND h.instructor_id = ANY (w.instructor_ids)
      AND h.during && tstzrange(w.starts_at, greatest(w.starts_at, w.ends_at))
--? except_session_id
      AND k.session_id <> :except_session_id
--.
    LIMIT 1) p ON true
ORDER BY w.ordinal

-- The first instructor of a session who is out of use.
-- name: session_inactive_instructor
-- in: { session_id uuid }
-- out: inactive_instructor
SELECT i.id, i.name
FROM session_blocks k
JOIN session_block_instructors h ON h.organization_id = k.organization_id AND h.block_id = k.id
JOIN instructors i ON i.organization_id = h.organization_id AND i.id = h.instructor_id
WHERE k.organization_id = :@organization_id AND k.session_id = :session_id AND i.state <> 'active'
ORDER BY k.ordinal, i.id
LIMIT 1

-- ---- writing

-- name: session_insert
-- in: session
-- writes
INSERT INTO sessions (organization_id, id, external_id, training_id, training_version_id, plan_item_id, partner_id, agreement_id,
                      name, state, capacity, waitlist_limit, committed_rupiah, version, created_at, updated_at)
VALUES (:@organization_id, :id, :external_id, :training_id, :training_version_id, :plan_item_id, :partner_id, :agreement_id,
        :name, :state, :capacity, :waitlist_limit, :committed_rupiah, :version, :created_at, :updated_at)

-- name: session_update
-- in: session
-- writes
UPDATE sessions
SET external_id = :external_id, plan_item_id = :plan_item_id, partner_id = :partner_id, agreement_id = :agreement_id,
    name = :name, state = :state, capacity = :capacity, waitlist_limit = :waitlist_limit,
    committed_rupiah = :committed_rupiah, realised_rupiah = :realised_rupiah, reason = :reason, version = :version,
    updated_at = :updated_at
WHERE organization_id = :@organization_id AND id = :id

-- name: session_blocks_insert
-- in: session
-- writes
INSERT INTO session_blocks (organization_id, id, session_id, ordinal, module_id, during, room, link)
SELECT :@organization_id, w.id, :id, w.ordinal, w.module_id, tstzrange(w.starts_at, w.ends_at), w.room, w.link
FROM jsonb_to_recordset(:blocks) AS w (id uuid, ordinal integer, module_id uuid, starts_at timestamptz, ends_at timestamptz,
                                       room text, link text)

-- name: session_block_instructors_insert
-- in: session
-- writes
INSERT INTO session_block_instructors (organization_id, block_id, instructor_id, during)
SELECT k.organization_id, k.id, i.instructor_id, k.during
FROM jsonb_to_recordset(:blocks) AS w (id uuid, instructor_ids uuid[])
JOIN session_blocks k ON k.organization_id = :@organization_id AND k.session_id = :id AND k.id = w.id
CROSS JOIN unnest(w.instructor_ids) AS i (instructor_id)

-- name: session_block_instructors_delete
-- in: session
-- writes
DELETE FROM session_block_instructors i
USING session_blocks k
WHERE k.organization_id = :@organization_id AND k.session_id = :id AND i.organization_id = k.organization_id
  AND i.block_id = k.id

-- name: session_blocks_delete
-- in: session
-- writes
DELETE FROM session_blocks
WHERE organization_id = :@organization_id AND session_id = :id

-- A cancelled session holds nothing: its rooms and instructors are free.
-- name: session_blocks_release
-- in: session
-- writes
UPDATE session_blocks
SET held = false
WHERE organization_id = :@organization_id AND session_id = :id

-- name: session_block_instructors_release
-- in: session
-- writes
UPDATE session_block_instructors i
SET held = false
FROM session_blocks k
WHERE k.organization_id = :@organization_id AND k.session_id = :id AND i.organization_id = k.organization_id
  AND i.block_id = k.id
