-- One row per trial: when each of its attributes, and a promise, was said first; what has no time comes last.
-- A supplier's event before the request still says whose trial it is; a promise on it is left out.
select
    trial_number,
    min(case when category is not null then sorts_at end) as category_at,
    min(case when round is not null then sorts_at end) as round_at,
    min(case when tester is not null then sorts_at end) as tester_at,
    min(case when order_value is not null then sorts_at end) as order_value_at,
    min(case when currency is not null then sorts_at end) as currency_at,
    min(case when order_class is not null then sorts_at end) as order_class_at,
    min(case when new_customer is not null then sorts_at end) as new_customer_at,
    min(case when promised_at is not null and not early then sorts_at end) as promise_at
from seen_event
group by trial_number
