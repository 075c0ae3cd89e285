-- One row per supplier that names a category anywhere: the one it named first, at a tie the smallest. It is
-- that of its trials without one.
select
    said.supplier_key,
    min(said.category) as category
from (
    select b.supplier_key, a.category_at, t.category
    from attribute_moment as a
    join trial_attribute as t
        on t.trial_number = a.trial_number
    join trial_begin as b
        on b.trial_number = a.trial_number
    where t.category is not null
) as said
join (
    select b.supplier_key, min(a.category_at) as category_at
    from attribute_moment as a
    join trial_begin as b
        on b.trial_number = a.trial_number
    group by b.supplier_key
) as earliest
    on earliest.supplier_key = said.supplier_key
    and earliest.category_at = said.category_at
group by said.supplier_key
