"""A candidate in words: its name, what its score rests on, what became of its trials."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from trialmetrics import wording
from trialmetrics.language import _, ngettext
from trialmetrics.vocabulary import NOTHING, RATINGS

FULL = 99.5  # points of coverage from which nothing is said of what is missing
NAMED = 2  # kinds of things a score rests on that are named

# What must have been noted for which criteria to have a value; `outcome` alone never makes a score.
_RESTS_ON = {
    "reply_times": ("responsiveness",),
    "chases": ("follow_through",),
    "ratings": RATINGS,
    "delivery": ("care",),
    "initiatives": ("devotion",),
}
# The counts that are said wherever they are not zero, in this order.
_COUNTED = ("stopped", *NOTHING, "declined", "open", "void", "burnt", "incomplete")


def name(supplier: str, category: str, *, several: bool = True) -> str:
    """A candidate's name: with its category where `several` categories are shown."""
    return _("{supplier} · {category}").format(supplier=supplier, category=category) if several else supplier


def names(candidates: pd.DataFrame) -> list[str]:
    """The name of each candidate of a table; with its category where more than one category is in it."""
    several = candidates["category"].nunique() > 1
    return [
        name(supplier, category, several=several)
        for supplier, category in zip(candidates["supplier"], candidates["category"], strict=True)
    ]


def served(candidate: Mapping[str, Any]) -> str:
    """How many of its ended trials came to something: "served 3 of 4"; a dash where none has ended."""
    if not candidate["served_of"]:
        return wording.NOTHING
    return _("served {k} of {n}").format(k=int(candidate["served"]), n=int(candidate["served_of"]))


def counts(candidate: Mapping[str, Any]) -> str:
    """Every count of its trials that is not zero and no service: "1 ignored, 2 still running"; else empty."""
    shown = [
        _("{n} {state}").format(n=int(candidate[state]), state=wording.state_words(state))
        for state in _COUNTED
        if candidate[state]
    ]
    if incidents := int(candidate["incidents"]):
        shown.append(
            ngettext(
                "{n} with rude or belittling treatment", "{n} with rude or belittling treatment", incidents
            ).format(n=incidents)
        )
    return ", ".join(shown)


def rests_on(candidate: Mapping[str, Any]) -> str:
    """What the score was judged on, where that is not everything: "judged on delivery alone (20 of 100)".

    `candidate`: a row of a ranking with `coverage` (points) and `rests_on` (share of the scored trials per criterion).
    """
    coverage = candidate["coverage"]
    if coverage is None or pd.isna(coverage) or coverage >= FULL:
        return ""
    points = wording.score(coverage)
    shares = candidate["rests_on"]
    noted = {
        kind: any(shares.get(each) for each in criteria) for kind, criteria in _RESTS_ON.items()
    }  # fmt: skip
    there = [_kind(kind) for kind, known in noted.items() if known]
    missing = [_kind(kind) for kind, known in noted.items() if not known]
    if len(there) == 1:
        return _("judged on {what} alone ({points} of 100)").format(what=there[0], points=points)
    if 1 < len(there) <= NAMED:
        one, other = there
        return _("judged on {one} and {other} ({points} of 100)").format(one=one, other=other, points=points)
    if len(missing) == 1:
        return _("judged without {what} ({points} of 100)").format(what=missing[0], points=points)
    return _("judged on {points} of 100").format(points=points)


def _kind(kind: str) -> str:
    words = {
        "reply_times": _("reply times"),
        "chases": _("chases"),
        "ratings": _("ratings"),
        "delivery": _("delivery"),
        "initiatives": _("unasked help"),
    }
    return words[kind]
