-- One row per lot: how many other tenderers were disqualified where a single one stayed and won. By lot.
with judged as (
  select c.*, p.competitive, case when c.valid = 1 and exists (
      select 1 from offer f join member m on m.bid = f.bid where f.lid = c.lid and f.status = 'valid' and m.org = c.winner) then 1 else 0 end as sole_won
  from contest c join procedure p on p.pid = c.pid
)
select lid as subject,
  case when competitive = 0 then 'not_applicable' when bids = 0 or adrift_bids > 0 or adrift_awards > 0 or unclear > 0 or nameless > 0 then 'not_computable'
    when open_awards > 0 or awards = 0 then 'not_computable'
    when sole_won = 1 and winners = 1 and disqualified >= $least then 'flag' else 'no_flag' end as state,
  case when competitive = 0 then 'not_competitive' when bids = 0 then 'no_bids' when adrift_bids > 0 or adrift_awards > 0 then 'ambiguous_link'
    when unclear > 0 then 'unclear_status' when nameless > 0 then 'no_tenderer'
    when open_awards > 0 then 'status_not_final' when awards = 0 then 'no_award' end as reason,
  disqualified as value, $least as threshold
from judged
order by subject
