-- One row per trial that has any measure: its measures on the policy's scales, straight lines between two
-- points and constant outside them. Null where the measure has no value.
select
    trial_number,
    max(case when scale = 'responsiveness' then points end) as responsiveness,
    max(case when scale = 'follow_through' then points end) as follow_through,
    max(case when scale = 'courtesy' then points end) as courtesy,
    max(case when scale = 'welcome' then points end) as welcome,
    max(case when scale = 'helpfulness' then points end) as helpfulness,
    max(case when scale = 'care' then points end) as care,
    max(case when scale = 'on_time' then points end) as on_time,
    max(case when scale = 'devotion' then points end) as devotion
from (
    select
        m.trial_number,
        m.scale,
        s.y_from + (s.y_to - s.y_from) * (m.x - s.x_from) / (s.x_to - s.x_from) as points
    from (
        select trial_number, 'responsiveness' as scale, first_reply_hours as x from trial_measure
        union all
        select trial_number, 'follow_through', chases from trial_measure
        union all
        select trial_number, 'courtesy', courtesy from trial_measure
        union all
        select trial_number, 'welcome', welcome from trial_measure
        union all
        select trial_number, 'helpfulness', helpfulness from trial_measure
        union all
        select trial_number, 'care', errors from trial_measure
        union all
        select trial_number, 'on_time', days_late from trial_measure
        union all
        select trial_number, 'devotion', initiatives from trial_measure
    ) as m
    join policy_scale as s
        on s.criterion = m.scale
        and m.x >= s.x_from
        and m.x < s.x_to
) as scaled
group by trial_number
