-- One row: the policy's single numbers and texts, side by side.
select
    max(case when name = 'reply_window_hours' then value end) as reply_window_hours,
    max(case when name = 'lapse_hours' then value end) as lapse_hours,
    max(case when name = 'service_day_hours' then value end) as service_day_hours,
    max(case when name = 'half_day_hours' then value end) as half_day_hours,
    max(case when name = 'min_coverage' then value end) as min_coverage,
    max(case when name = 'not_answered_responsiveness' then value end) as not_answered_responsiveness,
    max(case when name = 'not_answered_follow_through' then value end) as not_answered_follow_through,
    max(case when name = 'chased_first_factor' then value end) as chased_first_factor,
    max(case when name = 'made_good_bonus' then value end) as made_good_bonus,
    max(case when name = 'made_good_limit' then value end) as made_good_limit,
    max(case when name = 'helpful_without_rating' then value end) as helpful_without_rating,
    (select max(value) from policy_text where name = 'currency') as currency,
    (select max(value) from policy_text where name = 'order_class') as order_class,
    (select max(value) from policy_text where name = 'category') as category
from policy_setting
