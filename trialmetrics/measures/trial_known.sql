-- One row per trial: what belongs to it, with the defaults in place, what of it was observed, and its
-- earliest request. A log observes everything, so a trial of which nothing is said was observed.
select
    b.trial_number,
    b.supplier_key,
    a.supplier,
    b.trial_id,
    coalesce(a.category, f.category, setting.category) as category,
    a.round,
    a.tester,
    a.order_value,
    coalesce(a.currency, setting.currency) as currency,
    coalesce(a.order_class, setting.order_class) as order_class,
    case
        when a.new_customer is not null then a.new_customer = 1
        else row_number() over (
            partition by b.supplier_key, a.tester
            order by b.requested_at asc nulls last, b.trial_id asc
        ) = 1
    end as new_customer,
    b.requested_at,
    b.requested_bare,
    a.promised_at,
    case when enquiry.round is not null then true else false end as enquiry,
    o.chased_first as stated_chased_first,
    coalesce(o.contact, true) as contact_observed,
    coalesce(o.chases, true) as chases_observed,
    coalesce(o.errors, true) as errors_observed,
    coalesce(o.recoveries, true) as recoveries_observed,
    coalesce(o.initiatives, true) as initiatives_observed,
    coalesce(o.rude, true) as rude_observed,
    coalesce(o.belittling, true) as belittling_observed,
    coalesce(o.complaints, true) as complaints_observed,
    coalesce(o.in_log, true) as in_log
from trial_attribute as a
join trial_begin as b
    on b.trial_number = a.trial_number
left join supplier_first_category as f
    on f.supplier_key = b.supplier_key
left join current_observed as o
    on o.supplier_key = b.supplier_key
    and o.trial_id = b.trial_id
left join (select distinct round from policy_enquiry_round) as enquiry
    on enquiry.round = a.round
cross join setting
