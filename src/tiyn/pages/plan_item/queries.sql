-- name: examples
-- Some items with budget lines and some of the first ones, for the site map and the tests.
select distinct id from (
  select owner as id from (select owner from budget_part where owner_kind = 'plan_item' order by owner limit 4)
  union all select id from (select id from plan_item order by id limit 4)
) order by id
