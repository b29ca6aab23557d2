-- name: lines
-- The lines of a series, one row each, largest first figure first, then lines of things counted.
select substr(m.role, 6) as line, min(case when s.unit = 'KZT' then 0 else 1 end) as counted,
  max(cast(s.value as real)) as top
from member m join statement s on s.id = m.target
where m.subject = :subject and m.role like 'line:%' and m.target_kind = 'statement'
group by m.role order by counted, top desc, m.role
