-- Version 2: an upload stores each event once. Keys and copies of events are computed when needed, spellings of suppliers are
-- stored once per upload, and only trials in several uploads have kept rows.
drop view current_event;
drop view current_observed;

create table upload_trial (upload_id integer not null, supplier_key varchar not null, trial_id varchar not null);
insert into upload_trial select distinct upload_id, supplier_key, trial_id from event_row;

create table supplier_name (
    upload_id integer not null,
    supplier_key varchar not null,
    supplier varchar not null,
    line bigint not null
);
insert into supplier_name
    select upload_id, supplier_key, supplier, min(line)
    from event_row
    group by upload_id, supplier_key, supplier;

alter table event_row drop column key;
alter table event_row drop column copy;
alter table event_row drop column supplier;
drop table kept_supplier;

-- One row per active upload. Sheets rank by when they were first uploaded: repeated content has the rank of its first active
-- upload.
create view held as
    select upload_id, kind, min(upload_id) over (partition by coalesce(content, upload_id::varchar)) as rank
    from upload
    join (select upload_id, arg_max(done, number) as done from history group by upload_id) as last using (upload_id)
    where last.done in ('taken', 'redone');

create table kept_trial (supplier_key varchar not null, trial_id varchar not null);
insert into kept_trial
    select supplier_key, trial_id
    from upload_trial
    join held using (upload_id)
    group by supplier_key, trial_id
    having count(*) > 1

    union

    select supplier_key, trial_id
    from sheet_row
    join held using (upload_id)
    group by supplier_key, trial_id
    having count(*) > 1;
delete from kept_event where (supplier_key, trial_id) not in (select supplier_key, trial_id from kept_trial);
delete from kept_observed where (supplier_key, trial_id) not in (select supplier_key, trial_id from kept_trial);

-- One row per supplier, under the first spelling.
create view current_supplier as
    select supplier_key, arg_min(supplier, {'upload': upload_id, 'line': line}) as supplier
    from supplier_name
    join held using (upload_id)
    group by supplier_key;

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

-- One row per trial with a current event: what was observed of it. A log observes everything.
create view current_observed as
    select
        supplier_key,
        trial_id,
        held.kind = 'events' as in_log,
        chased_first,
        coalesce(contact_observed, true) as contact,
        coalesce(chases_observed, true) as chases,
        coalesce(errors_observed, true) as errors,
        coalesce(recoveries_observed, true) as recoveries,
        coalesce(initiatives_observed, true) as initiatives,
        coalesce(rude_observed, true) as rude,
        coalesce(belittling_observed, true) as belittling,
        coalesce(complaints_observed, true) as complaints
    from upload_trial
    join held using (upload_id)
    left join sheet_row using (upload_id, supplier_key, trial_id)
    anti join kept_trial using (supplier_key, trial_id)

    union all by name

    select * from kept_observed;
