-- One row per contract: the advance as a share of its sum. By contract.
with act as (select cid, sum(advance) as advance, max(case when currency <> '' then currency end) as currency from acceptance where standing = 1 and advance is not null group by cid),
share as (
  select d.cid, d.standing, d.amount, d.currency, a.currency as act_currency, ppm(a.advance, d.amount) as share, g.number * 10000 as most, g.verified
  from deal d left join act a on a.cid = d.cid left join law g on g.key = 'advance_max' and g.country = d.country and d.signed_day between g.from_day and g.to_day
)
select cid as subject,
  case when standing = 0 then 'not_applicable' when amount is null or amount <= 0 then 'not_computable' when share is null then 'not_computable' when currency <> act_currency then 'not_computable'
    when most is null then 'not_computable' when share <= most then 'no_flag' when verified = 0 then 'suppressed' else 'flag' end as state,
  case when standing = 0 then 'void' when amount is null or amount <= 0 then 'no_amount' when share is null then 'no_acts' when currency <> act_currency then 'currency_mismatch'
    when most is null then 'law_param_missing' when share <= most then null when verified = 0 then 'law_unverified' end as reason,
  share as value, most as threshold
from share
order by subject
