-- One row per candidate and kind of defect: how many of its chosen trials have one.
select supplier_key, category, defect, count(*) as n
from defect
group by supplier_key, category, defect
