-- One row per trial: its measures, each in its own unit. What was not observed has no value, never 0; nor has an absence
-- where something is known to be missing. `reply_censored`: `first_reply_hours` is a waiting time, the reply is still
-- to come.
select
    a.trial_number,
    a.answered,
    case
        when a.reply_at is not null then d.reply_hours
        when not a.answered and a.reply_times_observed then d.reply_hours
    end as first_reply_hours,
    case
        when d.reply_hours is null then null
        when a.reply_at is not null then false
        when not a.answered and a.reply_times_observed then true
    end as reply_censored,
    a.chases,
    c.chased_first,
    a.welcome,
    a.courtesy,
    a.helpfulness,
    a.rude,
    a.belittling,
    a.errors,
    a.recoveries,
    a.initiatives,
    a.complaints,
    case
        -- When it was delivered, or whether, nobody knows.
        when a.deliveries > 0 and a.delivered_at is null then null
        when d.late_days <= 0 and a.deliveries > 0 then 0
        when d.late_days > 0 and (a.deliveries > 0 or (a.delivery_observed and a.gaps = 0)) then d.late_days
    end as days_late
from (
    select
        t.trial_number,
        case
            when n.requests = 0 then null
            when n.contacts > 0 then true
            when o.contact_observed and o.gaps = 0 then false
        end as answered,
        o.reply_times_observed,
        o.delivery_observed,
        o.gaps,
        m.reply_at,
        m.delivered_at,
        n.deliveries,
        case when o.chases_observed then n.chases end as chases,
        case when t.new_customer then n.welcome end as welcome,
        n.courtesy,
        n.helpfulness,
        case when o.rude_observed then n.rude end as rude,
        case when o.belittling_observed then n.belittling end as belittling,
        case when o.errors_observed then n.errors end as errors,
        case when o.recoveries_observed then n.recoveries end as recoveries,
        case when o.initiatives_observed then n.initiatives end as initiatives,
        case when o.complaints_observed then n.complaints end as complaints
    from trial_known as t
    join trial_count as n
        on n.trial_number = t.trial_number
    join trial_moment as m
        on m.trial_number = t.trial_number
    join trial_observed as o
        on o.trial_number = t.trial_number
) as a
join trial_chased_first as c
    on c.trial_number = a.trial_number
left join trial_time as d
    on d.trial_number = a.trial_number
