-- One row per chosen trial: which candidate's it is, whether it was requested within the window of what is judged, and
-- whether it has ended, with something or with nothing to show for it.
select
    t.trial_number,
    t.supplier_key,
    t.category,
    t.order_class,
    case
        when cast(t.requested_at as date) < judging_window.start_day then false
        when cast(t.requested_at as date) > judging_window.end_day then false
        when t.requested_at is null then false
        else true
    end as in_window,
    word.ended,
    word.something,
    word.nothing
from trial_known as t
join trial_state as st
    on st.trial_number = t.trial_number
join state_word as word
    on word.state = st.state
cross join judging_window
cross join chosen_period
where (not exists (select 1 from chosen where kind = 'round')
        or t.round in (select value from chosen where kind = 'round'))
    and (not exists (select 1 from chosen where kind = 'tester')
        or t.tester in (select value from chosen where kind = 'tester'))
    and (not exists (select 1 from chosen where kind = 'order_class')
        or t.order_class in (select value from chosen where kind = 'order_class'))
    and (chosen_period.start_day is null or cast(t.requested_at as date) >= chosen_period.start_day)
    and (chosen_period.end_day is null or cast(t.requested_at as date) <= chosen_period.end_day)
