-- One row per weighting and candidate, a supplier in a category: how many of its chosen trials have a score, judged and
-- in all, and what the scores of its judged trials come to. Means are taken over ten decimals, so that the order makes no
-- difference.
select
    t.supplier_key,
    t.category,
    count(case when t.judged and s.score is not null then 1 end) as scored_trials,
    count(case when t.judged and s.score is not null and t.state = 'fulfilled' then 1 end) as scored_fulfilled,
    count(case when t.judged and s.score is not null and t.state = 'declined' then 1 end) as scored_declined,
    count(case when s.score is not null and t.order_class = 'small' then 1 end) as scored_small,
    count(case when s.score is not null and t.order_class = 'large' then 1 end) as scored_large,
    avg(case when t.judged then cast(s.score as decimal(20, 10)) end) * 1e0 as raw_score,
    avg(case when t.judged and s.score is not null and not t.nothing then cast(s.coverage as decimal(20, 10)) end) * 1e0
        as served_coverage,
    w.weighting
from trial as t
cross join (select distinct weighting from policy_weight) as w
left join trial_score as s
    on s.trial_number = t.trial_number
    and s.weighting = w.weighting
group by t.supplier_key, t.category, w.weighting
