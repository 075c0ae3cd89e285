"""The measures written plainly in pandas, from the definitions: what one would write without SQL.

Serves twice: as what the product is timed against, and as a second opinion on every figure (tests/test_second_opinion.py).
"""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from scipy.stats import beta

from trialmetrics.policy import Policy
from trialmetrics.service_calendar import FIRST_DAY, LAST_DAY, calendar
from trialmetrics.vocabulary import (
    CRITERIA,
    ENDED,
    EVENTS,
    NOTHING,
    OBSERVED,
    ORDER_CLASSES,
    SOMETHING,
    STATES,
)

KEYS = ["supplier_key", "trial_id"]
CANDIDATE = ["supplier_key", "category"]
REPLIES = [event for event, word in EVENTS.items() if word.reply]
CONTACTS = [event for event, word in EVENTS.items() if word.contact]
INCIDENTS = ["rude", "belittling"]
# A quote is all of an enquiry; any of these shows that goods were on their way.
ORDERED = ["confirmation", "dispatch", "invoice", "delivery", "partial_delivery"]
COUNTS = {
    "chases": "chase", "rude": "rude", "belittling": "belittling", "errors": "error", "recoveries": "recovery",
    "initiatives": "initiative", "complaints": "complaint",
}  # fmt: skip
# What a log shows where some trial of the round has it; of all other kinds "no event means none".
NOTED = {
    "contact": CONTACTS, "delivery": ["delivery", "partial_delivery"], "chases": ["chase"], "errors": ["error"],
    "initiatives": ["initiative"],
}  # fmt: skip
NO_ROUND = "\0"


def measure(
    events: pd.DataFrame,
    policy: Policy,
    as_of: pd.Timestamp,
    observed: pd.DataFrame | None = None,
    gaps: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Trials and candidates, one row each, indexed by (supplier_key, trial_id) and (supplier_key, category).

    A trial has its attributes, state, what of it was observed (`KIND_observed`), measures, criteria (`NAME_score`),
    coverage and score; a candidate its counts and means, and k, n, alone and holds of each knock-out (`NAME_k`, ...).
    `events`, `observed` and `gaps` are current_event, current_observed and current_gap of the store; without the
    last two, every trial stands in a log and nothing was set aside.
    """
    seen = _seen(events, as_of)
    trial = _attributes(seen, policy)
    requests = seen[seen["event"] == "request"]
    trial = trial.join(_first(requests).add_prefix("asked_"))
    trial["requests"] = requests.groupby(KEYS).size().reindex(trial.index, fill_value=0)
    trial["new_customer"] = trial["new_customer"].where(trial["new_customer"].notna(), _first_here(trial))
    early = _early(seen, trial)
    trial = _observed(trial, seen, observed)
    tally = _Tally(seen[~early], trial.index)
    trial["contacts"] = tally.count(CONTACTS)
    trial["gaps"] = _contradictions(trial, tally) + _set_aside(trial, seen, early, gaps, as_of)
    trial = _measured(trial, tally, policy, as_of)
    trial = _scored(trial, tally.count(["advice", "question"]) > 0, policy)
    trial = _judged(trial, policy, as_of)
    return trial, _candidates(trial, policy)


class _Tally:
    """Counts, first and last moments of the counting events, per trial."""

    def __init__(self, events: pd.DataFrame, trials: pd.MultiIndex) -> None:
        self.events = events
        self.trials = trials
        self.promises = events[events["promised_at"].notna()]

    def of(self, words: Iterable[str] | str) -> pd.DataFrame:
        return self.events[self.events["event"].isin([words] if isinstance(words, str) else list(words))]

    def count(self, words: Iterable[str] | str) -> pd.Series:
        return self.of(words).groupby(KEYS).size().reindex(self.trials, fill_value=0)

    def any(self, words: Iterable[str] | str) -> pd.Series:
        return self.count(words) > 0

    def first(self, words: Iterable[str] | str) -> pd.DataFrame:
        """`at` and `bare` of the earliest of these events that have a time."""
        return _first(self.of(words)).reindex(self.trials)

    def last(self, words: Iterable[str] | str | None = None) -> pd.DataFrame:
        """The same of the latest, of any event where no words are given."""
        return _last(self.events if words is None else self.of(words)).reindex(self.trials)

    def last_promise(self) -> pd.DataFrame:
        dated = self.promises.assign(
            occurred_at=self.promises["promised_at"], bare=self.promises["promised_bare"]
        )
        return _last(dated).reindex(self.trials)

    def first_promise(self) -> pd.Series:
        """`promised_at` on the earliest event that has one; of those at once the later date."""
        order = self.promises.sort_values(["occurred_at", "promised_at"], ascending=[True, False])
        return order.groupby(KEYS)["promised_at"].first().reindex(self.trials)

    def own_words(self, words: Iterable[str] | str) -> pd.Series:
        """Whether one of these events has words of its own."""
        rows = self.of(words)
        return self.trials.isin(_keys(rows[_written(rows["note"])]))

    def worded(self, words: Iterable[str] | str) -> pd.Series:
        """Whether one of these events has words: its own note, of a sheet the row's."""
        rows = self.of(words)
        own = _written(rows["note"])
        sheets = self.events[(self.events["source"] == "sheet") & _written(self.events["note"])]
        row = (rows["source"] == "sheet") & _keys(rows).isin(_keys(sheets))
        return self.trials.isin(_keys(rows[own | row]))


def _first(events: pd.DataFrame) -> pd.DataFrame:
    """A bare date has begun at midnight, so it is before a time of its day."""
    timed = events[events["occurred_at"].notna()].sort_values(
        ["occurred_at", "bare"], ascending=[True, False]
    )
    return timed.groupby(KEYS)[["occurred_at", "bare"]].first().set_axis(["at", "bare"], axis=1)


def _last(events: pd.DataFrame) -> pd.DataFrame:
    """A bare date is not over before its day is, so it is after a time of its day."""
    timed = events[events["occurred_at"].notna()]
    timed = timed.assign(over=_over(timed["occurred_at"], timed["bare"])).sort_values("over")
    return timed.groupby(KEYS)[["occurred_at", "bare"]].last().set_axis(["at", "bare"], axis=1)


def _over(at: pd.Series, bare: pd.Series) -> pd.Series:
    """When it is over for certain: itself, of a bare date the end of its day."""
    return at.where(~_yes(bare), at.dt.normalize() + pd.Timedelta(days=1))


def _keys(frame: pd.DataFrame, *more: str) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[[*KEYS, *more]])


def _written(notes: pd.Series) -> pd.Series:
    return notes.fillna("").astype(str).str.strip() != ""


def _yes(values: pd.Series) -> pd.Series:
    """Yes or no; what is missing is no."""
    return values.eq(True).fillna(False).astype(bool)


def _seen(events: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Events up to `as_of`; those without a time once their trial has begun, which it has where no event has a time."""
    timed = events["occurred_at"].notna()
    past = timed & (events["occurred_at"] <= as_of)
    begun = _keys(events).isin(_keys(events[past])) | ~_keys(events).isin(_keys(events[timed]))
    seen = events[past | (~timed & begun)].copy()
    seen["bare"], seen["promised_bare"] = _yes(seen["bare"]), _yes(seen["promised_bare"])
    return seen


def _attributes(seen: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """What belongs to the trial: the value of its earliest event that has one, at a tie the smallest."""
    trial = pd.DataFrame(index=_keys(seen).unique().sort_values())
    for name in ("category", "round", "tester", "order_class", "new_customer"):
        values = seen[seen[name].notna()].sort_values(["occurred_at", name])
        trial[name] = values.groupby(KEYS)[name].first().reindex(trial.index)
    of_supplier = trial["category"].groupby("supplier_key")
    only = of_supplier.transform("min").where(of_supplier.transform("nunique") == 1, policy.category)
    trial["category"] = trial["category"].where(trial["category"].notna(), only)
    trial["order_class"] = trial["order_class"].fillna(policy.order_class)
    return trial


def _first_here(trial: pd.DataFrame) -> pd.Series:
    """Whether it is the first trial of its supplier by its tester."""
    order = trial.reset_index().assign(tester=trial["tester"].fillna(NO_ROUND).to_numpy())
    order = order.sort_values(["supplier_key", "tester", "asked_at", "trial_id"])
    first = ~order.duplicated(["supplier_key", "tester"])
    return pd.Series(first.to_numpy(), _keys(order)).reindex(trial.index)


def _early(seen: pd.DataFrame, trial: pd.DataFrame) -> pd.Series:
    """Supplier events before the earliest request; where either is a bare date, on an earlier day."""
    at, asked = seen["occurred_at"], seen.join(trial[["asked_at", "asked_bare"]], on=KEYS)
    before = _before(at, seen["bare"], asked["asked_at"], asked["asked_bare"])
    return before & seen["event"].isin(CONTACTS)


def _before(at: pd.Series, bare: pd.Series, other: pd.Series, other_bare: pd.Series) -> pd.Series:
    by_day = _yes(bare) | _yes(other_bare)
    return (at < other).where(~by_day, at.dt.normalize() < other.dt.normalize())


def _observed(trial: pd.DataFrame, seen: pd.DataFrame, observed: pd.DataFrame | None) -> pd.DataFrame:
    """What was observed of each trial: in a log by what its round notes, in a sheet by its row, in both by either."""
    trial = trial.copy()
    row = None if observed is None else observed.set_index(KEYS)
    stated = pd.DataFrame(index=trial.index) if row is None else row.reindex(trial.index)
    for name in ("in_log", "outcome", "silence_stated", "not_yet_at", "chased_first", *OBSERVED):
        if name not in stated:
            stated[name] = None
    in_log = stated["in_log"].isna() | _yes(stated["in_log"])
    logged = seen[seen["source"] == "log"]
    rounds = trial["round"].fillna(NO_ROUND)
    of_event = rounds.reindex(_keys(logged)).to_numpy()
    for kind in OBSERVED:
        noted = pd.Series(True, trial.index)
        if kind in NOTED:
            noted = rounds.isin(of_event[logged["event"].isin(NOTED[kind])])
        if kind == "contact":
            noted |= trial.index.isin(_keys(logged[logged["event"].isin(["chase", "closed"])]))
        trial[f"{kind}_observed"] = (in_log & noted) | _yes(stated[kind])
    trial["stated"] = stated["outcome"].fillna("")
    trial["silence_stated"] = _yes(stated["silence_stated"])
    trial["not_yet_at"] = pd.to_datetime(stated["not_yet_at"])
    trial["chased_first_stated"] = stated["chased_first"].astype(object)
    return trial


def _contradictions(trial: pd.DataFrame, tally: _Tally) -> pd.Series:
    """Gaps of trials of which two things are said that cannot both be."""
    rated = tally.events[_yes(tally.events["above_lowest"]) | tally.events["event"].isin(INCIDENTS)]
    silent = (trial["requests"] > 0) & (trial["contacts"] == 0) & ~trial["silence_stated"]
    spoken_to = silent & trial.index.isin(_keys(rated))
    answered = (trial["stated"] == "ignored") & (trial["contacts"] > 0)
    came = (trial["stated"] == "dropped") & tally.any("delivery")
    return spoken_to.astype(int) + answered + came


def _set_aside(
    trial: pd.DataFrame, seen: pd.DataFrame, early: pd.Series, gaps: pd.DataFrame | None, as_of: pd.Timestamp
) -> pd.Series:
    """How many events of each trial were left out or set aside, and nothing else of the trial says what they said.

    What was set aside is healed by what was taken, early events too: so a mended file gives what the good one gives.
    """
    alone = seen[early & ~_keys(seen, "event").isin(_keys(seen[~early], "event"))]
    number = alone.groupby(KEYS).size().reindex(trial.index, fill_value=0)
    if gaps is None or gaps.empty:
        return number

    gap = gaps[gaps["occurred_at"].isna() | (gaps["occurred_at"] <= as_of)]
    kind, sheet = gap["kind"].fillna(""), gap["source"] == "sheet"
    contacts = seen[seen["event"].isin(CONTACTS) & seen["occurred_at"].notna()]
    promised = (kind == "promise") & _keys(gap).isin(_keys(seen[seen["promised_at"].notna()]))
    replied = sheet & (kind == "reply") & _keys(gap).isin(_keys(seen[seen["event"].isin(REPLIES)]))
    # The same moment; where either is a bare date, which a gap at midnight is, the same day.
    at, day = "occurred_at", gap.assign(occurred_at=gap["occurred_at"].dt.normalize())
    days = contacts.assign(occurred_at=contacts["occurred_at"].dt.normalize())
    same = _keys(gap, at).isin(_keys(contacts, at)) | _keys(day, at).isin(
        _keys(contacts[contacts["bare"]], at)
    )
    same |= (gap[at] == day[at]) & _keys(gap, at).isin(_keys(days, at))
    healed = promised | replied | _keys(gap, "kind").isin(_keys(seen, "event"))
    healed |= (kind == "") & gap[at].notna() & same
    return number + gap[~healed].groupby(KEYS).size().reindex(trial.index, fill_value=0)


def _measured(trial: pd.DataFrame, tally: _Tally, policy: Policy, as_of: pd.Timestamp) -> pd.DataFrame:
    """State and measures of each trial."""
    trial, clock = trial.copy(), _Clock(policy)
    for name, event in COUNTS.items():
        trial[f"{name}_seen"] = tally.count(event)
        trial[name] = trial[f"{name}_seen"].where(trial[f"{name}_observed"])
    whole, contact, asked = trial["gaps"] == 0, trial["contacts"] > 0, trial["requests"] > 0
    request = trial[["asked_at", "asked_bare"]].set_axis(["at", "bare"], axis=1)
    closed, closing = tally.any("closed"), tally.first("closed")
    end = _or_at(closing, as_of)
    now = _or_at(closing.assign(at=pd.NaT), as_of)

    heard_nothing = ~contact & trial["contact_observed"] & whole
    trial["answered"] = _three(contact & asked, heard_nothing & asked)
    took = clock.hours(request, tally.first(REPLIES))
    waited = clock.hours(request, end)
    trial["first_reply_hours"] = np.select(
        [contact, heard_nothing & trial["reply_times_observed"]], [took, waited], np.nan
    )

    promise = tally.last_promise()
    promised = promise["at"].notna()
    promised_day, as_of_day = promise["at"].dt.normalize(), as_of.normalize()
    over = promised & (promised_day < as_of_day)
    trial["wait_hours"] = clock.hours(_later(request, promise), end)
    lapse = policy.windows.lapse_hours
    lapsed = ~closed & (clock.hours(_later(tally.last(), promise), now) > lapse)
    own = tally.last(CONTACTS)
    known = own["at"].notna()
    own = pd.DataFrame({name: own[name].where(known, request[name]) for name in ("at", "bare")})
    quiet = clock.hours(own, end) > lapse
    closed_after = closing["at"].dt.normalize() > promised_day
    closed_in_time = np.where(promised, closing["at"].dt.normalize() <= promised_day, closed & ~quiet)

    ordered = tally.any(ORDERED) | promised
    trial["enquiry"] = trial["round"].isin(policy.enquiry_rounds) | (tally.any("quote") & ~ordered & whole)
    not_yet = pd.DataFrame({"at": trial["not_yet_at"], "bare": False})
    still = trial["not_yet_at"].notna() & ~(clock.hours(not_yet, now) > lapse)
    stated = trial["stated"]
    ignored = heard_nothing & (trial["wait_hours"] > policy.windows.reply_hours)
    trial["delivered"] = tally.any("delivery")
    started = contact | (~trial["contact_observed"] & promised)
    # Closed nobody knows when: perhaps at once, by us.
    known_end = ~closed | closing["at"].notna()
    failed = np.where(promised, over & np.where(closed, closed_after, lapsed), quiet & known_end)
    dropped = ~trial["enquiry"] & trial["delivery_observed"] & whole & started & failed
    stopped = contact & whole & (closed_in_time | (~trial["delivery_observed"] & (closed | lapsed)))
    trial["state"] = np.select(
        [
            tally.any("void"),
            tally.any("disclosed"),
            ~asked,
            trial["delivered"],
            tally.any("brush_off"),
            tally.any("decline"),
            (stated == "open") | still | (~closed & promised & ~over),
            ignored | ((stated == "ignored") & ~contact),
            trial["enquiry"] & contact & (closed | lapsed),
            dropped | (stated == "dropped"),
            stopped,
        ],
        [
            "void", "burnt", "incomplete", "fulfilled", "brushed_off", "declined", "open", "ignored", "fulfilled",
            "dropped", "stopped",
        ],
        default="open",
    )  # fmt: skip
    trial["ended"] = trial["state"].isin(ENDED)
    trial["closed"] = closed

    ratings = tally.events.groupby(KEYS)[["welcome", "courtesy", "helpfulness"]].mean().reindex(trial.index)
    trial["welcome"] = ratings["welcome"].where(_yes(trial["new_customer"]))
    trial["courtesy"], trial["helpfulness"] = ratings["courtesy"], ratings["helpfulness"]
    trial["days_late"] = _days_late(trial, tally, end, clock)
    trial["chased_first"] = _chased_first(trial, tally, heard_nothing).where(asked)
    trial["incident"] = tally.any(INCIDENTS)
    trial["incident_with_words"] = tally.worded(INCIDENTS)
    trial["brush_off_with_words"] = tally.own_words("brush_off")
    return trial


def _three(yes: pd.Series, no: pd.Series) -> pd.Series:
    """True, False, or None where neither is known."""
    return yes.astype(object).where(yes | no, None)


def _or_at(moment: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """These moments, and `as_of` where there is none."""
    known = moment["at"].notna()
    return pd.DataFrame({"at": moment["at"].fillna(as_of), "bare": _yes(moment["bare"]) & known})


def _later(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """The later of two moments, the first of equal ones; the one there is."""
    keep = other["at"].isna() | (_over(one["at"], one["bare"]) >= _over(other["at"], other["bare"]))
    return pd.DataFrame({name: one[name].where(keep, other[name]) for name in ("at", "bare")})


def _days_late(trial: pd.DataFrame, tally: _Tally, end: pd.DataFrame, clock: "_Clock") -> np.ndarray:
    promised, came = tally.first_promise(), tally.first("delivery")["at"]
    to_delivery = np.maximum(clock.days(promised, came), 0)
    overdue = clock.days(promised, end["at"])
    looked = ~trial["delivered"] & trial["delivery_observed"] & (trial["gaps"] == 0) & (overdue > 0)
    return np.where(came.notna(), to_delivery, np.where(looked, overdue, np.nan))


def _chased_first(trial: pd.DataFrame, tally: _Tally, heard_nothing: pd.Series) -> pd.Series:
    """Whether a chase came strictly before the first contact: as the times show it, else as a sheet states it."""
    chases, contacts = tally.of("chase"), tally.of(CONTACTS)
    first = tally.first(CONTACTS)
    beside = chases[KEYS].join(first, on=KEYS)
    before = chases[_before(chases["occurred_at"], chases["bare"], beside["at"], beside["bare"])]
    before = pd.Series(trial.index.isin(_keys(before)), trial.index)
    # An event without a time may have been the first.
    loose_chase = trial.index.isin(_keys(chases[chases["occurred_at"].isna()]))
    loose_contact = trial.index.isin(_keys(contacts[contacts["occurred_at"].isna()]))
    chased, timed = trial["chases_seen"] > 0, first["at"].notna()
    # So may one that was set aside.
    yes = chased & ((before & ~loose_contact & (trial["gaps"] == 0)) | heard_nothing)
    no = ~chased | (timed & ~before & ~loose_chase)
    shown = _three(yes, no & ~yes).where(trial["chases_observed"], None)
    return shown.where(shown.notna(), trial["chased_first_stated"])


def _scored(trial: pd.DataFrame, helpful: pd.Series, policy: Policy) -> pd.DataFrame:
    """Criteria, coverage and score of each trial."""
    scoring, scales = (
        policy.scoring,
        {name: each.scale for name, each in policy.criteria.items() if each.scale},
    )
    answered = trial["answered"].eq(True)
    # Silence that a sheet states is none the less silence for a gap.
    not_answered = trial["answered"].eq(False) | (trial["state"] == "ignored")

    def on_scale(points: list[tuple[float, float]], values: pd.Series) -> np.ndarray:
        xs, ys = zip(*points, strict=True)
        return np.interp(values.to_numpy(float), xs, ys)

    score = pd.DataFrame(index=trial.index)
    score["responsiveness"] = np.select(
        [answered, not_answered & trial["reply_times_observed"]],
        [
            on_scale(scales["responsiveness"], trial["first_reply_hours"]),
            scoring.not_answered_responsiveness,
        ],
        np.nan,
    )
    factor = np.where(trial["chased_first"].eq(True), scoring.chased_first_factor, 1)
    followed = on_scale(scales["follow_through"], trial["chases"]) * factor
    silent = np.where(trial["chases_observed"], scoring.not_answered_follow_through, np.nan)
    score["follow_through"] = np.where(not_answered, silent, followed)
    for name in ("courtesy", "welcome", "helpfulness"):
        score[name] = on_scale(scales[name], trial[name])
    score.loc[trial["helpfulness"].isna() & helpful, "helpfulness"] = scoring.helpful_without_rating
    right = on_scale(scales["care"], trial["errors"])
    made_good = (trial["errors"] > 0) & (trial["recoveries"] >= trial["errors"])
    better = np.maximum(right, np.minimum(right + scoring.made_good_bonus, scoring.made_good_limit))
    right = np.where(made_good, better, right)
    on_time = on_scale(policy.criteria["care"].on_time or [], trial["days_late"])
    care = np.where(np.isnan(right), 100, right) * np.where(np.isnan(on_time), 1, on_time)
    score["care"] = np.where(np.isnan(right) & np.isnan(on_time), np.nan, care)
    score["outcome"] = trial["state"].map(policy.criteria["outcome"].states or {}).astype(float)
    score["devotion"] = on_scale(scales["devotion"], trial["initiatives"])
    for name, criterion in policy.criteria.items():
        score.loc[trial["state"].isin(criterion.no_value_on), name] = np.nan
    score[~trial["ended"]] = np.nan

    weights = pd.Series(policy.weights)[list(CRITERIA)]
    score = score[list(CRITERIA)]
    trial["coverage"] = (score.notna() * weights).sum(axis=1)
    mean = (score * weights).sum(axis=1) / trial["coverage"].where(trial["coverage"] > 0)
    mean = np.minimum(mean, trial["state"].map(policy.caps).astype(float).fillna(100))
    trial["score"] = mean.where(trial["coverage"] >= scoring.min_coverage)
    return trial.join(score.add_suffix("_score"))


def _judged(trial: pd.DataFrame, policy: Policy, as_of: pd.Timestamp) -> pd.DataFrame:
    """Which trials judge their candidate: small ones of the window, large ones only where no small one has ended."""
    day, today = trial["asked_at"].dt.normalize(), as_of.normalize()
    within = (day >= today - pd.DateOffset(months=policy.windows.judged_months)) & (day <= today)
    small = trial["order_class"] == "small"
    candidate = [trial.index.get_level_values("supplier_key"), trial["category"]]
    small_ended = (within & small & trial["ended"]).groupby(candidate).transform("any")
    trial["judged"] = within & (small | ~small_ended) & (trial["state"] != "incomplete")
    trial["judged_on_large"] = within & ~small & trial["ended"] & ~small_ended
    return trial


def _candidates(trial: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """One row per supplier and category: what its judged trials come to, and its knock-outs."""
    state, judged = trial["state"], trial["judged"]
    scored = judged & trial["score"].notna()
    something, nothing = state.isin(SOMETHING), state.isin(NOTHING)
    keys = [trial.index.get_level_values("supplier_key"), trial["category"]]

    def total(which: pd.Series) -> pd.Series:
        return which.groupby(keys).sum().astype(int)

    def mean(values: pd.Series, which: pd.Series) -> pd.Series:
        return values.where(which).groupby(keys).mean()

    found = pd.DataFrame({"trials": total(state.notna()), "judged_trials": total(judged)})
    found["ended_trials"] = total(judged & trial["ended"])
    found["scored_trials"] = total(scored)
    found["judged_on"] = np.where(total(trial["judged_on_large"]) > 0, "large", "small")
    found["served"] = total(judged & something)
    found["served_of"] = total(judged & (something | nothing))
    found["raw_score"] = mean(trial["score"], scored)
    found["coverage"] = mean(trial["coverage"], scored)
    found["served_coverage"] = mean(trial["coverage"], scored & ~nothing)
    for name in STATES:
        found[name], found[f"judged_{name}"] = total(state == name), total(judged & (state == name))
    found["judged_running"] = total(judged & (state == "open") & ~trial["closed"] & (trial["gaps"] == 0))
    found["scored_fulfilled"] = total(scored & (state == "fulfilled"))
    found["scored_declined"] = total(scored & (state == "declined"))
    found["gap_trials"] = total(judged & (trial["gaps"] > 0))
    for name in CRITERIA:
        found[name] = mean(trial[f"{name}_score"], scored)
        valued = total(scored & trial[f"{name}_score"].notna())
        found[f"{name}_share"] = valued / found["scored_trials"].where(found["scored_trials"] > 0)
    found["answered_rate"] = mean(trial["answered"].astype(float), scored)
    found["chases_per_trial"] = mean(trial["chases"], scored)
    for name in ORDER_CLASSES:
        of_class = trial["score"].notna() & (trial["order_class"] == name)
        found[f"scored_{name}"], found[f"{name}_score"] = total(of_class), mean(trial["score"], of_class)
    days = trial["asked_at"].dt.normalize().where(scored).groupby(keys)
    found["rounds"] = trial["round"].where(scored).groupby(keys).nunique()
    found["first_day"], found["last_day"] = days.min(), days.max()

    twice = trial["wait_hours"] > 2 * policy.windows.reply_hours
    in_vain = trial["closed"] | (trial["chases_seen"] > 0) | twice
    counts = ~state.isin(["void", "burnt", "incomplete"])
    worded = trial["incident_with_words"]
    brushed_off = judged & (state == "brushed_off")
    ignored = judged & (state == "ignored") & in_vain
    # k of each knock-out, and the trials that n adds to it.
    counted = {
        "ignored": (ignored, judged & something),
        "brushed_off": (brushed_off, judged & something),
        "dropped": (
            judged & (state == "dropped"),
            judged & (state == "fulfilled") & trial["delivered"] & ~trial["enquiry"],
        ),
        "incidents": (counts & worded, counts & ~worded & (trial["contacts"] > 0) & ~nothing),
    }
    rules = policy.knock_outs
    enough = {
        "ignored": ignored & (trial["chases_seen"] >= (rules["ignored"].alone_chases or np.inf)),
        "brushed_off": brushed_off & trial["brush_off_with_words"] & rules["brushed_off"].alone_words,
    }
    found["incidents"] = total(trial["incident"])
    found["incident_trials"] = total(counts & worded)
    found["incidents_without_words"] = total(counts & trial["incident"] & ~worded)
    stands_alone = (found["served"] == 0) & (total(judged & (state == "stopped")) == 0)
    for name, (failures, others) in counted.items():
        rule = rules[name]  # type: ignore[index]
        k = total(failures)
        n = k + total(others)
        sure = beta.sf(float(rule.limit or 0), 1 + k, 1 + n - k) >= rule.probability
        alone = pd.Series(False, found.index)
        if name in enough:
            alone = stands_alone & (k == 1) & (total(enough[name]) == 1)
        found[f"{name}_k"], found[f"{name}_n"], found[f"{name}_alone"] = k, n, alone
        found[f"{name}_holds"] = (k >= (rule.least or 1)) & sure | alone
    return found


class _Clock:
    """Service hours and days between moments, by the calendar, which waits at its own ends."""

    def __init__(self, policy: Policy) -> None:
        self._table = calendar(policy.clock).to_pandas().set_index("day")
        self._table.index = pd.to_datetime(self._table.index)
        self._policy = policy

    def hours(self, start: pd.DataFrame, end: pd.DataFrame) -> np.ndarray:
        """Service hours between two moments (`at`, `bare`); in days where either is a bare date."""
        seconds = np.maximum(self._seconds(end["at"]) - self._seconds(start["at"]), 0)
        scoring = self._policy.scoring
        days = self.days(start["at"], end["at"])
        of_days = np.maximum(days * scoring.service_day_hours, scoring.half_day_hours)
        of_days = np.where(start["at"].dt.normalize() > end["at"].dt.normalize(), 0, of_days)
        hours = np.where(_yes(start["bare"]) | _yes(end["bare"]), of_days, seconds / 3600)
        return np.where(start["at"].isna() | end["at"].isna(), np.nan, hours)

    def days(self, start: pd.Series, end: pd.Series) -> np.ndarray:
        """Service days after the day of the one up to and including that of the other."""
        return self._day(end)["day_number"].to_numpy(float) - self._day(start)["day_number"].to_numpy(float)

    def _day(self, at: pd.Series) -> pd.DataFrame:
        inside = at.dt.normalize().clip(pd.Timestamp(FIRST_DAY), pd.Timestamp(LAST_DAY))
        return self._table.reindex(inside)

    def _seconds(self, at: pd.Series) -> np.ndarray:
        row = self._day(at)
        of_day = (at - at.dt.normalize()).dt.total_seconds().to_numpy()
        since = np.minimum(
            np.maximum(of_day - row["opens"].to_numpy(float), 0), row["seconds"].to_numpy(float)
        )
        return row["seconds_before"].to_numpy(float) + since
