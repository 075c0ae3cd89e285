-- One row per candidate and tester (null: none named): how many of its chosen trials this tester placed, and how many of
-- those are judged and scored.
select
    supplier_key,
    category,
    tester,
    count(*) as trials,
    count(case when judged and scored then 1 end) as judged_trials
from trial
group by supplier_key, category, tester
