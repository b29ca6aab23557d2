-- name: macros
-- Twins of src/tiyn/steps/flagging/macros.sql. Sums are 128 bits wide as DuckDB's, and nothing divides by zero.
create or replace function ppm as (a, b) -> case when b > 0 and a >= 0 then cast(intDiv(cast(a as Nullable(Int256)) * 1000000, cast(nullif(b, 0) as Nullable(Int256))) as Nullable(Int64))
  when b > 0 then -cast(intDiv(cast(-a as Nullable(Int256)) * 1000000 + cast(b as Nullable(Int256)) - 1, cast(nullif(b, 0) as Nullable(Int256))) as Nullable(Int64)) end;
create or replace function ppm_up as (a, b) -> case when b > 0 and a >= 0 then cast(intDiv(cast(a as Nullable(Int256)) * 1000000 + cast(b as Nullable(Int256)) - 1, cast(nullif(b, 0) as Nullable(Int256))) as Nullable(Int64))
  when b > 0 then -cast(intDiv(cast(-a as Nullable(Int256)) * 1000000, cast(nullif(b, 0) as Nullable(Int256))) as Nullable(Int64)) end;
create or replace function place8 as (n, k) -> ((3 * n + 1) * k + 100);
create or replace function quantile8 as (l, k) -> case
  when length(l) = 0 then null when intDiv(place8(length(l), k), 300) < 1 then l[1] when intDiv(place8(length(l), k), 300) >= length(l) then l[length(l)]
  else l[intDiv(place8(length(l), k), 300)] + intDiv((place8(length(l), k) % 300) * (l[intDiv(place8(length(l), k), 300) + 1] - l[intDiv(place8(length(l), k), 300)]), 300) end

-- name: table
create table {name} engine = Memory as select * from file('{path}', Parquet)

-- name: relation
create table {name} engine = Memory as {sql}

-- name: drop
drop table if exists {name}
