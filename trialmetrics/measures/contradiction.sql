-- One row per contradiction within a trial. `rated_no_reply`: a rating above the lowest grade or an incident, and no
-- contact; somebody was spoken to, unless the sheet states silence (`gap` is false). `stated_otherwise`: the sheet
-- states an outcome that an event of the trial contradicts.
select
    n.trial_number,
    'rated_no_reply' as defect,
    case when s.silence_stated then false else true end as gap
from trial_count as n
join trial_stated as s
    on s.trial_number = n.trial_number
where n.requests > 0
    and n.contacts = 0
    and (n.kind_ratings > 0 or n.rude > 0 or n.belittling > 0)

union all

select n.trial_number, 'stated_otherwise', true
from trial_count as n
join trial_stated as s
    on s.trial_number = n.trial_number
where (s.outcome = 'ignored' and n.contacts > 0)
    or (s.outcome = 'dropped' and n.deliveries > 0)
