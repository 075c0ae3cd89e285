"""The columns of a table as a reader knows them."""

from collections.abc import Iterable

from trialmetrics.text import terms
from trialmetrics.text.language import _
from trialmetrics.vocabulary import CRITERIA, ENDED, RATINGS

_STATES = (*ENDED, "void", "incomplete", "burnt", "open")
_COUNTS = ("chases", "errors", "recoveries", "initiatives", "rude", "belittling", "complaints")


def of_ranking() -> dict[str, str]:
    """The columns of a ranking, in the order of its table."""
    return {
        "rank": _("Rank"),
        "supplier": _("Supplier"),
        "category": _("Category"),
        "verdict": _("Verdict"),
        "why": _("Why"),
        "score": _("Score"),
        "score_low": _("Score, at least"),
        "score_high": _("Score, at most"),
        "threshold": _("Threshold"),
        "p_below": _("Chance that it is below the threshold"),
        "lean": _("Leaning"),
        "rank_low": _("Rank, at best"),
        "rank_high": _("Rank, at worst"),
        "raw_score": _("Plain mean of its trials"),
        "served": _("Served"),
        "served_of": _("Served, of how many"),
        "trials": _("Trials"),
        "ended_trials": _("Concluded trials"),
        "scored_trials": _("Scored trials"),
        "coverage": _("Part of the score observed, of 100"),
        "judged_on": _("Judged on orders that are"),
        "more_trials": _("More trials needed"),
        **{name: capital(terms.criterion_words(name)) for name in CRITERIA},
        "answered_rate": _("Share answered"),
        "median_first_reply_hours": _("First reply (hours)"),
        "chases_per_trial": _("Chases per trial"),
        **{state: capital(terms.state_words(state)) for state in _STATES},
        "incidents": _("Rude or belittling"),
        "small_score": _("Score on small orders"),
        "large_score": _("Score on large orders"),
        "small_penalty": _("Points less for small orders"),
        "small_penalty_low": _("Points less for small orders, at least"),
        "small_penalty_high": _("Points less for small orders, at most"),
        "p_small_penalty": _("Chance that small orders are treated worse"),
        **{f"{name}_share": _share(terms.criterion_words(name)) for name in CRITERIA},
        "elsewhere": _("Also tried in"),
        "supplier_trials": _("Trials in all its categories"),
        "supplier_served": _("Served in all its categories"),
        "supplier_served_of": _("Served in all its categories, of how many"),
        "supplier_raw_score": _("Plain mean in all its categories"),
        "knock_outs": _("Out because it"),
        "vetoes": _("Not invited because of"),
        "reasons": _("In words"),
    }


def of_trials() -> dict[str, str]:
    """The columns of trials, in the order of their table."""
    return {
        **_as_written("supplier", "trial_id", "category", "round", "tester"),
        "requested_at": _("Requested"),
        "state": _("State"),
        **_as_written("order_class", "new_customer", "order_value", "currency"),
        "first_reply_hours": _("First reply (hours)"),
        "answered": _("Answered"),
        **_as_written("chases", "chased_first"),
        "days_late": _("Days late"),
        "score": _("Score"),
        **{f"{name}_score": _points(terms.criterion_words(name)) for name in CRITERIA},
        **_as_written(*RATINGS, *_COUNTS[1:]),
        "judged": _("Judged"),
        "enquiry": _("Enquiry only"),
        "coverage": _("Part of the score observed, of 100"),
        "observed": _("Observed"),
        "gaps": _("Set aside or contradicted"),
    }


def of_plan(currency: str) -> dict[str, str]:
    """The columns of a plan, in the order of its table."""
    return {
        "supplier": _("Supplier"),
        "category": _("Category"),
        "trials": _("Trials"),
        "testers": _("By"),
        "not_before": _("Not before"),
        "cost": _("Cost ({currency})").format(currency=currency),
        "chance": _("Chance of an invitation"),
        "why": _("Why"),
    }


def of_testers() -> dict[str, str]:
    """The columns of testers, in the order of their table."""
    return {
        "tester": _("Tester"),
        "trials": _("Judged trials"),
        "suppliers": _("Suppliers tried"),
        "alone": _("Of them tried by nobody else"),
        "severity": _("Points less than the average tester"),
        "severity_low": _("Points less, at least"),
        "severity_high": _("Points less, at most"),
    }


def of_uploads() -> dict[str, str]:
    """The columns of uploads, in the order of their table."""
    return {
        "upload_id": _("No."),
        "file": _("File"),
        "uploaded_at": _("When"),
        "uploaded_by": _("Who"),
        "rows": _("Rows"),
        "taken": _("Taken"),
        "set_aside": _("Set aside"),
        "already_known": _("Already known"),
        "active": _("State"),
        "replaces": _("In the place of no."),
    }


def of_problems() -> dict[str, str]:
    """The columns of what is wrong in a file, in the order of their table."""
    return {
        "line": _("Line"),
        "column": _("Column"),
        "value": _("Value"),
        "reason": _("How to mend it"),
        "severity": _("What"),
    }


def spend(currency: str, *, everywhere: bool = False) -> str:
    """What was spent in a currency, on the candidate or on its supplier in all its categories (`everywhere`)."""
    title = _("Spend in all its categories ({currency})") if everywhere else _("Spend ({currency})")
    return title.format(currency=currency)


def capital(words: str) -> str:
    """Words as they stand at the head of a column."""
    return words[:1].upper() + words[1:]


def _as_written(*columns: str) -> dict[str, str]:
    return {name: capital(terms.column_words(name)) for name in columns}


def _points(criterion: str) -> str:
    return capital(_("{criterion}, points").format(criterion=criterion))


def _share(criterion: str) -> str:
    return capital(_("{criterion}, share of trials that show it").format(criterion=criterion))


def observed(kinds: Iterable[str]) -> str:
    """What was observed of a trial, in words."""
    words = {
        "contact": _("contact"), "reply_times": _("reply times"), "delivery": _("delivery"), "chases": _("chases"),
        "errors": _("errors"), "initiatives": _("unasked help"), "recoveries": _("errors made good"), "rude": _("rudeness"),
        "belittling": _("belittling"), "complaints": _("complaints"), "ratings": _("ratings"),
    }  # fmt: skip
    return ", ".join(words[kind] for kind in kinds)
