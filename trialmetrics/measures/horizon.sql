-- One row: how soon anything but a running wait may be different, were nothing added. `hours_left`: service hours until
-- the first stretch that still runs reaches a limit on which its trial's state, or a knock-out, hangs; null where none
-- runs. `overtaken_hours`: until a running wait of a scored judged trial becomes as long as some answer of the same
-- candidate took, which moves its median; null where none will. `event_at`, `gap_at`: the next event, and the next row
-- that was set aside, which lie ahead.
-- A stretch with a bare date at an end is counted in days: it reaches nothing before midnight.
select
    moment.as_of,
    (
        select min(running.limit_hours - running.hours)
        from (
            select
                a.limit_hours,
                case s.stretch
                    when 'wait' then d.wait_hours
                    when 'idle' then d.idle_hours
                    when 'lapse' then d.lapse_hours
                    when 'not_yet' then d.not_yet_hours
                end as hours
            from stretch as s
            join (
                select 'wait' as stretch, reply_window_hours as limit_hours from setting
                union all
                select 'wait', 2 * reply_window_hours from setting
                union all
                select 'idle', lapse_hours from setting
                union all
                select 'lapse', lapse_hours from setting
                union all
                select 'not_yet', lapse_hours from setting
            ) as a
                on a.stretch = s.stretch
            join trial_time as d
                on d.trial_number = s.trial_number
            join trial_state as t
                on t.trial_number = s.trial_number
            cross join moment as m
            where t.state in ('open', 'ignored', 'stopped', 'dropped')
                and s.to_at = m.as_of
                and not s.bare
        ) as running
        where running.hours <= running.limit_hours
    ) as hours_left,
    (
        select min(ahead.next_answer - ahead.hours)
        from (
            select
                hours,
                runs,
                min(case when answered then hours end) over (
                    partition by supplier_key, category
                    -- Hours are not exact: what is as long to a thousandth of a second has been overtaken.
                    order by hours + case when runs then 1e-3 / 3600 else 0 end desc, runs asc
                    rows between unbounded preceding and current row
                ) as next_answer
            from candidate_wait
        ) as ahead
        where ahead.runs
    ) as overtaken_hours,
    (
        select min(e.occurred_at)
        from current_event as e
        cross join moment as m
        where e.occurred_at > m.as_of
    ) as event_at,
    (
        select min(g.occurred_at)
        from current_gap as g
        cross join moment as m
        where g.occurred_at > m.as_of
    ) as gap_at
from moment
