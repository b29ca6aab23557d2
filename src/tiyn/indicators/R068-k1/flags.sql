-- One row per contract: what was paid as a share of its last sum. By contract.
with settled as (
  select cid, sum(amount) as paid, count(*) as payments, count(amount) as summed, min(currency) as low, max(currency) as high from settlement group by cid
),
share as (
  select d.cid, d.standing, d.amount, d.currency, d.vat, s.paid, s.payments, s.summed, s.low, s.high, case when d.amount > 0 then ppm_up(s.paid, d.amount) end as share
  from deal d left join settled s on s.cid = d.cid
)
select cid as subject,
  case when standing = 0 then 'not_applicable' when payments is null then 'not_computable' when amount is null or amount <= 0 or summed < payments then 'not_computable'
    when low <> currency or high <> currency then 'not_computable' when share <= $most then 'no_flag' when vat = 'excl' then 'not_computable' else 'flag' end as state,
  case when standing = 0 then 'void' when payments is null then 'no_payments' when amount is null or amount <= 0 or summed < payments then 'no_amount'
    when low <> currency or high <> currency then 'currency_mismatch' when share <= $most then null when vat = 'excl' then 'vat_mismatch' end as reason,
  share as value, $most as threshold
from share
order by subject
