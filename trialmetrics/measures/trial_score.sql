-- One row per weighting and trial that has ended with a criterion that has a value: their weighted mean, capped by state.
-- `coverage` is the weight that had a value; a trial with too little of it has no score. Weights are added as decimals, so
-- that the order makes no difference; more of them than a mean is rounded to, so that one which is exactly 60 stays so.
select
    weighed.weighting,
    weighed.trial_number,
    weighed.coverage,
    case
        when cast(weighed.coverage as decimal(18, 10)) >= setting.min_coverage and weighed.coverage > 0
            then least(weighed.points / weighed.coverage, coalesce(policy_cap.cap, 100))
    end as score
from (
    select
        w.weighting,
        c.trial_number,
        1e0 * sum(cast(w.weight as decimal(28, 15))) as coverage,
        1e0 * sum(cast(c.score * w.weight as decimal(28, 15))) as points
    from trial_criterion as c
    join policy_weight as w
        on w.criterion = c.criterion
    group by w.weighting, c.trial_number
) as weighed
join trial_state as st
    on st.trial_number = weighed.trial_number
left join policy_cap
    on policy_cap.state = st.state
cross join setting
