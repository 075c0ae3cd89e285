-- One row per trial: when something happened first or last, null where it did not or has no time. A bare date stands
-- at midnight and says so beside it; where the last of a day is meant, a bare date of that day may be it.
-- `acted_at`: the supplier's last event. `due_at`: the last promise. `last_at`: the later of that and of any event.
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
    acted_at,
    case when cast(bare_acted_at as date) = cast(acted_at as date) then true else false end as acted_bare,
    due_at,
    case when cast(bare_due_at as date) = cast(due_at as date) then true else false end as due_bare,
    greatest(event_at, due_at) as last_at,
    case
        when cast(greatest(bare_event_at, bare_due_at) as date) = cast(greatest(event_at, due_at) as date) then true
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
        max(case when contact then occurred_at end) as acted_at,
        max(case when contact and bare then occurred_at end) as bare_acted_at,
        max(promised_at) as due_at,
        max(case when promised_bare then promised_at end) as bare_due_at,
        max(occurred_at) as event_at,
        max(case when bare then occurred_at end) as bare_event_at
    from seen_event
    where not early
    group by trial_number
) as extremes
