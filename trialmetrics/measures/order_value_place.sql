-- One row per chosen trial with an order value: its place in the values of its currency, ascending, how many there are, and
-- the next value; none where a log says of any chosen trial which class it is.
select
    currency,
    order_value,
    row_number() over (partition by currency order by order_value asc, trial_number asc) as place,
    count(*) over (partition by currency) as n,
    lead(order_value) over (partition by currency order by order_value asc, trial_number asc) as next_value
from trial
where order_value > 0
    and not exists (select 1 from trial where order_class_from = 'log')
