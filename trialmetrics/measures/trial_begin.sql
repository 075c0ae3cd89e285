-- One row per trial: when its first event with a time was, whenever that is, and its earliest request as of
-- the moment. A bare date (`requested_bare`) stands at midnight, so it comes first on its day.
select
    row_number() over (order by supplier_key asc, trial_id asc) as trial_number,
    supplier_key,
    trial_id,
    begins_at,
    requested_at,
    case when bare_request_at <= requested_at then true else false end as requested_bare
from (
    select
        supplier_key,
        trial_id,
        min(occurred_at) as begins_at,
        min(case when event = 'request' and occurred_at <= as_of then occurred_at end) as requested_at,
        min(case when event = 'request' and occurred_at <= as_of and bare then occurred_at end)
            as bare_request_at
    from current_event
    cross join moment
    group by supplier_key, trial_id
) as earliest
