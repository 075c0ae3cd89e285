-- One row: the weight of each criterion, side by side; together 100.
select
    max(case when criterion = 'responsiveness' then weight end) as responsiveness,
    max(case when criterion = 'follow_through' then weight end) as follow_through,
    max(case when criterion = 'courtesy' then weight end) as courtesy,
    max(case when criterion = 'welcome' then weight end) as welcome,
    max(case when criterion = 'helpfulness' then weight end) as helpfulness,
    max(case when criterion = 'care' then weight end) as care,
    max(case when criterion = 'outcome' then weight end) as outcome,
    max(case when criterion = 'devotion' then weight end) as devotion
from policy_weight
