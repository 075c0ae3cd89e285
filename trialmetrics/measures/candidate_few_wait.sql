-- One row per wait of the candidates of which each is named, as they are fewer than six; `hours`: null without an answer.
select w.supplier_key, w.category, case when w.answered then w.hours end as hours, w.bare, w.n
from candidate_wait as w
join candidate_reply as r
    on r.supplier_key = w.supplier_key
    and r.category = w.category
where r.n < 6
