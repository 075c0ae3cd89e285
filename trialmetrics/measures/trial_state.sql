-- One row per trial: its state, the first that applies. In an enquiry round no delivery is expected: there a
-- contact without a no is what was asked for once the trial is closed, and silence after it is no failure.
select
    t.trial_number,
    case
        when n.disclosures > 0 then 'burnt'
        when n.requests = 0 then 'incomplete'
        when n.deliveries > 0 then 'fulfilled'
        when n.brush_offs > 0 then 'brushed_off'
        when n.declines > 0 then 'declined'
        when n.contacts = 0
            and t.contact_observed
            and (n.closings > 0 or d.wait_hours > setting.reply_window_hours)
            then 'ignored'
        when n.contacts > 0 and t.enquiry and n.closings > 0 then 'fulfilled'
        when n.contacts > 0
            and not t.enquiry
            and (n.closings > 0 or d.idle_hours > setting.lapse_hours)
            then 'dropped'
        else 'open'
    end as state
from trial_known as t
join trial_count as n
    on n.trial_number = t.trial_number
left join trial_time as d
    on d.trial_number = t.trial_number
cross join setting
