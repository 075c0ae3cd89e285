-- One row per round with an event from a log, the trials without a round ('') together one: of which kinds their logs
-- note anything at all, over all suppliers. A supplier's event before the request was noted too.
select
    coalesce(a.round, '') as round,
    case when max(case when e.contact then 1 else 0 end) = 1 then true else false end as contact,
    case when max(case when e.event in ('delivery', 'partial_delivery') then 1 else 0 end) = 1 then true else false end
        as delivery,
    case when max(case when e.event = 'chase' then 1 else 0 end) = 1 then true else false end as chases,
    case when max(case when e.event = 'error' then 1 else 0 end) = 1 then true else false end as errors,
    case when max(case when e.event = 'initiative' then 1 else 0 end) = 1 then true else false end as initiatives
from seen_event as e
join trial_attribute as a
    on a.trial_number = e.trial_number
where e.source = 'log'
group by coalesce(a.round, '')
