-- name: roles_of
-- The subjects in which a party has a part other than a side of a contract, by subject.
select distinct subject, role from member
where target_kind = 'party' and target = :party and role not in ('buyer', 'supplier')
order by subject, role

-- name: budget_of
-- The expenditure lines of a party that is a budget administrator, of each year's last month read, by year.
select b.id, b.year, b.month, b.functional_group, b.region, b.administrator, c.name, b.kind
from party p
join budget_line b on b.administrator = p.administrator and b.region = coalesce(p.region, 'KZ') and b.kind = 'administrator'
join budget_class c on c.id = b.class_id
where p.id = :party and b.section = 'II' and b.report in ('regional', 'republican')
  and b.month = (select max(v.month) from budget_coverage v where v.report = b.report and v.region = b.region
    and v.lines > 0 and substr(v.month, 1, 4) = cast(b.year as text))
order by b.year, b.functional_group, b.functional_subgroup, b.id

-- name: organisations
-- Every party that is not a person, by id.
select id from party where schema <> 'Person' order by id
