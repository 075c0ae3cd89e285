-- Version 6: moments with an offset are also stored in UTC, so that they stay correct when the policy's time zone changes. For
-- earlier rows it is unknown whether they had an offset, so they keep their local times.
alter table upload add column zone varchar;
alter table event_row add column occurred_utc timestamp;
alter table event_row add column promised_utc timestamp;
alter table gap_row add column occurred_utc timestamp;
alter table gap_row add column instant_key ubigint;
alter table sheet_row add column instant_key ubigint;

create table kept_zone (zone varchar not null);

drop view upload_state;
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

drop view current_event;
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
