-- One row per trial: what belongs to it as its events say. The value of the earliest event that has one
-- holds, at a tie the smallest; of the promise, the later date.
select
    e.trial_number,
    min(e.supplier) as supplier,
    min(case when e.sorts_at = a.category_at then e.category end) as category,
    min(case when e.sorts_at = a.round_at then e.round end) as round,
    min(case when e.sorts_at = a.tester_at then e.tester end) as tester,
    min(case when e.sorts_at = a.order_value_at then e.order_value end) as order_value,
    min(case when e.sorts_at = a.currency_at then e.currency end) as currency,
    min(case when e.sorts_at = a.order_class_at then e.order_class end) as order_class,
    min(
        case
            when e.sorts_at <> a.new_customer_at then null
            when e.new_customer then 1
            when not e.new_customer then 0
        end
    ) as new_customer,
    max(case when e.sorts_at = a.promise_at and not e.early then e.promised_at end) as promised_at
from seen_event as e
join attribute_moment as a
    on a.trial_number = e.trial_number
group by e.trial_number
