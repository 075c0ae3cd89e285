-- Turn every row of a trial sheet into events. Reads `value_row` (per column its value, `_seen` and `_bad`; for moments also
-- `_bare`, `_happened`, `_after`, `_pending`, `_utc`; `origin`; `above_lowest`), `set_aside_line` (lines of rows set aside),
-- `filled_column` (our columns with a value in any row), `known_id` (trial ids by `origin`, the line in the file that is being
-- mended) and `today` (the day of the upload).

create macro after_request(moment, after, requested, day_only) as
    coalesce(moment, case when day_only then date_trunc('day', requested + after) else requested + after end);
create macro after_request_utc(moment, utc, after, requested_utc, day_only) as
    case when moment is not null then utc when not day_only then requested_utc + after end;
create macro is_day(bare, after, requested_bare) as bare or (after is not null and requested_bare);

-- One row per sheet row, with trial id and moments resolved. A trial without an id gets its number among the rows of the same
-- round, tester and supplier. Rows set aside count, so that no id changes when they are mended.
create table trial_row as
    with timed as (
        select
            * exclude (trial_id),
            is_day(first_reply_at_bare, first_reply_at_after, requested_at_bare) as replied_bare,
            is_day(delivered_at_bare, delivered_at_after, requested_at_bare) as delivered_bare,
            is_day(closed_at_bare, closed_at_after, requested_at_bare) as closed_bare,
            is_day(promised_at_bare, promised_at_after, requested_at_bare) as promised_day,
            after_request(first_reply_at, first_reply_at_after, requested_at, replied_bare) as replied,
            after_request(delivered_at, delivered_at_after, requested_at, delivered_bare) as delivered,
            after_request(closed_at, closed_at_after, requested_at, closed_bare) as closed,
            after_request(promised_at, promised_at_after, requested_at, promised_day) as promised,
            requested_at_utc as requested_utc,
            after_request_utc(first_reply_at, first_reply_at_utc, first_reply_at_after, requested_utc, replied_bare)
                as replied_utc,
            after_request_utc(delivered_at, delivered_at_utc, delivered_at_after, requested_utc, delivered_bare)
                as delivered_utc,
            after_request_utc(closed_at, closed_at_utc, closed_at_after, requested_utc, closed_bare) as closed_utc,
            after_request_utc(promised_at, promised_at_utc, promised_at_after, requested_utc, promised_day) as promised_utc,
            coalesce(
                value_row.trial_id,
                known_id.trial_id,
                concat_ws(' / ', round, tester, supplier_key) || case
                    when value_row.origin is null
                        then ' #' || row_number() over (
                            partition by round, tester, supplier_key, value_row.trial_id is null order by line
                        )
                    else ' #line ' || value_row.origin
                end
            ) as trial_id
        from value_row
        left join known_id on value_row.origin = known_id.origin
    ),
    -- Dates after the upload or before the request are left out: neither taken nor observed.
    compared as (
        select
            *,
            coalesce(replied::date > today.day, false) as reply_ahead,
            coalesce(delivered::date > today.day, false) as delivery_ahead,
            not reply_ahead and coalesce(
                case when replied_bare or requested_at_bare then replied::date < requested_at::date
                    else replied < requested_at end, false
            ) as reply_early,
            not delivery_ahead and coalesce(
                case when delivered_bare or requested_at_bare then delivered::date < requested_at::date
                    else delivered < requested_at end, false
            ) as delivery_early
        from timed, today
    ),
    in_time as (
        select
            * replace (
                case when not reply_ahead and not reply_early then replied end as replied,
                case when not delivery_ahead and not delivery_early then delivered end as delivered
            ),
            first_reply_at_bad or reply_ahead or reply_early as reply_bad,
            delivered_at_bad or delivery_ahead or delivery_early as delivery_bad
        from compared
    )
    select
        *,
        coalesce(
            replied is not null or first_reply_at_happened or delivered is not null or delivered_at_happened
                or recoveries > 0 or initiatives > 0 or outcome in ('fulfilled', 'declined', 'brushed_off'), false
        ) as had_contact
    from in_time;

create table new_id as
    select trial_row.line, trial_row.trial_id from trial_row
    join value_row using (line)
    semi join set_aside_line using (line)
    where value_row.trial_id is null;

delete from trial_row where line in (from set_aside_line);

-- The dates left out, and why.
create table out_of_time as
    select line, 'first_reply_at' as moment, reply_ahead as ahead from trial_row where reply_ahead or reply_early
    union all
    select line, 'delivered_at', delivery_ahead from trial_row where delivery_ahead or delivery_early;

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
    select line, 'decline', null, false, null from trial_row where outcome = 'declined'
    union all
    select line, 'brush_off', null, false, null from trial_row where outcome = 'brushed_off'
    union all
    select line, 'void', null, false, null from trial_row where outcome = 'void'
    union all
    select line, 'closed', closed, closed_bare, closed_utc from trial_row where closed is not null
    union all
    select line, 'closed', null, false, null from trial_row
    where closed is null and (closed_at_happened or (outcome is not null and outcome <> 'open'))
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
            delivered is not null or coalesce(delivered_at_happened, false)
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
        from trial_row
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
        trial.ratings_observed
    ));

create table instant as
    select row.line, row_key(row) as instant_key
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
    ) as row;

create table sheet_out as
    select
        line, supplier, supplier_key, trial_id, row_key(row) as row_key,
        chased_first, outcome, silence_stated, not_yet, contact_observed, reply_times_observed, delivery_observed,
        chases_observed, errors_observed, initiatives_observed, recoveries_observed, rude_observed, belittling_observed,
        complaints_observed, ratings_observed,
        instant_key
    from observed as row
    left join instant using (line)
    order by line;

create table conflicting_line as
    select line, trial_id
    from (
        select
            line, trial_id, row_key,
            first_value(row_key) over (partition by supplier_key, trial_id order by line) as first_key,
            row_number() over (partition by supplier_key, trial_id, row_key order by line) as copy
        from sheet_out
    )
    where row_key <> first_key and copy = 1;
