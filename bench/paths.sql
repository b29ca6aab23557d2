-- name: drawn
-- Made-up ties: both ends drawn from a heavy tail, the same ones in every run; none to itself, none twice.
create table drawn as
select distinct least(a, b) as a, greatest(a, b) as b from (
  select floor($nodes * pow(hash(i) / 18446744073709551616.0, 1.6))::bigint as a,
    floor($nodes * pow(hash(i + 1000000007) / 18446744073709551616.0, 1.6))::bigint as b
  from range($ties) t(i))
where a <> b

-- name: nodes
-- Every node with its number of ties, by number.
select n.i, 'entity/made-up/' || n.i, coalesce(d.n, 0) from range($nodes) n(i)
left join (select id, count(*) as n from (select a as id from drawn union all select b from drawn) group by id) d on d.id = n.i
order by n.i

-- name: ties
-- Each tie from both its ends, as the store holds them.
select * from (
  select a as node, b as other, 'relationship/' || a || '-' || b as origin, 'yes' as forward, 'shareholding' as kind,
    'connection' as link, 'record' as certainty, null as since_day, null as until_day from drawn
  union all
  select b, a, 'relationship/' || a || '-' || b, 'no', 'shareholding', 'connection', 'record', null, null from drawn
) order by node, other, origin, forward
