-- The events that count, of the trials in `touched`, from the rows of the uploads that hold (`held`: upload_id, rank).
-- A log adds: per key the largest count in any single upload, so each (key, copy) once. A sheet states how a trial
-- stands now: of each trial the row of the latest sheet. Of a trial in both, per kind of event the source with
-- more events, the log on a tie.

-- Which trial a name's id stands for. Under the names of a merged supplier equal ids are one trial if at most one of
-- them has a request; else each stays by itself, and is told apart by its name. So is an id that ends like such a one.
create or replace temp table own_trial as
    select
        touched.supplier_key as name_key,
        touched.trial_id as written_id,
        coalesce(merged_key, touched.supplier_key) as supplier_key,
        case
            when count(requested) over same_id > 1 then concat(touched.trial_id, ' (', touched.supplier_key, ')')
            when exists (
                from kept_member as other
                where other.merged_key = kept_member.merged_key
                    and ends_with(touched.trial_id, concat(' (', other.supplier_key, ')'))
            ) then concat(touched.trial_id, ' (', merged_key, ')')
            else touched.trial_id
        end as trial_id,
        merged_key is not null as merged
    from touched
    left join kept_member using (supplier_key)
    left join (
        select distinct supplier_key, trial_id, true as requested
        from event_row
        join held using (upload_id)
        semi join touched using (supplier_key, trial_id)
        where event = 'request'
    ) as request using (supplier_key, trial_id)
    window same_id as (partition by coalesce(merged_key, touched.supplier_key), touched.trial_id);

create or replace temp table held_row as
    select
        event_row.* replace (
            own_trial.supplier_key as supplier_key,
            own_trial.trial_id as trial_id,
            -- The key of a row knows its supplier's name; those of a merged supplier are equal under any.
            case when merged
                then hash(channel, promised_at, promised_bare, welcome, courtesy, helpfulness, rater, note)
                else key end as key
        ),
        written_id,
        merged,
        held.rank
    from event_row
    join held using (upload_id)
    join own_trial on event_row.supplier_key = name_key and event_row.trial_id = written_id;

update held_row set copy = again.copy
from (
    select
        upload_id,
        line,
        row_number() over (
            partition by upload_id, supplier_key, trial_id, event, occurred_at, bare, key order by line
        ) as copy
    from held_row
    where merged and source = 'log'
) as again
where held_row.upload_id = again.upload_id and held_row.line = again.line;

create or replace temp table held_sheet as
    select
        sheet_row.* replace (own_trial.supplier_key as supplier_key, own_trial.trial_id as trial_id)
    from sheet_row
    join held using (upload_id)
    join own_trial on sheet_row.supplier_key = name_key and sheet_row.trial_id = written_id
    qualify row_number() over (
        partition by own_trial.supplier_key, own_trial.trial_id order by held.rank desc, line desc, upload_id
    ) = 1;

create or replace temp table counted as
    select
        source, supplier_key, trial_id, event, occurred_at, bare,
        min(category) as category, min(round) as round, min(tester) as tester, min(order_value) as order_value,
        min(currency) as currency, min(order_class) as order_class, bool_and(new_customer) as new_customer,
        any_value(channel) as channel, any_value(promised_at) as promised_at, any_value(promised_bare) as promised_bare,
        any_value(welcome) as welcome, any_value(courtesy) as courtesy, any_value(helpfulness) as helpfulness,
        any_value(rater) as rater, any_value(note) as note, any_value(written_id) as written_id
    from held_row
    where source = 'log'
    group by source, supplier_key, trial_id, event, occurred_at, bare, key, copy

    union all by name

    select held_row.* exclude (upload_id, line, supplier, key, copy, merged, rank)
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
        touched.written_id,
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
    from (select distinct supplier_key, trial_id, written_id from own_trial) as touched
    left join held_sheet using (supplier_key, trial_id)
    left join (select distinct supplier_key, trial_id from held_row where source = 'log') as logged
        using (supplier_key, trial_id)
    where logged.trial_id is not null or held_sheet.trial_id is not null;

create or replace temp table fresh_supplier as
    select
        supplier_key,
        arg_min(supplier, {'upload': upload_id, 'line': line}) as supplier,
        min({'upload': upload_id, 'line': line}).upload as upload_id,
        min({'upload': upload_id, 'line': line}).line as line
    from event_row
    join held using (upload_id)
    semi join touched using (supplier_key)
    group by supplier_key;
