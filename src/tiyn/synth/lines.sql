-- name: lines
-- The processes now in the tables as OCDS 1.1 compiled releases, one JSON text a row, in order of ocid.
with parties as (
  select ocid, to_json(list({'id': id, 'name': name, 'roles': roles, 'identifier': {'scheme': scheme, 'id': identifier},
    'address': {'region': region, 'countryName': country}} order by id)) as j
  from (
    select u.ocid, t.id, t.name, t.scheme, t.identifier, t.region, t.country, list(distinct u."role" order by u."role") as roles
    from (select ocid, buyer as id, 'buyer' as "role" from process union all select ocid, supplier, 'supplier' from contract
      union all select ocid, tenderer, 'tenderer' from bid union all select ocid, supplier, 'supplier' from award) u
    join participant t on t.id = u.id group by all)
  group by ocid),
lots as (
  select ocid, list({'id': id, 'title': title, 'status': status,
    'value': {'amount': cast(value as decimal(18, 2)), 'currency': currency}} order by id) as j from lot group by ocid),
items as (
  select ocid, parent_kind, list({'id': id, 'description': description, 'classification': {'scheme': scheme, 'id': classification},
    'quantity': cast(quantity as integer), 'unit': {'name': unit, 'value': {'amount': cast(unit_price as decimal(18, 2)), 'currency': unit_currency}},
    'relatedLot': lot} order by position) as j from item group by ocid, parent_kind),
bids as (
  select ocid, list({'id': id, 'date': date || 'T00:00:00+05:00', 'status': status, 'tenderers': [{'id': tenderer}],
    'value': {'amount': cast(value as decimal(18, 2)), 'currency': currency}} order by position) as j from bid group by ocid),
awards as (
  select ocid, list({'id': id, 'title': title, 'status': status, 'date': date || 'T00:00:00+05:00', 'suppliers': [{'id': supplier}],
    'value': {'amount': cast(value as decimal(18, 2)), 'currency': currency}, 'relatedLots': string_split(lots, ' ')} order by position) as j
  from award group by ocid),
payments as (
  select ocid, contract, list({'id': id, 'date': date || 'T00:00:00+05:00', 'value': {'amount': cast(value as decimal(18, 2)), 'currency': currency},
    'payer': {'id': payer}, 'payee': {'id': payee}} order by id) as j from payment group by ocid, contract),
contracts as (
  select c.ocid, list({'id': c.id, 'awardID': c.award, 'title': c.title, 'status': c.status, 'dateSigned': c.signed || 'T00:00:00+05:00',
    'period': {'startDate': c."start" || 'T00:00:00+05:00', 'endDate': c.end_date || 'T00:00:00+05:00'},
    'value': {'amount': cast(c.value as decimal(18, 2)), 'currency': c.currency}, 'items': coalesce(i.j, []),
    'implementation': {'transactions': coalesce(m.j, [])}} order by c.position) as j
  from contract c left join payments m on m.ocid = c.ocid and m.contract = c.id
  left join items i on i.ocid = c.ocid and i.parent_kind = 'contract'
  group by c.ocid)
select cast(to_json({'ocid': p.ocid, 'id': p.ocid || '-1', 'date': p.published || 'T00:00:00+05:00', 'tag': ['compiled'], 'initiationType': 'tender',
  'language': p."language", 'parties': r.j, 'buyer': {'id': p.buyer},
  'tender': {'id': coalesce(p.number, p.ocid), 'title': p.title, 'status': p.status, 'procurementMethod': p.method,
    'procurementMethodDetails': p.method_details, 'mainProcurementCategory': p.category, 'procuringEntity': {'id': p.procuring_entity},
    'value': {'amount': cast(p.tender_value as decimal(18, 2)), 'currency': p.tender_currency},
    'tenderPeriod': {'startDate': p.tender_start || 'T00:00:00+05:00', 'endDate': p.tender_end || 'T00:00:00+05:00'},
    'lots': coalesce(l.j, []), 'items': coalesce(i.j, [])},
  'bids': {'details': coalesce(b.j, [])}, 'awards': coalesce(a.j, []), 'contracts': coalesce(c.j, [])}) as varchar) as line
from process p
left join parties r on r.ocid = p.ocid
left join lots l on l.ocid = p.ocid
left join items i on i.ocid = p.ocid and i.parent_kind = 'tender'
left join bids b on b.ocid = p.ocid
left join awards a on a.ocid = p.ocid
left join contracts c on c.ocid = p.ocid
order by p.ocid
