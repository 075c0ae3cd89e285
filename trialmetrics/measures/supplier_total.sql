-- One row per supplier with a chosen trial: its trials counted by state, and what its scored trials come to.
-- Means are over the scored trials that have a value, and taken over ten decimals, so that the order in which
-- an engine adds up makes no difference. The counts of the knock-outs are over the scored trials.
select
    supplier_key,
    min(supplier) as supplier,
    count(*) as trials,
    count(case when scored then 1 end) as scored_trials,
    avg(case when scored then cast(coverage as decimal(20, 10)) end) * 1e0 as coverage,
    avg(cast(score as decimal(20, 10))) * 1e0 as raw_score,
    avg(case when scored then cast(responsiveness_score as decimal(20, 10)) end) * 1e0 as responsiveness,
    avg(case when scored then cast(follow_through_score as decimal(20, 10)) end) * 1e0 as follow_through,
    avg(case when scored then cast(courtesy_score as decimal(20, 10)) end) * 1e0 as courtesy,
    avg(case when scored then cast(welcome_score as decimal(20, 10)) end) * 1e0 as welcome,
    avg(case when scored then cast(helpfulness_score as decimal(20, 10)) end) * 1e0 as helpfulness,
    avg(case when scored then cast(care_score as decimal(20, 10)) end) * 1e0 as care,
    avg(case when scored then cast(outcome_score as decimal(20, 10)) end) * 1e0 as outcome,
    avg(case when scored then cast(devotion_score as decimal(20, 10)) end) * 1e0 as devotion,
    1e0 * count(case when scored and answered then 1 end)
        / nullif(count(case when scored and answered is not null then 1 end), 0) as answered_rate,
    1e0 * sum(case when scored then chases end)
        / nullif(count(case when scored and chases is not null then 1 end), 0) as chases_per_trial,
    count(case when state = 'fulfilled' then 1 end) as fulfilled,
    count(case when state = 'ignored' then 1 end) as ignored,
    count(case when state = 'brushed_off' then 1 end) as brushed_off,
    count(case when state = 'declined' then 1 end) as declined,
    count(case when state = 'dropped' then 1 end) as dropped,
    count(case when state = 'burnt' then 1 end) as burnt,
    count(case when state = 'open' then 1 end) as open,
    count(case when state = 'incomplete' then 1 end) as incomplete,
    count(case when incident then 1 end) as incidents,
    count(case when scored and incident_with_words then 1 end) as incident_trials,
    count(case when scored and incident and not incident_with_words then 1 end) as incidents_without_words,
    count(case when scored and state = 'ignored' then 1 end) as ignored_scored,
    count(case when scored and state = 'brushed_off' then 1 end) as brushed_off_scored,
    count(case when scored and state = 'declined' then 1 end) as declined_scored,
    count(case when scored and state = 'dropped' then 1 end) as dropped_scored,
    max(case when scored and state = 'ignored' then chases end) as ignored_chases,
    max(case when scored and words then 1 else 0 end) = 1 as words,
    count(case when scored and order_class = 'small' then 1 end) as scored_small,
    count(case when scored and order_class = 'large' then 1 end) as scored_large,
    avg(case when order_class = 'small' then cast(score as decimal(20, 10)) end) * 1e0 as small_score,
    avg(case when order_class = 'large' then cast(score as decimal(20, 10)) end) * 1e0 as large_score
from trial
group by supplier_key
