-- One row per supplier that names a category anywhere: the one it named first, at a tie the smallest. It is
-- that of its trials without one.
select
    e.supplier_key,
    min(e.category) as category
from seen_event as e
join (
    select supplier_key, min(category_at) as category_at
    from attribute_moment
    group by supplier_key
) as a
    on a.supplier_key = e.supplier_key
    and a.category_at = e.sorts_at
where e.category is not null
group by e.supplier_key
