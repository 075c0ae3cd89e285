"""The measures in plain pandas, written independently from their definitions.

The benchmark times the product against it, and tests/test_second_opinion.py compares every figure with it.
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
# An enquiry ends with a quote; any of these events shows that there was an order.
ORDERED = ["confirmation", "dispatch", "invoice", "delivery", "partial_delivery"]
COUNTS = {
    "chases": "chase", "rude": "rude", "belittling": "belittling", "errors": "error", "recoveries": "recovery",
    "initiatives": "initiative", "complaints": "complaint",
}  # fmt: skip
# Kinds that count as observed in a log only if some trial of its round has such an event; the others always do.
NOTED = {
    "contact": CONTACTS, "delivery": ["delivery", "partial_delivery"], "chases": ["chase"], "errors": ["error"],
    "initiatives": ["initiative"],
}  # fmt: skip
NONE_NOTED = "\0"


def measure(
    events: pd.DataFrame,
    policy: Policy,
    as_of: pd.Timestamp,
    observed: pd.DataFrame | None = None,
    gaps: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Trials and candidates, one row each, indexed by (supplier_key, trial_id) and (supplier_key, category).

    Trials have attributes, state, flags for what was observed (`KIND_observed`), measures, criteria (`NAME_score`),
    coverage and score. Candidates have counts, means, and k, n, alone and holds for each knock-out (`NAME_k`, ...).
    `events`, `observed` and `gaps` are current_event, current_observed and current_gap of the store; without the last two,
    every trial comes from a log and nothing was set aside.
    """
    seen = _seen(events, as_of)
    trial = _attributes(seen, policy)
    requests = seen[seen["event"] == "request"]
    trial = trial.join(_first(requests).add_prefix("asked_"))
    trial["requests"] = requests.groupby(KEYS).size().reindex(trial.index, fill_value=0)
    trial["new_customer"] = trial["new_customer"].where(
        trial["new_customer"].notna(), _is_first_by_tester(trial)
    )
    before_request = _before_request(seen, trial)
    trial = _observed(trial, seen, observed)
    tally = _Tally(seen[~before_request], trial.index)
    trial["contacts"] = tally.count(CONTACTS)
    trial["gaps"] = _contradictions(trial, tally) + _set_aside(trial, seen, before_request, gaps, as_of)
    trial = _measured(trial, tally, policy, as_of)
    trial = _scored(trial, tally.count(["advice", "question"]) > 0, policy)
    trial = _judged(trial, policy, as_of)
    return trial, _candidates(trial, policy)


class _Tally:
    """Counts, first and last moments of events, per trial."""

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
        """`at` and `bare` of the latest of these events, or of all events without `words`."""
        return _last(self.events if words is None else self.of(words)).reindex(self.trials)

    def last_promise(self) -> pd.DataFrame:
        dated = self.promises.assign(
            occurred_at=self.promises["promised_at"], bare=self.promises["promised_bare"]
        )
        return _last(dated).reindex(self.trials)

    def first_promise(self) -> pd.Series:
        """`promised_at` of the earliest event that has one; of simultaneous events, the later date."""
        order = self.promises.sort_values(["occurred_at", "promised_at"], ascending=[True, False])
        return order.groupby(KEYS)["promised_at"].first().reindex(self.trials)

    def own_words(self, words: Iterable[str] | str) -> pd.Series:
        """Whether one of these events has a note of its own."""
        rows = self.of(words)
        return self.trials.isin(_keys(rows[_has_text(rows["note"])]))

    def with_words(self, words: Iterable[str] | str) -> pd.Series:
        """Whether one of these events has a note, its own or that of its sheet row."""
        rows = self.of(words)
        own_note = _has_text(rows["note"])
        sheets = self.events[(self.events["source"] == "sheet") & _has_text(self.events["note"])]
        row_note = (rows["source"] == "sheet") & _keys(rows).isin(_keys(sheets))
        return self.trials.isin(_keys(rows[own_note | row_note]))


def _first(events: pd.DataFrame) -> pd.DataFrame:
    """The earliest moments; a date without a time counts from midnight, so it precedes any time on that day."""
    timed = events[events["occurred_at"].notna()].sort_values(
        ["occurred_at", "bare"], ascending=[True, False]
    )
    return timed.groupby(KEYS)[["occurred_at", "bare"]].first().set_axis(["at", "bare"], axis=1)


def _last(events: pd.DataFrame) -> pd.DataFrame:
    """The latest moments; a date without a time lasts all day, so it follows any time on that day."""
    timed = events[events["occurred_at"].notna()]
    timed = timed.assign(over=_certain_end(timed["occurred_at"], timed["bare"])).sort_values("over")
    return timed.groupby(KEYS)[["occurred_at", "bare"]].last().set_axis(["at", "bare"], axis=1)


def _certain_end(at: pd.Series, bare: pd.Series) -> pd.Series:
    """When a moment is certainly past: at once, or at the end of the day for a date without a time."""
    return at.where(~_is_true(bare), at.dt.normalize() + pd.Timedelta(days=1))


def _keys(frame: pd.DataFrame, *more: str) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(frame[[*KEYS, *more]])


def _has_text(notes: pd.Series) -> pd.Series:
    return notes.fillna("").astype(str).str.strip() != ""


def _is_true(values: pd.Series) -> pd.Series:
    """Booleans, with missing values as False."""
    return values.eq(True).fillna(False).astype(bool)


def _seen(events: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """Events up to `as_of`. Untimed events count once their trial has a past event, or if it has no timed event at all."""
    timed = events["occurred_at"].notna()
    past = timed & (events["occurred_at"] <= as_of)
    begun = _keys(events).isin(_keys(events[past])) | ~_keys(events).isin(_keys(events[timed]))
    seen = events[past | (~timed & begun)].copy()
    seen["bare"], seen["promised_bare"] = _is_true(seen["bare"]), _is_true(seen["promised_bare"])
    return seen


def _attributes(seen: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Attributes of each trial: the value on its earliest event that has one; at a tie, the smallest."""
    trial = pd.DataFrame(index=_keys(seen).unique().sort_values())
    for name in (
        "category",
        "round",
        "tester",
        "order_class",
        "order_value",
        "currency",
        "new_customer",
    ):
        values = seen[seen[name].notna()].sort_values(["occurred_at", name])
        trial[name] = values.groupby(KEYS)[name].first().reindex(trial.index)
    of_supplier = trial["category"].groupby("supplier_key")
    only = of_supplier.transform("min").where(of_supplier.transform("nunique") == 1, policy.category)
    trial["category"] = trial["category"].where(trial["category"].notna(), only)
    trial["order_class"], trial["order_class_from"] = _order_class(trial, policy)
    return trial


def _order_class(trial: pd.DataFrame, policy: Policy) -> tuple[pd.Series, pd.Series]:
    """Order class of each trial, and where it comes from: the log, else the policy's limit for its currency, else the default."""
    limit = trial["currency"].fillna(policy.currency).map(policy.large_from).astype(float)
    noted, by_rule = trial["order_class"].notna(), trial["order_value"].notna() & limit.notna()
    is_large = trial["order_value"].astype(float) >= limit
    unnoted = is_large.map({True: "large", False: "small"}).where(by_rule, policy.order_class)
    source = by_rule.map({True: "rule", False: "default"})
    return trial["order_class"].where(noted, unnoted), source.where(~noted, "log")


def _is_first_by_tester(trial: pd.DataFrame) -> pd.Series:
    """Whether a trial is the first one with its supplier by its tester."""
    order = trial.reset_index().assign(tester=trial["tester"].fillna(NONE_NOTED).to_numpy())
    order = order.sort_values(["supplier_key", "tester", "asked_at", "trial_id"])
    first = ~order.duplicated(["supplier_key", "tester"])
    return pd.Series(first.to_numpy(), _keys(order)).reindex(trial.index)


def _before_request(seen: pd.DataFrame, trial: pd.DataFrame) -> pd.Series:
    """Whether a supplier event precedes the earliest request; by day if either has no time."""
    at, requested = seen["occurred_at"], seen.join(trial[["asked_at", "asked_bare"]], on=KEYS)
    before = _before(at, seen["bare"], requested["asked_at"], requested["asked_bare"])
    return before & seen["event"].isin(CONTACTS)


def _before(at: pd.Series, bare: pd.Series, other: pd.Series, other_bare: pd.Series) -> pd.Series:
    by_day = _is_true(bare) | _is_true(other_bare)
    return (at < other).where(~by_day, at.dt.normalize() < other.dt.normalize())


def _observed(trial: pd.DataFrame, seen: pd.DataFrame, observed: pd.DataFrame | None) -> pd.DataFrame:
    """What was observed of each trial: in a log, what its round notes; in a sheet, what its row states; in both, either."""
    trial = trial.copy()
    row = None if observed is None else observed.set_index(KEYS)
    stated = pd.DataFrame(index=trial.index) if row is None else row.reindex(trial.index)
    for name in ("in_log", "outcome", "silence_stated", "not_yet_at", "chased_first", *OBSERVED):
        if name not in stated:
            stated[name] = None
    in_log = stated["in_log"].isna() | _is_true(stated["in_log"])
    logged = seen[seen["source"] == "log"]
    rounds = trial["round"].fillna(NONE_NOTED)
    of_event = rounds.reindex(_keys(logged)).to_numpy()
    for kind in OBSERVED:
        noted = pd.Series(True, trial.index)
        if kind in NOTED:
            noted = rounds.isin(of_event[logged["event"].isin(NOTED[kind])])
        if kind == "contact":
            noted |= trial.index.isin(_keys(logged[logged["event"].isin(["chase", "closed"])]))
        trial[f"{kind}_observed"] = (in_log & noted) | _is_true(stated[kind])
    trial["stated"] = stated["outcome"].fillna("")
    trial["silence_stated"] = _is_true(stated["silence_stated"])
    trial["not_yet_at"] = pd.to_datetime(stated["not_yet_at"])
    trial["chased_first_stated"] = stated["chased_first"].astype(object)
    return trial


def _contradictions(trial: pd.DataFrame, tally: _Tally) -> pd.Series:
    """Number of contradictions in each trial; they count as gaps."""
    rated = tally.events[_is_true(tally.events["above_lowest"]) | tally.events["event"].isin(INCIDENTS)]
    silent = (trial["requests"] > 0) & (trial["contacts"] == 0) & ~trial["silence_stated"]
    rated_though_silent = silent & trial.index.isin(_keys(rated))
    answered = (trial["stated"] == "ignored") & (trial["contacts"] > 0)
    delivered = (trial["stated"] == "dropped") & tally.any("delivery")
    return rated_though_silent.astype(int) + answered + delivered


def _set_aside(
    trial: pd.DataFrame,
    seen: pd.DataFrame,
    before_request: pd.Series,
    gaps: pd.DataFrame | None,
    as_of: pd.Timestamp,
) -> pd.Series:
    """Number of events per trial that were left out or set aside and that no accepted event makes up for.

    An accepted event heals the same event that was set aside, so a corrected file gives the same figures as a good one.
    """
    alone = seen[before_request & ~_keys(seen, "event").isin(_keys(seen[~before_request], "event"))]
    number = alone.groupby(KEYS).size().reindex(trial.index, fill_value=0)
    if gaps is None or gaps.empty:
        return number

    gap = gaps[gaps["occurred_at"].isna() | (gaps["occurred_at"] <= as_of)]
    kind, sheet = gap["kind"].fillna(""), gap["source"] == "sheet"
    contacts = seen[seen["event"].isin(CONTACTS) & seen["occurred_at"].notna()]
    promised = (kind == "promise") & _keys(gap).isin(_keys(seen[seen["promised_at"].notna()]))
    replied = sheet & (kind == "reply") & _keys(gap).isin(_keys(seen[seen["event"].isin(REPLIES)]))
    # At the same moment, or on the same day if either has no time; a gap at midnight has none.
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
    without_gaps, contact, requested = trial["gaps"] == 0, trial["contacts"] > 0, trial["requests"] > 0
    request = trial[["asked_at", "asked_bare"]].set_axis(["at", "bare"], axis=1)
    closed, closing = tally.any("closed"), tally.first("closed")
    end = _or_at(closing, as_of)
    now = _or_at(closing.assign(at=pd.NaT), as_of)

    heard_nothing = ~contact & trial["contact_observed"] & without_gaps
    trial["answered"] = _true_false_unknown(contact & requested, heard_nothing & requested)
    reply_hours = clock.hours(request, tally.first(REPLIES))
    waited = clock.hours(request, end)
    trial["first_reply_hours"] = np.select(
        [contact, heard_nothing & trial["reply_times_observed"]], [reply_hours, waited], np.nan
    )

    promise = tally.last_promise()
    promised = promise["at"].notna()
    promised_day, as_of_day = promise["at"].dt.normalize(), as_of.normalize()
    over = promised & (promised_day < as_of_day)
    trial["wait_hours"] = clock.hours(_later(request, promise), end)
    lapse = policy.windows.lapse_hours
    lapsed = ~closed & (clock.hours(_later(tally.last(), promise), now) > lapse)
    own_events = tally.last(CONTACTS)
    known = own_events["at"].notna()
    own_events = pd.DataFrame({name: own_events[name].where(known, request[name]) for name in ("at", "bare")})
    quiet = clock.hours(own_events, end) > lapse
    closed_after = closing["at"].dt.normalize() > promised_day
    closed_in_time = np.where(promised, closing["at"].dt.normalize() <= promised_day, closed & ~quiet)

    ordered = tally.any(ORDERED) | promised
    trial["enquiry"] = trial["round"].isin(policy.enquiry_rounds) | (
        tally.any("quote") & ~ordered & without_gaps
    )
    not_yet = pd.DataFrame({"at": trial["not_yet_at"], "bare": False})
    still_waiting = trial["not_yet_at"].notna() & ~(clock.hours(not_yet, now) > lapse)
    stated = trial["stated"]
    ignored = heard_nothing & (trial["wait_hours"] > policy.windows.reply_hours)
    trial["delivered"] = tally.any("delivery")
    started = contact | (~trial["contact_observed"] & promised)
    # Closed at an unknown time: the buyer may have closed it at once.
    known_end = ~closed | closing["at"].notna()
    failed = np.where(promised, over & np.where(closed, closed_after, lapsed), quiet & known_end)
    dropped = ~trial["enquiry"] & trial["delivery_observed"] & without_gaps & started & failed
    stopped = contact & without_gaps & (closed_in_time | (~trial["delivery_observed"] & (closed | lapsed)))
    trial["state"] = np.select(
        [
            tally.any("void"),
            tally.any("disclosed"),
            ~requested,
            trial["delivered"],
            tally.any("brush_off"),
            tally.any("decline"),
            (stated == "open") | still_waiting | (~closed & promised & ~over),
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
    trial["welcome"] = ratings["welcome"].where(_is_true(trial["new_customer"]))
    trial["courtesy"], trial["helpfulness"] = ratings["courtesy"], ratings["helpfulness"]
    trial["days_late"] = _days_late(trial, tally, end, clock)
    trial["chased_first"] = _chased_first(trial, tally, heard_nothing).where(requested)
    trial["incident"] = tally.any(INCIDENTS)
    trial["incident_with_words"] = tally.with_words(INCIDENTS)
    trial["brush_off_with_words"] = tally.own_words("brush_off")
    return trial


def _true_false_unknown(yes: pd.Series, no: pd.Series) -> pd.Series:
    """True, False, or None if neither is known."""
    return yes.astype(object).where(yes | no, None)


def _or_at(moment: pd.DataFrame, as_of: pd.Timestamp) -> pd.DataFrame:
    """These moments, with `as_of` for missing ones."""
    known = moment["at"].notna()
    return pd.DataFrame({"at": moment["at"].fillna(as_of), "bare": _is_true(moment["bare"]) & known})


def _later(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """The later of two moments, the first one at a tie; the other if one is missing."""
    keep = other["at"].isna() | (
        _certain_end(one["at"], one["bare"]) >= _certain_end(other["at"], other["bare"])
    )
    return pd.DataFrame({name: one[name].where(keep, other[name]) for name in ("at", "bare")})


def _days_late(trial: pd.DataFrame, tally: _Tally, end: pd.DataFrame, clock: "_Clock") -> np.ndarray:
    promised, delivered_at = tally.first_promise(), tally.first("delivery")["at"]
    to_delivery = np.maximum(clock.days(promised, delivered_at), 0)
    overdue = clock.days(promised, end["at"])
    overdue_seen = ~trial["delivered"] & trial["delivery_observed"] & (trial["gaps"] == 0) & (overdue > 0)
    return np.where(delivered_at.notna(), to_delivery, np.where(overdue_seen, overdue, np.nan))


def _chased_first(trial: pd.DataFrame, tally: _Tally, heard_nothing: pd.Series) -> pd.Series:
    """Whether a chase came strictly before the first contact, by the times or else by what a sheet states."""
    chases, contacts = tally.of("chase"), tally.of(CONTACTS)
    first = tally.first(CONTACTS)
    with_first_contact = chases[KEYS].join(first, on=KEYS)
    before = chases[
        _before(chases["occurred_at"], chases["bare"], with_first_contact["at"], with_first_contact["bare"])
    ]
    before = pd.Series(trial.index.isin(_keys(before)), trial.index)
    # An untimed event may have been the first.
    untimed_chase = trial.index.isin(_keys(chases[chases["occurred_at"].isna()]))
    untimed_contact = trial.index.isin(_keys(contacts[contacts["occurred_at"].isna()]))
    chased, timed = trial["chases_seen"] > 0, first["at"].notna()
    # So may an event that was set aside.
    yes = chased & ((before & ~untimed_contact & (trial["gaps"] == 0)) | heard_nothing)
    no = ~chased | (timed & ~before & ~untimed_chase)
    shown = _true_false_unknown(yes, no & ~yes).where(trial["chases_observed"], None)
    return shown.where(shown.notna(), trial["chased_first_stated"])


def _scored(trial: pd.DataFrame, helpful: pd.Series, policy: Policy) -> pd.DataFrame:
    """Criteria, coverage and score of each trial."""
    scoring = policy.scoring
    scales = {name: criterion.scale for name, criterion in policy.criteria.items() if criterion.scale}
    answered = trial["answered"].eq(True)
    # A sheet that states silence is believed even if the trial has gaps.
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
    accuracy = on_scale(scales["care"], trial["errors"])
    made_good = (trial["errors"] > 0) & (trial["recoveries"] >= trial["errors"])
    recovered = np.maximum(accuracy, np.minimum(accuracy + scoring.made_good_bonus, scoring.made_good_limit))
    accuracy = np.where(made_good, recovered, accuracy)
    on_time = on_scale(policy.criteria["care"].on_time or [], trial["days_late"])
    care = np.where(np.isnan(accuracy), 100, accuracy) * np.where(np.isnan(on_time), 1, on_time)
    score["care"] = np.where(np.isnan(accuracy) & np.isnan(on_time), np.nan, care)
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
    """Which trials count for the verdict: small ones in the window; large ones only if no small one has ended."""
    day, today = trial["asked_at"].dt.normalize(), as_of.normalize()
    within = (day >= today - pd.DateOffset(months=policy.windows.judged_months)) & (day <= today)
    small = trial["order_class"] == "small"
    candidate = [trial.index.get_level_values("supplier_key"), trial["category"]]
    small_ended = (within & small & trial["ended"]).groupby(candidate).transform("any")
    trial["judged"] = within & (small | ~small_ended) & (trial["state"] != "incomplete")
    trial["judged_on_large"] = within & ~small & trial["ended"] & ~small_ended
    return trial


def _candidates(trial: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """One row per supplier and category: totals of its judged trials, and its knock-outs."""
    state, judged = trial["state"], trial["judged"]
    scored = judged & trial["score"].notna()
    something, nothing = state.isin(SOMETHING), state.isin(NOTHING)
    keys = [trial.index.get_level_values("supplier_key"), trial["category"]]

    def total(which: pd.Series) -> pd.Series:
        return which.groupby(keys).sum().astype(int)

    def mean(values: pd.Series, which: pd.Series) -> pd.Series:
        return values.where(which).groupby(keys).mean()

    candidates = pd.DataFrame({"trials": total(state.notna()), "judged_trials": total(judged)})
    candidates["ended_trials"] = total(judged & trial["ended"])
    candidates["scored_trials"] = total(scored)
    candidates["judged_on"] = np.where(total(trial["judged_on_large"]) > 0, "large", "small")
    candidates["served"] = total(judged & something)
    candidates["served_of"] = total(judged & (something | nothing))
    candidates["raw_score"] = mean(trial["score"], scored)
    candidates["coverage"] = mean(trial["coverage"], scored)
    candidates["served_coverage"] = mean(trial["coverage"], scored & ~nothing)
    for name in STATES:
        candidates[name], candidates[f"judged_{name}"] = total(state == name), total(judged & (state == name))
    candidates["judged_running"] = total(judged & (state == "open") & ~trial["closed"] & (trial["gaps"] == 0))
    candidates["scored_fulfilled"] = total(scored & (state == "fulfilled"))
    candidates["scored_declined"] = total(scored & (state == "declined"))
    candidates["gap_trials"] = total(judged & (trial["gaps"] > 0))
    for name in CRITERIA:
        candidates[name] = mean(trial[f"{name}_score"], scored)
        valued = total(scored & trial[f"{name}_score"].notna())
        candidates[f"{name}_share"] = valued / candidates["scored_trials"].where(
            candidates["scored_trials"] > 0
        )
    candidates["answered_rate"] = mean(trial["answered"].astype(float), scored)
    candidates["chases_per_trial"] = mean(trial["chases"], scored)
    for name in ORDER_CLASSES:
        of_class = trial["score"].notna() & (trial["order_class"] == name)
        candidates[f"scored_{name}"], candidates[f"{name}_score"] = (
            total(of_class),
            mean(trial["score"], of_class),
        )
    days = trial["asked_at"].dt.normalize().where(scored).groupby(keys)
    candidates["rounds"] = trial["round"].where(scored).groupby(keys).nunique()
    candidates["first_day"], candidates["last_day"] = days.min(), days.max()

    long_wait = trial["wait_hours"] > 2 * policy.windows.reply_hours
    insisted = trial["closed"] | (trial["chases_seen"] > 0) | long_wait
    counts = ~state.isin(["void", "burnt", "incomplete"])
    with_words = trial["incident_with_words"]
    brushed_off = judged & (state == "brushed_off")
    ignored = judged & (state == "ignored") & insisted
    # For each knock-out: the failures k, and the other trials that n counts.
    counted = {
        "ignored": (ignored, judged & something),
        "brushed_off": (brushed_off, judged & something),
        "dropped": (
            judged & (state == "dropped"),
            judged & (state == "fulfilled") & trial["delivered"] & ~trial["enquiry"],
        ),
        "incidents": (counts & with_words, counts & ~with_words & (trial["contacts"] > 0) & ~nothing),
    }
    rules = policy.knock_outs
    enough_alone = {
        "ignored": ignored & (trial["chases_seen"] >= (rules["ignored"].alone_chases or np.inf)),
        "brushed_off": brushed_off & trial["brush_off_with_words"] & rules["brushed_off"].alone_words,
    }
    candidates["incidents"] = total(trial["incident"])
    candidates["incident_trials"] = total(counts & with_words)
    candidates["incidents_without_words"] = total(counts & trial["incident"] & ~with_words)
    stands_alone = (candidates["served"] == 0) & (total(judged & (state == "stopped")) == 0)
    for name, (failures, others) in counted.items():
        rule = rules[name]  # type: ignore[index]
        k = total(failures)
        n = k + total(others)
        sure = beta.sf(float(rule.limit or 0), 1 + k, 1 + n - k) >= rule.probability
        alone = pd.Series(False, candidates.index)
        if name in enough_alone:
            alone = stands_alone & (k == 1) & (total(enough_alone[name]) == 1)
        candidates[f"{name}_k"], candidates[f"{name}_n"], candidates[f"{name}_alone"] = k, n, alone
        candidates[f"{name}_holds"] = (k >= (rule.least or 1)) & sure | alone
    return candidates


class _Clock:
    """Service hours and days between moments; moments outside the calendar count as its ends."""

    def __init__(self, policy: Policy) -> None:
        self._table = calendar(policy.clock).to_pandas().set_index("day")
        self._table.index = pd.to_datetime(self._table.index)
        self._policy = policy

    def hours(self, start: pd.DataFrame, end: pd.DataFrame) -> np.ndarray:
        """Service hours between two moments (`at`, `bare`); whole service days, in hours, if either has no time."""
        seconds = np.maximum(self._seconds(end["at"]) - self._seconds(start["at"]), 0)
        scoring = self._policy.scoring
        days = self.days(start["at"], end["at"])
        of_days = np.maximum(days * scoring.service_day_hours, scoring.half_day_hours)
        of_days = np.where(start["at"].dt.normalize() > end["at"].dt.normalize(), 0, of_days)
        hours = np.where(_is_true(start["bare"]) | _is_true(end["bare"]), of_days, seconds / 3600)
        return np.where(start["at"].isna() | end["at"].isna(), np.nan, hours)

    def days(self, start: pd.Series, end: pd.Series) -> np.ndarray:
        """Number of service days after the day of `start`, up to and including that of `end`."""
        return self._day(end)["day_number"].to_numpy(float) - self._day(start)["day_number"].to_numpy(float)

    def _day(self, at: pd.Series) -> pd.DataFrame:
        within = at.dt.normalize().clip(pd.Timestamp(FIRST_DAY), pd.Timestamp(LAST_DAY))
        return self._table.reindex(within)

    def _seconds(self, at: pd.Series) -> np.ndarray:
        row = self._day(at)
        of_day = (at - at.dt.normalize()).dt.total_seconds().to_numpy()
        seconds_today = np.minimum(
            np.maximum(of_day - row["opens"].to_numpy(float), 0), row["seconds"].to_numpy(float)
        )
        return row["seconds_before"].to_numpy(float) + seconds_today
