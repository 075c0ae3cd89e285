-- One row per trial: how many events of each kind it has, which of them are put in words, and its mean ratings.
-- On a sheet one note stands for the whole row: it counts for every incident of that row. A brush-off has its own words.
-- `commitments`: whatever shows that more than an offer was asked for. `log_looks`: what shows in a log that
-- somebody watched this very trial. `kind_ratings`: ratings above the lowest grade of their own scale.
select
    trial_number,
    count(case when event = 'request' then 1 end) as requests,
    count(case when contact then 1 end) as contacts,
    count(case when contact and occurred_at is null then 1 end) as untimed_contacts,
    count(case when event = 'delivery' then 1 end) as deliveries,
    count(case when event = 'quote' then 1 end) as quotes,
    count(
        case
            when event in ('confirmation', 'dispatch', 'invoice', 'partial_delivery', 'delivery') then 1
            when promised_at is not null then 1
        end
    ) as commitments,
    count(case when event = 'brush_off' then 1 end) as brush_offs,
    count(case when event = 'decline' then 1 end) as declines,
    count(case when event in ('advice', 'question') then 1 end) as helpful_events,
    count(case when event = 'void' then 1 end) as voids,
    count(case when event = 'disclosed' then 1 end) as disclosures,
    count(case when event = 'closed' then 1 end) as closings,
    count(case when event in ('chase', 'closed') and source = 'log' then 1 end) as log_looks,
    count(case when event = 'chase' then 1 end) as chases,
    count(case when event = 'chase' and occurred_at is null then 1 end) as untimed_chases,
    count(case when event = 'error' then 1 end) as errors,
    count(case when event = 'recovery' then 1 end) as recoveries,
    count(case when event = 'initiative' then 1 end) as initiatives,
    count(case when event = 'complaint' then 1 end) as complaints,
    count(case when event = 'rude' then 1 end) as rude,
    count(case when event = 'belittling' then 1 end) as belittling,
    count(case when event in ('rude', 'belittling') and has_words then 1 end) as incidents_with_words,
    count(case when event in ('rude', 'belittling') and source = 'sheet' then 1 end) as sheet_incidents,
    count(case when source = 'sheet' and has_words then 1 end) as sheet_notes,
    count(case when event = 'brush_off' and has_words then 1 end) as brush_offs_with_words,
    count(case when above_lowest then 1 end) as kind_ratings,
    avg(welcome) as welcome,
    avg(courtesy) as courtesy,
    avg(helpfulness) as helpfulness
from seen_event
where not early
group by trial_number
