-- The events that count, of the trials in `touched`, from the rows of the uploads that hold (`held`: upload_id, rank).
-- A log adds: per key the largest count in any single upload, so each (key, copy) once. A sheet states how a trial
-- stands now: of each trial the row of the latest sheet. Of a trial in both, per kind of event the source with
-- more events, the log on a tie.
create or replace temp table held_row as
    select event_row.*, held.rank
    from event_row
    join held using (upload_id)
    semi join touched using (supplier_key, trial_id);

create or replace temp table held_sheet as
    select sheet_row.*
    from sheet_row
    join held using (upload_id)
    semi join touched using (supplier_key, trial_id)
    qualify row_number() over (
        partition by supplier_key, trial_id order by held.rank desc, line desc, upload_id
    ) = 1;

create or replace temp table counted as
    select
        source, supplier_key, trial_id, event, occurred_at, bare,
        min(category) as category, min(round) as round, min(tester) as tester, min(order_value) as order_value,
        min(currency) as currency, min(order_class) as order_class, bool_and(new_customer) as new_customer,
        any_value(channel) as channel, any_value(promised_at) as promised_at, any_value(promised_bare) as promised_bare,
        any_value(welcome) as welcome, any_value(courtesy) as courtesy, any_value(helpfulness) as helpfulness,
        any_value(rater) as rater, any_value(note) as note
    from held_row
    where source = 'log'
    group by source, supplier_key, trial_id, event, occurred_at, bare, key, copy

    union all by name

    select held_row.* exclude (upload_id, line, supplier, key, copy, rank)
    from held_row
    semi join held_sheet using (upload_id, line, supplier_key, trial_id)
    where source = 'sheet';

create or replace temp table fresh_event as
    select counted.*
    from counted
    join (
        select
            supplier_key, trial_id, event,
            case when count(*) filter (where source = 'sheet') > count(*) filter (where source = 'log')
                then 'sheet' else 'log' end as source
        from counted
        group by supplier_key, trial_id, event
    ) as says_more using (supplier_key, trial_id, event, source);

create or replace temp table fresh_observed as
    select
        touched.supplier_key,
        touched.trial_id,
        logged.trial_id is not null as in_log,
        held_sheet.chased_first,
        in_log or contact_observed as contact,
        in_log or chases_observed as chases,
        in_log or errors_observed as errors,
        in_log or recoveries_observed as recoveries,
        in_log or initiatives_observed as initiatives,
        in_log or rude_observed as rude,
        in_log or belittling_observed as belittling,
        in_log or complaints_observed as complaints
    from touched
    left join held_sheet using (supplier_key, trial_id)
    left join (select distinct supplier_key, trial_id from held_row where source = 'log') as logged
        using (supplier_key, trial_id)
    where logged.trial_id is not null or held_sheet.trial_id is not null;

create or replace temp table fresh_supplier as
    select supplier_key, arg_min(supplier, {'upload': upload_id, 'line': line}) as supplier
    from event_row
    join held using (upload_id)
    semi join touched using (supplier_key)
    group by supplier_key;
