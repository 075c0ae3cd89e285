-- One row per trial and stretch of time that is measured, with whether an end of it is a bare date: `reply`
-- from the request to the reply; `wait` from the later of the request and the last promise; `idle` from the supplier's
-- last event, else the request; `late` from the first promise to the delivery. Each of these, where it has no end yet,
-- until the earliest `closed` that has a time, else until now. Until now in any case: `lapse` from the last event or
-- promise, `not_yet` from the upload of a sheet in which a date of the supplier's was still to come.
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

select
    t.trial_number,
    'wait',
    greatest(t.requested_at, m.due_at),
    coalesce(m.closed_at, moment.as_of),
    case
        when t.requested_bare and cast(t.requested_at as date) = cast(greatest(t.requested_at, m.due_at) as date)
            then true
        when m.due_bare and cast(m.due_at as date) = cast(greatest(t.requested_at, m.due_at) as date) then true
        else m.closed_bare
    end
from trial_known as t
join trial_moment as m
    on m.trial_number = t.trial_number
cross join moment
where t.requested_at is not null

union all

select
    t.trial_number,
    'idle',
    coalesce(m.acted_at, t.requested_at),
    coalesce(m.closed_at, moment.as_of),
    case
        when m.closed_bare then true
        when m.acted_at is not null then m.acted_bare
        else t.requested_bare
    end
from trial_known as t
join trial_moment as m
    on m.trial_number = t.trial_number
cross join moment
where coalesce(m.acted_at, t.requested_at) is not null

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

union all

select m.trial_number, 'lapse', m.last_at, moment.as_of, m.last_bare
from trial_moment as m
cross join moment
where m.last_at is not null

union all

select s.trial_number, 'not_yet', s.not_yet_at, moment.as_of, false
from trial_stated as s
cross join moment
where s.not_yet_at is not null
