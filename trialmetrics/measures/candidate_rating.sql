-- One row per candidate and rating that two people or more gave to one of its chosen trials: how many trials (`twice`)
-- and ratings (`n`), their sum and that of their squares, the least and the greatest, and how far ratings of the same
-- trial are apart: squared, over all ordered pairs, for each rating by as many as could be paired with it (`within`).
-- `any`: how many trials two people or more rated, on whatever. Sums are taken over ten decimals, so that the order makes
-- no difference.
select
    supplier_key,
    category,
    rating,
    count(*) as twice,
    cast(sum(n) as bigint) as n,
    1e0 * sum(sum_v) as sum_v,
    1e0 * sum(sum_vv) as sum_vv,
    min(least_v) as least_v,
    max(greatest_v) as greatest_v,
    1e0 * sum(
        cast(
            case
                when least_v = greatest_v then 0
                else 2e0 * (1e0 * n * sum_vv - (1e0 * sum_v) * (1e0 * sum_v)) / (n - 1)
            end as decimal(28, 10)
        )
    ) as within
from (
    select
        t.supplier_key,
        t.category,
        r.trial_number,
        r.rating,
        count(*) as n,
        sum(cast(r.v as decimal(20, 10))) as sum_v,
        sum(cast(r.v * r.v as decimal(20, 10))) as sum_vv,
        min(r.v) as least_v,
        max(r.v) as greatest_v
    from (
        select trial_number, 'any' as rating, 0e0 as v from trial_rating
        union all
        select trial_number, 'welcome', welcome from trial_rating where welcome is not null
        union all
        select trial_number, 'courtesy', courtesy from trial_rating where courtesy is not null
        union all
        select trial_number, 'helpfulness', helpfulness from trial_rating where helpfulness is not null
    ) as r
    join trial as t
        on t.trial_number = r.trial_number
    group by t.supplier_key, t.category, r.trial_number, r.rating
    having count(*) > 1
) as rated
group by supplier_key, category, rating
