-- One row per trial: what belongs to it, with the defaults in place, its earliest request, and whether it is an
-- enquiry: its round expects no delivery, or an offer was made and, where nothing is known to be missing, nothing more.
-- An order class that nobody noted follows from the order value where the policy has a limit for its currency.
select
    b.trial_number,
    b.supplier_key,
    a.supplier,
    b.trial_id,
    coalesce(spelling.shown, sole.category, setting.category) as category,
    a.round,
    a.tester,
    a.order_value,
    coalesce(a.currency, setting.currency) as currency,
    case
        when a.order_class is not null then a.order_class
        when a.order_value >= large.amount then 'large'
        when a.order_value < large.amount then 'small'
        else setting.order_class
    end as order_class,
    case
        when a.order_class is not null then 'log'
        when a.order_value is not null and large.amount is not null then 'rule'
        else 'default'
    end as order_class_from,
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
    case
        when enquiry.round is not null then true
        when n.quotes > 0 and n.commitments = 0 and missing.trial_number is null then true
        else false
    end as enquiry
from trial_attribute as a
join trial_begin as b
    on b.trial_number = a.trial_number
join trial_count as n
    on n.trial_number = a.trial_number
left join category_spelling as spelling
    on spelling.category = a.category
left join supplier_category as sole
    on sole.supplier_key = b.supplier_key
left join (select distinct round from policy_enquiry_round) as enquiry
    on enquiry.round = a.round
left join (select distinct trial_number from gap) as missing
    on missing.trial_number = b.trial_number
cross join setting
left join policy_large_from as large
    on large.currency = coalesce(a.currency, setting.currency)
