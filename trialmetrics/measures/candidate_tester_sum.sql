-- One row per candidate and tester (null: none named): how many judged scored trials came to something or were stopped,
-- the sum of their scores and of their squares, added over ten decimals so that the order makes no difference.
select
    supplier_key,
    category,
    tester,
    count(*) as n,
    1e0 * sum(cast(score as decimal(20, 10))) as sum_y,
    1e0 * sum(cast(score * score as decimal(20, 10))) as sum_yy
from trial
where judged and scored and not nothing
group by supplier_key, category, tester
