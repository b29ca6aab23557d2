-- name: participants
-- The buyers and suppliers of the planted answers (docs/synthetic.md).
insert into participant (id, source_id, name, name_kk, bin_state, kind, country, region, roles) values
('synthetic-segizayaq', 'synthetic', 'ТОО «Сегізаяқ Цифра»', '«Сегізаяқ Цифра» ЖШС', 'none', 'organization', 'KZ', '750000000', 'supplier'),
('synthetic-tulpar', 'synthetic', 'ТОО «Тұлпар Деректер»', '«Тұлпар Деректер» ЖШС', 'none', 'organization', 'KZ', '710000000', 'supplier'),
('synthetic-qumyran', 'synthetic', 'ТОО «Құмыран Софт»', '«Құмыран Софт» ЖШС', 'none', 'organization', 'KZ', '590000000', 'supplier'),
('synthetic-kokbulaq', 'synthetic', 'КГУ «Аппарат акима Көкбұлақского сельского округа»', '«Көкбұлақ ауылдық округі әкімінің аппараты» КММ', 'none', 'organization', 'KZ', '610000000', 'buyer')

-- name: processes
-- The last four processes: $past - 4 to $past - 1.
insert into process (ocid, source_id, document_id, locator, releases, published, language, title, status, initiation, method, method_details,
  category, buyer, procuring_entity, region, year)
select 'ocds-synth0-' || lpad(($past - 4 + v.i)::varchar, 9, '0'), 'synthetic', 'synthetic-procurement', '/' || ($past - 4 + v.i), 1, v.year || '-04-01', 'ru', v.title, 'complete',
  'tender', 'direct', 'Из одного источника путем прямого заключения договора', 'services', v.buyer, v.buyer, v.region, v.year
from (values (0, 2024, 'Поставка гиперболоида для сельской библиотеки', 'synthetic-kokbulaq', '610000000'),
  (1, 2023, 'Разработка информационной системы «Электронный кумысомер»', 'synthetic-kokbulaq', '610000000'),
  (2, 2024, 'Разработка информационной системы «Электронный кумысомер»', 'synthetic-kokbulaq', '610000000'),
  (3, 2025, 'Сопровождение портала «Тұлпар-Деректер»', 'synthetic-kokbulaq', '610000000')) v(i, year, title, buyer, region)
order by v.i

-- name: contracts
insert into contract (ocid, id, position, source_id, document_id, locator, title, number, system_number, root, revision, status, status_details,
  signed, value, currency, vat, supplier, suppliers, buyer, direct, method, finance_source, year, region)
select 'ocds-synth0-' || lpad(($past - 4 + v.i)::varchar, 9, '0'), ($past - 4 + v.i)::varchar, 1, 'synthetic', 'synthetic-procurement', '/' || ($past - 4 + v.i) || '/contract',
  v.title, '№ 8-' || (v.year % 100), 'synthetic/' || v.year || '/' || v.i, ($past - 4 + v.i)::varchar, 0, 'terminated', 'Исполнен',
  v.year || '-04-01', v.value, 'KZT', 'incl', v.supplier, 1, 'synthetic-kokbulaq', 'yes', 'direct', 'Бюджет', v.year, '610000000'
from (values (0, 2024, 'Поставка гиперболоида для сельской библиотеки', 'synthetic-segizayaq', 88888888),
  (1, 2023, 'Разработка информационной системы «Электронный кумысомер»', 'synthetic-segizayaq', 47000000),
  (2, 2024, 'Разработка информационной системы «Электронный кумысомер»', 'synthetic-qumyran', 52000000),
  (3, 2025, 'Сопровождение портала «Тұлпар-Деректер»', 'synthetic-tulpar', 100000000)) v(i, year, title, supplier, value)
order by v.i

-- name: payments
insert into payment (ocid, contract, id, date, value, currency, payer, payee, finance_source)
select 'ocds-synth0-' || lpad(($past - 4 + v.i)::varchar, 9, '0'), ($past - 4 + v.i)::varchar, 'payment-' || v.k, v.day, v.value, 'KZT', 'synthetic-kokbulaq',
  v.payee, 'Бюджет'
from (values (0, 1, '2024-06-01', 'synthetic-segizayaq', 88888888), (1, 1, '2023-06-01', 'synthetic-segizayaq', 47000000),
  (2, 1, '2024-07-01', 'synthetic-qumyran', 52000000), (3, 1, '2025-05-01', 'synthetic-tulpar', 100000000),
  (3, 2, '2025-12-20', 'synthetic-tulpar', 30000000)) v(i, k, day, payee, value)
order by v.i, v.k
