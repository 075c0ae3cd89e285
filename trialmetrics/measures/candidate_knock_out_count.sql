-- One row per candidate and knock-out with a trial that counts against it: `k` such trials of the `n` in which one could
-- have been seen. It holds where the policy's table says so or, `alone`, where this one trial was chased so often in vain
-- or is put in words, and none of the candidate's came to something or was stopped.
select
    counted.supplier_key,
    counted.category,
    counted.knock_out,
    counted.k,
    counted.n,
    counted.alone,
    case
        when counted.alone then true
        when counted.n = enough.n then counted.k >= enough.needed
        -- Of more trials than the table has, the share of its last row.
        when counted.n > enough.n then enough.needed * counted.n <= counted.k * enough.n
        else false
    end as holds
from (
    select
        c.supplier_key,
        c.category,
        c.knock_out,
        c.k,
        c.n,
        case
            when c.k > 1 or total.served > 0 or total.judged_stopped > 0 then false
            when c.chases >= rule.chases then true
            when rule.words and c.with_words > 0 then true
            else false
        end as alone
    from (
        select
            w.supplier_key,
            w.category,
            w.knock_out,
            count(case when w.against then 1 end) as k,
            count(*) as n,
            max(case when w.against and w.knock_out = 'ignored' then t.chases end) as chases,
            count(case when w.against and w.knock_out = 'brushed_off' and t.brush_off_with_words then 1 end)
                as with_words
        from trial_knock_out as w
        join trial as t
            on t.trial_number = w.trial_number
        group by w.supplier_key, w.category, w.knock_out
    ) as c
    join candidate_total as total
        on total.supplier_key = c.supplier_key
        and total.category = c.category
    left join policy_alone as rule
        on rule.knock_out = c.knock_out
    where c.k > 0
) as counted
left join (select knock_out, max(n) as last_n from policy_knock_out group by knock_out) as known
    on known.knock_out = counted.knock_out
left join policy_knock_out as enough
    on enough.knock_out = counted.knock_out
    and enough.n = least(counted.n, known.last_n)
