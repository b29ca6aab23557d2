-- name: said
-- Every role an organization is listed with, in the order they are printed.
drop table if exists said;
create temp table said as
select n, ocid, key, i, unnest(roles) as role, generate_subscripts(roles, 1) as j from party

-- name: involvement
-- The further ones of an object, those nobody named before, and those whose role only `parties` states.
with beyond as (
  select n, ocid, role, row_number() over (partition by n, role order by seq, i) as position, key
  from ref as r
  where beyond = 1
    and not exists (select 1 from ref as b where b.n = r.n and b.role = r.role and b.key = r.key and b.seq < r.seq)
),
others as (
  select
    s.n, s.ocid, s.role, s.key,
    coalesce(b.count, 0) + row_number() over (partition by s.n, s.role order by s.i, s.j) as position
  from said as s
  anti join ref as r on r.n = s.n and r.key = s.key and r.role = s.role
  left join (select n, role, count(*) as count from beyond group by n, role) as b on b.n = s.n and b.role = s.role
)
select ocid, object, object_id, role, cast(i - 1 as bigint) as position, key as participant
from ref
where object <> 'process' and i > 1
union all
select ocid, 'process', '', role, cast(position as bigint), key from beyond
union all
select ocid, 'process', '', role, cast(position as bigint), key from others

-- name: roles
-- What roles each organization has in a part.
select distinct key, role from (select key, role from ref union all select key, role from said) order by key, role
