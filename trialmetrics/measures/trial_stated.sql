-- One row per trial: what the row of a sheet that holds states of it and, kind by kind, has observed. Of a trial of
-- which no sheet says anything: that it stands in a log.
select
    b.trial_number,
    coalesce(o.in_log, true) as in_log,
    o.outcome,
    coalesce(o.silence_stated, false) as silence_stated,
    o.not_yet_at,
    o.chased_first,
    coalesce(o.contact, false) as contact,
    coalesce(o.reply_times, false) as reply_times,
    coalesce(o.delivery, false) as delivery,
    coalesce(o.chases, false) as chases,
    coalesce(o.errors, false) as errors,
    coalesce(o.initiatives, false) as initiatives,
    coalesce(o.recoveries, false) as recoveries,
    coalesce(o.rude, false) as rude,
    coalesce(o.belittling, false) as belittling,
    coalesce(o.complaints, false) as complaints,
    coalesce(o.ratings, false) as ratings
from trial_begin as b
left join current_observed as o
    on o.supplier_key = b.supplier_key
    and o.trial_id = b.trial_id
