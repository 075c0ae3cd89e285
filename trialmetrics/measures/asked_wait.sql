-- One row per wait for a first reply in the category that is asked about, over all its candidates: `n` trials waited so long.
select w.hours, w.answered, w.bare, w.requested_bare, w.runs, cast(sum(w.n) as bigint) as n
from candidate_wait as w
join asked
    on asked.category = w.category
group by w.hours, w.answered, w.bare, w.requested_bare, w.runs
