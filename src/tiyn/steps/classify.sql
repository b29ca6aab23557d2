-- name: months
-- The months in which each line of the classification was printed.
update budget_class set first_month = m.first_month, last_month = m.last_month
from (select class_id, min(month) as first_month, max(month) as last_month from budget_line group by class_id) m
where m.class_id = budget_class.id

-- name: names
-- Every name of every node that had more than one, in the order in which they came up.
select id, chain as node, report, code, name, first_month, last_month from budget_class
where chain in (select chain from budget_class group by chain having count(*) > 1)
order by node, first_month, last_month, name

-- name: settle
-- Nodes that kept one name: the node itself is their id.
update budget_class set id = chain
where chain in (select chain from budget_class group by chain having count(*) = 1)

-- name: judge
-- One name of a node that had several.
update budget_class set id = $id, chain = $chain, continues = $continues, judgement = $judgement, why = $why where id = $old

-- name: lines
-- Budget lines take the settled ids.
update budget_line set class_id = budget_class_old.id from budget_class_old where budget_class_old.old = budget_line.class_id

-- name: remember
-- The ids as the readers gave them, before they are settled.
create or replace temp table budget_class_old as select id as old, id from budget_class

-- name: renamed
-- Old id to settled id.
update budget_class_old set id = $id where old = $old

-- name: settled
-- Old id to settled id, for nodes that kept one name.
update budget_class_old set id = c.chain from budget_class c where c.id = budget_class_old.old and c.chain in
(select chain from budget_class group by chain having count(*) = 1)

-- name: select
-- What a rule selects: by administrator, by name, or both.
insert into budget_selection
select $rule, c.id, $entry, $adds from budget_class c
where c.kind = $kind
  and list_contains($reports, c.report)
  and (len($administrators) = 0 or list_contains($administrators, c.administrator))
  and (len($words) = 0 or exists (select 1 from unnest($words) t(word) where contains(lower(c.name), t.word)))
  and not exists (select 1 from budget_selection s where s.rule = $rule and s.class_id = c.id)
order by c.id
