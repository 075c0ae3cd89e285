-- The database, version 10. Append-only: uploads, their rows and the history are never changed or deleted, but for words that are
-- redacted.

create table schema_version (version integer not null, applied_at timestamp not null);

-- One row per file stored.
create table upload (
    upload_id integer not null,
    file varchar not null,
    sha256 varchar not null,
    kind varchar not null,
    encoding varchar not null,
    delimiter varchar not null, -- of a workbook: the name of its sheet
    header varchar[] not null,
    mapping varchar not null,  -- JSON: their heading -> our column
    settings varchar not null, -- JSON: what reproduces the reading
    content varchar,           -- sheets: a hash of the rows, equal whatever their notation
    rows bigint not null,
    taken bigint not null,
    set_aside bigint not null,
    already_known bigint not null,
    warnings bigint not null,
    replaces integer,
    read_at timestamp not null,   -- in the policy's time zone: nothing in the file happened after that day
    read_version integer not null, -- the database version whose rules read the file
    zone varchar                  -- time zone of the local times in its rows
);

-- One row per change, in order. An upload is active (`holds`) if the last change to it was `taken` or `redone`.
create table history (
    number integer not null,
    done_at timestamp not null, -- UTC
    done_by varchar not null,
    done varchar not null, -- taken, undone, redone, policy, merged, refused, parted, decided, objected, redacted, expired,
    -- those of `person_changes.KINDS`; unsealed: changes before it are unverified
    upload_id integer,
    policy_version integer
);

-- How many rows each change added to each table; negative where derived rows were replaced by fewer.
create table tally (
    number integer not null, -- of the history; 0: creation of the database or a migration
    table_name varchar not null,
    rows bigint not null
);

-- One row: the id of the database, also in its seal. A file that needs no seal beside it, such as a backup, also contains the
-- number and hash of the end of its history.
create table identity (database_id varchar not null, sealed_number integer, sealed_hash varchar);

-- One row per event, from a line of a log or derived from a row of a sheet.
create table event_row (
    upload_id integer not null,
    source varchar not null, -- log, sheet
    line bigint not null,
    supplier_key varchar not null,
    trial_id varchar not null,
    event varchar not null,
    occurred_at timestamp,
    bare boolean not null,
    category varchar,
    round varchar,
    tester varchar,
    order_value double,
    currency varchar,
    order_class varchar,
    new_customer boolean,
    channel varchar,
    promised_at timestamp,
    promised_bare boolean,
    welcome double,
    courtesy double,
    helpfulness double,
    rater varchar,
    note varchar,
    above_lowest boolean, -- has a rating above the lowest grade of the scale it was written on
    occurred_utc timestamp, -- where the file gave an offset
    promised_utc timestamp
);

-- One row per trial of an upload.
create table upload_trial (
    upload_id integer not null,
    supplier_key varchar not null,
    trial_id varchar not null,
    taken boolean not null -- no: only rows set aside name it
);

-- One row per row or value set aside that may hide something a supplier did.
create table gap_row (
    upload_id integer not null,
    source varchar not null, -- log, sheet
    line bigint not null,
    supplier_key varchar not null,
    trial_id varchar not null,
    kind varchar, -- an event, or promise; null: unreadable
    occurred_at timestamp, -- null: unreadable, or in the future
    bare boolean not null,
    row_key ubigint not null, -- of a log: equal for the same row in another upload
    occurred_utc timestamp, -- where the file gave an offset
    instant_key ubigint -- of a row with an offset: the same row read in another time zone has the same
);

-- One row per corrected row in a file of rows that were set aside: which line of the original file it replaces.
create table mended_row (
    upload_id integer not null,
    line bigint not null,
    supplier_key varchar not null,
    trial_id varchar not null
);

-- One row per spelling of a supplier in an upload, with the first line that has it.
create table supplier_name (
    upload_id integer not null,
    supplier_key varchar not null,
    supplier varchar not null,
    line bigint not null
);

-- One row per row of a trial sheet: what it states of its trial, and what it observed.
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
    not_yet boolean not null, -- something from the supplier was still to come
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
    ratings_observed boolean not null,
    instant_key ubigint -- of a row with an offset: the same row read in another time zone has the same
);

-- One row per row that was set aside, unchanged.
create table set_aside_row (upload_id integer not null, line bigint not null, cells varchar[] not null);

-- One row per problem of a row or a value.
create table problem (
    upload_id integer not null,
    line bigint not null,
    "column" varchar,
    value varchar,
    code varchar not null, -- what is wrong; `text/problem_text.py` has its sentence
    parts varchar not null, -- JSON: the figures of the sentence
    severity varchar not null -- row: set aside; value: a warning
);

create table policy_version (version integer not null, policy varchar not null, note varchar not null);

-- One row per decision on two supplier names. The latest one on a pair counts.
create table naming (
    number integer not null, -- of the history, which has who decided it and when
    one varchar not null, -- supplier keys, of which `one` sorts before `other`
    other varchar not null,
    one_name varchar not null, -- as spelled then
    other_name varchar not null,
    said varchar not null -- one: one supplier; two: two suppliers; open: decision taken back
);

-- One row per decision of a person on a candidate. The latest one on a candidate counts.
create table decision (
    number integer not null, -- of the history, which has who decided it and when
    supplier_key varchar not null, -- of the name shown then: where names are merged, the decision goes along
    supplier varchar not null, -- as shown then
    category varchar not null,
    decision varchar not null, -- invite, invite_on_conditions, hold, reject
    reason varchar not null,
    valid_until date,
    verdict varchar not null, -- shown then: pass, retry, reject
    policy_version integer not null, -- behind that verdict
    seen integer not null, -- number of the newest change of the history when that verdict was shown
    basis varchar not null -- JSON: what was shown then, as codes and figures, without the words of a note
);

-- One row per objection of a supplier to a decision.
create table objection (
    number integer not null, -- of the history, which has who noted it and when
    decision integer not null, -- number of the decision
    note varchar not null
);

-- One row per change of people, whose own place is the access data.
create table person_change (
    number integer not null, -- of the history, which has who made it, and when it was copied
    change_id varchar not null, -- of the access data, and nowhere else the same
    changed_at timestamp not null, -- UTC
    person varchar, -- about whom
    role varchar -- which they have since
);

-- At most one row: the secret of the hashes below, made with the first of them.
create table redaction_key (key varchar not null);

-- One row per text that was redacted: whoever loads the same words again stores the replacement.
create table redaction (
    number integer not null, -- of the history, which has who redacted it and when
    last_mark integer not null, -- highest number in a mark, [redacted NUMBER], so far
    hash varchar not null, -- of the text and where it stood
    replacement varchar not null,
    supplier_key varchar, -- of the trial it was noted of, if it was
    trial_id varchar
);

-- Uploaded files that are not kept as they came, as they have words that were redacted.
create table unkept_file (sha256 varchar not null);

-- Per merged name, the key of the supplier it belongs to.
create table kept_member (supplier_key varchar not null, merged_key varchar not null);

-- At most one row: the time zone of the policy in force, used for all local times in the kept tables below.
create table kept_zone (zone varchar not null);

-- Most trials are in one upload, under the only name of their supplier, and count as they are. The others, and those read in
-- another time zone than the policy's, have to be resolved, which is costly and depends only on the active uploads, the decisions
-- on names and that zone. So the kept tables store the result, updated for the trials that a change touches: which trial each
-- one counts as, its events, what was observed, and the gaps.
create table kept_trial (
    supplier_key varchar not null,
    trial_id varchar not null,
    as_supplier_key varchar not null,
    as_trial_id varchar not null
);

create table kept_event as
    select * exclude (upload_id, line, occurred_utc, promised_utc) from event_row limit 0;

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

-- One row per supplier, under the first spelling of the first of its names.
create view current_supplier as
    select
        coalesce(merged_key, supplier_name.supplier_key) as supplier_key,
        arg_min(supplier, {'upload': upload_id, 'line': line}) as supplier
    from supplier_name
    join held using (upload_id)
    left join kept_member using (supplier_key)
    group by coalesce(merged_key, supplier_name.supplier_key);

-- One row per supplier name, under its first spelling, with the key of the supplier it belongs to.
create view current_spelling as
    select
        supplier_key as name_key,
        coalesce(any_value(merged_key), supplier_key) as supplier_key,
        arg_min(supplier, {'upload': upload_id, 'line': line}) as supplier
    from supplier_name
    join held using (upload_id)
    left join kept_member using (supplier_key)
    group by supplier_name.supplier_key;

-- One row per current event.
create view current_event as
    select counting.*, current_supplier.supplier
    from (
        select event_row.* exclude (upload_id, line, occurred_utc, promised_utc)
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
