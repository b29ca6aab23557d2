-- One row per lot: days since the award until the last date the source was read, where no contract follows. By lot.
with seen as (select p.source_id, max(greatest(coalesce(c.award_day, 0), coalesce(p.seen_day, 0))) as last_day from procedure p join contest c on c.pid = p.pid group by p.source_id),
covered as (select source_id, count(*) as contracts from deal group by source_id),
unclear as (select lid, count(*) as awards from decision where status in ('unknown', 'absent') and lid is not null group by lid),
deal_lot as (select distinct lid from deal where lid is not null),
deal_process as (select pid, sum(case when lid is null then 1 else 0 end) as loose from deal group by pid)
select c.lid as subject,
  case when c.awards = 0 and u.lid is not null then 'not_computable' when c.awards = 0 then 'not_applicable' when v.contracts is null then 'not_computable' when d.lid is not null then 'no_flag' when coalesce(x.loose, 0) > 0 then 'not_computable'
    when c.award_day is null then 'not_computable' when s.last_day - c.award_day > $most then 'flag' else 'no_flag' end as state,
  case when c.awards = 0 and u.lid is not null then 'unclear_status' when c.awards = 0 then 'no_award' when v.contracts is null then 'coverage_below_limit' when d.lid is not null then null when coalesce(x.loose, 0) > 0 then 'ambiguous_link'
    when c.award_day is null then 'no_date' end as reason,
  case when d.lid is not null then 0 else s.last_day - c.award_day end as value, $most as threshold
from contest c join procedure p on p.pid = c.pid join seen s on s.source_id = p.source_id
left join unclear u on u.lid = c.lid
left join covered v on v.source_id = p.source_id left join deal_lot d on d.lid = c.lid left join deal_process x on x.pid = c.pid
order by subject
