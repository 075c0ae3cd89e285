-- Resolves the events of the trials in `derived`, from the rows of the active uploads (`held`).
-- Logs add up: equal events (the same values of the event itself, whatever describes its trial) count as often as in the
-- upload with most of them. A sheet states the current state of a trial: the row of the latest sheet counts. For a trial in
-- both, each kind of event comes from the source with more events of it, the log on a tie. Equal rows set aside in several
-- uploads are as many gaps as in the upload with most of them; a row of a corrected file replaces the line it corrects.

-- Which trial each one counts as. Equal ids under the names of a merged supplier are one trial if at most one of them has a
-- request; otherwise they stay separate, with the supplier key added to the id. A trial whose own id already ends in such a key
-- gets one too, so that the two cannot clash.
create or replace temp table fresh_trial as
    select
        derived.supplier_key,
        derived.trial_id,
        coalesce(merged_key, derived.supplier_key) as as_supplier_key,
        case
            when count(requested) over same_id > 1 then concat(derived.trial_id, ' (', derived.supplier_key, ')')
            when exists (
                from kept_member as other
                where other.merged_key = kept_member.merged_key
                    and ends_with(derived.trial_id, concat(' (', other.supplier_key, ')'))
            ) then concat(derived.trial_id, ' (', merged_key, ')')
            else derived.trial_id
        end as as_trial_id
    from derived
    left join kept_member using (supplier_key)
    left join (
        select distinct supplier_key, trial_id, true as requested
        from event_row
        semi join held using (upload_id)
        semi join derived using (supplier_key, trial_id)
        semi join kept_member using (supplier_key)
        where event = 'request'
    ) as request using (supplier_key, trial_id)
    window same_id as (partition by coalesce(merged_key, derived.supplier_key), derived.trial_id);

-- Rows of all active uploads, with local times in one time zone.
create or replace temp view own_row as
    select event_row.* exclude (occurred_utc, promised_utc) replace (
        as_supplier_key as supplier_key,
        as_trial_id as trial_id,
        local_moment(occurred_at, occurred_utc, upload_id) as occurred_at,
        local_moment(promised_at, promised_utc, upload_id) as promised_at
    )
    from event_row
    semi join held using (upload_id)
    join fresh_trial using (supplier_key, trial_id);

create or replace temp table fresh_sheet as
    select
        sheet_row.* replace (as_supplier_key as supplier_key, as_trial_id as trial_id),
        -- Repeating a row in a later sheet confirms it as of then.
        max(held.read_at) over (partition by as_supplier_key, as_trial_id, row_key) as said_at
    from sheet_row
    join held using (upload_id)
    join fresh_trial using (supplier_key, trial_id)
    qualify row_number() over (
        partition by as_supplier_key, as_trial_id order by held.rank desc, line desc, upload_id
    ) = 1;

create or replace temp table counted as
    select
        source, supplier_key, trial_id, event, occurred_at, bare,
        min(category) as category, min(round) as round, min(tester) as tester, min(order_value) as order_value,
        min(currency) as currency, min(order_class) as order_class, bool_and(new_customer) as new_customer,
        channel, promised_at, promised_bare, welcome, courtesy, helpfulness, rater, note,
        bool_or(above_lowest) as above_lowest
    from (
        select
            *,
            row_number() over (
                partition by
                    upload_id, supplier_key, trial_id, event, occurred_at, bare, channel, promised_at, promised_bare,
                    welcome, courtesy, helpfulness, rater, note
                order by line
            ) as copy
        from own_row
        where source = 'log'
    ) as logged
    group by
        source, supplier_key, trial_id, event, occurred_at, bare, channel, promised_at, promised_bare, welcome, courtesy,
        helpfulness, rater, note, copy

    union all by name

    select own_row.* exclude (upload_id, line)
    from own_row
    semi join fresh_sheet using (upload_id, line, supplier_key, trial_id)
    where source = 'sheet';

create or replace temp table fresh_event as
    with says_more as (
        select
            supplier_key, trial_id, event,
            case when count(*) filter (where source = 'sheet') > count(*) filter (where source = 'log')
                then 'sheet' else 'log' end as source
        from counted
        group by supplier_key, trial_id, event
    ),
    -- A sheet row's note belongs to its incidents even where the log's assessment is used instead of the row's.
    row_words as (
        select counted.supplier_key, counted.trial_id, counted.note as words
        from counted
        join says_more using (supplier_key, trial_id, event)
        where counted.event = 'assessment' and counted.source = 'sheet' and says_more.source = 'log'
    )
    select
        counted.* replace (
            case when counted.source = 'sheet' and counted.event in ('rude', 'belittling')
                then coalesce(counted.note, row_words.words) else counted.note end as note
        )
    from counted
    join says_more using (supplier_key, trial_id, event, source)
    left join row_words using (supplier_key, trial_id);

create or replace temp table fresh_observed as
    select
        own_trial.supplier_key,
        own_trial.trial_id,
        logged.trial_id is not null as in_log,
        fresh_sheet.trial_id is not null as in_sheet,
        chased_first,
        outcome,
        coalesce(silence_stated, false) as silence_stated,
        case when not_yet then said_at end as not_yet_at,
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
    from (select distinct as_supplier_key as supplier_key, as_trial_id as trial_id from fresh_trial) as own_trial
    left join fresh_sheet using (supplier_key, trial_id)
    left join (select distinct supplier_key, trial_id from counted where source = 'log') as logged
        using (supplier_key, trial_id)
    where logged.trial_id is not null or fresh_sheet.trial_id is not null;

create or replace temp table fresh_gap as
    with own_gap as (
        select gap_row.* replace (
            as_supplier_key as supplier_key,
            as_trial_id as trial_id,
            local_moment(occurred_at, occurred_utc, upload_id) as occurred_at
        )
        from gap_row
        semi join held using (upload_id)
        join fresh_trial using (supplier_key, trial_id)
    ),
    mended as (
        select mending.upload_id as by_upload_id, bad.upload_id
        from upload as mending
        join upload as bad on mending.header[:-3] = bad.header
        where mending.upload_id in (select upload_id from held)
    ),
    mended_line as (
        select mended.upload_id, mended_row.line, as_supplier_key as supplier_key, as_trial_id as trial_id
        from mended
        join mended_row on mended.by_upload_id = mended_row.upload_id
        join fresh_trial using (supplier_key, trial_id)

        union all

        -- A whole corrected file: the same line, for the same trial and moment, now has a readable event.
        select own_gap.upload_id, own_gap.line, own_gap.supplier_key, own_gap.trial_id
        from own_gap
        join upload as bad using (upload_id)
        join own_row using (line, supplier_key, trial_id, occurred_at)
        join upload as whole on whole.upload_id = own_row.upload_id
        where own_gap.source = 'log'
            and own_gap.kind is null
            and own_row.source = 'log'
            and whole.header = bad.header
            and whole.upload_id <> bad.upload_id
    ),
    logged as (
        select
            *,
            row_number() over (
                partition by upload_id, supplier_key, trial_id, kind, occurred_at, bare, row_key order by line
            ) as copy
        from own_gap
        anti join mended_line using (upload_id, line, supplier_key, trial_id)
        where source = 'log'
    )
    select supplier_key, trial_id, source, kind, occurred_at, bare
    from logged
    group by supplier_key, trial_id, source, kind, occurred_at, bare, row_key, copy

    union all

    select supplier_key, trial_id, source, kind, occurred_at, bare
    from own_gap
    semi join fresh_sheet using (upload_id, line, supplier_key, trial_id)
    where source = 'sheet';
