-- Pieces that several statements share. {name} is replaced by the argument.

-- macro: unit_in_scope(unit)
{unit} IN (SELECT a.unit_id FROM unit_ancestors a
           WHERE a.organization_id = :@organization_id AND a.ancestor_id = ANY (:@scope))

-- macro: employee_in_scope(unit, employee)
({employee} = :@self OR {unit} IN (SELECT a.unit_id FROM unit_ancestors a
                                   WHERE a.organization_id = :@organization_id AND a.ancestor_id = ANY (:@scope)))

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
s.id, s.employee_id, s.competency_id, s.level, s.method, s.assessed_on, s.source_reference, s.note, s.recorded_by, s.created_at
