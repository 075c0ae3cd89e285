-- One row per category and state in which judged trials came to nothing: how many are scored, and the sum of their
-- scores, added over ten decimals so that the order makes no difference.
select
    category,
    state,
    count(*) as n,
    1e0 * sum(cast(score as decimal(20, 10))) as sum_y
from trial
where judged and scored and nothing
group by category, state
