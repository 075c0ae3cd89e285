-- Turn the rows of a trial sheet into events, gaps, and what was observed. Reads `every_row`, `trial_row`,
-- `repeated_line` and `part_delivery` of `repeated_rows.sql`, and `filled_column` (our columns with a value in any row).

-- Gaps: one row per unreadable supplier date or outcome. It may hide a refusal, a delivery, or a void trial, at an unknown time.
create table gap_out as
    select line, supplier_key, trial_id, kind, null::timestamp as occurred_at, false as bare, 0::ubigint as row_key,
        null::timestamp as occurred_utc, null::ubigint as instant_key
    from (
        select *, 'reply' as kind from trial_row where reply_bad
        union all
        select *, 'delivery' from trial_row where delivery_bad
        union all
        select *, 'promise' from trial_row where promised_at_bad
        union all
        select *, null from trial_row where outcome_bad
    ) as gap;

-- One row per event. Attributes of the trial go on its request, note and ratings on its assessment.
create table sheet_event as
    select
        line, 'request' as event, requested_at as occurred_at, requested_at_bare as bare, requested_utc as occurred_utc
    from trial_row
    union all
    select line, 'reply', replied, replied_bare, replied_utc from trial_row where replied is not null
    union all
    select line, 'reply', null, false, null from trial_row where first_reply_at_happened
    union all
    select line, 'reply', null, false, null from trial_row where outcome = 'dropped' and not had_contact
    union all
    select line, 'delivery', delivered, delivered_bare, delivered_utc from trial_row where delivered is not null
    union all
    select line, 'delivery', null, false, null from trial_row
    where delivered_at_happened or (outcome = 'fulfilled' and delivered is null)
    union all
    select line, 'partial_delivery', delivered, delivered_bare, delivered_utc from part_delivery
    union all
    select line, 'decline', null, false, null from trial_row where outcome = 'declined'
    union all
    select line, 'brush_off', null, false, null from trial_row where outcome = 'brushed_off'
    union all
    select line, 'void', null, false, null from trial_row where outcome = 'void'
    union all
    select line, instead, null, false, null from trial_row where instead is not null
    union all
    select line, 'closed', closed, closed_bare, closed_utc from trial_row where closed is not null
    union all
    select line, 'closed', null, false, null from trial_row
    where closed is null and (closed_at_happened or instead is not null or (outcome is not null and outcome <> 'open'))
    union all
    select line, word.event, null, false, null
    from (
        unpivot (select line, chases, errors, recoveries, initiatives, rude, belittling, complaints from trial_row)
        on chases, errors, recoveries, initiatives, rude, belittling, complaints into name counted value times
    ) as counts
    join (
        values ('chases', 'chase'), ('errors', 'error'), ('recoveries', 'recovery'), ('initiatives', 'initiative'),
            ('rude', 'rude'), ('belittling', 'belittling'), ('complaints', 'complaint')
    ) as word (counted, event) using (counted)
    cross join lateral unnest(range(counts.times)) as repetition (number)
    union all
    select line, 'disclosed', null, false, null from trial_row where disclosed
    union all
    select line, 'assessment', null, false, null from trial_row
    where note is not null or welcome is not null or courtesy is not null or helpfulness is not null;

create table events_out as
    select
        s.line, s.supplier, s.supplier_key, s.trial_id, e.event, e.occurred_at, e.bare,
        case when e.event = 'request' then s.category end as category,
        case when e.event = 'request' then s.round end as round,
        case when e.event = 'request' then s.tester end as tester,
        case when e.event = 'request' then s.order_value end as order_value,
        case when e.event = 'request' then s.currency end as currency,
        case when e.event = 'request' then s.order_class end as order_class,
        case when e.event = 'request' then s.new_customer end as new_customer,
        case when e.event = 'request' then s.channel end as channel,
        case when e.event = 'request' then s.promised end as promised_at,
        coalesce(e.event = 'request' and s.promised is not null and s.promised_day, false) as promised_bare,
        case when e.event = 'assessment' then s.welcome end as welcome,
        case when e.event = 'assessment' then s.courtesy end as courtesy,
        case when e.event = 'assessment' then s.helpfulness end as helpfulness,
        null::varchar as rater,
        case when e.event = 'assessment' then s.note end as note,
        e.event = 'assessment' and s.above_lowest as above_lowest,
        e.occurred_utc,
        case when e.event = 'request' then s.promised_utc end as promised_utc
    from sheet_event as e
    join trial_row as s using (line)
    order by s.line;

-- What each row taken observed and stated. A filled column counts as observed, except in rows where it is `n/a` or unreadable.
-- A delivery implies an observed contact, an empty delivery cell does not; a stated outcome implies that both were observed,
-- unless the trial is open or void.
create table observed as
    with stated as (
        select
            *,
            'first_reply_at' in (from filled_column) and first_reply_at_seen and not reply_bad as reply_times_observed,
            delivered is not null or coalesce(delivered_at_happened, false) or came_in_part
                or coalesce(outcome not in ('open', 'void'), false) as contact_stated,
            'delivered_at' in (from filled_column) and delivered_at_seen and not delivery_bad
                or outcome is not null as delivery_observed,
            'chases' in (from filled_column) and chases_seen and not chases_bad as chases_observed,
            'errors' in (from filled_column) and errors_seen and not errors_bad as errors_observed,
            'initiatives' in (from filled_column) and initiatives_seen and not initiatives_bad as initiatives_observed,
            'recoveries' in (from filled_column) and recoveries_seen and not recoveries_bad as recoveries_observed,
            'rude' in (from filled_column) and rude_seen and not rude_bad as rude_observed,
            'belittling' in (from filled_column) and belittling_seen and not belittling_bad as belittling_observed,
            'complaints' in (from filled_column) and complaints_seen and not complaints_bad as complaints_observed,
            coalesce(welcome, courtesy, helpfulness) is not null as ratings_observed,
            first_reply_at_pending or delivered_at_pending or promised_at_pending as not_yet,
            coalesce(not first_reply_at_happened and not first_reply_at_pending, false)
                or coalesce(outcome = 'ignored', false) as silence_stated
        from every_row
    )
    select *, reply_times_observed or contact_stated as contact_observed from stated;

-- Hash that identifies a row in any file: its content with local times; `instant_key` below takes UTC where a time has an
-- offset, so that it does not depend on the time zone of reading.
create macro row_key(trial) as
    md5_number_lower(concat_ws(
        chr(31), trial.requested_at, trial.requested_at_bare, 'a', trial.category, 'b', trial.round, 'c',
        trial.tester, 'd', trial.order_value, 'e', trial.currency, 'f', trial.order_class, 'g',
        trial.new_customer, 'h', trial.channel, 'i', trial.replied, trial.replied_bare,
        trial.first_reply_at_happened, 'j', trial.promised, trial.promised_day, 'k', trial.delivered,
        trial.delivered_bare, trial.delivered_at_happened, 'l', trial.closed, trial.closed_bare,
        trial.closed_at_happened, 'm', trial.chases, 'n', trial.chased_first, 'o', trial.errors, 'p',
        trial.recoveries, 'q', trial.initiatives, 'r', trial.rude, 's', trial.belittling, 't', trial.complaints,
        'u', trial.outcome, 'v', trial.disclosed, 'w', trial.welcome, 'x', trial.courtesy, 'y', trial.helpfulness,
        'z', trial.note, trial.above_lowest, trial.reply_bad, trial.delivery_bad, trial.promised_at_bad,
        trial.not_yet, trial.silence_stated, trial.contact_observed, trial.reply_times_observed,
        trial.delivery_observed, trial.chases_observed, trial.errors_observed, trial.initiatives_observed,
        trial.recoveries_observed, trial.rude_observed, trial.belittling_observed, trial.complaints_observed,
        trial.ratings_observed, trial.instead
    ));

create table own_key as
    select observed.line, observed.use, row_key(observed) as row_key, instant_key
    from observed
    left join (
        select row.line, row.use, row_key(row) as instant_key
        from (
            select
                * replace (
                    coalesce('z' || requested_utc::varchar, requested_at::varchar) as requested_at,
                    coalesce('z' || replied_utc::varchar, replied::varchar) as replied,
                    coalesce('z' || promised_utc::varchar, promised::varchar) as promised,
                    coalesce('z' || delivered_utc::varchar, delivered::varchar) as delivered,
                    coalesce('z' || closed_utc::varchar, closed::varchar) as closed
                )
            from observed
            where coalesce(requested_utc, replied_utc, promised_utc, delivered_utc, closed_utc) is not null
        ) as row
    ) as instant using (line, use);

-- A row among several of its trial is known by its own values and by the trial's state, so that in a file with other rows of the
-- trial it is another row. A row that says what the state says is that state, unless the rows are lines of one order.
create table sheet_key as
    with said as (
        select
            own_key.line, own_key.row_key, own_key.instant_key, state.row_key as state_key,
            coalesce(state.instant_key, case when own_key.instant_key is not null then state.row_key end) as state_instant,
            row_number() over (partition by state_line, own_key.row_key order by own_key.line) as copy,
            state_line is null or (
                own_key.row_key = state.row_key and (select repeated from treatment) = 'corrections'
            ) as plain
        from own_key
        left join repeated_line using (line)
        left join own_key as state on state_line = state.line and state.use = 'state'
        where own_key.use <> 'state'
    )
    select
        line,
        case when plain then row_key else md5_number_lower(concat_ws(chr(31), state_key, row_key, copy)) end as row_key,
        case
            when plain then instant_key
            when state_instant is not null
                then md5_number_lower(concat_ws(chr(31), state_instant, coalesce(instant_key, row_key), copy))
        end as instant_key
    from said;

create table sheet_out as
    select
        line, supplier, supplier_key, trial_id, sheet_key.row_key,
        chased_first, outcome, silence_stated, not_yet, contact_observed, reply_times_observed, delivery_observed,
        chases_observed, errors_observed, initiatives_observed, recoveries_observed, rude_observed, belittling_observed,
        complaints_observed, ratings_observed,
        sheet_key.instant_key
    from observed
    join sheet_key using (line)
    where use <> 'line'
    order by line;
