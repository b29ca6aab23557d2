-- name: selected
-- The administrators a rule adds up and the places whose reports have them, by entry, code and place.
select distinct s.entry, c.administrator, c.name, b.region from budget_selection s join budget_class c on c.id = s.class_id
join budget_line b on b.class_id = c.id
where s.rule = :rule and s.adds = 'yes' order by s.entry, c.administrator, b.region, c.name

-- name: apart
-- The projects a rule selects by name and adds to nothing, at the last month of each year in which they are printed.
select b.*, c.name, s.entry from budget_selection s join budget_class c on c.id = s.class_id
join budget_line b on b.class_id = c.id
where s.rule = :rule and s.adds = 'no'
  and b.month = (select max(o.month) from budget_line o where o.class_id = b.class_id and o.year = b.year)
order by b.year desc, c.administrator, c.programme, b.id
