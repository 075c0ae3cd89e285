-- One row per weighting, category and state in which judged trials came to nothing: how many are scored, and the sum of
-- their scores, added over ten decimals so that the order makes no difference.
select
    t.category,
    t.state,
    count(*) as n,
    1e0 * sum(cast(s.score as decimal(20, 10))) as sum_y,
    s.weighting
from trial as t
join trial_score as s
    on s.trial_number = t.trial_number
where t.judged and s.score is not null and t.nothing
group by t.category, t.state, s.weighting
