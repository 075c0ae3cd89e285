-- Version 4: what a row of a sheet observed and stated, gaps left by rows and values set aside, and when a file was read. Uses
-- temporary tables that `migrate_to_4.py` creates: `was_read` (upload_id, read_at, reply_there, delivery_there, outcome_there:
-- whether these columns have a value in any row), `headed` (upload_id, heading, name: our column), `said_word` (word, means: not_yet, nothing)
-- and `supplier_event` (event).
drop view current_event;
drop view current_observed;
drop view held;
drop view upload_state;

alter table upload rename to older_upload;
create table upload (
    upload_id integer not null,
    file varchar not null,
    sha256 varchar not null,
    kind varchar not null,
    encoding varchar not null,
    delimiter varchar not null,
    header varchar[] not null,
    mapping varchar not null,  -- JSON: their heading -> our column
    settings varchar not null, -- JSON: what reproduces the reading
    content varchar,           -- sheets: the same rows whatever the notation
    rows bigint not null,
    taken bigint not null,
    set_aside bigint not null,
    already_known bigint not null,
    warnings bigint not null,
    replaces integer,
    read_at timestamp not null,   -- in the policy's time zone: nothing in the file happened after that day
    read_version integer not null -- of the database whose rules read the file
);
insert into upload by name
    select older_upload.*, read_at, 3 as read_version from older_upload join was_read using (upload_id);
drop table older_upload;

alter table upload_trial rename to older_trial;
create table upload_trial (
    upload_id integer not null,
    supplier_key varchar not null,
    trial_id varchar not null,
    taken boolean not null -- no: only rows set aside name it
);
insert into upload_trial select upload_id, supplier_key, trial_id, true from older_trial;
drop table older_trial;

alter table event_row add column above_lowest boolean default false;
alter table event_row alter column above_lowest drop default;
update event_row set above_lowest = true
from upload
where event_row.upload_id = upload.upload_id and (
    welcome > case when settings ->> '$.found.rating_scale.welcome' = '[1,10]' then 1.4 else 1 end
    or courtesy > case when settings ->> '$.found.rating_scale.courtesy' = '[1,10]' then 1.4 else 1 end
    or helpfulness > case when settings ->> '$.found.rating_scale.helpfulness' = '[1,10]' then 1.4 else 1 end
);

create table gap_row (
    upload_id integer not null,
    source varchar not null, -- log, sheet
    line bigint not null,
    supplier_key varchar not null,
    trial_id varchar not null,
    kind varchar, -- an event, or promise; null: nobody can read which
    occurred_at timestamp, -- null: nobody can read when, or it lies ahead
    bare boolean not null,
    row_key ubigint not null -- of a log: the same row in another upload has the same
);

create table mended_row (
    upload_id integer not null,
    line bigint not null,
    supplier_key varchar not null,
    trial_id varchar not null
);

-- Values set aside in columns of supplier dates or promises, and what their text means.
create temp table bad_value as
    select problem.upload_id, line, name, value, means
    from problem
    join headed on problem.upload_id = headed.upload_id and "column" = heading
    left join said_word on lower(trim(value)) = word
    where severity = 'value' and name in ('first_reply_at', 'delivered_at', 'promised_at');

-- Old events dated after the day of their upload; they stay as they are.
create temp table ahead as
    select event_row.*
    from event_row
    join upload using (upload_id)
    where occurred_at::date > read_at::date
        and event in (select event from supplier_event) and (source = 'log' or event in ('reply', 'delivery'));

insert into gap_row
    select upload_id, 'log', line, supplier_key, trial_id, event, null, false, md5_number_lower(concat_ws(
        chr(31), event, occurred_at, coalesce(channel, ''), coalesce(promised_at::varchar, ''),
        coalesce(welcome::varchar, ''), coalesce(courtesy::varchar, ''), coalesce(helpfulness::varchar, ''),
        coalesce(rater, ''), coalesce(note, '')
    ))
    from ahead
    where source = 'log'

    union all

    select event_row.upload_id, source, line, supplier_key, trial_id, 'promise', occurred_at,
        occurred_at is not null and bare, md5_number_lower(concat_ws(
            chr(31), event, coalesce(occurred_at::varchar, ''), coalesce(channel, ''), bad_value.value,
            coalesce(welcome::varchar, ''), coalesce(courtesy::varchar, ''), coalesce(helpfulness::varchar, ''),
            coalesce(rater, ''), coalesce(note, '')
        ))
    from bad_value
    join event_row using (upload_id, line)
    where source = 'log' and name = 'promised_at' and means is null

    union all

    select distinct sheet_row.upload_id, 'sheet', sheet_row.line, supplier_key, trial_id, kind, null::timestamp, false, 0
    from sheet_row
    join (
        select
            upload_id, line,
            case name when 'first_reply_at' then 'reply' when 'delivered_at' then 'delivery' else 'promise' end as kind
        from bad_value
        where means is null

        union all

        select upload_id, line, event from ahead where source = 'sheet'
    ) as wrong using (upload_id, line);

-- For old rows it is unknown whether a cell was empty, a word for "nothing" or a word for "never": what is uncertain counts as not
-- observed. Where a row shows no contact although contact was observed, every column filled in other rows had been observed
-- too; except where the outcome may have been `open`, which was not stored.
alter table sheet_row rename to older_sheet_row;
create table sheet_row (
    upload_id integer not null,
    line bigint not null,
    supplier varchar not null,
    supplier_key varchar not null,
    trial_id varchar not null,
    row_key ubigint not null,
    chased_first boolean,
    outcome varchar,
    silence_stated boolean not null,
    not_yet boolean not null, -- something of the supplier's had not come yet, and may
    contact_observed boolean not null,
    reply_times_observed boolean not null,
    delivery_observed boolean not null,
    chases_observed boolean not null,
    errors_observed boolean not null,
    initiatives_observed boolean not null,
    recoveries_observed boolean not null,
    rude_observed boolean not null,
    belittling_observed boolean not null,
    complaints_observed boolean not null,
    ratings_observed boolean not null
);
insert into sheet_row by name
    with told as (
        select
            upload_id, line,
            coalesce(bool_or(event = 'reply'), false) as replied,
            coalesce(bool_or(event = 'delivery'), false) as delivered,
            coalesce(bool_or(event = 'decline'), false) as declined,
            coalesce(bool_or(event = 'brush_off'), false) as brushed_off,
            coalesce(bool_or(event = 'closed'), false) as closed,
            coalesce(bool_or(coalesce(welcome, courtesy, helpfulness) is not null), false) as rated
        from event_row
        where source = 'sheet'
        group by upload_id, line
    ),
    pending as (
        select
            upload_id, line, true as is_pending,
            bool_or(name = 'first_reply_at') as reply_pending, bool_or(name = 'delivered_at') as delivery_pending
        from bad_value
        where means = 'not_yet'
        group by upload_id, line
    ),
    looked as (
        select
            older_sheet_row.*, told.* exclude (upload_id, line),
            coalesce(is_pending, false) as not_yet,
            coalesce(reply_pending, false) as reply_pending,
            coalesce(delivery_pending, false) as delivery_pending,
            contact_observed and not (replied or delivered or declined or brushed_off) as silent,
            reply_there and (closed or not outcome_there) as reply_looked,
            delivery_there and (closed or not outcome_there) as delivery_looked,
            coalesce(reply_ahead, false) as reply_ahead,
            coalesce(delivery_ahead, false) as delivery_ahead
        from older_sheet_row
        join told using (upload_id, line)
        join was_read using (upload_id)
        left join pending using (upload_id, line)
        left join (
            select upload_id, line, bool_or(event = 'reply') as reply_ahead, bool_or(event = 'delivery') as delivery_ahead
            from ahead
            group by upload_id, line
        ) as too_late using (upload_id, line)
    )
    select
        * exclude (
            replied, delivered, declined, brushed_off, closed, rated, reply_pending, delivery_pending, silent, reply_looked,
            delivery_looked, reply_ahead, delivery_ahead
        ) replace (
            replied and not reply_ahead or delivered and not delivery_ahead or declined or brushed_off
                or reply_looked and (silent or reply_pending) as contact_observed
        ),
        case when declined then 'declined' when brushed_off then 'brushed_off' end as outcome,
        false as silence_stated,
        replied and not reply_ahead or reply_looked and (silent or reply_pending) as reply_times_observed,
        delivered and not delivery_ahead or declined or brushed_off
            or delivery_looked and (silent or delivery_pending) as delivery_observed,
        rated as ratings_observed
    from looked;
drop table older_sheet_row;
drop table ahead;
drop table bad_value;

drop table kept_event;
drop table kept_observed;
create table kept_event as
    select * exclude (upload_id, line) from event_row limit 0;

create table kept_observed (
    supplier_key varchar not null,
    trial_id varchar not null,
    in_log boolean not null,
    in_sheet boolean not null,
    chased_first boolean,
    outcome varchar,
    silence_stated boolean not null,
    not_yet_at timestamp,
    contact boolean not null,
    reply_times boolean not null,
    delivery boolean not null,
    chases boolean not null,
    errors boolean not null,
    initiatives boolean not null,
    recoveries boolean not null,
    rude boolean not null,
    belittling boolean not null,
    complaints boolean not null,
    ratings boolean not null
);

create table kept_gap as
    select supplier_key, trial_id, source, kind, occurred_at, bare from gap_row limit 0;

create view upload_state as
    select
        upload.*,
        first.done_at as uploaded_at,
        first.done_by as uploaded_by,
        last.done in ('taken', 'redone') as holds,
        last.done_at as changed_at,
        last.done_by as changed_by
    from upload
    join (select upload_id, min(number) as number from history group by upload_id) as begun using (upload_id)
    join history as first on first.number = begun.number
    join (select upload_id, max(number) as number from history group by upload_id) as latest using (upload_id)
    join history as last on last.number = latest.number;

-- One row per active upload. Sheets rank by when they were first uploaded: repeated content has the rank of its first active
-- upload.
create view held as
    select
        upload_id, kind, read_at, read_version,
        min(upload_id) over (partition by coalesce(content, upload_id::varchar)) as rank
    from upload
    join (select upload_id, arg_max(done, number) as done from history group by upload_id) as last using (upload_id)
    where last.done in ('taken', 'redone');

-- One row per current event.
create view current_event as
    select counting.*, current_supplier.supplier
    from (
        select event_row.* exclude (upload_id, line)
        from event_row
        semi join held using (upload_id)
        anti join kept_trial using (supplier_key, trial_id)

        union all by name

        select * from kept_event
    ) as counting
    join current_supplier using (supplier_key);

-- One row per trial with a current event: what its current sheet row states and observed.
create view current_observed as
    select
        supplier_key,
        trial_id,
        held.kind = 'events' as in_log,
        held.kind = 'sheet' as in_sheet,
        chased_first,
        outcome,
        coalesce(silence_stated, false) as silence_stated,
        case when not_yet then read_at end as not_yet_at,
        coalesce(contact_observed, false) as contact,
        coalesce(reply_times_observed, false) as reply_times,
        coalesce(delivery_observed, false) as delivery,
        coalesce(chases_observed, false) as chases,
        coalesce(errors_observed, false) as errors,
        coalesce(initiatives_observed, false) as initiatives,
        coalesce(recoveries_observed, false) as recoveries,
        coalesce(rude_observed, false) as rude,
        coalesce(belittling_observed, false) as belittling,
        coalesce(complaints_observed, false) as complaints,
        coalesce(ratings_observed, false) as ratings
    from upload_trial
    join held using (upload_id)
    left join sheet_row using (upload_id, supplier_key, trial_id)
    anti join kept_trial using (supplier_key, trial_id)
    where taken

    union all by name

    select * from kept_observed;

-- One row per row or value set aside that may hide something a supplier did in a trial.
create view current_gap as
    select supplier_key, trial_id, source, kind, occurred_at, bare
    from gap_row
    semi join held using (upload_id)
    anti join kept_trial using (supplier_key, trial_id)

    union all by name

    select * from kept_gap;
