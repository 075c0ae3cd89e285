"""What to try next: per category the trials that are most likely to bring the invitations that are still wanted."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics import candidates, verdict
from trialmetrics.errors import TrialmetricsError
from trialmetrics.language import _
from trialmetrics.planning import words
from trialmetrics.planning.prospects import MOST_EACH, prospects
from trialmetrics.planning.testers import Testers, not_before
from trialmetrics.ranking import Ranking

WANTED = 3  # invitations per category, unless the reader says otherwise
LARGEST = 500  # trials in one plan, and candidates wanted in one category
LEAST = 0.05  # chance per trial from which a trial is worth placing
CLOSE = 0.5  # chance of an invitation, after at most MOST_EACH further trials, from which a candidate is close
RANGE = (0.1, 0.9)  # of the futures, between which a range lies
LINE = (
    "supplier_key", "supplier", "category", "trials", "order", "testers", "not_before", "cost", "chance", "why",
)  # fmt: skip


@dataclass(frozen=True)
class Goal:
    """Where one category stands, and what may be expected of it.

    Of `candidates` shown, `invited` are invited, `undecided` need more trials, and `close` of these have an even chance
    of an invitation after a few. After the plan's `trials`, `low` to `high` are invited (8 times in 10), those that may
    lose their invitation by a trial that still runs included (`at_risk`: names). `enough`: nobody else is wanted.
    """

    category: str
    wanted: int
    candidates: int
    invited: int
    undecided: int
    close: int
    trials: int
    low: int
    high: int
    at_risk: list[str]

    @property
    def enough(self) -> bool:
        """Whether as many are invited as are wanted."""
        return self.invited >= self.wanted


@dataclass(frozen=True)
class Plan:
    """The next trials. `lines`: one row per candidate that gets some, the likeliest gain per trial first, with the columns
    LINE: `order` small or larger, `testers` (list), `not_before` (date or None), `cost` (NaN where not known), `chance` of an
    invitation after them. `goals`: one per category; `waiting`: candidates whose trials still run, which get none now;
    `declined`: those that declined every order so far."""

    wanted: int
    goals: list[Goal]
    lines: pd.DataFrame
    waiting: list[str]
    declined: list[str]
    currency: str

    @property
    def trials(self) -> int:
        """How many trials the plan places."""
        return int(self.lines["trials"].sum())

    @property
    def cost(self) -> float:
        """What they are expected to cost, as far as that is known; NaN where it is not at all."""
        return float(self.lines["cost"].sum(min_count=1)) if len(self.lines) else 0.0


def plan(ranking: Ranking, *, invite: int = WANTED, trials: int | None = None) -> Plan:
    """The plan by which `invite` candidates of each category shown may be expected to be invited, or as many as can be.

    `trials`: place at most so many. Raises TrialmetricsError for a number out of range.
    """
    for number in (invite, trials):
        if number is not None and not 1 <= number <= LARGEST:
            raise TrialmetricsError(_("Give a whole number from 1 to {most}.").format(most=LARGEST))
    shown = ranking.suppliers
    needs = (shown["verdict"] == verdict.RETRY) | ((shown["verdict"] == verdict.PASS) & (shown["judged_open"] > 0))
    rows = shown[needs].reset_index(drop=True)
    invited = _invited(ranking, rows)
    category, undecided = rows["category"].to_numpy(), (rows["verdict"] == verdict.RETRY).to_numpy()
    settled = shown[~needs & (shown["verdict"] == verdict.PASS)].groupby("category").size().to_dict()
    chance = invited.mean(axis=1)
    number = _allocate(chance, undecided & (rows["judged_open"] == 0).to_numpy(), category, settled, invite, trials)
    then = invited[np.arange(len(rows)), :, number]
    goals = []
    for name, every in shown.groupby("category"):
        mine = category == name
        now = int((every["verdict"] == verdict.PASS).sum())
        after = settled.get(name, 0) + then[mine].sum(axis=0)
        low, high = np.quantile(after, RANGE, method="inverted_cdf").astype(int).tolist() if mine.any() else (now, now)
        goals.append(
            Goal(
                str(name), invite, len(every), now, int((every["verdict"] == verdict.RETRY).sum()),
                int((chance[mine & undecided].max(axis=1, initial=0) >= CLOSE).sum()), int(number[mine].sum()), low, high,
                sorted(rows.loc[mine & ~undecided, "supplier"], key=str.casefold),
            )
        )  # fmt: skip
    return Plan(
        wanted=invite,
        goals=goals,
        lines=_lines(ranking, rows, number, chance),
        waiting=_names(rows[undecided & (rows["judged_open"] > 0)]),
        declined=_names(rows[rows["rule"] == verdict.ALL_DECLINED]),
        currency=ranking.policy.currency,
    )


def next_step(ranking: Ranking, supplier_key: str, category: str) -> str:
    """What to try next with one candidate that has no verdict, in a sentence or two; empty where it has one."""
    judged = ranking.judged
    mine = (judged["supplier_key"] == supplier_key) & (judged["category"] == category)
    rows = judged[mine & (judged["verdict"] == verdict.RETRY)]
    if rows.empty:
        return ""
    if running := int(rows["judged_open"].iloc[0]):
        return words.running(running)
    chance = _invited(ranking, rows).mean(axis=1)
    steps = _steps(chance[0])
    number = np.array([steps[0][1] if steps else 1])
    return words.next_step(_lines(ranking, rows, number, chance).iloc[0].to_dict())


def _invited(ranking: Ranking, rows: pd.DataFrame) -> np.ndarray:
    """`prospects` of these rows of the ranking."""
    places = candidates.places(ranking.judged, rows)
    if ranking.posterior is None:
        # Nothing is known of anybody: nothing is promised.
        return np.zeros((len(rows), 1, 1 + MOST_EACH), dtype=bool)
    large_only = ranking.filters.large_only
    return prospects(ranking.judged, ranking.posterior, ranking.policy, places, large_only=large_only)


def _steps(chance: np.ndarray) -> list[tuple[float, int]]:
    """How further trials are best placed with a candidate, from its chances (1 + MOST_EACH,): gain per trial, and number
    of trials, one step after the other. A trial that brings nothing alone may do so with the next one."""
    steps, at = [], 0
    while at < MOST_EACH:
        gains = (chance[at + 1 :] - chance[at]) / np.arange(1, len(chance) - at)
        best = int(np.argmax(gains))
        if gains[best] < LEAST:
            break
        steps.append((float(gains[best]), best + 1))
        at += best + 1
    return steps


def _allocate(
    chance: np.ndarray, free: np.ndarray, category: np.ndarray, settled: dict[Any, int], wanted: int, most: int | None
) -> np.ndarray:
    """How many trials each candidate gets (C,): where one more is likeliest to bring an invitation, until as many as are
    wanted may be expected in its category, or `most` are placed.

    `chance` (C, 1 + MOST_EACH); `free` (C,): may get trials; `settled`: invitations per category that stay.
    """
    expected = {name: settled.get(name, 0) + chance[category == name, 0].sum() for name in set(category)}
    number, left = np.zeros(len(chance), dtype=int), LARGEST if most is None else most
    steps = [(gain, place, n) for place in np.flatnonzero(free) for gain, n in _steps(chance[place])]
    passed = set()
    for gain, place, n in sorted(steps, key=lambda step: -step[0]):
        if expected[category[place]] >= wanted or n > left or place in passed:
            passed.add(place)
            continue
        number[place] += n
        expected[category[place]] += gain * n
        left -= n
    return number


def _lines(ranking: Ranking, rows: pd.DataFrame, number: np.ndarray, chance: np.ndarray) -> pd.DataFrame:
    """The plan's lines, from the number of trials and the chances of each row."""
    trials, today = ranking.trials, ranking.as_of.date()
    valued = trials[trials["currency"] == ranking.policy.currency]
    values = valued.groupby(["category", "order_class"])["order_value"].mean()
    last = trials.groupby("supplier_key")["requested_at"].max()
    testers, lines = Testers(trials), []
    then = chance[np.arange(len(rows)), number]
    gain = (then - chance[:, 0]) / np.maximum(number, 1)
    for place in np.argsort(-gain, kind="stable"):
        n = int(number[place])
        if not n:
            continue
        row = rows.iloc[place].to_dict()
        key, larger = row["supplier_key"], row["rule"] == verdict.ALL_DECLINED
        latest = last.get(key)
        lines.append(
            {name: row[name] for name in ("supplier_key", "supplier", "category")}
            | {"trials": n, "order": "larger" if larger else "small", "testers": testers.choose(key, n)}
            | {"not_before": None if pd.isna(latest) else not_before(latest.date(), today)}
            | {"cost": n * values.get((row["category"], "large" if larger else "small"), np.nan)}
            | {"chance": float(then[place]), "why": words.why(row)}
        )
    return pd.DataFrame(lines, columns=list(LINE))


def _names(rows: pd.DataFrame) -> list[str]:
    return sorted(set(rows["supplier"]), key=str.casefold)
