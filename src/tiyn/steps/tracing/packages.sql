-- name: totals
-- Every measure and period of one currency: its whole, its first level by each column of codes, and the level below that.
create or replace temp macro written(t) as case
  when t = '' then '~'
  when length(t) > 120 then left(replace(replace(t, '~', '~0'), '/', '~1'), 60) || '~~' || left(sha256(t), 16)
  else regexp_replace(replace(replace(t, '~', '~0'), '/', '~1'), '\.([A-Za-z]*)$', '~2\1') end;
insert into fiscal_total (id, package, measure, period, field, within, code, label, labels, rank, amounts, nil, currency, phase, value)
with used as (
  select f.package, f.dimension, f.attribute, f.resource, f.position, f.constant,
    10000 * (r.position - 1) + f.position as number,
    -- A columnType leaves out of a parent's name what its attribute ends with: level1:code is level1:code:full.
    coalesce((select min(p.attribute) from fiscal_field p where p.package = f.package and p.resource = f.resource
      and p.dimension = f.dimension and p.attribute = f.parent),
      (select min(p.attribute) from fiscal_field p where p.package = f.package and p.resource = f.resource
      and p.dimension = f.dimension and starts_with(p.attribute, f.parent || ':'))) as parent
  from fiscal_field f join fiscal_resource r on r.package = f.package and r.resource = f.resource
  where f.role = 'dimension' and f.label_for is null and coalesce(f.dimension_type, '') <> 'datetime'
    and not exists (select 1 from fiscal_field m where m.package = f.package and m.resource = f.resource
      and m.position = f.position and m.role = 'measure')
    and (f.key_position is not null or not exists (select 1 from fiscal_field k where k.package = f.package
      and k.resource = f.resource and k.dimension = f.dimension and k.key_position is not null))
), attribute as (
  select package, dimension, attribute, min(number) as number, arg_min(parent, number) as parent
  from used group by package, dimension, attribute
), level as (
  select a.* from attribute a left join attribute p
    on p.package = a.package and p.dimension = a.dimension and p.attribute = a.parent
  where a.parent is null or p.parent is null
), placed as (
  select package, dimension, attribute, resource, arg_min(position, number) as position, min(constant) as constant
  from used group by package, dimension, attribute, resource
), named as (
  select u.package, u.dimension, u.attribute, u.resource, min(f.position) as position
  from used u join fiscal_field f on f.package = u.package and f.resource = u.resource and f.dimension = u.dimension
    and (f.label_for = u.attribute or starts_with(u.attribute, f.label_for || ':'))
  group by u.package, u.dimension, u.attribute, u.resource
), whole as (
  select package, measure, period, count(amount) as amounts, count(*) - count(amount) as nil, min(currency) as currency,
    min(phase) as phase, sum(amount) as summed
  from fiscal_amount group by package, measure, period
  having count(distinct currency) filter (where amount is not null) = 1
), held as (
  select package, resource, row, from_json(cells, '["VARCHAR"]') as cells from fiscal_row
), spread as (
  select a.package, a.measure, a.period, a.amount, a.phase, l.number as field,
    case when l.parent is not null then coalesce(u.constant, h.cells[u.position], '') end as within,
    coalesce(c.constant, h.cells[c.position], '') as code,
    nullif(h.cells[n.position], '') as label, r.position as file, a.row
  from fiscal_amount a
  join whole w on w.package = a.package and w.measure = a.measure and w.period = a.period
  join fiscal_resource r on r.package = a.package and r.resource = a.resource
  join held h on h.package = a.package and h.resource = a.resource and h.row = a.row
  join level l on l.package = a.package
  left join placed c on c.package = a.package and c.resource = a.resource and c.dimension = l.dimension and c.attribute = l.attribute
  left join placed u on u.package = a.package and u.resource = a.resource and u.dimension = l.dimension and u.attribute = l.parent
  left join named n on n.package = a.package and n.resource = a.resource and n.dimension = l.dimension and n.attribute = l.attribute
), added as (
  select package, measure, period, field, within, code, arg_min(label, (file, row)) filter (where label is not null) as label,
    count(distinct label) as labels, count(amount) as amounts, count(*) - count(amount) as nil, min(phase) as phase, sum(amount) as summed
  from spread group by package, measure, period, field, within, code having count(amount) > 0
), everything as (
  select package, measure, period, 0 as field, null as within, null as code, null as label, 0 as labels, 0 as rank,
    amounts, nil, currency, phase, summed, '' as tail
  from whole
  union all
  select a.package, a.measure, a.period, a.field, a.within, a.code, a.label, a.labels,
    row_number() over (partition by a.package, a.measure, a.period, a.field, a.within order by abs(a.summed) desc, a.code) as rank,
    a.amounts, a.nil, w.currency, a.phase, a.summed,
    '/' || a.field || case when a.within is null then '' else '/' || written(a.within) end || '/' || written(a.code) as tail
  from added a join whole w on w.package = a.package and w.measure = a.measure and w.period = a.period
)
select package || '/' || written(measure) || '/' || written(period) || tail as id, package, measure, period, field, within, code,
  label, labels, rank, amounts, nil, currency, phase, try_cast(summed as decimal(28, 4)) as value
from everything order by id
