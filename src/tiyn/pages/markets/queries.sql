-- name: classes
-- Classes, units, currencies and VAT bases over all regions and years, those with most prices first; by the beginning of a code when given.
select * from unit_price where region = '' and year = 0 and (:begins = '' or (classification >= :begins and classification < :after))
order by prices desc, scheme, classification, unit, currency, vat limit :most
