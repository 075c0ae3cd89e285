-- Make `every_row`: what each row of a trial sheet says, and for a trial with several rows what they say together. Reads `line_row`
-- (with rows `remembered` from the file that this one mends), `raw_row`, `set_aside_line`, `waiting` (rows of that file that were
-- set aside: line, supplier_key, trial_id), `filled_column` and `treatment`: what several rows of one trial are.
--
-- lines: of one order. It was requested when the first line was, is delivered when the last line came and not before every line
--   did, and closed likewise; earlier deliveries are deliveries in part. The order was promised for when its last line was, and
--   answered at the first reply to any line. Values are added up, and so are faults, each of its line, and what mended them; a
--   chase, a complaint or an incident is noted on every line that it was about, so the largest count holds. Ratings are the mean,
--   notes are joined, and of what describes the order the earliest line holds, as in a log. A line that is void is no part of it.
-- corrections: of one row. The last one holds.
-- trials: of their own; `sheet_rows.sql` gave each its id.

-- Rows set aside, as far as their trial can be told: without a supplier, the only one in the file with a trial of that id.
create table aside_row as
    select
        line,
        coalesce(try_cast(raw_row.origin as bigint), line) as place,
        case when line_row.supplier is null then only_supplier.supplier_key else line_row.supplier_key end as supplier_key,
        case when line_row.supplier is null then raw_row.trial_id else line_row.trial_id end as trial_id
    from raw_row
    semi join set_aside_line using (line)
    left join line_row using (line)
    left join (
        select trial_id, min(supplier_key) as supplier_key, count(distinct supplier_key) as suppliers
        from line_row
        where supplier is not null
        group by trial_id
    ) as only_supplier on line_row.supplier is null and raw_row.trial_id = only_supplier.trial_id
    where coalesce(suppliers, 0) <= 1;

create table new_id as
    select line_row.line, line_row.trial_id from line_row
    join value_row using (line)
    semi join set_aside_line using (line)
    where value_row.trial_id is null or (select repeated from treatment) = 'trials';

-- A mended row whose trial has other rows that are not known here: it would stand for the whole trial.
create table stray_line as
    select line from line_row
    where origin is not null and (select repeated from treatment) in ('lines', 'corrections')
        and line not in (from set_aside_line)
        and not exists (
            from waiting
            where waiting.line = line_row.place and waiting.trial_id is not distinct from case
                when contains(line_row.trial_id, ' #line ') then waiting.trial_id else line_row.trial_id end
                and coalesce(waiting.supplier_key, line_row.supplier_key) = line_row.supplier_key
        );

-- Rows of a trial that are still set aside, here or in the file that this one mends.
create table missing_row as
    select place, supplier_key, trial_id from aside_row
    union
    select line, supplier_key, trial_id from waiting
    where (select repeated from treatment) in ('lines', 'corrections')
        and line not in (select place from line_row where origin is not null and line not in (from set_aside_line));

create view read_row as
    select
        line, place, remembered, supplier, supplier_key, trial_id, category, round, tester, order_value, currency, order_class,
        new_customer, channel, requested_at, requested_at_bare, requested_utc, replied, replied_bare, replied_utc,
        first_reply_at_happened, first_reply_at_pending, first_reply_at_seen, reply_bad, promised, promised_day, promised_utc,
        promised_at_pending, promised_at_bad, delivered, delivered_bare, delivered_utc, delivered_at_happened,
        delivered_at_pending, delivered_at_seen, delivery_bad, closed, closed_bare, closed_utc, closed_at_happened, chases,
        chases_seen, chases_bad, chased_first, errors, errors_seen, errors_bad, recoveries, recoveries_seen, recoveries_bad,
        initiatives, initiatives_seen, initiatives_bad, rude, rude_seen, rude_bad, belittling, belittling_seen, belittling_bad,
        complaints, complaints_seen, complaints_bad, outcome, outcome_bad, disclosed, welcome, courtesy, helpfulness, note,
        above_lowest, order_value_bad or not order_value_seen as value_unknown, instead, false as came_in_part
    from line_row
    where line not in (from set_aside_line) and line not in (from stray_line);

-- The dates left out, and why.
create table out_of_time as
    select line, 'first_reply_at' as moment, reply_ahead as ahead
    from line_row semi join read_row using (line) where not remembered and (reply_ahead or reply_early)
    union all
    select line, 'delivered_at', delivery_ahead
    from line_row semi join read_row using (line) where not remembered and (delivery_ahead or delivery_early);

-- Trials with several rows: in the store the last line of the file has what they say together.
create table repeated_trial as
    select supplier_key, trial_id, max(line) filter (where not remembered) as state_line, max(place) as last_place
    from read_row
    where (select repeated from treatment) in ('lines', 'corrections')
    group by supplier_key, trial_id
    having state_line is not null and (
        count(*) > 1 or (supplier_key, trial_id) in (select supplier_key, trial_id from missing_row)
    );

create table repeated_line as
    select read_row.line, state_line, supplier_key, trial_id
    from read_row join repeated_trial using (supplier_key, trial_id) where not remembered;

-- The rows of such trials, with what became of the delivery of each, and whether another row of the trial is set aside.
create table order_line as
    select
        read_row.*, state_line, last_place,
        case
            when delivered is not null then 'dated'
            when delivered_at_happened or outcome = 'fulfilled' then 'came'
            when delivery_bad then 'unreadable'
            when delivered_at_pending or not coalesce(delivered_at_happened, true) or delivered_at_seen then 'not'
            else 'unobserved'
        end as delivery,
        exists (
            from missing_row
            where missing_row.supplier_key = read_row.supplier_key and missing_row.trial_id = read_row.trial_id
        ) as line_missing,
        exists (
            from missing_row
            where missing_row.supplier_key = read_row.supplier_key and missing_row.trial_id = read_row.trial_id
                and missing_row.place > last_place
        ) as correction_missing,
        row_number() over (partition by supplier_key, trial_id, note order by requested_at, line) = 1 as says_note
    from read_row
    join repeated_trial using (supplier_key, trial_id)
    qualify outcome is distinct from 'void'
        or bool_and(outcome is not distinct from 'void') over (partition by supplier_key, trial_id)
        or (select repeated from treatment) = 'corrections';

create macro earliest(text, requested) as arg_min(text, (requested, text)) filter (where text is not null);
-- Exact sums and means, equal in whatever order the lines come.
create macro added(number) as sum(number::decimal(30, 6))::double;
create macro averaged(number) as sum(number::decimal(30, 6))::double / count(number);

create table order_state as
    select
        state_line as line, supplier_key, trial_id,
        arg_min(supplier, line) as supplier,
        earliest(category, requested_at) as category,
        earliest(round, requested_at) as round,
        earliest(tester, requested_at) as tester,
        case when not bool_or(value_unknown) and not bool_or(line_missing) and count(distinct currency) <= 1
            then added(order_value) end as order_value,
        earliest(currency, requested_at) as currency,
        earliest(order_class, requested_at) as order_class,
        earliest(new_customer, requested_at) as new_customer,
        earliest(channel, requested_at) as channel,
        min(requested_at) as requested_at,
        arg_min(requested_at_bare, (requested_at, not requested_at_bare)) as requested_at_bare,
        arg_min_null(requested_utc, (requested_at, not requested_at_bare)) as requested_utc,
        min(replied) as replied,
        coalesce(arg_min(replied_bare, (replied, not replied_bare)) filter (where replied is not null), false) as replied_bare,
        arg_min_null(replied_utc, (replied, not replied_bare)) filter (where replied is not null) as replied_utc,
        case
            when count(replied) > 0 then null
            when bool_or(coalesce(first_reply_at_happened, false)) then true
            when bool_and(not coalesce(first_reply_at_happened, true) and not first_reply_at_pending) then false
        end as first_reply_at_happened,
        bool_or(first_reply_at_pending) and count(replied) = 0 and not bool_or(coalesce(first_reply_at_happened, false))
            as first_reply_at_pending,
        bool_and(first_reply_at_seen) or count(replied) > 0 or bool_or(coalesce(first_reply_at_happened, false))
            as first_reply_at_seen,
        bool_or(reply_bad) as reply_bad,
        max(promised) as promised,
        coalesce(arg_max(promised_day, (promised, promised_day)) filter (where promised is not null), false) as promised_day,
        arg_max_null(promised_utc, (promised, promised_day)) filter (where promised is not null) as promised_utc,
        bool_or(promised_at_pending) as promised_at_pending,
        bool_or(promised_at_bad) as promised_at_bad,
        not bool_or(line_missing) and bool_and(delivery in ('dated', 'came')) as whole,
        case when whole and bool_and(delivery = 'dated') then max(delivered) end as delivered,
        coalesce(arg_max(delivered_bare, (delivered, delivered_bare)) filter (where delivered is not null), false)
            as delivered_bare,
        arg_max_null(delivered_utc, (delivered, delivered_bare)) filter (where delivered is not null) as delivered_utc,
        case
            when whole then nullif(bool_or(delivery = 'came'), false)
            when bool_or(not coalesce(delivered_at_happened, true) and not delivered_at_pending) then false
        end as delivered_at_happened,
        bool_or(delivered_at_pending) as delivered_at_pending,
        bool_and(delivery <> 'unobserved') or bool_or(delivery = 'not') as delivered_at_seen,
        bool_or(delivery_bad) or bool_or(line_missing) as delivery_bad,
        bool_and(closed is not null or coalesce(closed_at_happened, false)) as all_closed,
        case when all_closed and count(closed) = count(*) then max(closed) end as closed,
        coalesce(arg_max(closed_bare, (closed, closed_bare)) filter (where closed is not null), false) as closed_bare,
        arg_max_null(closed_utc, (closed, closed_bare)) filter (where closed is not null) as closed_utc,
        nullif(all_closed and count(closed) < count(*), false) as closed_at_happened,
        max(chases) as chases, bool_or(chases_seen) as chases_seen, bool_or(chases_bad) as chases_bad,
        bool_and(chased_first) as chased_first,
        sum(errors)::integer as errors, bool_and(errors_seen) as errors_seen, bool_or(errors_bad) as errors_bad,
        sum(recoveries)::integer as recoveries,
        bool_and(recoveries_seen) as recoveries_seen,
        bool_or(recoveries_bad) as recoveries_bad,
        max(initiatives) as initiatives, bool_or(initiatives_seen) as initiatives_seen, bool_or(initiatives_bad) as initiatives_bad,
        max(rude) as rude, bool_or(rude_seen) as rude_seen, bool_or(rude_bad) as rude_bad,
        max(belittling) as belittling, bool_or(belittling_seen) as belittling_seen, bool_or(belittling_bad) as belittling_bad,
        max(complaints) as complaints, bool_or(complaints_seen) as complaints_seen, bool_or(complaints_bad) as complaints_bad,
        -- Lines that ended differently: what was not delivered decides, and where that cannot be told, nothing is concluded.
        case
            when count(distinct coalesce(outcome, '')) = 1 then min(outcome)
            when bool_or(outcome = 'open') then 'open'
            when bool_and(outcome in ('fulfilled', 'dropped', 'ignored')) and count(outcome) = count(*) then 'dropped'
        end as order_outcome,
        -- A word for nothing that a person explained holds of the order where every line has it.
        case when count(instead) = count(*) and count(distinct instead) = 1 then min(instead) end as order_instead,
        bool_or(outcome_bad) or (count(instead) > 0 and order_instead is null) or (
            order_outcome is null and count(outcome) > 0 and not whole
            and not bool_and(delivery in ('dated', 'came') or delivery = 'not' and outcome is null
                and 'delivered_at' in (from filled_column))
        ) as outcome_bad,
        bool_or(disclosed) as disclosed,
        averaged(welcome) as welcome, averaged(courtesy) as courtesy, averaged(helpfulness) as helpfulness,
        left(string_agg(note, chr(10) order by requested_at, note) filter (where says_note), 4000) as note,
        bool_or(above_lowest) as above_lowest,
        false as value_unknown,
        not whole and bool_or(delivery in ('dated', 'came')) as came_in_part
    from order_line
    where (select repeated from treatment) = 'lines'
    group by state_line, supplier_key, trial_id;

-- `line`: what the last line of a trial says by itself, of which only the hash is needed; `state`: what the rows say together.
create table every_row as
    select
        read_row.*,
        case when line in (select state_line from repeated_trial) then 'line' else 'own' end as use
    from read_row
    where not remembered

    union all by name

    select * exclude (whole, all_closed) rename (order_outcome as outcome, order_instead as instead), 'state' as use from order_state

    union all by name

    select
        order_line.* exclude (state_line, last_place, delivery, line_missing, correction_missing, says_note)
            replace (state_line as line, outcome_bad or correction_missing as outcome_bad),
        'state' as use
    from order_line
    where (select repeated from treatment) = 'corrections' and place = last_place;

-- Deliveries of lines, where the order as a whole came later or has not come.
create table part_delivery as
    select distinct
        state_line as line, order_line.delivered, order_line.delivered_bare, order_line.delivered_utc
    from order_line
    join order_state on state_line = order_state.line
    where order_line.delivery = 'dated'
        and (order_state.delivered is null or order_line.delivered < order_state.delivered)
        or order_line.delivery = 'came' and not whole;

create view trial_row as
    select
        *,
        coalesce(
            replied is not null or first_reply_at_happened or delivered is not null or delivered_at_happened or came_in_part
                or recoveries > 0 or initiatives > 0 or outcome in ('fulfilled', 'declined', 'brushed_off'), false
        ) as had_contact
    from every_row
    where use <> 'line';
