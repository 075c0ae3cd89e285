"""The measures of an event log written plainly in pandas, from the definitions: what one would write without SQL.

Serves twice: as what the product is timed against, and as a second opinion on every figure (tests/test_second_opinion.py).
Event logs only: everything is observed.
"""

import numpy as np
import pandas as pd

from trialmetrics.calendar import calendar
from trialmetrics.policy import Policy
from trialmetrics.vocabulary import CRITERIA, EVENTS

KEYS = ["supplier_key", "trial_id"]
REPLIES = [event for event, word in EVENTS.items() if word.reply]
CONTACTS = [event for event, word in EVENTS.items() if word.contact]
SUPPLIER = [event for event, word in EVENTS.items() if word.by == "supplier"]
COUNTS = {
    "chases": "chase", "rude": "rude", "belittling": "belittling", "errors": "error", "recoveries": "recovery",
    "initiatives": "initiative", "complaints": "complaint",
}  # fmt: skip


def measure(events: pd.DataFrame, policy: Policy, as_of: pd.Timestamp) -> pd.DataFrame:
    """One row per trial: state, measures, criteria (`NAME_score`), coverage and score.

    `events`: supplier_key, trial_id, event, occurred_at (never missing), bare, category, tester, new_customer,
    promised_at, promised_bare and ratings.
    """
    seen = events[events["occurred_at"] <= as_of].copy()
    seen["day"] = seen["occurred_at"].dt.normalize()
    asked = seen[seen["event"] == "request"].sort_values(["occurred_at", "bare"], ascending=[True, False])
    request = asked.groupby(KEYS)[["occurred_at", "bare"]].first()
    seen = seen.join(request.rename(columns={"occurred_at": "asked", "bare": "asked_bare"}), on=KEYS)
    by_day = seen["bare"] | seen["asked_bare"].fillna(False).astype(bool)
    early = np.where(by_day, seen["day"] < seen["asked"].dt.normalize(), seen["occurred_at"] < seen["asked"])
    # What belongs to the trial may stand on any of its rows, also on one that no measure may know.
    attributes = seen.sort_values(["occurred_at", "tester"]).groupby(KEYS)["tester"].first()
    stated = seen.sort_values(["occurred_at", "new_customer"]).groupby(KEYS)["new_customer"].first()
    seen = seen[~(early & seen["event"].isin(SUPPLIER))]

    trial = pd.DataFrame(index=pd.MultiIndex.from_frame(seen[KEYS].drop_duplicates().sort_values(KEYS)))
    trial = trial.join(request.rename(columns={"occurred_at": "asked", "bare": "asked_bare"}))
    clock = _Clock(policy)

    def counted(words: list[str] | str) -> pd.Series:
        chosen = seen[seen["event"].isin([words] if isinstance(words, str) else words)]
        return chosen.groupby(KEYS).size().reindex(trial.index, fill_value=0)

    def first(words: list[str] | str) -> pd.DataFrame:
        chosen = seen[seen["event"].isin([words] if isinstance(words, str) else words)]
        chosen = chosen.sort_values(["occurred_at", "bare"], ascending=[True, False])
        return chosen.groupby(KEYS)[["occurred_at", "bare"]].first().reindex(trial.index)

    for name, event in COUNTS.items():
        trial[name] = counted(event)
    contacts, closed = counted(CONTACTS), first("closed")
    trial["answered"] = (contacts > 0).where(trial["asked"].notna()).astype(object)
    reply = first(REPLIES)
    end_at = closed["occurred_at"].fillna(as_of)
    end_bare = closed["bare"].where(closed["occurred_at"].notna(), False)
    waited = clock.between(trial["asked"], trial["asked_bare"], end_at, end_bare)
    took = clock.between(trial["asked"], trial["asked_bare"], reply["occurred_at"], reply["bare"])
    trial["first_reply_hours"] = np.where(contacts > 0, took, waited)

    last = seen.sort_values("occurred_at").groupby(KEYS)[["occurred_at", "bare"]].last().reindex(trial.index)
    promises = seen[seen["promised_at"].notna()]
    latest = promises.sort_values("promised_at").groupby(KEYS)[["promised_at", "promised_bare"]].last()
    latest = latest.reindex(trial.index)
    later = latest["promised_at"].notna() & (latest["promised_at"] > last["occurred_at"])
    idle = clock.between(
        last["occurred_at"].where(~later, latest["promised_at"]),
        last["bare"].where(~later, latest["promised_bare"]),
        pd.Series(as_of, trial.index),
        False,
    )
    trial["state"] = np.select(
        [
            counted("disclosed") > 0, trial["asked"].isna(), counted("delivery") > 0, counted("brush_off") > 0,
            counted("decline") > 0,
            (contacts == 0) & (closed["occurred_at"].notna() | (waited > policy.windows.reply_hours)),
            (contacts > 0) & (closed["occurred_at"].notna() | (idle > policy.windows.lapse_hours)),
        ],
        ["burnt", "incomplete", "fulfilled", "brushed_off", "declined", "ignored", "dropped"],
        default="open",
    )  # fmt: skip

    ratings = seen.groupby(KEYS)[["welcome", "courtesy", "helpfulness"]].mean().reindex(trial.index)
    order = trial.assign(tester=attributes.reindex(trial.index).fillna("")).reset_index()
    order = order.sort_values(["supplier_key", "tester", "asked", "trial_id"])
    is_first = ~order.duplicated(["supplier_key", "tester"])
    is_first = pd.Series(is_first.to_numpy(), pd.MultiIndex.from_frame(order[KEYS])).reindex(trial.index)
    stated = stated.reindex(trial.index)
    new = stated.where(stated.notna(), is_first).astype(bool)
    trial["welcome"] = ratings["welcome"].where(new)
    trial["courtesy"], trial["helpfulness"] = ratings["courtesy"], ratings["helpfulness"]

    promise = promises.sort_values(["occurred_at", "promised_at"], ascending=[True, False])
    promised = promise.groupby(KEYS)["promised_at"].first().reindex(trial.index)
    delivered = first("delivery")["occurred_at"]
    late = clock.days(promised, delivered.fillna(end_at))
    trial["days_late"] = np.where(delivered.notna(), np.maximum(late, 0), np.where(late > 0, late, np.nan))
    chase, contact = first("chase"), first(CONTACTS)
    chased_by_day = chase["bare"].fillna(False).astype(bool) | contact["bare"].fillna(False).astype(bool)
    before = np.where(
        chased_by_day, chase["occurred_at"].dt.normalize() < contact["occurred_at"].dt.normalize(),
        chase["occurred_at"] < contact["occurred_at"],
    )  # fmt: skip
    chased_first = (trial["chases"] > 0) & (before | contact["occurred_at"].isna())
    trial["chased_first"] = chased_first.astype(object).where(trial["asked"].notna())
    helpful = counted(["advice", "question"]) > 0
    return _scored(trial, contacts > 0, helpful, policy)


def _scored(trial: pd.DataFrame, answered: pd.Series, helpful: pd.Series, policy: Policy) -> pd.DataFrame:
    scoring, scales = (
        policy.scoring,
        {name: each.scale for name, each in policy.criteria.items() if each.scale},
    )

    def on_scale(points: list[tuple[float, float]], values: pd.Series) -> np.ndarray:
        xs, ys = zip(*points, strict=True)
        return np.interp(values.to_numpy(float), xs, ys)

    score = pd.DataFrame(index=trial.index)
    score["responsiveness"] = np.where(
        answered,
        on_scale(scales["responsiveness"], trial["first_reply_hours"]),
        scoring.not_answered_responsiveness,
    )
    followed = on_scale(scales["follow_through"], trial["chases"]) * np.where(
        trial["chased_first"].eq(True), scoring.chased_first_factor, 1
    )
    score["follow_through"] = np.where(answered, followed, scoring.not_answered_follow_through)
    for name in ("courtesy", "welcome", "helpfulness"):
        score[name] = on_scale(scales[name], trial[name])
    score.loc[trial["helpfulness"].isna() & helpful, "helpfulness"] = scoring.helpful_without_rating
    care = on_scale(scales["care"], trial["errors"])
    made_good = (trial["errors"] > 0) & (trial["recoveries"] >= trial["errors"])
    care = np.where(
        made_good, np.maximum(care, np.minimum(care + scoring.made_good_bonus, scoring.made_good_limit)), care
    )
    on_time = on_scale(policy.criteria["care"].on_time or [], trial["days_late"])
    score["care"] = care * np.where(np.isnan(on_time), 1, on_time)
    score["outcome"] = trial["state"].map(policy.criteria["outcome"].states or {}).astype(float)
    score["devotion"] = on_scale(scales["devotion"], trial["initiatives"])
    for name, criterion in policy.criteria.items():
        score.loc[trial["state"].isin(criterion.no_value_on), name] = np.nan
    judged = ~trial["state"].isin(["burnt", "incomplete", "open"])
    score[~judged] = np.nan
    weights = pd.Series(policy.weights)[list(CRITERIA)]
    score = score[list(CRITERIA)]
    coverage = (score.notna() * weights).sum(axis=1)
    mean = (score * weights).sum(axis=1) / coverage.where(coverage > 0)
    mean = np.minimum(mean, trial["state"].map(policy.caps).astype(float).fillna(100))
    trial["coverage"] = coverage
    trial["score"] = mean.where(coverage >= scoring.min_coverage)
    return trial.join(score.add_suffix("_score"))


class _Clock:
    """Service hours and days between moments, by the calendar."""

    def __init__(self, policy: Policy) -> None:
        self._table = calendar(policy.clock).to_pandas().set_index("day")
        self._table.index = pd.to_datetime(self._table.index)
        self._policy = policy

    def between(
        self, start: pd.Series, start_bare: pd.Series, end: pd.Series, end_bare: pd.Series | bool
    ) -> np.ndarray:
        seconds = np.maximum(self._seconds(end) - self._seconds(start), 0)
        scoring = self._policy.scoring
        days = np.maximum(self.days(start, end) * scoring.service_day_hours, scoring.half_day_hours)
        bare = np.asarray(pd.Series(start_bare, start.index).fillna(False).astype(bool))
        bare = bare | np.asarray(pd.Series(end_bare, start.index).fillna(False).astype(bool))
        hours = np.where(bare, days, seconds / 3600)
        return np.where(start.isna() | end.isna(), np.nan, hours)

    def days(self, start: pd.Series, end: pd.Series) -> np.ndarray:
        number = self._table["day_number"]
        return number.reindex(end.dt.normalize()).to_numpy(float) - number.reindex(
            start.dt.normalize()
        ).to_numpy(float)

    def _seconds(self, at: pd.Series) -> np.ndarray:
        row = self._table.reindex(at.dt.normalize())
        of_day = (at - at.dt.normalize()).dt.total_seconds().to_numpy()
        since = np.minimum(
            np.maximum(of_day - row["opens"].to_numpy(float), 0), row["seconds"].to_numpy(float)
        )
        return row["seconds_before"].to_numpy(float) + since
