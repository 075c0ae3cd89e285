-- One row per candidate and round (null: none) with a judged trial: when the first of them was requested, how many there
-- are, how many are scored, the sum of their scores and of their squares, added over ten decimals so that the order makes
-- no difference.
select
    supplier_key,
    category,
    round,
    min(requested_at) as first_at,
    count(*) as trials,
    count(case when scored then 1 end) as n,
    coalesce(1e0 * sum(cast(score as decimal(20, 10))), 0) as sum_y,
    coalesce(1e0 * sum(cast(score * score as decimal(20, 10))), 0) as sum_yy
from trial
where judged
group by supplier_key, category, round
