"""The rows of the ranking chart: who is judged by the score on top, who is out for what it did below; of many the most telling."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from trialmetrics.analysis import verdict

MOST = 40  # candidates that are all shown
# Of more: the best, those nearest their threshold, and those out, for what they did and for their score.
BEST, NEAR, OUT = 12, 12, 12


class Rows(NamedTuple):
    """`candidates`: those shown, with `place`, the number of their row from the top, and `out`, whether they are out for what they
    did; `gaps`: row -> number of candidates left out there; `heading`: the row of the heading over those out, None without any;
    `number`: of all rows."""

    candidates: pd.DataFrame
    gaps: dict[int, int]
    heading: int | None
    number: int


def arranged(candidates: pd.DataFrame, *, everybody: bool) -> Rows:
    """The rows for these candidates of a ranking, best first; with `everybody` all of them, however many."""
    out = (candidates["rule"] == verdict.KNOCKED_OUT).to_numpy(bool)
    shown = (
        np.full(len(candidates), True)
        if everybody or not is_shortened(candidates)
        else _telling(candidates, out)
    )
    places: dict[int, int] = {}
    gaps: dict[int, int] = {}
    heading, row = None, 0
    for group in (np.flatnonzero(~out), np.flatnonzero(out)):
        if len(group) and out[group[0]]:
            heading, row = row, row + 1
        for hidden, run in _runs(group, shown):
            if hidden and len(run) > 1:
                gaps[row] = len(run)
                row += 1
                continue
            for position in run:  # a single hidden one takes no more room than the gap would
                places[int(position)] = row
                row += 1
    rows = candidates.iloc[[*places]].assign(place=[*places.values()])
    return Rows(rows.assign(out=rows["rule"] == verdict.KNOCKED_OUT), gaps, heading, row)


def is_shortened(candidates: pd.DataFrame) -> bool:
    """Whether there are too many to show all at first."""
    return len(candidates) > MOST


def _telling(candidates: pd.DataFrame, out: np.ndarray) -> np.ndarray:
    """Which candidates are shown first, yes/no: the best, those nearest their threshold, and the first of those out, for what they
    did and for their score."""
    shown = np.full(len(candidates), False)
    judged = np.flatnonzero(~out)
    shown[judged[:BEST]] = True
    distance = (candidates["score"] - candidates["threshold"]).abs().reset_index(drop=True)
    shown[distance[judged[BEST:]].dropna().nsmallest(NEAR).index] = True
    for rejected in (out, (candidates["rule"] == verdict.BELOW).to_numpy(bool)):
        shown[np.flatnonzero(rejected)[:OUT]] = True
    return shown


def _runs(group: np.ndarray, shown: np.ndarray) -> Iterator[tuple[bool, np.ndarray]]:
    """Neighbours of a group that are all hidden, or all shown: whether they are hidden, and their positions."""
    hidden = ~shown[group]
    for run in np.split(np.arange(len(group)), np.flatnonzero(np.diff(hidden)) + 1):
        if len(run):
            yield bool(hidden[run[0]]), group[run]
