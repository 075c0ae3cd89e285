-- One row per trial and stretch of time that is measured, with whether an end of it is a bare date: `reply`
-- from the request to the reply, else to where it was waited for; `wait` from the request to now; `idle` from
-- the last event or promise to now; `late` from the promise to the delivery, else to where it was waited for.
-- A trial is waited for until its earliest `closed` that has a time, else until now.
select
    t.trial_number,
    'reply' as stretch,
    t.requested_at as from_at,
    coalesce(m.reply_at, m.closed_at, moment.as_of) as to_at,
    case
        when t.requested_bare then true
        when m.reply_at is not null then m.reply_bare
        else m.closed_bare
    end as bare
from trial_known as t
join trial_moment as m
    on m.trial_number = t.trial_number
cross join moment
where t.requested_at is not null

union all

select t.trial_number, 'wait', t.requested_at, moment.as_of, t.requested_bare
from trial_known as t
cross join moment
where t.requested_at is not null

union all

select m.trial_number, 'idle', m.last_at, moment.as_of, m.last_bare
from trial_moment as m
cross join moment
where m.last_at is not null

union all

select
    t.trial_number,
    'late',
    t.promised_at,
    coalesce(m.delivered_at, m.closed_at, moment.as_of),
    true
from trial_known as t
join trial_moment as m
    on m.trial_number = t.trial_number
cross join moment
where t.promised_at is not null
