-- name: first_of_kinds
-- One subject of each of the main kinds, by kind.
select min(id) as id from subject where kind in ('programme', 'quantity', 'contract', 'audit', 'cohort')
group by kind order by kind
