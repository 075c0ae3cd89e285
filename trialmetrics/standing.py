"""Where each supplier stands among those shown: its rank and how firm that is, its grade, whom it clearly beats."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics import evidence, wording
from trialmetrics.evidence.grades import REWARD
from trialmetrics.language import _, ngettext

DRAWS = 4000  # joint draws of the true scores
FEWEST_DRAWS = 1000
NUMBERS = 100_000_000  # drawn at most, unless that makes fewer draws than FEWEST_DRAWS
COMPARED = 500  # suppliers at most that are compared two by two
CLEAR = 0.90  # one is clearly better than another where it is with this probability
BEST_SHARE = 3  # one in three is the best third
RANK_POINTS = (0.05, 0.95)  # probabilities of the two points between which the true rank is said to lie
NAMED = 3  # suppliers of a group named in a sentence

COLUMNS = ("rank_low", "rank_high", "p_best_third", "grade", "clearly_better_than", "clearly_worse_than")


def draws_for(suppliers: int) -> int:
    """How many joint draws are taken of so many suppliers."""
    return int(np.clip(NUMBERS // max(suppliers, 1), FEWEST_DRAWS, DRAWS))


def standing(drawn: Iterable[np.ndarray]) -> dict[str, np.ndarray]:
    """The COLUMNS per supplier (S,), from joint draws of those shown, some at a time (few, S).

    The 5 and 95 % points of the rank; P(among the best third); the grade, 1 the best; how many others it is clearly
    better and clearly worse than. With more than COMPARED suppliers the last three are NaN.
    """
    placed, kept = [], []
    for some in drawn:
        placed.append(evidence.ranks_drawn(some))
        if some.shape[1] <= COMPARED:
            kept.append(some)
    ranks = np.concatenate(placed)
    number = ranks.shape[1]
    low, high = evidence.rank_points(ranks, *RANK_POINTS)
    found = dict.fromkeys(COLUMNS, np.full(number, np.nan)) | {"rank_low": low, "rank_high": high}
    found["p_best_third"] = (ranks <= best_third(number)).mean(axis=0)
    if kept:
        better = evidence.probability_better(np.concatenate(kept))
        found["grade"] = evidence.grades(better).astype(float)
        found["clearly_better_than"] = (better >= CLEAR).sum(axis=1).astype(float)
        found["clearly_worse_than"] = (better >= CLEAR).sum(axis=0).astype(float)
    return found


def best_third(suppliers: int) -> int:
    """How many of so many suppliers are the best third, at least one."""
    return -(-suppliers // BEST_SHARE)


def groups_sentence(suppliers: pd.DataFrame) -> str:
    """Which of the shown suppliers are clearly better than which, in a sentence; empty where nothing can be said."""
    graded = suppliers[suppliers["grade"].notna()]
    if len(graded) < 2:
        return ""
    groups = [list(group["supplier"]) for _grade, group in graded.groupby("grade")]
    if len(groups) == 1:
        return _("So far no supplier is clearly better than another: place more trials to tell them apart.")
    named = "; ".join(f"{number}. {_named(group)}" for number, group in enumerate(groups, start=1))
    return _(
        "Groups that the trials tell apart, best first: {groups}. Within a group the order may be chance, and neighbours "
        "in two groups may be close."
    ).format(groups=named)


def groups_method() -> str:
    """How the groups are worked out."""
    return _(
        "For every two suppliers it is worked out how likely the one truly is better than the other. Where that is likely "
        "enough they come into different groups: two alone from {alone} on. Among many, those groups are made in which the "
        "pairs in the right order outweigh those in the wrong one most, a wrong pair counting as much as {times} right ones "
        "(Kline, Rose and Walters, 2024). Few trials give few groups."
    ).format(alone=wording.percent(1 / (1 + REWARD)), times=wording.number(1 / REWARD))


def _named(group: list[str]) -> str:
    names = ", ".join(group[:NAMED])
    more = len(group) - NAMED
    if more <= 0:
        return names
    return ngettext("{names} and {n} more", "{names} and {n} more", more).format(names=names, n=more)


def clearly_sentence(supplier: Mapping[str, Any], others: int) -> str:
    """How many of the `others` shown a supplier is clearly better and clearly worse than; empty where not compared."""
    if others < 1 or pd.isna(supplier["clearly_better_than"]):
        return ""
    return ngettext(
        "Clearly better than {better} of {others} other supplier, clearly worse than {worse}.",
        "Clearly better than {better} of {others} other suppliers, clearly worse than {worse}.",
        others,
    ).format(
        better=int(supplier["clearly_better_than"]), worse=int(supplier["clearly_worse_than"]), others=others
    )
