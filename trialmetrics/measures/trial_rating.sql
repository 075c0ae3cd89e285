-- One row per chosen trial and person who rated it (null: nobody is named): the mean of the ratings that this
-- person gave. Who is not named on a rating is the trial's tester. Whether the customer was new makes no
-- difference here: what is compared is how two people judge the same treatment.
select
    t.trial_number,
    coalesce(e.rater, t.tester) as rater,
    t.supplier_key,
    t.trial_id,
    avg(e.welcome) as welcome,
    avg(e.courtesy) as courtesy,
    avg(e.helpfulness) as helpfulness
from trial as t
join seen_event as e
    on e.trial_number = t.trial_number
where not e.early
    and (e.welcome is not null or e.courtesy is not null or e.helpfulness is not null)
group by t.trial_number, coalesce(e.rater, t.tester), t.supplier_key, t.trial_id
