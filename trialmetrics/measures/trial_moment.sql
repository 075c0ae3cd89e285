-- One row per trial: when something happened first (or last), null where it did not or has no time. A bare
-- date stands at midnight and says so beside it. `last_at` is the later of the last event and the last
-- promise; a bare date may be the last of its day.
select
    trial_number,
    contact_at,
    case when bare_contact_at <= contact_at then true else false end as contact_bare,
    reply_at,
    case when bare_reply_at <= reply_at then true else false end as reply_bare,
    closed_at,
    case when bare_closed_at <= closed_at then true else false end as closed_bare,
    delivered_at,
    chased_at,
    timed_chase_at,
    greatest(event_at, promise_at) as last_at,
    case
        when cast(greatest(bare_event_at, bare_promise_at) as date)
            = cast(greatest(event_at, promise_at) as date) then true
        else false
    end as last_bare
from (
    select
        trial_number,
        min(case when contact then occurred_at end) as contact_at,
        min(case when contact and bare then occurred_at end) as bare_contact_at,
        min(case when reply then occurred_at end) as reply_at,
        min(case when reply and bare then occurred_at end) as bare_reply_at,
        min(case when event = 'closed' then occurred_at end) as closed_at,
        min(case when event = 'closed' and bare then occurred_at end) as bare_closed_at,
        min(case when event = 'delivery' then occurred_at end) as delivered_at,
        min(case when event = 'chase' then occurred_at end) as chased_at,
        min(case when event = 'chase' and not bare then occurred_at end) as timed_chase_at,
        max(occurred_at) as event_at,
        max(case when bare then occurred_at end) as bare_event_at,
        max(promised_at) as promise_at,
        max(case when promised_bare then promised_at end) as bare_promise_at
    from seen_event
    where not early
    group by trial_number
) as extremes
