-- One row per chosen trial and knock-out in which it counts: as one of the k (`against`), or as one of the n in which it
-- could have been seen. An ignored trial that nobody closed, chased or waited for twice the reply window is in neither.
-- A failure of another kind is in neither. Incidents count on trials that do not judge as well.
select t.trial_number, t.supplier_key, t.category, 'ignored' as knock_out, true as against
from trial as t
join trial_time as d
    on d.trial_number = t.trial_number
cross join setting
where t.judged
    and t.state = 'ignored'
    and (t.closed or t.chases > 0 or d.wait_hours > 2 * setting.reply_window_hours)

union all

select trial_number, supplier_key, category, state, true
from trial
where judged and state in ('brushed_off', 'dropped')

union all

select trial_number, supplier_key, category, 'ignored', false
from trial
where judged and something

union all

select trial_number, supplier_key, category, 'brushed_off', false
from trial
where judged and something

union all

-- An order that came: an enquiry expects no delivery.
select trial_number, supplier_key, category, 'dropped', false
from trial
where judged and state = 'fulfilled' and not enquiry

union all

select trial_number, supplier_key, category, 'incidents', incident_with_words
from trial
where state not in ('void', 'burnt', 'incomplete')
    and (incident_with_words or (has_contact and not nothing))
