-- One row per currency and gap between neighbouring order values, of the two widest that have three orders and a tenth of
-- all on either side. How many are `below` it and in all, the values at its edges, the medians of the values below and
-- above, and the factor across it. `width_place`: 1 for the widest.
select
    gap.currency,
    gap.width_place,
    gap.below,
    gap.n,
    gap.highest_below,
    gap.lowest_above,
    gap.factor,
    -- The middle one of them, or both.
    avg(case when 2 * v.place between gap.below and gap.below + 2 then v.order_value end) as median_below,
    avg(
        case when 2 * (v.place - gap.below) between gap.n - gap.below and gap.n - gap.below + 2 then v.order_value end
    ) as median_above
from (
    select
        currency,
        place as below,
        n,
        order_value as highest_below,
        next_value as lowest_above,
        next_value / order_value as factor,
        row_number() over (partition by currency order by next_value / order_value desc, place asc) as width_place
    from order_value_place
    where place >= 3
        and n - place >= 3
        and 10 * place >= n
        and 10 * (n - place) >= n
) as gap
join order_value_place as v
    on v.currency = gap.currency
where gap.width_place <= 2
group by gap.currency, gap.width_place, gap.below, gap.n, gap.highest_below, gap.lowest_above, gap.factor
