-- What leaders did. Insert and read only: the grants refuse anything else.

-- macro: leadership_activity_columns()
a.id, a.leader_id, l.name AS leader_name, a.kind, a.session_id, s.name AS session_name, a.employee_id, e.name AS employee_name,
a.took_place_on, a.note, a.recorded_by, a.created_at

-- macro: leadership_activity_tables()
leadership_activities a
JOIN employees l ON l.organization_id = a.organization_id AND l.id = a.leader_id
LEFT JOIN sessions s ON s.organization_id = a.organization_id AND s.id = a.session_id
LEFT JOIN employees e ON e.organization_id = a.organization_id AND e.id = a.employee_id

-- name: leadership_activity_get
-- in: { leadership_activity_id uuid }
-- out: leadership_activity
-- brief
SELECT {{leadership_activity_columns()}}
FROM {{leadership_activity_tables()}}
WHERE a.organization_id = :@organization_id AND a.id = :leadership_activity_id
--? @scope
  AND {{employee_in_scope(l.unit_id, l.id)}}
--.

-- name: leadership_activity_list
-- in: leadership_activities_list_query
-- out: leadership_activity
SELECT {{leadership_activity_columns()}}
FROM {{leadership_activity_tables()}}
WHERE a.organization_id = :@organization_id
--? @scope
  AND {{employee_in_scope(l.unit_id, l.id)}}
--.
--? leader_id=id
  AND a.leader_id = :leader_id
--? leader_id=ext
  AND l.external_id = :leader_id
--? leader_id=nip
  AND l.nip = :leader_id
--.
--? session_id=id
  AND a.session_id = :session_id
--? session_id=ext
  AND s.external_id = :session_id
--.
--? kind
  AND a.kind = :kind
--.
--? sort=created_at after_id
  AND (a.created_at, a.id) > (:after_text::timestamptz, :after_id)
--? sort=-created_at after_id
  AND (a.created_at, a.id) < (:after_text::timestamptz, :after_id)
--.
--? sort=created_at
ORDER BY a.created_at, a.id
--? sort=-created_at
ORDER BY a.created_at DESC, a.id DESC
--.
LIMIT :limit

-- What a new activity names. A row always; what is unknown or out of scope has no value. `planned`: the caller's role of a
-- planner reaches over the leader.
-- name: leadership_activity_targets
-- in: { leader_id ref, session_id ref, employee_id ref, planner_whole bool, planner_units uuids }
-- out: leadership_activity_targets
SELECT l.id AS leader_id, l.name AS leader_name, l.heads_unit,
       l.id IS NOT NULL AND (COALESCE(:planner_whole, false)
                             OR EXISTS (SELECT 1 FROM unit_ancestors g
                                        WHERE g.organization_id = :@organization_id AND g.unit_id = l.unit_id
                                          AND g.ancestor_id = ANY (:planner_units))) AS planned,
       s.id AS session_id, s.name AS session_name, e.id AS employee_id, e.name AS employee_name
FROM (SELECT 1) one
LEFT JOIN employees l ON l.organization_id = :@organization_id
--? leader_id=id
  AND l.id = :leader_id
--? leader_id=ext
  AND l.external_id = :leader_id
--? leader_id=nip
  AND l.nip = :leader_id
--.
--? @scope
  AND {{employee_in_scope(l.unit_id, l.id)}}
--.
LEFT JOIN sessions s ON s.organization_id = :@organization_id AND s.state <> 'cancelled'
--? session_id=id
  AND s.id = :session_id
--? session_id=ext
  AND s.external_id = :session_id
--? !session_id
  AND false
--.
LEFT JOIN employees e ON e.organization_id = :@organization_id
--? employee_id=id
  AND e.id = :employee_id
--? employee_id=ext
  AND e.external_id = :employee_id
--? employee_id=nip
  AND e.nip = :employee_id
--? !employee_id
  AND false
--.
  AND e.unit_id IN (SELECT b.unit_id FROM unit_ancestors b
                    WHERE b.organization_id = :@organization_id AND b.ancestor_id = l.unit_id)

-- name: leadership_activity_insert
-- in: leadership_activity
-- writes
INSERT INTO leadership_activities (organization_id, id, leader_id, kind, session_id, employee_id, took_place_on, note,
                                   recorded_by, created_at)
VALUES (:@organization_id, :id, :leader_id, :kind, :session_id, :employee_id, :took_place_on, :note, :recorded_by, :created_at)
