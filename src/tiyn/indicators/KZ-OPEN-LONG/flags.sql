-- One row per contract: days between its end and the last day the source was read, while it is in force. By contract.
with seen as (select source_id, max(seen_day) as last_day from procedure group by source_id)
select d.cid as subject,
  case when d.standing = 0 then 'not_applicable' when d.status in ('terminated', 'complete') then 'not_applicable' when d.status <> 'active' then 'not_computable'
    when d.end_day is null or s.last_day is null then 'not_computable' when s.last_day - d.end_day > $most then 'flag' else 'no_flag' end as state,
  case when d.standing = 0 then 'void' when d.status in ('terminated', 'complete') then 'closed' when d.status <> 'active' then 'unclear_status' when d.end_day is null or s.last_day is null then 'no_date' end as reason,
  greatest(s.last_day - d.end_day, 0) as value, $most as threshold
from deal d left join seen s on s.source_id = d.source_id
order by subject
