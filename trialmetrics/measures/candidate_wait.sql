-- One row per candidate and wait for a first reply of its judged scored trials, in service hours: `n` trials waited so
-- long. Without an answer the wait had lasted `hours`; it still `runs` where the trial is not closed and more than days
-- are known of it. `bare`: known in days only; `requested_bare`: the request has no time of day.
select
    supplier_key,
    category,
    first_reply_hours as hours,
    case when reply_censored then false else true end as answered,
    wait_runs as runs,
    wait_bare as bare,
    requested_bare,
    count(*) as n
from trial
where judged and scored and first_reply_hours is not null
group by
    supplier_key,
    category,
    first_reply_hours,
    case when reply_censored then false else true end,
    wait_runs,
    wait_bare,
    requested_bare
