-- One row per defect of a chosen trial: `no_request`, nothing was asked as far as the log knows; `before_request`, an
-- event of the supplier's dated before the earliest request, left out of every measure; `rated_no_reply`, a rating or an
-- incident and nobody who was spoken to; `stated_otherwise`, a stated outcome that an event contradicts.
select
    trial_number,
    cast(null as timestamp) as occurred_at,
    cast(null as varchar(100)) as event,
    cast(null as boolean) as bare,
    'no_request' as defect,
    supplier_key,
    supplier,
    trial_id,
    category
from trial
where state = 'incomplete'

union all

select
    e.trial_number,
    e.occurred_at,
    e.event,
    e.bare,
    'before_request',
    t.supplier_key,
    t.supplier,
    t.trial_id,
    t.category
from trial as t
join seen_event as e
    on e.trial_number = t.trial_number
where e.early

union all

select
    t.trial_number,
    cast(null as timestamp),
    cast(null as varchar(100)),
    cast(null as boolean),
    c.defect,
    t.supplier_key,
    t.supplier,
    t.trial_id,
    t.category
from trial as t
join contradiction as c
    on c.trial_number = t.trial_number
