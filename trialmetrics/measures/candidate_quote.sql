-- One row per deciding quote of a candidate: the notes of its latest three incidents, and of its latest brush-off where
-- that is the state of the trial. An event of a sheet has the note of its row, which is quoted once. `place`: 1 for the
-- latest; `said_at`: null where no time is known.
select
    supplier_key,
    category,
    incident,
    place,
    event,
    note,
    tester,
    said_at,
    trial_id
from (
    select
        said.*,
        row_number() over (
            partition by supplier_key, category, incident
            order by occurred_at desc nulls last, trial_id desc, event desc, note desc
        ) as place
    from (
        select
            t.supplier_key,
            t.category,
            word.incident,
            e.event,
            e.note,
            t.tester,
            e.occurred_at,
            coalesce(e.occurred_at, t.requested_at) as said_at,
            t.trial_id,
            row_number() over (
                partition by t.trial_number, e.note
                order by word.incident desc, e.occurred_at desc nulls last, e.event desc
            ) as time_said
        from (
            select
                d.supplier_key,
                d.trial_id,
                d.event,
                d.occurred_at,
                case
                    when trim(d.note) <> '' then d.note
                    when d.source = 'sheet' then of_row.note
                end as note
            from current_event as d
            left join (
                select supplier_key, trial_id, min(note) as note
                from current_event
                where source = 'sheet' and event = 'assessment' and trim(note) <> ''
                group by supplier_key, trial_id
            ) as of_row
                on of_row.supplier_key = d.supplier_key
                and of_row.trial_id = d.trial_id
            where d.event in ('rude', 'belittling', 'brush_off')
        ) as e
        join (
            select 'rude' as event, 1 as incident
            union all
            select 'belittling', 1
            union all
            select 'brush_off', 0
        ) as word
            on word.event = e.event
        join trial as t
            on t.supplier_key = e.supplier_key
            and t.trial_id = e.trial_id
        cross join moment
        where trim(e.note) <> ''
            and (e.occurred_at is null or e.occurred_at <= moment.as_of)
            and t.state not in ('void', 'burnt', 'incomplete')
            and (word.incident = 1 or t.state = 'brushed_off')
    ) as said
    where time_said = 1
) as ordered
where place <= case when incident = 1 then 3 else 1 end
