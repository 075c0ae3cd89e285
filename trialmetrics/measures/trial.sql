-- One row per trial that is chosen: what belongs to it, its state, moments, what was observed of it, its measures,
-- criteria and score, and whether it judges its candidate. The choice comes last: it changes no default, state or
-- score. A criterion stands beside the measure it judges as NAME_score. `wait_bare`: an end of the wait for the first
-- reply is a bare date, so that the wait is known in days only. `wait_runs`: it still goes on, and by the hour.
select
    t.trial_number,
    t.supplier_key,
    t.supplier,
    t.trial_id,
    t.category,
    t.round,
    t.tester,
    t.order_class,
    t.order_class_from,
    t.new_customer,
    t.order_value,
    t.currency,
    st.state,
    t.enquiry,
    case
        when not chosen.in_window then false
        when t.order_class = 'small' or class.small_ended = 0 then true
        else false
    end as judged,
    chosen.ended,
    chosen.something,
    chosen.nothing,
    o.gaps,
    t.requested_at,
    t.requested_bare,
    m.contact_at as first_contact_at,
    m.reply_at as first_reply_at,
    t.promised_at,
    m.delivered_at,
    case when n.closings > 0 then true else false end as closed,
    m.closed_at,
    o.contact_observed,
    o.reply_times_observed,
    o.delivery_observed,
    o.chases_observed,
    o.errors_observed,
    o.initiatives_observed,
    o.recoveries_observed,
    o.rude_observed,
    o.belittling_observed,
    o.complaints_observed,
    o.ratings_observed,
    case when n.contacts > 0 then true else false end as has_contact,
    me.answered,
    me.first_reply_hours,
    me.reply_censored,
    case
        when t.requested_bare then true
        when m.reply_at is not null then m.reply_bare
        else coalesce(m.closed_bare, false)
    end as wait_bare,
    case when me.reply_censored and m.closed_at is null and not t.requested_bare then true else false end as wait_runs,
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
    case when n.brush_offs_with_words > 0 then true else false end as brush_off_with_words,
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
from trial_chosen as chosen
join candidate_class as class
    on class.supplier_key = chosen.supplier_key
    and class.category = chosen.category
join trial_known as t
    on t.trial_number = chosen.trial_number
join trial_state as st
    on st.trial_number = t.trial_number
join trial_observed as o
    on o.trial_number = t.trial_number
join trial_measure as me
    on me.trial_number = t.trial_number
join trial_count as n
    on n.trial_number = t.trial_number
join trial_moment as m
    on m.trial_number = t.trial_number
left join trial_time as d
    on d.trial_number = t.trial_number
left join trial_criteria_wide as c
    on c.trial_number = t.trial_number
left join trial_score as s
    on s.trial_number = t.trial_number
    and s.weighting = 0
