-- One row per candidate and currency in which something was spent, over all its chosen trials, and over the small ones of
-- them. Added over four decimals, as money is, so that the order makes no difference.
select
    supplier_key,
    category,
    currency,
    1e0 * sum(cast(order_value as decimal(24, 4))) as amount,
    1e0 * sum(case when order_class = 'small' then cast(order_value as decimal(24, 4)) end) as small_amount,
    count(case when order_class = 'small' then 1 end) as small_trials
from trial
where order_value is not null
group by supplier_key, category, currency
