-- One row per trial: did the buyer have to speak first, a chase strictly before the first human contact? Where the
-- answer hangs on an event without a time, or on one that was set aside, as a sheet states it; else unknown.
select
    n.trial_number,
    case
        when n.requests = 0 then null
        when not o.chases_observed then s.chased_first
        when n.chases = 0 then false
        -- However late, a chase comes before a contact that never came.
        when n.contacts = 0 and o.contact_observed and o.gaps = 0 then true
        when n.contacts = 0 then s.chased_first
        when cast(m.chased_at as date) < cast(m.contact_at as date)
            or (not m.contact_bare and m.timed_chase_at < m.contact_at)
            then case when n.untimed_contacts = 0 and o.gaps = 0 then true else s.chased_first end
        when n.untimed_chases > 0 or m.contact_at is null then s.chased_first
        else false
    end as chased_first
from trial_count as n
join trial_stated as s
    on s.trial_number = n.trial_number
join trial_observed as o
    on o.trial_number = n.trial_number
join trial_moment as m
    on m.trial_number = n.trial_number
