-- One row per candidate, order class and tester (null: none named): how many scored trials, whether they judge or not,
-- the sum of their scores and of their squares, added over ten decimals so that the order makes no difference.
select
    supplier_key,
    category,
    order_class,
    tester,
    count(*) as n,
    1e0 * sum(cast(score as decimal(20, 10))) as sum_y,
    1e0 * sum(cast(score * score as decimal(20, 10))) as sum_yy
from trial
where scored
group by supplier_key, category, order_class, tester
