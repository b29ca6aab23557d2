-- name: roles_of
-- The subjects in which a party has a part other than a side of a contract, by subject.
select distinct subject, role from member
where target_kind = 'party' and target = :party and role not in ('buyer', 'supplier')
order by subject, role

-- name: budget_of
-- The budget lines printed under a party's own name in its region (the republic when it has none), by year.
-- A name counts when it is at least 20 letters long and the administrator's name begins with it.
select b.id, b.year, b.functional_group, b.functional_group_name
from budget_line b join party p on p.id = :party and b.region = coalesce(p.region, 'KZ')
where exists (
  select 1 from (
    select text from label where owner = 'party/' || :party and role = 'name' and lang = 'ru'
    union
    select text from alias where owner = 'party/' || :party
  ) n where length(n.text) >= 20 and b.administrator_name like n.text || '%'
)
order by b.year, b.functional_group, b.functional_subgroup, b.id

-- name: organisations
-- Every party that is not a person, by id.
select id from party where schema <> 'Person' order by id
