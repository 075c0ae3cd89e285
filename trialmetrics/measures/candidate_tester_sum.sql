-- One row per weighting, candidate and tester (null: none named): how many judged scored trials came to something or were
-- stopped, the sum of their scores and of their squares, added over ten decimals so that the order makes no difference.
select
    t.supplier_key,
    t.category,
    t.tester,
    count(*) as n,
    1e0 * sum(cast(s.score as decimal(20, 10))) as sum_y,
    1e0 * sum(cast(s.score * s.score as decimal(20, 10))) as sum_yy,
    s.weighting
from trial as t
join trial_score as s
    on s.trial_number = t.trial_number
where t.judged and s.score is not null and not t.nothing
group by t.supplier_key, t.category, t.tester, s.weighting
