-- name: macros
-- Whole numbers only, so that no rounding differs between machines. `zipf` draws a rank below `many`, each
-- doubling of the rank as likely as the next; `tiyn` a sum that is about log-normal: four draws added give the power of two.
create or replace temp macro zipf(h, levels, many) as (((1::bigint << (h % levels)) + ((h >> 8) % (1::bigint << (h % levels))) - 1) % many);
create or replace temp macro bell(h) as ((h & 1023) + ((h >> 10) & 1023) + ((h >> 20) & 1023) + ((h >> 30) & 1023));
create or replace temp macro tiyn(z, unit) as (((256 + (z & 255)) << (z >> 8)) * unit // 256);
create or replace temp macro money(t) as cast(t * cast(0.01 as decimal(3, 2)) as decimal(38, 18));
create or replace temp macro draw(seed, n, salt) as ((hash(seed::bigint, n::bigint, salt::bigint) >> 1)::bigint);
create or replace temp macro isqrt11(x) as (case when x < 1 then 0 when x < 4 then 1 when x < 9 then 2 when x < 16 then 3 when x < 25 then 4
  when x < 36 then 5 when x < 49 then 6 when x < 64 then 7 when x < 81 then 8 when x < 100 then 9 else 10 end);
create or replace temp macro day(d) as cast(date '2016-01-01' + d::integer as varchar);
create or replace temp macro check11(s, first) as (
  ((first - 1) % 11 + 1) * substr(s, 1, 1)::integer + (first % 11 + 1) * substr(s, 2, 1)::integer
  + ((first + 1) % 11 + 1) * substr(s, 3, 1)::integer + ((first + 2) % 11 + 1) * substr(s, 4, 1)::integer
  + ((first + 3) % 11 + 1) * substr(s, 5, 1)::integer + ((first + 4) % 11 + 1) * substr(s, 6, 1)::integer
  + ((first + 5) % 11 + 1) * substr(s, 7, 1)::integer + ((first + 6) % 11 + 1) * substr(s, 8, 1)::integer
  + ((first + 7) % 11 + 1) * substr(s, 9, 1)::integer + ((first + 8) % 11 + 1) * substr(s, 10, 1)::integer
  + ((first + 9) % 11 + 1) * substr(s, 11, 1)::integer) % 11;
create or replace temp macro bin12(s) as s || (case when check11(s, 1) < 10 then check11(s, 1) when check11(s, 3) < 10 then check11(s, 3) end)::varchar

-- name: phrases
-- 262,144 titles, 70 % Russian, 25 % Kazakh, 5 % English, with the place of their object in the vocabulary as their class.
create temp table phrase as
with drawn as (
  select n, draw($seed, n, 101) as a, draw($seed, n, 102) as b, draw($seed, n, 103) as c, draw($seed, n, 104) as d,
    case when draw($seed, n, 105) % 100 < 70 then 'ru' when draw($seed, n, 105) % 100 < 95 then 'kk' else 'en' end as lang
  from range(262144) t(n)),
size as (select lang, part, count(*) as many from word group by lang, part),
ranked as (
  select d.n, d.lang, d.d,
    zipf(d.a, 5, (select many from size s where s.lang = d.lang and s.part = 'action')) as action,
    zipf(d.b, 6, (select many from size s where s.lang = d.lang and s.part = 'adjective')) as adjective,
    zipf(d.c, 7, (select many from size s where s.lang = d.lang and s.part = 'object')) as object,
    zipf(d.d, 5, (select many from size s where s.lang = d.lang and s.part = 'purpose')) as purpose
  from drawn d)
select r.n, r.lang, r.object,
  o.text as thing,
  case r.lang
    when 'ru' then v.text || ' ' || a.text || o.ending || ' ' || o.text || case when r.d % 10 < 7 then ' ' || p.text else '' end
    when 'kk' then case when r.d % 10 < 7 then upper(left(p.text, 1)) || substr(p.text, 2) || ' ' else '' end || a.text || ' ' || o.text || ' ' || v.text
    else v.text || ' ' || a.text || ' ' || regexp_replace(o.text, '^(a|an) ', '') || case when r.d % 10 < 7 then ' ' || p.text else '' end
  end as title
from ranked r
join word v on v.lang = r.lang and v.part = 'action' and v.n = r.action
join word a on a.lang = r.lang and a.part = 'adjective' and a.n = r.adjective
join word o on o.lang = r.lang and o.part = 'object' and o.n = r.object
join word p on p.lang = r.lang and p.part = 'purpose' and p.n = r.purpose
order by r.n

-- name: buyers
-- BINs begin with 99 and a thirteenth month, which no register has given out; one whose check digit cannot be is left out.
create temp table buyer as
with made as (select i, bin12('99134' || (i // 100000)::varchar || lpad((i % 100000)::varchar, 5, '0')) as bin from range(2 * $buyers) t(i)),
kept as (select row_number() over (order by i) - 1 as n, bin from made where bin is not null qualify n < $buyers)
select k.n, k.bin, 'KZ-BIN-' || k.bin as id, g.code as region,
  case draw($seed, k.n, 201) % 6
    when 0 then 'КГУ «Аппарат акима округа № ' when 1 then 'КГУ «Общеобразовательная школа № ' when 2 then 'ГКП «Больница № '
    when 3 then 'ГУ «Отдел финансов № ' when 4 then 'КГКП «Ясли-сад № ' else 'КГУ «Центр занятости № ' end || (k.n + 1) || '»' as name,
  case draw($seed, k.n, 201) % 6
    when 0 then '№ ' || (k.n + 1) || ' округ әкімінің аппараты» КММ' when 1 then '№ ' || (k.n + 1) || ' жалпы білім беретін мектебі» КММ'
    when 2 then '№ ' || (k.n + 1) || ' аурухана» МКК' when 3 then '№ ' || (k.n + 1) || ' қаржы бөлімі» ММ'
    when 4 then '№ ' || (k.n + 1) || ' бөбекжай-балабақшасы» МКҚК' else '№ ' || (k.n + 1) || ' жұмыспен қамту орталығы» КММ' end as name_kk
from kept k join region g on g.n = zipf(draw($seed, k.n, 202), 5, 20)
order by k.n

-- name: suppliers
-- One in fifty published no number: its id is the source's own, and it is a person who is not named.
create temp table supplier as
with made as (
  select i, bin12('99' || (14 + i // 300000)::varchar || '4' || (i // 100000 % 3)::varchar || lpad((i % 100000)::varchar, 5, '0')) as bin
  from range(2 * $suppliers) t(i)),
kept as (select row_number() over (order by i) - 1 as n, bin from made where bin is not null qualify n < $suppliers)
select k.n, draw($seed, k.n, 301) % 50 <> 0 as named, case when named then k.bin end as bin,
  case when named then 'KZ-BIN-' || k.bin else 'synthetic-' || k.n end as id, g.code as region,
  case when named then case draw($seed, k.n, 302) % 4 when 0 then 'ИП ' when 1 then 'АО ' else 'ТОО ' end || '«'
    || ['Алтын', 'Көк', 'Нұр', 'Сарыарқа', 'Тұран', 'Жетісу', 'Есіл', 'Ертіс', 'Хан', 'Бай', 'Отрар', 'Ұлы', 'Ақ', 'Темір', 'Қыран', 'Дала'][draw($seed, k.n, 303) % 16 + 1] || ' '
    || ['Софт', 'Сервис', 'Строй', 'Снаб', 'Тех', 'Трейд', 'Консалт', 'Медиа', 'Инжиниринг', 'Телеком', 'Групп', 'Дата', 'Проект', 'Мастер', 'Плюс', 'Лаб'][draw($seed, k.n, 304) % 16 + 1]
    || '-' || (k.n + 1) || '»' end as name
from kept k join region g on g.n = zipf(draw($seed, k.n, 305), 5, 20)
order by k.n

-- name: participants
insert into participant (id, source_id, name, name_kk, scheme, identifier, bin_state, kind, country, region, roles)
select id, 'synthetic', name, '«' || name_kk, 'KZ-BIN', bin, 'valid', 'organization', 'KZ', region, 'buyer,payer' from buyer
union all
select id, 'synthetic', name, null, case when named then 'KZ-BIN' end, bin, case when named then 'valid' else 'none' end,
  case when not named then 'natural_person' when name like 'ИП%' then 'sole_trader' else 'organization' end, 'KZ', region, 'supplier,tenderer'
from supplier
order by id

-- name: batch
-- Everything drawn for the processes $first .. $past - 1; `amount` in tiyn, null for the one in 40 that publishes none.
create or replace temp table p as
with d as (
  select n, draw($seed, n, 1) as h1, draw($seed, n, 2) as h2, draw($seed, n, 3) as h3, draw($seed, n, 4) as h4, draw($seed, n, 5) as h5,
    draw($seed, n, 6) as h6
  from range($first, $past) t(n)),
e as (
  select *, h1 % 100 < 65 as direct, 2016 + isqrt11((h1 >> 8) % 121) as year, (h1 >> 20) % 360 as doy,
    not direct and (h1 >> 32) % 100 < 6 as cancelled, (h1 >> 40) % 40 = 0 as unpriced,
    tiyn(bell(h4), case when direct then 100000 else 500000 end) as exact
  from d)
select e.n, 'ocds-synth0-' || lpad(e.n::varchar, 9, '0') as ocid, e.h1, e.h2, e.h3, e.h5, e.h6, e.direct, e.year, e.cancelled, e.unpriced,
  (e.year - 2016) * 365 + (e.year - 2013) // 4 + e.doy as opened,
  case when e.h5 % 10 < 8 then exact // 100 * 100 else exact end as sum,
  b.id as buyer, b.bin as buyer_bin, b.region, s.id as supplier, f.lang,
  f.title || case when (e.h5 >> 8) % 10 = 0 then ' МК-' || ((e.h5 >> 12) % 100000)::varchar else '' end as title, f.thing,
  lpad((f.object % 90 + 10)::varchar, 2, '0') || '.' || lpad((f.object * 37 % 1000)::varchar, 3, '0') || '.' || lpad(((e.h5 >> 30) % 12)::varchar, 3, '0') as class,
  case when e.direct then (e.h6 % 100) < 98 else not e.cancelled and (e.h6 % 100) < 93 end as contracted,
  case when e.direct then 0 else 1 + zipf(e.h6 >> 7, 3, 3) end as lots,
  case when e.direct then 0 else 1 + zipf(e.h6 >> 20, 3, 6) end as bids,
  case when e.direct then (e.h6 >> 30) % 10 < 3 else (e.h6 >> 30) % 10 < 9 end as planned,
  ((e.h6 >> 36) % 100) as fate
from e
join buyer b on b.n = zipf(e.h2, $buyer_levels, $buyers)
join supplier s on s.n = zipf(e.h3, $supplier_levels, $suppliers)
join phrase f on f.n = (e.h5 >> 40) % 262144
order by e.n

-- name: process
insert into process (ocid, source_id, document_id, locator, releases, published, language, title, title_kk, number, status, status_details,
  initiation, method, method_details, method_ground, category, announced, tender_start, tender_end, tenderers, tender_value, tender_currency,
  buyer, procuring_entity, region, year, attempt)
select ocid, 'synthetic', 'synthetic-procurement', '/' || n, 1, day(opened + 40), lang, title, case when lang = 'kk' then title end,
  case when not direct then (1000000 + n)::varchar || '-1' end,
  case when cancelled then 'cancelled' when h3 % 25 = 0 then 'active' else 'complete' end,
  case when cancelled then 'Отмена закупки' when direct then 'Завершена' else 'Опубликован протокол итогов' end,
  'tender', case when direct then 'direct' when h2 % 3 = 0 then 'open' else 'limited' end,
  case when direct then 'Из одного источника путем прямого заключения договора' when h2 % 3 = 0 then 'Открытый конкурс' else 'Запрос ценовых предложений' end,
  case when direct then 'пп. ' || (1 + h2 % 40) || ') п. 3 ст. 39' end,
  case h5 % 3 when 0 then 'goods' when 1 then 'services' else 'works' end,
  case when not direct then day(opened) end, case when not direct then day(opened + 1) end, case when not direct then day(opened + 8) end,
  case when not direct then bids end, case when not unpriced and not direct then money(sum + sum // 10) end,
  case when not direct and not unpriced then 'KZT' end, buyer, buyer, region, year, case when not direct then 1 end
from p
order by n

-- name: plan_item
insert into plan_item (id, source_id, document_id, locator, root, version, latest, buyer, year, month, title, scheme, classification, unit,
  quantity, price, amount, currency, vat, method, status, region)
select 'plan-' || lpad(n::varchar, 9, '0'), 'synthetic', 'synthetic-procurement', '/' || n || '/plan', 'plan-' || lpad(n::varchar, 9, '0'), 1, 'yes', buyer, year, 1 + h1 % 12,
  title, 'ENSTRU', class, 'шт', 1 + h2 % 20, money((sum + sum // 8) // (1 + h2 % 20)), money((sum + sum // 8) // (1 + h2 % 20) * (1 + h2 % 20)), 'KZT', 'excl',
  case when direct then 'Из одного источника' else 'Открытый конкурс' end, 'Утвержден', region
from p where planned
order by n

-- name: budget_part
insert into budget_part (owner_kind, owner, position, value, currency, administrator, programme, subprogramme, specific)
select 'plan_item', 'plan-' || lpad(n::varchar, 9, '0'), 1, money((sum + sum // 8) // (1 + h2 % 20) * (1 + h2 % 20)), 'KZT', (200 + h2 % 90)::varchar, lpad((1 + h3 % 60)::varchar, 3, '0'), '015', '159'
from p where planned and h3 % 3 = 0
order by n

-- name: lot
-- The sums of the lots add up to the announced sum; one in ten names no plan item.
insert into lot (ocid, id, position, number, title, status, value, currency, quantity, plan_item, plan_root, method_actual, customer, region)
select ocid, 'lot-' || i, i, (1000000 + n)::varchar || '-ЛОТ' || i, title, case when cancelled then 'cancelled' when h3 % 25 = 0 then 'active' else 'complete' end,
  case when not unpriced then money(case when i = lots then sum + sum // 10 - (sum + sum // 10) // lots * (lots - 1) else (sum + sum // 10) // lots end) end,
  case when not unpriced then 'KZT' end, 1 + h2 % 20,
  case when planned and h5 % 10 <> 3 then 'plan-' || lpad(n::varchar, 9, '0') end, case when planned and h5 % 10 <> 3 then 'plan-' || lpad(n::varchar, 9, '0') end,
  'Открытый конкурс', buyer, region
from p, range(1, 4) t(i) where i <= lots
order by p.n, i

-- name: item
insert into item (ocid, parent_kind, parent, position, id, lot, description, scheme, classification, quantity, unit, unit_price, unit_currency,
  total, vat, plan_item, region)
select ocid, 'tender', '', i, i::varchar, 'lot-' || i, thing, 'ENSTRU', class, 1 + h2 % 20, 'шт', null, null, null, null,
  case when planned and h5 % 10 <> 3 then 'plan-' || lpad(n::varchar, 9, '0') end, region
from p, range(1, 4) t(i) where i <= lots
union all
select ocid, 'contract', n::varchar, 1, '1', null, thing, 'ENSTRU', class, 1 + h2 % 20, 'шт', money(sum // (1 + h2 % 20)), 'KZT',
  money(sum // (1 + h2 % 20) * (1 + h2 % 20)), case h3 % 3 when 0 then 'incl' when 1 then 'excl' else 'unknown' end, case when planned then 'plan-' || lpad(n::varchar, 9, '0') end, region
from p where contracted and direct and h6 % 2 = 0
order by 1, 2

-- name: bid
-- The first bid is the winner's; the others are dearer.
insert into bid (ocid, id, position, date, status, value, currency, tenderer, tenderers, lots, rank)
select p.ocid, 'bid-' || i, i, day(p.opened + 7), case when i > 1 and h3 % 7 = i then 'disqualified' else 'valid' end,
  money(p.sum + p.sum // 40 * (i - 1)), 'KZT', case when i = 1 then p.supplier else s.id end, 1, 'lot-1', i
from (
  select p.*, i, zipf(draw($seed, n * 8 + i, 401), $supplier_levels, $suppliers) as rival
  from p, range(1, 7) t(i) where i <= bids) p
join supplier s on s.n = p.rival
order by p.n, i

-- name: award
insert into award (ocid, id, position, title, status, date, value, currency, supplier, suppliers, lots, bid)
select ocid, 'award-1', 1, title, case when fate = 7 then 'unsuccessful' else 'active' end, day(opened + 12),
  case when not unpriced then money(sum) end, case when not unpriced then 'KZT' end, supplier, 1,
  case when h5 % 12 <> 5 then array_to_string(list_transform(range(1, lots + 1), lambda i: 'lot-' || i), ' ') end, 'bid-1'
from p where not direct and not cancelled
order by n

-- name: involvement
insert into involvement (ocid, object, object_id, role, position, participant)
select ocid, 'process', '', 'buyer', 1, buyer from p where h2 % 10 = 0
order by n

-- name: contract
-- Register numbers are the buyer's BIN, the year and a counter; one in thirty is closed nowhere though its term is over.
insert into contract (ocid, id, position, source_id, document_id, locator, award, title, title_kk, number, system_number, root, revision,
  status, status_details, signed, start, end_date, value, currency, vat, supplier, suppliers, buyer, lots, direct, method, method_details,
  finance_source, year, region)
select ocid, n::varchar, 1, 'synthetic', 'synthetic-procurement', '/' || n || '/contract', case when not direct and fate <> 9 then 'award-1' end, title,
  case when lang = 'kk' then title end, '№ ' || (1 + h2 % 999) || '-' || (year % 100), buyer_bin || '/' || (year % 100) || lpad((n % 1000000)::varchar, 6, '0') || '/00',
  n::varchar, 0, case when fate < 2 then 'cancelled' when fate < 5 then 'active' when year >= 2026 then 'active' else 'terminated' end,
  case when fate < 2 then 'Расторгнут' when fate < 5 or year >= 2026 then 'Действует' else 'Исполнен' end,
  day(opened + 20), day(opened + 20), day(opened + 140), case when not unpriced then money(sum) end, case when not unpriced then 'KZT' end,
  case h3 % 3 when 0 then 'incl' when 1 then 'excl' else 'unknown' end, supplier, 1, buyer,
  case when not direct and h5 % 12 <> 5 then array_to_string(list_transform(range(1, lots + 1), lambda i: 'lot-' || i), ' ') end,
  case when direct then 'yes' else 'no' end, case when direct then 'direct' end, null,
  case when h2 % 5 = 0 then 'Платные услуги' else 'Бюджет' end, year, region
from p where contracted
order by n

-- name: contract_version
insert into contract_version (ocid, contract, position, kind, date, value, currency, revision, reason, source_id, document_id, locator)
select ocid, n::varchar, i, case when i = 0 then 'original' when h3 % 20 = 3 then 'unknown' else 'restated_total' end, day(opened + 20 + 30 * i),
  money(case when i = 0 then sum + sum // 20 else sum end), 'KZT', i::varchar, case when i = 1 then 'Уменьшение суммы' end, 'synthetic', 'synthetic-procurement', '/' || n || '/version/' || i
from p, range(2) t(i) where contracted and not unpriced and h5 % 8 = 1
order by p.n, i

-- name: amendment
insert into amendment (ocid, parent_kind, parent, id, date, reason)
select ocid, 'contract', n::varchar, '1', day(opened + 50), 'Уменьшение суммы' from p where contracted and not unpriced and h5 % 8 = 1
order by n

-- name: act
insert into act (ocid, contract, id, number, date, approved, status, value, currency, vat)
select ocid, n::varchar, 'act-1', (1 + h2 % 99)::varchar, day(opened + 100), day(opened + 103), 'Утвержден', money(sum), 'KZT', 'unknown'
from p where contracted and not unpriced and fate >= 5 and fate < (case when direct then 45 else 75 end)
order by n

-- name: payment
-- One or two a contract; one in four hundred pays more than the contract, one in twenty less.
insert into payment (ocid, contract, id, date, value, currency, payer, payee, administrator, programme, finance_source)
select ocid, n::varchar, 'payment-' || i, day(opened + 95 + 10 * i),
  money(case when fate = 33 and h3 % 4 = 0 then sum + sum // 5 when fate between 20 and 24 then sum // 3 when h5 % 4 > 0 then sum when i = 1 then sum // 2 else sum - sum // 2 end),
  'KZT', buyer, supplier, case when planned and h3 % 3 = 0 then (200 + h2 % 90)::varchar end, case when planned and h3 % 3 = 0 then lpad((1 + h3 % 60)::varchar, 3, '0') end, 'Бюджет'
from p, range(1, 3) t(i)
where contracted and not unpriced and fate >= 8 and fate < (case when direct then 60 else 82 end) and (i = 1 or (h5 % 4 = 0 and fate > 24 and fate <> 33))
order by p.n, i
