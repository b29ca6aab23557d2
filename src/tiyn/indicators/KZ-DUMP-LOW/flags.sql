-- One row per lot: by how much the winner's price undercuts the planned sum. By lot.
with won as (
  select c.lid, min(f.amount) as amount, min(f.currency) as currency from contest c
  join offer f on f.lid = c.lid and f.status = 'valid' and f.joint = 0 and f.amount > 0
  join member m on m.bid = f.bid and m.org = c.winner where c.awards = 1 group by c.lid
),
judged as (
  select c.*, p.competitive, l.planned, l.floor, w.amount as won, case when w.currency = l.currency then ppm(l.planned - w.amount, l.planned) end as discount,
    case when l.floor is not null then ppm(l.planned - l.floor, l.planned) else $most end as line
  from contest c join procedure p on p.pid = c.pid join piece l on l.lid = c.lid left join won w on w.lid = c.lid
)
select lid as subject,
  case when competitive = 0 then 'not_applicable' when bids = 0 or adrift_bids > 0 or adrift_awards > 0 then 'not_computable' when awards <> 1 or open_awards > 0 then 'not_computable'
    when planned is null or planned <= 0 or won is null then 'not_computable' when discount is null then 'not_computable'
    when discount > line and (floor is null or won < floor - 1) then 'flag' else 'no_flag' end as state,
  case when competitive = 0 then 'not_competitive' when bids = 0 then 'no_bids' when adrift_bids > 0 or adrift_awards > 0 then 'ambiguous_link' when open_awards > 0 then 'status_not_final'
    when awards = 0 then 'no_award' when awards > 1 then 'several_awards' when planned is null or planned <= 0 or won is null then 'no_amount' when discount is null then 'currency_mismatch' end as reason,
  discount as value, line as threshold
from judged
order by subject
