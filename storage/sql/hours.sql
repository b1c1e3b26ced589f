-- The ledger of JP: added to, never edited; a credit learns once by what it was reversed.

-- Whoever credits takes the employees' rows first (R-52). The index gives them in the order of their ids, so that two who
-- credit many rarely wait for each other.
-- name: hour_lock
-- in: { session_id uuid, enrolment_id uuid }
-- out: { id uuid }
SELECT e.id
FROM employees e
WHERE e.organization_id = :@organization_id
--? session_id
  AND e.id = ANY (ARRAY(SELECT n.employee_id FROM enrolments n
                        WHERE n.organization_id = :@organization_id AND n.session_id = :session_id))
--? !session_id
  AND e.id = (SELECT n.employee_id FROM enrolments n
              WHERE n.organization_id = :@organization_id AND n.id = :enrolment_id)
--.
FOR NO KEY UPDATE

-- name: hour_lock_employee
-- in: { employee_id uuid }
-- out: { id uuid }
SELECT e.id
FROM employees e
WHERE e.organization_id = :@organization_id AND e.id = :employee_id
FOR NO KEY UPDATE

-- name: hour_seats
-- in: { session_id uuid, enrolment_id uuid }
-- out: hour_seat
SELECT n.id AS enrolment_id, n.employee_id, s.id AS session_id, s.name AS session_name,
       s.state IN ('completed', 'evaluated') AS completed, t.name AS title, t.form_id
FROM enrolments n
JOIN sessions s ON s.organization_id = n.organization_id AND s.id = n.session_id
JOIN trainings t ON t.organization_id = s.organization_id AND t.id = s.training_id
WHERE n.organization_id = :@organization_id AND n.state IN ('confirmed', 'attended', 'absent', 'passed', 'failed')
--? session_id
  AND n.session_id = :session_id
--? !session_id
  AND n.id = :enrolment_id
--.
ORDER BY n.id

-- name: hour_modules
-- in: { session_id uuid, enrolment_id uuid }
-- out: hour_module
SELECT m.id, m.ordinal, m.jp
FROM sessions s
JOIN modules m ON m.organization_id = s.organization_id AND m.training_version_id = s.training_version_id
WHERE s.organization_id = :@organization_id
--? session_id
  AND s.id = :session_id
--? !session_id
  AND s.id = (SELECT n.session_id FROM enrolments n WHERE n.organization_id = :@organization_id AND n.id = :enrolment_id)
--.
ORDER BY m.ordinal

-- The newest statement of attendance counts; none is not attended.
-- name: hour_blocks
-- in: { session_id uuid, enrolment_id uuid }
-- out: hour_block
SELECT n.id AS enrolment_id, b.module_id,
       ceil(extract(epoch FROM upper(b.during) - lower(b.during)) / 60)::bigint AS minutes,
       COALESCE((SELECT a.present FROM attendances a
                 WHERE a.organization_id = n.organization_id AND a.enrolment_id = n.id AND a.block_id = b.id
                 ORDER BY a.revision DESC LIMIT 1), false) AS attended,
       lower(b.during)::date AS began_on, {{last_day(upper(b.during))}} AS ended_on
FROM enrolments n
JOIN session_blocks b ON b.organization_id = n.organization_id AND b.session_id = n.session_id AND b.held
WHERE n.organization_id = :@organization_id AND n.state IN ('confirmed', 'attended', 'absent', 'passed', 'failed')
--? session_id
  AND n.session_id = :session_id
--? !session_id
  AND n.id = :enrolment_id
--.
ORDER BY n.id, b.ordinal

-- name: hour_entries_of_seats
-- in: { session_id uuid, enrolment_id uuid }
-- out: hour_entry
SELECT {{hour_entry_columns()}}
FROM hour_entries y
WHERE y.organization_id = :@organization_id AND {{is_live(y)}}
--? session_id
  AND y.enrolment_id = ANY (ARRAY(SELECT n.id FROM enrolments n
                                  WHERE n.organization_id = :@organization_id AND n.session_id = :session_id))
--? !session_id
  AND y.enrolment_id = :enrolment_id
--.

-- Credits of claims of the people of a session, between its first and its last day.
-- name: hour_claimed_near
-- in: { session_id uuid, enrolment_id uuid }
-- out: hour_neighbour
SELECT {{hour_neighbour_columns()}}
FROM enrolments n
JOIN hour_entries y ON y.organization_id = n.organization_id AND y.employee_id = n.employee_id
 AND {{is_live(y)}} AND y.hour_claim_id IS NOT NULL
CROSS JOIN LATERAL (SELECT min(lower(b.during))::date AS began_on, {{last_day(max(upper(b.during)))}} AS ended_on
                    FROM session_blocks b
                    WHERE b.organization_id = n.organization_id AND b.session_id = n.session_id AND b.held) d
WHERE n.organization_id = :@organization_id AND y.earned_on >= d.began_on AND lower(y.took_place) <= d.ended_on
--? session_id
  AND n.session_id = :session_id
--? !session_id
  AND n.id = :enrolment_id
--.

-- The seats of an employee in completed sessions that took place within days.
-- name: hour_seats_near
-- in: { employee_id uuid, first date, last date }
-- out: { enrolment_id uuid }
SELECT n.id AS enrolment_id
FROM enrolments n
JOIN sessions s ON s.organization_id = n.organization_id AND s.id = n.session_id
WHERE n.organization_id = :@organization_id AND n.employee_id = :employee_id
  AND n.state IN ('attended', 'absent', 'passed', 'failed') AND s.state IN ('completed', 'evaluated')
  AND EXISTS (SELECT 1 FROM session_blocks b
              WHERE b.organization_id = s.organization_id AND b.session_id = s.id AND b.held
                AND lower(b.during)::date <= :last AND {{last_day(upper(b.during))}} >= :first)

-- name: hour_entry_insert
-- in: hour_entry
-- writes
INSERT INTO hour_entries (organization_id, id, employee_id, kind, activity_key, enrolment_id, hour_claim_id, form_id, title,
                          took_place, earned_on, jp, terms, reverses_id, reason, recorded_by, created_at)
VALUES (:@organization_id, :id, :employee_id, :kind, :activity_key, :enrolment_id, :hour_claim_id, :form_id, :title,
        daterange(:took_place_from, :took_place_until, '[]'), :earned_on, :jp, :terms, :reverses_id, :reason, :recorded_by,
        :created_at)

-- name: hour_entry_reversed
-- in: { id uuid, reversed_by uuid }
-- writes
UPDATE hour_entries
SET reversed_by = :reversed_by
WHERE organization_id = :@organization_id AND id = :id AND reversed_by IS NULL
