-- name: statement
-- Every statement, by id.
select * from statement order by id

-- name: statement_link
-- Every tie between statements, in key order.
select from_id, kind, to_id from statement_link order by from_id, kind, to_id

-- name: member
-- Every member of every subject, in the order of the file.
select subject, role, position, target_kind, target from member order by subject, role, position

-- name: subject
-- Every subject, by id.
select id, kind from subject order by id

-- name: budget_line
-- Lines (expenditure, loans given, assets bought) of the administrators that the digital money rule selects or a subject is tied to, by id.
select b.id, b.region, b.administrator, b.functional_group, b.year, b.month, b.approved, b.revised, b.paid,
  s.rule is not null as digital
from budget_line b
left join budget_selection s on s.class_id = b.class_id and s.rule = 'digital-money' and s.adds = 'yes'
where b.kind = 'administrator' and b.report in ('regional', 'republican')
  and (s.rule is not null or exists (select 1 from budget_link l where l.region = b.region and l.administrator = b.administrator))
order by b.id

-- name: budget_link
-- Every confirmed tie between a subject and an administrator's budget: what is only a hypothesis never enters a sum.
select subject, region, administrator, functional_group, certainty from budget_link where judgement = 'confirmed'
order by subject, region, administrator, functional_group
