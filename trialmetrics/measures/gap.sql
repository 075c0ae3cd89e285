-- One row per gap in a trial: something of it is known to be missing, so nothing may be concluded by absence. What was
-- set aside, unless an event has come in its stead; a supplier's event before the request, unless a later one is of
-- its kind; a contradiction.
select b.trial_number, 'set_aside' as cause
from current_gap as g
join trial_begin as b
    on b.supplier_key = g.supplier_key
    and b.trial_id = g.trial_id
join trial_attribute as begun
    on begun.trial_number = b.trial_number
left join seen_event as e
    on e.trial_number = b.trial_number
    and case
        when g.kind is null then e.contact and (
            e.occurred_at = g.occurred_at
            -- A bare date stands at midnight: any event of that day may be the one.
            or (
                cast(e.occurred_at as date) = cast(g.occurred_at as date)
                and (e.bare or g.occurred_at = cast(cast(g.occurred_at as date) as timestamp))
            )
        )
        when g.kind = 'promise' then e.promised_at is not null
        when g.kind = 'reply' and g.source = 'sheet' then e.reply
        else e.event = g.kind
    end
cross join moment
where e.trial_number is null
    and (g.occurred_at is null or g.occurred_at <= moment.as_of)

union all

select e.trial_number, 'before_request'
from seen_event as e
left join seen_event as other
    on other.trial_number = e.trial_number
    and other.event = e.event
    and not other.early
where e.early
    and other.trial_number is null

union all

select trial_number, 'contradiction'
from contradiction
where gap
