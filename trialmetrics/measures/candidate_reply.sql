-- One row per candidate with a known wait for a first reply in a judged scored trial: `n` such trials, `never` answered
-- of them, whether a wait is known in days only. `half_hours`: within which half of the requests were answered, one
-- without an answer being infinite; null where fewer than half were. `median_hours`: of Kaplan and Meier's curve, on
-- which silence is a wait that went on; where the curve is one half over a stretch, the middle of it, as R's survfit has
-- it; null where it does not come down to one half.
select
    waited.supplier_key,
    waited.category,
    waited.n,
    waited.never,
    waited.bare,
    waited.half_hours,
    curve.median_hours
from (
    select
        supplier_key,
        category,
        cast(min(total) as bigint) as n,
        cast(min(total) - coalesce(sum(case when answered then n end), 0) as bigint) as never,
        case when max(case when bare then 1 else 0 end) = 1 then true else false end as bare,
        -- Of an even number the mean of the middle two; where only the first of them was answered, that one.
        coalesce(
            (min(case when answered and 2 * so_far >= total then hours end)
                + min(case when answered and 2 * so_far > total then hours end)) / 2,
            min(case when answered and 2 * so_far >= total then hours end)
        ) as half_hours
    from (
        select
            supplier_key,
            category,
            hours,
            answered,
            bare,
            n,
            sum(n) over (partition by supplier_key, category) as total,
            sum(case when answered then n else 0 end) over (
                partition by supplier_key, category order by hours asc
            ) as so_far
        from candidate_wait
    ) as placed
    group by supplier_key, category
) as waited
left join (
    select
        supplier_key,
        category,
        min(
            case
                when still > 0.5 + 1e-9 then null
                when still >= 0.5 - 1e-9 and next_hours is not null then (hours + next_hours) / 2
                else hours
            end
        ) as median_hours
    from (
        select
            supplier_key,
            category,
            hours,
            lead(hours) over (partition by supplier_key, category order by hours asc) as next_hours,
            case
                when answers >= at_risk then 0
                else exp(
                    sum(case when answers < at_risk then ln(1 - 1e0 * answers / at_risk) end) over (
                        partition by supplier_key, category order by hours asc
                    )
                )
            end as still
        from (
            select
                supplier_key,
                category,
                hours,
                sum(case when answered then n else 0 end) as answers,
                sum(sum(n)) over (
                    partition by supplier_key, category order by hours desc
                ) as at_risk
            from candidate_wait
            group by supplier_key, category, hours
        ) as moment_of_answer
        where answers > 0
    ) as kaplan_meier
    group by supplier_key, category
) as curve
    on curve.supplier_key = waited.supplier_key
    and curve.category = waited.category
