-- Make `line_row`: every row of a trial sheet, set aside or not, with its trial id and its moments resolved. Reads `value_row`
-- (per column its value, `_seen` and `_bad`; for moments also `_bare`, `_happened`, `_after`, `_pending`, `_utc`, `_instead`;
-- `origin`; `above_lowest`), `known_id` (trial ids by `origin`, the line in the file that is being mended), `treatment` (what several rows
-- of one trial are) and `today` (the day of the upload).

create macro after_request(moment, after, requested, day_only) as
    coalesce(moment, case when day_only then date_trunc('day', requested + after) else requested + after end);
create macro after_request_utc(moment, utc, after, requested_utc, day_only) as
    case when moment is not null then utc when not day_only then requested_utc + after end;
create macro is_day(bare, after, requested_bare) as bare or (after is not null and requested_bare);

-- A trial without an id gets its number among the rows of the same round, tester and supplier; where rows that share an id are
-- trials of their own, all but the first get their number among those. Rows set aside count, so that no id changes when they
-- are mended.
create table line_row as
    with timed as (
        select
            * exclude (trial_id),
            is_day(first_reply_at_bare, first_reply_at_after, requested_at_bare) as replied_bare,
            is_day(delivered_at_bare, delivered_at_after, requested_at_bare) as delivered_bare,
            is_day(closed_at_bare, closed_at_after, requested_at_bare) as closed_bare,
            is_day(promised_at_bare, promised_at_after, requested_at_bare) as promised_day,
            after_request(first_reply_at, first_reply_at_after, requested_at, replied_bare) as replied,
            after_request(delivered_at, delivered_at_after, requested_at, delivered_bare) as delivered,
            after_request(closed_at, closed_at_after, requested_at, closed_bare) as closed,
            after_request(promised_at, promised_at_after, requested_at, promised_day) as promised,
            requested_at_utc as requested_utc,
            after_request_utc(first_reply_at, first_reply_at_utc, first_reply_at_after, requested_utc, replied_bare)
                as replied_utc,
            after_request_utc(delivered_at, delivered_at_utc, delivered_at_after, requested_utc, delivered_bare)
                as delivered_utc,
            after_request_utc(closed_at, closed_at_utc, closed_at_after, requested_utc, closed_bare) as closed_utc,
            after_request_utc(promised_at, promised_at_utc, promised_at_after, requested_utc, promised_day) as promised_utc,
            coalesce(
                case when treatment.repeated is distinct from 'trials' then value_row.trial_id end,
                case when value_row.trial_id is null or known_id.trial_id = value_row.trial_id
                    or starts_with(known_id.trial_id, value_row.trial_id || ' #') then known_id.trial_id end,
                coalesce(value_row.trial_id, concat_ws(' / ', round, tester, supplier_key)) || case
                    when value_row.origin is not null then ' #line ' || value_row.origin
                    when value_row.trial_id is null
                        then ' #' || row_number() over (
                            partition by round, tester, supplier_key, value_row.trial_id is null order by line
                        )
                    when row_number() over same_id > 1 then ' #' || row_number() over same_id
                    else ''
                end
            ) as trial_id
        from value_row
        cross join treatment
        left join known_id on value_row.origin = known_id.origin
        window same_id as (partition by supplier_key, value_row.trial_id order by line)
    ),
    -- Dates after the upload or before the request are left out: neither taken nor observed.
    compared as (
        select
            *,
            coalesce(replied::date > today.day, false) as reply_ahead,
            coalesce(delivered::date > today.day, false) as delivery_ahead,
            not reply_ahead and coalesce(
                case when replied_bare or requested_at_bare then replied::date < requested_at::date
                    else replied < requested_at end, false
            ) as reply_early,
            not delivery_ahead and coalesce(
                case when delivered_bare or requested_at_bare then delivered::date < requested_at::date
                    else delivered < requested_at end, false
            ) as delivery_early
        from timed, today
    ),
    in_time as (
        select
            * replace (
                case when not reply_ahead and not reply_early then replied end as replied,
                case when not delivery_ahead and not delivery_early then delivered end as delivered
            ),
            first_reply_at_bad or reply_ahead or reply_early as reply_bad,
            delivered_at_bad or delivery_ahead or delivery_early as delivery_bad,
            -- A word under the delivery that a person explained, in a row with a reply that does not say how it ended.
            case
                when outcome is null and (replied is not null or first_reply_at_happened) then delivered_at_instead
            end as instead
        from compared
    )
    select
        *,
        coalesce(try_cast(origin as bigint), line) as place, -- its line in the file that it was first in
        false as remembered
    from in_time;
