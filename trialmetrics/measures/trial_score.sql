-- One row per trial that has ended: the weighted mean of the criteria that have a value, capped by
-- state. `coverage` is the weight that had a value; a trial with too little of it has no score.
select
    weighed.trial_number,
    weighed.coverage,
    case
        when weighed.coverage >= setting.min_coverage and weighed.coverage > 0
            then least(weighed.points / weighed.coverage, coalesce(policy_cap.cap, 100))
    end as score
from (
    select
        c.trial_number,
        c.state,
        case when c.responsiveness is null then 0 else w.responsiveness end
            + case when c.follow_through is null then 0 else w.follow_through end
            + case when c.courtesy is null then 0 else w.courtesy end
            + case when c.welcome is null then 0 else w.welcome end
            + case when c.helpfulness is null then 0 else w.helpfulness end
            + case when c.care is null then 0 else w.care end
            + case when c.outcome is null then 0 else w.outcome end
            + case when c.devotion is null then 0 else w.devotion end as coverage,
        coalesce(c.responsiveness * w.responsiveness, 0)
            + coalesce(c.follow_through * w.follow_through, 0)
            + coalesce(c.courtesy * w.courtesy, 0)
            + coalesce(c.welcome * w.welcome, 0)
            + coalesce(c.helpfulness * w.helpfulness, 0)
            + coalesce(c.care * w.care, 0)
            + coalesce(c.outcome * w.outcome, 0)
            + coalesce(c.devotion * w.devotion, 0) as points
    from trial_criterion as c
    cross join weight as w
) as weighed
left join policy_cap
    on policy_cap.state = weighed.state
cross join setting
