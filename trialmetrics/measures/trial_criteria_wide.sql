-- One row per trial that has ended: its criteria side by side, 0-100, null where one has no value. Silence is worth nothing
-- only where an answer, or a chase, would have been noted; a stopped trial has no outcome.
select
    t.trial_number,
    case
        when t.state <> 'ignored' and coalesce(m.answered, true) then s.responsiveness
        when o.reply_times_observed then setting.not_answered_responsiveness
    end as responsiveness,
    case
        when m.chases is null then null
        when t.state = 'ignored' or not m.answered then setting.not_answered_follow_through
        when m.chased_first then s.follow_through * setting.chased_first_factor
        else s.follow_through
    end as follow_through,
    s.courtesy,
    s.welcome,
    case
        when m.helpfulness is null and n.helpful_events > 0 then setting.helpful_without_rating
        else s.helpfulness
    end as helpfulness,
    case
        when no_care.state is not null then null
        -- Of the two parts the one that has a value; both: the one times the other.
        when s.care is null then 100 * s.on_time
        else coalesce(s.on_time, 1) * case
            -- Made good: never less than it was, and never as good as no error at all.
            when m.errors > 0 and m.recoveries >= m.errors
                then greatest(s.care, least(s.care + setting.made_good_bonus, setting.made_good_limit))
            else s.care
        end
    end as care,
    outcome.score as outcome,
    case when no_devotion.state is null then s.devotion end as devotion
from trial_state as t
join state_word as word
    on word.state = t.state
join trial_observed as o
    on o.trial_number = t.trial_number
join trial_measure as m
    on m.trial_number = t.trial_number
join trial_count as n
    on n.trial_number = t.trial_number
left join policy_outcome as outcome
    on outcome.state = t.state
left join trial_scale as s
    on s.trial_number = t.trial_number
left join policy_no_value as no_care
    on no_care.criterion = 'care'
    and no_care.state = t.state
left join policy_no_value as no_devotion
    on no_devotion.criterion = 'devotion'
    and no_devotion.state = t.state
cross join setting
where word.ended
