-- One row per supplier with a chosen trial: what it did over all its categories. It judges nothing.
select
    supplier_key,
    min(supplier) as supplier,
    count(*) as trials,
    count(case when judged and something then 1 end) as served,
    count(case when judged and (something or nothing) then 1 end) as served_of,
    avg(case when judged then cast(score as decimal(20, 10)) end) * 1e0 as raw_score
from trial
group by supplier_key
