-- One row per trial: of each kind of event, would anybody have noted it? Its log and the row of its sheet put together;
-- a log by what is noted anywhere in its round. `gaps`: how much of the trial is known to be missing.
select
    a.trial_number,
    case
        when s.contact then true
        -- Who chases or closes a trial has looked whether somebody answered.
        when s.in_log and (r.contact or n.log_looks > 0) then true
        else false
    end as contact_observed,
    case when s.reply_times or s.in_log then true else false end as reply_times_observed,
    case when s.delivery or (s.in_log and r.delivery) then true else false end as delivery_observed,
    case when s.chases or (s.in_log and r.chases) then true else false end as chases_observed,
    case when s.errors or (s.in_log and r.errors) then true else false end as errors_observed,
    case when s.initiatives or (s.in_log and r.initiatives) then true else false end as initiatives_observed,
    case when s.recoveries or s.in_log then true else false end as recoveries_observed,
    case when s.rude or s.in_log then true else false end as rude_observed,
    case when s.belittling or s.in_log then true else false end as belittling_observed,
    case when s.complaints or s.in_log then true else false end as complaints_observed,
    case when s.ratings or s.in_log then true else false end as ratings_observed,
    coalesce(g.gaps, 0) as gaps
from trial_attribute as a
join trial_stated as s
    on s.trial_number = a.trial_number
join trial_count as n
    on n.trial_number = a.trial_number
left join round_noted as r
    on r.round = coalesce(a.round, '')
left join (select trial_number, count(*) as gaps from gap group by trial_number) as g
    on g.trial_number = a.trial_number
