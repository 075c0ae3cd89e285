-- One row per weighting, candidate, order class and tester (null: none named): how many scored trials, whether they judge
-- or not, the sum of their scores and of their squares, added over ten decimals so that the order makes no difference.
select
    t.supplier_key,
    t.category,
    t.order_class,
    t.tester,
    count(*) as n,
    1e0 * sum(cast(s.score as decimal(20, 10))) as sum_y,
    1e0 * sum(cast(s.score * s.score as decimal(20, 10))) as sum_yy,
    s.weighting
from trial as t
join trial_score as s
    on s.trial_number = t.trial_number
where s.score is not null
group by t.supplier_key, t.category, t.order_class, t.tester, s.weighting
