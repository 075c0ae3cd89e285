-- One row per candidate and currency in which something was spent, over all its chosen trials. Added over four
-- decimals, as money is, so that the order makes no difference.
select supplier_key, category, currency, 1e0 * sum(cast(order_value as decimal(24, 4))) as amount
from trial
where order_value is not null
group by supplier_key, category, currency
