-- name: revisions
-- Every figure a later month prints otherwise, with both lines; of a kind and a place when given.
select r.line, r.measure, r.earlier_line, r.kind as revision, r.change, b.region, b.report, b.month, e.month as earlier_month,
  b.kind, b.administrator, b.functional_group, b.functional_subgroup, c.name
from budget_revision r
join budget_line b on b.id = r.line
join budget_line e on e.id = r.earlier_line
join budget_class c on c.id = b.class_id
where (:kind is null or r.kind = :kind) and (:region is null or b.region = :region)
order by r.line, r.measure

-- name: counts
-- How many there are of each kind in each place.
select r.kind, b.region, count(*) as n from budget_revision r join budget_line b on b.id = r.line
group by r.kind, b.region order by r.kind, b.region
