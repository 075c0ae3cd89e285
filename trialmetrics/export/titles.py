"""Column titles of the workbook tables, in the reader's language."""

from collections.abc import Iterable

from trialmetrics.text import terms
from trialmetrics.text.language import _
from trialmetrics.vocabulary import CRITERIA, ENDED, RATINGS

_STATES = (*ENDED, "void", "incomplete", "burnt", "open")
_COUNTS = ("chases", "errors", "recoveries", "initiatives", "rude", "belittling", "complaints")


def of_ranking() -> dict[str, str]:
    """Titles by column of a ranking, in table order."""
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
        "lean": _("So far"),
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
        **{name: capitalised(terms.criterion_words(name)) for name in CRITERIA},
        "answered_rate": _("Share answered"),
        "median_first_reply_hours": _("First reply (hours)"),
        "chases_per_trial": _("Chases per trial"),
        **{state: capitalised(terms.state_words(state)) for state in _STATES},
        "incidents": _("Rude or belittling"),
        "small_score": _("Score on small orders"),
        "large_score": _("Score on large orders"),
        "small_penalty": _("Points less for small orders"),
        "small_penalty_low": _("Points less for small orders, at least"),
        "small_penalty_high": _("Points less for small orders, at most"),
        "p_small_penalty": _("Chance that small orders are treated worse"),
        **{f"{name}_share": _share_title(terms.criterion_words(name)) for name in CRITERIA},
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
    """Titles by column of trials, in table order."""
    return {
        **_log_column_titles("supplier", "trial_id", "category", "round", "tester"),
        "requested_at": _("Requested"),
        "state": _("State"),
        **_log_column_titles("order_class", "new_customer", "order_value", "currency"),
        "first_reply_hours": _("First reply (hours)"),
        "answered": _("Answered"),
        **_log_column_titles("chases", "chased_first"),
        "days_late": _("Days late"),
        "score": _("Score"),
        **{f"{name}_score": _points_title(terms.criterion_words(name)) for name in CRITERIA},
        **_log_column_titles(*RATINGS, *_COUNTS[1:]),
        "judged": _("Judged"),
        "enquiry": _("Enquiry only"),
        "coverage": _("Part of the score observed, of 100"),
        "observed": _("Observed"),
        "gaps": _("Set aside or contradicted"),
    }


def of_plan(currency: str) -> dict[str, str]:
    """Titles by column of a plan, in table order."""
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


def of_decisions() -> dict[str, str]:
    """Titles by column of decisions on candidates, in table order."""
    return {
        "category": _("Category"),
        "supplier": _("Supplier"),
        "decision": _("Decision"),
        "reason": _("Why decided"),
        "verdict": _("Verdict"),
        "why": _("Why"),
        "score": _("Score"),
        "score_low": _("Score, at least"),
        "score_high": _("Score, at most"),
        "rank": _("Rank"),
        "trials": _("Trials"),
        "verdict_then": _("Verdict when decided"),
        "since": _("Since then"),
        "valid_until": _("Valid until"),
        "decided_by": _("Who"),
        "decided_at": _("When"),
        "policy_version": _("Policy version"),
    }


def of_record() -> dict[str, str]:
    """Titles by column of the record, in table order."""
    return {
        "subject": _("What it is about"),
        "kind": _("What"),
        "reason": _("Why"),
        "who": _("Who"),
        "moment": _("When"),
        "number": _("No."),
    }


def of_testers() -> dict[str, str]:
    """Titles by column of testers, in table order."""
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
    """Titles by column of uploads, in table order."""
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
        "replaces": _("Replaces no."),
    }


def of_problems() -> dict[str, str]:
    """Titles by column of the problems in a file, in table order."""
    return {
        "line": _("Line"),
        "column": _("Column"),
        "value": _("Value"),
        "reason": _("How to mend it"),
        "severity": _("What"),
    }


def spend(currency: str, *, everywhere: bool = False) -> str:
    """Title of the spend in a currency: for the candidate or, with `everywhere`, for its supplier in all categories."""
    title = _("Spend in all its categories ({currency})") if everywhere else _("Spend ({currency})")
    return title.format(currency=currency)


def capitalised(words: str) -> str:
    """The words with a capital first letter."""
    return words[:1].upper() + words[1:]


def _log_column_titles(*columns: str) -> dict[str, str]:
    return {name: capitalised(terms.column_words(name)) for name in columns}


def _points_title(criterion: str) -> str:
    return capitalised(_("{criterion}, points").format(criterion=criterion))


def _share_title(criterion: str) -> str:
    return capitalised(_("{criterion}, share of trials that show it").format(criterion=criterion))


def observed(kinds: Iterable[str]) -> str:
    """The kinds of observation of a trial, as words in one cell."""
    words = {
        "contact": _("contact"), "reply_times": _("reply times"), "delivery": _("delivery"), "chases": _("chases"),
        "errors": _("errors"), "initiatives": _("unasked help"), "recoveries": _("errors made good"), "rude": _("rudeness"),
        "belittling": _("belittling"), "complaints": _("complaints"), "ratings": _("ratings"),
    }  # fmt: skip
    return ", ".join(words[kind] for kind in kinds)
