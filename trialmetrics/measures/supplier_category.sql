-- One row per supplier all of whose trials that name a category name the same one: that of its trials without one.
select b.supplier_key, min(spelling.shown) as category
from trial_attribute as a
join trial_begin as b
    on b.trial_number = a.trial_number
join category_spelling as spelling
    on spelling.category = a.category
group by b.supplier_key
having min(spelling.shown) = max(spelling.shown)
