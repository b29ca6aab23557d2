-- One row per lot: whole hours by which the winner's admitted bid came after the deadline. By lot.
with won as (
  select c.lid, max(f.at_lo) as at_lo, max(f.at_hi) as at_hi, count(*) as bids, count(f.at_lo) as dated from contest c
  join offer f on f.lid = c.lid and f.status = 'valid' join member m on m.bid = f.bid and m.org = c.winner
  where c.awards > 0 group by c.lid
),
judged as (select c.*, p.competitive, p.end_lo, p.end_hi, w.at_lo, w.at_hi, coalesce(w.bids, 0) as won, w.dated from contest c join procedure p on p.pid = c.pid left join won w on w.lid = c.lid)
select lid as subject,
  case when competitive = 0 then 'not_applicable' when bids = 0 or adrift_bids > 0 or adrift_awards > 0 then 'not_computable' when awards = 0 or won = 0 then 'not_computable'
    when end_lo is null or dated < won then 'not_computable' when at_lo > end_hi then 'flag' when at_hi <= end_lo then 'no_flag' else 'not_computable' end as state,
  case when competitive = 0 then 'not_competitive' when bids = 0 then 'no_bids' when adrift_bids > 0 or adrift_awards > 0 then 'ambiguous_link'
    when awards = 0 or won = 0 then 'no_award' when end_lo is null or dated < won then 'no_date' when at_lo > end_hi or at_hi <= end_lo then null else 'date_not_exact' end as reason,
  case when at_lo > end_hi then (at_lo - end_hi) // 3600 else 0 end as value, 0 as threshold
from judged
order by subject
