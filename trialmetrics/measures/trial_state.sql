-- One row per trial: its state, the first that applies. Absence counts only where presence would have been noted
-- (`..._observed`) and nothing is known to be missing (`gaps`). The moment of a `closed` without a time is unknown:
-- it comes neither before nor after the promised day.
select
    t.trial_number,
    case
        when n.voids > 0 then 'void'
        when n.disclosures > 0 then 'burnt'
        when n.requests = 0 then 'incomplete'
        when n.deliveries > 0 then 'fulfilled'
        when n.brush_offs > 0 then 'brushed_off'
        when n.declines > 0 then 'declined'
        when s.outcome = 'open' or d.not_yet_hours <= setting.lapse_hours then 'open'
        when n.closings = 0 and cast(m.due_at as date) >= cast(moment.as_of as date) then 'open'
        when n.contacts = 0
            and (
                s.outcome = 'ignored'
                or (o.contact_observed and o.gaps = 0 and d.wait_hours > setting.reply_window_hours)
            )
            then 'ignored'
        when t.enquiry
            and n.contacts > 0
            and (n.closings > 0 or d.lapse_hours > setting.lapse_hours)
            then 'fulfilled'
        when s.outcome = 'dropped'
            or (
                not t.enquiry
                and o.delivery_observed
                and o.gaps = 0
                and (n.contacts > 0 or (not o.contact_observed and m.due_at is not null))
                and case
                    -- Closed nobody knows when: perhaps at once, by us.
                    when m.due_at is null
                        then d.idle_hours > setting.lapse_hours and (n.closings = 0 or m.closed_at is not null)
                    when n.closings = 0 then d.lapse_hours > setting.lapse_hours
                    else cast(m.closed_at as date) > cast(m.due_at as date)
                end
            )
            then 'dropped'
        when n.contacts > 0
            and o.gaps = 0
            and (
                (
                    n.closings > 0
                    and case
                        when m.due_at is null then d.idle_hours <= setting.lapse_hours
                        else cast(m.closed_at as date) <= cast(m.due_at as date)
                    end
                )
                or (not o.delivery_observed and (n.closings > 0 or d.lapse_hours > setting.lapse_hours))
            )
            then 'stopped'
        else 'open'
    end as state
from trial_known as t
join trial_count as n
    on n.trial_number = t.trial_number
join trial_moment as m
    on m.trial_number = t.trial_number
join trial_stated as s
    on s.trial_number = t.trial_number
join trial_observed as o
    on o.trial_number = t.trial_number
left join trial_time as d
    on d.trial_number = t.trial_number
cross join setting
cross join moment
