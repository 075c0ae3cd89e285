-- The database, version 1. Append-only: uploads, their rows and the history are never changed or deleted.

create table schema_version (version integer not null, applied_at timestamp not null);

-- One row per file taken in.
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
    replaces integer
);

-- One row per thing done, in order. An upload holds if the last thing done to it was `taken` or `redone`.
create table history (
    number integer not null,
    done_at timestamp not null, -- UTC
    done_by varchar not null,
    done varchar not null, -- taken, undone, redone, policy
    upload_id integer,
    policy_version integer
);

-- One row per event of a log, or that a row of a sheet stands for.
create table event_row (
    upload_id integer not null,
    source varchar not null, -- log, sheet
    line bigint not null,
    supplier varchar not null,
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
    key ubigint, -- of the event's own values; null for sheets
    copy integer -- which of the equal events in its file
);

-- One row per row of a trial sheet: what it observed.
create table sheet_row (
    upload_id integer not null,
    line bigint not null,
    supplier varchar not null,
    supplier_key varchar not null,
    trial_id varchar not null,
    row_key ubigint not null,
    chased_first boolean,
    contact_observed boolean not null,
    chases_observed boolean not null,
    errors_observed boolean not null,
    recoveries_observed boolean not null,
    initiatives_observed boolean not null,
    rude_observed boolean not null,
    belittling_observed boolean not null,
    complaints_observed boolean not null
);

-- One row per row that was not taken, as it came.
create table set_aside_row (upload_id integer not null, line bigint not null, cells varchar[] not null);

-- One row per thing wrong with a row or a value.
create table problem (
    upload_id integer not null,
    line bigint not null,
    "column" varchar,
    value varchar,
    reason varchar not null,
    severity varchar not null -- row: set aside; value: a warning
);

create table policy_version (version integer not null, policy varchar not null, note varchar not null);

-- Kept up to date for the trials that an upload touches, because it is costly and depends on nothing but the uploads
-- that hold: the events that count, what was observed of each trial, and each supplier's first spelling.
create table kept_event as
    select * exclude (upload_id, line, supplier, key, copy) from event_row limit 0;

create table kept_observed (
    supplier_key varchar not null,
    trial_id varchar not null,
    in_log boolean not null,
    chased_first boolean,
    contact boolean not null,
    chases boolean not null,
    errors boolean not null,
    recoveries boolean not null,
    initiatives boolean not null,
    rude boolean not null,
    belittling boolean not null,
    complaints boolean not null
);

create table kept_supplier (supplier_key varchar not null, supplier varchar not null);

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

create view current_event as
    select kept_event.*, kept_supplier.supplier
    from kept_event
    join kept_supplier using (supplier_key);

create view current_observed as
    select * from kept_observed;
