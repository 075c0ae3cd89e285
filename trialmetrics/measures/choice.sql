-- One row per value that a filter can choose from, of any trial, with its defaults; and per supplier, with the name that is
-- shown; one without a value where there is none. `event_at`: the next event that lies ahead, when there may be others.
select values_of.kind, values_of.value, values_of.shown, ahead.event_at
from (
    select min(e.occurred_at) as event_at
    from current_event as e
    cross join moment as m
    where e.occurred_at > m.as_of
) as ahead
-- Outer: also before the first trial something may lie ahead.
left join (
    select 'category' as kind, category as value, min(category) as shown
    from trial_known
    where category is not null
    group by category

    union all

    select 'round', round, min(round)
    from trial_known
    where round is not null
    group by round

    union all

    select 'tester', tester, min(tester)
    from trial_known
    where tester is not null
    group by tester

    union all

    select 'order_class', order_class, min(order_class)
    from trial_known
    where order_class is not null
    group by order_class

    union all

    select 'supplier', supplier_key, min(supplier)
    from trial_known
    group by supplier_key
) as values_of
    on 1 = 1
