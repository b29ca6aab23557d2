-- name: macros
-- What an indicator may use beside the SQL every engine knows; bench/engines.py has the same for the others.
-- Shares in millionths, rounded down (`ppm`) or up (`ppm_up`), so that "at least" and "at most" a whole number are exact.
-- `quantile8`: percentile `k` of a sorted list by Hyndman and Fan's type 8, in whole numbers, rounded down.
create or replace temp macro ppm(a, b) as case when b > 0 and a >= 0 then cast(cast(a as hugeint) * 1000000 // cast(b as hugeint) as bigint)
  when b > 0 then -cast((cast(-a as hugeint) * 1000000 + cast(b as hugeint) - 1) // cast(b as hugeint) as bigint) end;
create or replace temp macro ppm_up(a, b) as case when b > 0 and a >= 0 then cast((cast(a as hugeint) * 1000000 + cast(b as hugeint) - 1) // cast(b as hugeint) as bigint)
  when b > 0 then -cast(cast(-a as hugeint) * 1000000 // cast(b as hugeint) as bigint) end;
create or replace temp macro place8(n, k) as ((3 * n + 1) * k + 100);
create or replace temp macro quantile8(l, k) as case
  when len(l) = 0 then null when place8(len(l), k) // 300 < 1 then l[1] when place8(len(l), k) // 300 >= len(l) then l[len(l)]
  else l[place8(len(l), k) // 300] + (place8(len(l), k) % 300) * (l[place8(len(l), k) // 300 + 1] - l[place8(len(l), k) // 300]) // 300 end
