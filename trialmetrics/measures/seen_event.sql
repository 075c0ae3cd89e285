-- One row per event that counts as of the moment. An event without a time counts where its trial has begun.
-- `early`: a supplier's event before the earliest request, of which no measure may know. Where either of the
-- two is a bare date, before means on an earlier day. `sorts_at` puts what has no time last.
select
    t.trial_number,
    e.supplier,
    e.event,
    e.occurred_at,
    coalesce(e.occurred_at, timestamp '2999-12-31 00:00:00') as sorts_at,
    e.bare,
    word.reply,
    word.contact,
    case
        when word.party <> 'supplier' or e.occurred_at is null or t.requested_at is null then false
        when e.bare or t.requested_bare then cast(e.occurred_at as date) < cast(t.requested_at as date)
        else e.occurred_at < t.requested_at
    end as early,
    e.source,
    e.category,
    e.round,
    e.tester,
    e.order_value,
    e.currency,
    e.order_class,
    e.new_customer,
    e.promised_at,
    e.promised_bare,
    e.welcome,
    e.courtesy,
    e.helpfulness,
    e.above_lowest,
    e.rater,
    case when trim(e.note) <> '' then true else false end as has_words
from current_event as e
join event_word as word
    on word.event = e.event
join trial_begin as t
    on t.supplier_key = e.supplier_key
    and t.trial_id = e.trial_id
cross join moment
where e.occurred_at <= as_of
    or (e.occurred_at is null and (t.begins_at is null or t.begins_at <= as_of))
