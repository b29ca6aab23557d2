-- name: macros
-- Twins of src/tiyn/steps/flagging/macros.sql. `div` of decimals is whole and cut towards zero.
create or replace temporary function ppm(a decimal(38, 0), b decimal(38, 0)) returns bigint return case
  when b > 0 and a >= 0 then cast(cast(a as decimal(30, 0)) * 1000000 div cast(b as decimal(30, 0)) as bigint)
  when b > 0 then -cast((cast(-a as decimal(30, 0)) * 1000000 + cast(b as decimal(30, 0)) - 1) div cast(b as decimal(30, 0)) as bigint) end;
create or replace temporary function ppm_up(a decimal(38, 0), b decimal(38, 0)) returns bigint return case
  when b > 0 and a >= 0 then cast((cast(a as decimal(30, 0)) * 1000000 + cast(b as decimal(30, 0)) - 1) div cast(b as decimal(30, 0)) as bigint)
  when b > 0 then -cast(cast(-a as decimal(30, 0)) * 1000000 div cast(b as decimal(30, 0)) as bigint) end;
create or replace temporary function place8(n bigint, k bigint) returns bigint return (3 * n + 1) * k + 100;
create or replace temporary function quantile8(l array<bigint>, k bigint) returns bigint return case
  when size(l) = 0 then null when place8(size(l), k) div 300 < 1 then l[0] when place8(size(l), k) div 300 >= size(l) then l[size(l) - 1]
  else l[cast(place8(size(l), k) div 300 - 1 as int)]
    + (place8(size(l), k) % 300) * (l[cast(place8(size(l), k) div 300 as int)] - l[cast(place8(size(l), k) div 300 - 1 as int)]) div 300 end
