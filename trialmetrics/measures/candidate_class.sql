-- One row per candidate, a supplier in a category: how many of its chosen small and large trials within the window have
-- ended. The small ones judge; large ones only where no small one has ended.
select
    supplier_key,
    category,
    count(case when in_window and ended and order_class = 'small' then 1 end) as small_ended,
    count(case when in_window and ended and order_class = 'large' then 1 end) as large_ended
from trial_chosen
group by supplier_key, category
