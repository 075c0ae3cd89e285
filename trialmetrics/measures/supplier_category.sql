-- One row per supplier all of whose trials that name a category name the same one: that of its trials without one.
select b.supplier_key, min(a.category) as category
from trial_attribute as a
join trial_begin as b
    on b.trial_number = a.trial_number
group by b.supplier_key
having count(distinct a.category) = 1
