"""A candidate in words: its name, what its score rests on, what became of its trials."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from trialmetrics import verdict, wording
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


def trials(candidate: Mapping[str, Any]) -> str:
    """What became of its trials: "served 3 of 4, 1 ignored"."""
    said = [each for each in (served(candidate), counts(candidate)) if each and each != wording.NOTHING]
    return ", ".join(said) or wording.NOTHING


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


def judged(trial: Mapping[str, Any], judged_on: str) -> str:
    """Whether a trial judges its candidate, and if not, why: "yes", "no: test discovered".

    `judged_on`: the order class that judges the candidate.
    """
    if trial["state"] in ("void", "burnt", "incomplete"):
        return _("no: {why}").format(why=wording.state_words(trial["state"]))
    if trial["judged"]:
        return _("yes") if trial["ended"] else _("not yet")
    if trial["order_class"] == "large" and judged_on == "small":
        return _("no: large, beside small ones")
    return _("no: outside the period")


def why(candidate: Mapping[str, Any]) -> str:
    """Why a candidate has its verdict, in two to four words, such as "ignored 2 of 3"; its reasons say the rest."""
    threshold, chance = wording.score(candidate["threshold"]), wording.percent(candidate["p_below"])
    match candidate["rule"]:
        case verdict.KNOCKED_OUT:
            return _knocked_out(candidate, candidate["knock_outs"][0])
        case verdict.NOTHING_SCORED:
            return _("nothing to score yet")
        case verdict.ALL_DECLINED:
            return _("declined politely")
        case verdict.THIN_COVERAGE:
            return rests_on(candidate)
        case verdict.FEW_TRIALS:
            trials = int(candidate["scored_trials"])
            return ngettext("{n} trial so far", "{n} trials so far", trials).format(n=trials)
        case verdict.BELOW | verdict.ABOVE:
            return _("{chance} below {threshold}").format(chance=chance, threshold=threshold)
    if candidate["vetoes"]:
        return _vetoed(candidate, candidate["vetoes"][0])
    return _("too close to {threshold}").format(threshold=threshold)


def _knocked_out(candidate: Mapping[str, Any], knock_out: str) -> str:
    if knock_out == verdict.SMALL_PENALTY:
        return _("small orders {points} less").format(points=wording.score(candidate["small_penalty"]))
    words = {
        "incidents": _("rude {k} of {n}"),
        "ignored": _("ignored {k} of {n}"),
        "brushed_off": _("brushed off {k} of {n}"),
        "dropped": _("never delivered {k} of {n}"),
    }
    counted = candidate["knock_out_counts"][knock_out]
    return words[knock_out].format(k=counted["k"], n=counted["n"])


def _vetoed(candidate: Mapping[str, Any], veto: str) -> str:
    words = {
        verdict.CAME_TO_NOTHING: _("{nothing} of {n} came to nothing"),
        verdict.DECLINED: _("declined {declined} of {served}"),
        verdict.PLAIN_MEAN: _("own mean {mean}"),
        verdict.INCIDENT: _("rude once: look at it"),
    }
    return words[veto].format(
        nothing=int(candidate["served_of"] - candidate["served"]), n=int(candidate["served_of"]),
        declined=int(candidate["judged_declined"]), served=int(candidate["served"]),
        mean=wording.score(candidate["raw_score"]),
    )  # fmt: skip
