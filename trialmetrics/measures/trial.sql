-- One row per trial that is chosen: what belongs to it, its state, moments, measures, criteria and score. The
-- choice comes last: it changes no default, state or score. A criterion stands beside the measure it judges
-- as NAME_score.
select
    t.trial_number,
    t.supplier_key,
    t.supplier,
    t.trial_id,
    t.category,
    t.round,
    t.tester,
    t.order_class,
    t.new_customer,
    t.order_value,
    t.currency,
    st.state,
    t.requested_at,
    t.requested_bare,
    m.contact_at as first_contact_at,
    m.reply_at as first_reply_at,
    t.promised_at,
    m.delivered_at,
    m.closed_at,
    me.answered,
    me.first_reply_hours,
    me.reply_censored,
    me.chases,
    me.chased_first,
    me.welcome,
    me.courtesy,
    me.helpfulness,
    me.rude,
    me.belittling,
    me.errors,
    me.recoveries,
    me.initiatives,
    me.complaints,
    me.days_late,
    case when n.rude + n.belittling > 0 then true else false end as incident,
    case
        when n.incidents_with_words > 0 then true
        when n.sheet_incidents > 0 and n.sheet_notes > 0 then true
        else false
    end as incident_with_words,
    case when n.notes > 0 then true else false end as words,
    c.responsiveness as responsiveness_score,
    c.follow_through as follow_through_score,
    c.courtesy as courtesy_score,
    c.welcome as welcome_score,
    c.helpfulness as helpfulness_score,
    c.care as care_score,
    c.outcome as outcome_score,
    c.devotion as devotion_score,
    coalesce(s.coverage, 0) as coverage,
    s.score,
    case when s.score is not null then true else false end as scored
from trial_known as t
join trial_state as st
    on st.trial_number = t.trial_number
join trial_measure as me
    on me.trial_number = t.trial_number
join trial_count as n
    on n.trial_number = t.trial_number
join trial_moment as m
    on m.trial_number = t.trial_number
left join trial_criterion as c
    on c.trial_number = t.trial_number
left join trial_score as s
    on s.trial_number = t.trial_number
cross join chosen_period
where (not exists (select 1 from chosen where kind = 'round')
        or t.round in (select value from chosen where kind = 'round'))
    and (not exists (select 1 from chosen where kind = 'tester')
        or t.tester in (select value from chosen where kind = 'tester'))
    and (not exists (select 1 from chosen where kind = 'order_class')
        or t.order_class in (select value from chosen where kind = 'order_class'))
    and (chosen_period.start_day is null or cast(t.requested_at as date) >= chosen_period.start_day)
    and (chosen_period.end_day is null or cast(t.requested_at as date) <= chosen_period.end_day)
