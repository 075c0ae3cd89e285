"""Texts about a candidate: its name, what its score is based on, the outcomes of its trials."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from trialmetrics.text import number_text, terms
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.reason_text import counts, text
from trialmetrics.vocabulary import NOTHING

NAMED = 2  # criteria named in a short text; more are summed up

# States counted in texts, in this order, where not zero.
_COUNTED = ("stopped", *NOTHING, "declined", "open", "void", "burnt", "incomplete")
_ENDED = ("fulfilled", "stopped", *NOTHING, "declined")


def name(supplier: str, category: str, *, several: bool = True) -> str:
    """A candidate's name, with its category where `several` categories are shown."""
    return _("{supplier} · {category}").format(supplier=supplier, category=category) if several else supplier


def names(candidates: pd.DataFrame) -> list[str]:
    """The name of each candidate, with its category where the table has more than one."""
    if candidates["category"].nunique() <= 1:
        return list(candidates["supplier"])
    return [
        name(supplier, category)
        for supplier, category in zip(candidates["supplier"], candidates["category"], strict=True)
    ]


def shortest_names(candidates: pd.DataFrame) -> list[str]:
    """The name of each candidate, with its category only where the table has its supplier in several."""
    several = candidates["supplier"].duplicated(keep=False)
    return [
        name(supplier, category, several=ambiguous)
        for supplier, category, ambiguous in zip(
            candidates["supplier"], candidates["category"], several, strict=True
        )
    ]


def outcomes(candidate: Mapping[str, Any]) -> dict[str, int]:
    """Label -> number of its trials, for every outcome other than being served that is not zero."""
    counted = {terms.state_words(state): number for state, number in _counted(candidate).items()}
    counted[_("ended, and not judged")] = _not_judged(candidate)
    counted[_("with rude or belittling treatment")] = int(candidate["incidents"])
    return {words: number for words, number in counted.items() if number}


def trials(candidate: Mapping[str, Any]) -> str:
    """The outcomes of its trials: "served 3 of 4, 1 ignored"."""
    of = int(candidate["served_of"])
    served = [_("served {k} of {n}").format(k=int(candidate["served"]), n=of)] if of else []
    incidents = int(candidate["incidents"])
    rude = [_("{n} with rude or belittling treatment").format(n=incidents)] if incidents else []
    left = _not_judged(candidate)
    not_judged = [_("{n} not judged").format(n=left)] if left else []
    states = counts(_counted(candidate))
    return ", ".join([*served, *states, *rude, *not_judged]) or number_text.NOTHING


def _counted(candidate: Mapping[str, Any]) -> dict[str, int]:
    """State -> number of its trials, of those that ended the judged ones, which are those that "served" counts."""
    return {state: int(candidate[f"judged_{state}" if state in _ENDED else state]) for state in _COUNTED}


def _not_judged(candidate: Mapping[str, Any]) -> int:
    """Trials that ended and are not judged, being too old or of the other order class."""
    return sum(int(candidate[state]) - int(candidate[f"judged_{state}"]) for state in _ENDED)


def rests_on(candidate: Mapping[str, Any]) -> str:
    """What the score is based on, where not on all criteria: "Judged on delivery alone (20 of 100 points)", "65 of 100
    points"; else empty.

    `candidate`: a row of a ranking, whose reasons say the same at length.
    """
    for reason in candidate["reasons"]:
        if reason["code"] in ("rests_on", "thin_coverage"):
            if len(reason["criteria"]) > NAMED:
                return _("{points} of 100 points").format(points=number_text.score(reason["coverage"]))
            return text({**reason, "code": "rests_on"}).rstrip(".")
    return ""


def standing(candidate: Mapping[str, Any], others: int) -> str:
    """How many of the `others` shown are clearly worse and clearly better than a candidate; empty where not compared."""
    if others < 1 or pd.isna(candidate["clearly_better_than"]):
        return ""
    better, worse = int(candidate["clearly_better_than"]), int(candidate["clearly_worse_than"])
    if others == 1:
        if better:
            return _("Clearly better than the other candidate.")
        return (
            _("Clearly worse than the other candidate.")
            if worse
            else _("Neither clearly better nor clearly worse than the other candidate.")
        )
    return ngettext(
        "Clearly better than {better} of {others} other candidate, clearly worse than {worse}.",
        "Clearly better than {better} of {others} other candidates, clearly worse than {worse}.",
        others,
    ).format(better=better, worse=worse, others=others)


def judged(trial: Mapping[str, Any], judged_on: str) -> str:
    """Whether a trial counts for the verdict, and if not, why: "yes", "no: test discovered".

    `judged_on`: the order class that judges the candidate.
    """
    if trial["state"] in ("void", "burnt", "incomplete"):
        return _("no: {why}").format(why=terms.state_words(trial["state"]))
    if trial["judged"]:
        return _("yes") if trial["ended"] else _("not yet")
    if trial["order_class"] == "large" and judged_on == "small":
        return _("no: a large order")
    return _("no: outside the period")
