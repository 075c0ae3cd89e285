-- One row per supplier and currency in which something was spent, over all its chosen trials.
select supplier_key, currency, sum(order_value) as amount
from trial
where order_value is not null
group by supplier_key, currency
