-- One row per supplier and category in which it has a chosen trial.
select supplier_key, category, count(*) as trials
from trial
group by supplier_key, category
