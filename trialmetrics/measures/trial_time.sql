-- One row per trial: how long its stretches lasted, null where there is none. Service hours between two
-- moments, from the service clock in whole seconds; where either end is a bare date, a service day for each
-- service day after the first up to and including the last, at least half a day; 0 where the last day comes before
-- the first. Late in service days, negative when early.
select
    trial_number,
    max(case when stretch = 'reply' then hours end) as reply_hours,
    max(case when stretch = 'wait' then hours end) as wait_hours,
    max(case when stretch = 'idle' then hours end) as idle_hours,
    max(case when stretch = 'lapse' then hours end) as lapse_hours,
    max(case when stretch = 'not_yet' then hours end) as not_yet_hours,
    max(case when stretch = 'late' then service_days end) as late_days
from (
    select
        s.trial_number,
        s.stretch,
        to_day.day_number - from_day.day_number as service_days,
        case
            when to_day.day < from_day.day then 0
            when s.bare then greatest(
                setting.service_day_hours * (to_day.day_number - from_day.day_number), setting.half_day_hours
            )
            else greatest(
                to_day.seconds_before
                + least(
                    greatest(
                        extract(hour from s.to_at) * 3600
                        + extract(minute from s.to_at) * 60
                        + extract(second from s.to_at)
                        - to_day.opens,
                        0
                    ),
                    to_day.seconds
                )
                - from_day.seconds_before
                - least(
                    greatest(
                        extract(hour from s.from_at) * 3600
                        + extract(minute from s.from_at) * 60
                        + extract(second from s.from_at)
                        - from_day.opens,
                        0
                    ),
                    from_day.seconds
                ),
                0
            ) / 3600e0
        end as hours
    from stretch as s
    -- Outer, so that no engine begins with every pair of days when the stretches are few.
    left join calendar as from_day
        on from_day.day = cast(s.from_at as date)
    left join calendar as to_day
        on to_day.day = cast(s.to_at as date)
    cross join setting
) as measured
group by trial_number
