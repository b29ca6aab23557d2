-- One row per contract: how far its last sum is from the sum awarded. By contract.
with tied as (select award, count(*) as deals from deal where award is not null and standing = 1 group by award),
gap as (
  select d.cid, d.standing, d.award, d.amount, d.currency, d.vat, w.amount as awarded, w.currency as awarded_currency, w.shared, t.deals,
    case when w.amount > 0 then ppm(abs(d.amount - w.amount), w.amount) end as gap
  from deal d left join decision w on w.award = d.award left join tied t on t.award = d.award
)
select cid as subject,
  case when standing = 0 then 'not_applicable' when award is null then 'not_computable' when shared = 1 or deals > 1 then 'not_computable'
    when amount is null or amount <= 0 or awarded is null or awarded <= 0 then 'not_computable' when currency <> awarded_currency then 'not_computable'
    when gap < $least then 'no_flag' when vat = 'incl' then 'not_computable' else 'flag' end as state,
  case when standing = 0 then 'void' when award is null then 'no_award' when shared = 1 or deals > 1 then 'ambiguous_link'
    when amount is null or amount <= 0 or awarded is null or awarded <= 0 then 'no_amount' when currency <> awarded_currency then 'currency_mismatch'
    when gap < $least then null when vat = 'incl' then 'vat_mismatch' end as reason,
  gap as value, $least as threshold
from gap
order by subject
