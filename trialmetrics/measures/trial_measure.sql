-- One row per trial: its measures, each in its own unit. What was not observed has no value, never 0.
-- `reply_censored`: `first_reply_hours` is a waiting time, the reply is still to come.
select
    t.trial_number,
    case when t.contact_observed and n.requests > 0 then n.contacts > 0 end as answered,
    case when m.reply_at is not null or (n.contacts = 0 and t.contact_observed) then d.reply_hours end
        as first_reply_hours,
    case
        when d.reply_hours is null then null
        when m.reply_at is not null then false
        when n.contacts = 0 and t.contact_observed then true
    end as reply_censored,
    case when t.chases_observed then n.chases end as chases,
    c.chased_first,
    case when t.new_customer then n.welcome end as welcome,
    n.courtesy,
    n.helpfulness,
    case when t.rude_observed then n.rude end as rude,
    case when t.belittling_observed then n.belittling end as belittling,
    case when t.errors_observed then n.errors end as errors,
    case when t.recoveries_observed then n.recoveries end as recoveries,
    case when t.initiatives_observed then n.initiatives end as initiatives,
    case when t.complaints_observed then n.complaints end as complaints,
    case
        -- When it was delivered, or whether, nobody knows.
        when n.deliveries > 0 and m.delivered_at is null then null
        when n.deliveries = 0 and not t.contact_observed then null
        when d.late_days > 0 then d.late_days
        when d.late_days <= 0 and n.deliveries > 0 then 0
    end as days_late
from trial_known as t
join trial_count as n
    on n.trial_number = t.trial_number
join trial_moment as m
    on m.trial_number = t.trial_number
join trial_chased_first as c
    on c.trial_number = t.trial_number
left join trial_time as d
    on d.trial_number = t.trial_number
