-- One row per trial: did the buyer have to speak first, a chase strictly before the first human contact?
-- Unknown where the answer hangs on an event without a time. What a sheet states holds where it alone speaks,
-- and where the log cannot tell.
select
    trial_number,
    case
        when requests = 0 then null
        when in_log then coalesce(worked_out, stated_chased_first)
        else coalesce(stated_chased_first, worked_out)
    end as chased_first
from (
    select
        n.trial_number,
        n.requests,
        s.in_log,
        s.chased_first as stated_chased_first,
        case
            when not o.chases_observed then null
            when n.chases = 0 then false
            -- However late, a chase comes before a contact that never came.
            when n.contacts = 0 and o.contact_observed and o.gaps = 0 then true
            when n.contacts = 0 then null
            when cast(m.chased_at as date) < cast(m.contact_at as date)
                or (not m.contact_bare and m.timed_chase_at < m.contact_at)
                then case when n.untimed_contacts = 0 then true end
            when n.untimed_chases > 0 or m.contact_at is null then null
            else false
        end as worked_out
    from trial_count as n
    join trial_stated as s
        on s.trial_number = n.trial_number
    join trial_observed as o
        on o.trial_number = n.trial_number
    join trial_moment as m
        on m.trial_number = n.trial_number
) as told
