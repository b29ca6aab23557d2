-- name: lines
-- The digital money lines of a document of each year's last month, by region, year and line.
select b.id, b.region, b.year, b.month, b.administrator, b.functional_group, b.functional_subgroup, b.kind, c.name
from budget_selection s
join budget_class c on c.id = s.class_id
join budget_line b on b.class_id = c.id
where s.rule = 'digital-money' and s.adds = 'yes' and b.document_id = :document
  and b.month = (select max(v.month) from budget_coverage v where v.report = b.report and v.region = b.region
    and v.lines > 0 and substr(v.month, 1, 4) = cast(b.year as text))
order by b.region, b.year, b.functional_group, b.functional_subgroup, b.id

-- name: documents
-- Every document, by id.
select id from document where kind <> 'portal_answer' order by id
