-- name: not_computed
-- The computed figures that a correction or a reply names and this edition does not compute, by table, owner and address.
select 'correction' as kind, correction as owner, address from correction_affects
where starts_with(address, 'derived/') and substr(address, 9) not in (select id from derived)
union all
select 'reply' as kind, reply as owner, address from reply_answers
where starts_with(address, 'derived/') and substr(address, 9) not in (select id from derived)
order by kind, owner, address
