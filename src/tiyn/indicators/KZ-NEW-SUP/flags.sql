-- One row per contract: days from its supplier's registration to its signature, where its sum is large. By contract.
with line as (
  select d.cid, max(m.number * 100 * $least_mci) as line, min(m.verified) as verified from deal d
  join law m on m.key = 'mci' and m.country = d.country and d.signed_day between m.from_day and m.to_day group by d.cid
),
judged as (
  select d.*, l.line, l.verified, r.first_day, r.last_day, d.signed_day - r.last_day as least, d.signed_day - r.first_day as most
  from deal d left join line l on l.cid = d.cid left join registration r on r.org = d.supplier
)
select cid as subject,
  case when standing = 0 then 'not_applicable' when supplier is null or suppliers > 1 or signed_day is null then 'not_computable'
    when amount is null or amount < 0 then 'not_computable' when currency <> 'KZT' or currency is null then 'not_computable' when line is null then 'not_computable'
    when amount < line then 'no_flag' when first_day is null then 'not_computable' when least < 0 and most < 0 then 'not_computable'
    when least >= $days then 'no_flag' when most >= $days or least < 0 then 'not_computable' when verified = 0 then 'suppressed' else 'flag' end as state,
  case when standing = 0 then 'void' when supplier is null or suppliers > 1 then 'ambiguous_link' when signed_day is null then 'no_date'
    when amount is null or amount < 0 then 'no_amount' when currency <> 'KZT' or currency is null then 'currency_mismatch' when line is null then 'law_param_missing'
    when amount < line then null when first_day is null then 'registration_unknown' when least < 0 and most < 0 then 'dates_out_of_order'
    when least >= $days then null when most >= $days or least < 0 then 'date_not_exact' when verified = 0 then 'law_unverified' end as reason,
  greatest(coalesce(most, 0), 0) as value, $days as threshold
from judged
order by subject
