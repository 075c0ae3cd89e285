"""First impressions: texts for as long as no candidate has enough trials for a verdict on its score."""

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from trialmetrics.analysis import verdict
from trialmetrics.analysis.candidates import places
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.policy import Policy
from trialmetrics.records import records
from trialmetrics.text import candidate_text, date_text, number_text
from trialmetrics.text.language import _, ngettext

MOST_TRIALS = 10_000  # that come from a cluster for a page


def only_first_impressions(ranking: Ranking) -> bool:
    """Whether there are candidates and none of those shown has `min_trials` scored trials; of more trials than can be told one by
    one where they stay on a cluster, never."""
    few = ranking.suppliers["scored_trials"] < ranking.policy.evidence.min_trials
    here = ranking.measures.trials.whole or ranking.suppliers["trials"].sum() <= MOST_TRIALS
    return bool(len(few)) and bool(few.all()) and bool(here)


def sentence(ranking: Ranking) -> str:
    """Who comes first and last and what they did, then how many lean which way; for rankings with `only_first_impressions`."""
    return " ".join([*_order(ranking), *_leans(ranking)])


def facts(ranking: Ranking) -> list[str]:
    """What each candidate shown did in its trials, in the order of the ranking: "never answered, chased 3 times"."""
    trials, day_hours = (
        ranking.measures.trials.of(ranking.suppliers["supplier_key"].unique()),
        ranking.policy.clock.day_hours,
    )
    candidates = places(ranking.suppliers, trials)
    trials_by_candidate: list[list[dict[str, Any]]] = [[] for _row in range(len(ranking.suppliers))]
    for candidate, trial in zip(candidates, records(trials), strict=True):
        if candidate >= 0:
            trials_by_candidate[candidate].append(trial)
    return [
        "; ".join(trial_facts(trial, day_hours) for trial in _judged(trials))
        for trials in trials_by_candidate
    ]


def trial_facts(trial: Mapping[str, Any], day_hours: float) -> str:
    """What happened in one trial, in a few words, without what was not observed. `day_hours`: hours of a service day."""
    return ", ".join(_happened(trial, day_hours)) or _("nothing noted")


def lean_legend(policy: Policy) -> str:
    """Explains the words for leans."""
    limits = policy.evidence
    return _(
        "Probably above the threshold: its true score is, with a probability of at least {above}; probably below: with at least "
        "{below}; unclear: in between. Do not invite: what it did leaves it out under the policy, whatever its score."
    ).format(above=number_text.percent(1 - limits.in_at), below=number_text.percent(limits.lean_out))


def _order(ranking: Ranking) -> Iterator[str]:
    # A candidate with too little noted for a verdict is neither first nor last.
    scored = (
        ranking.suppliers["score"].notna() & (ranking.suppliers["rule"] != verdict.THIN_COVERAGE)
    ).to_numpy()
    names = [
        name for name, known in zip(candidate_text.names(ranking.suppliers), scored, strict=True) if known
    ]
    happened = [fact for fact, known in zip(facts(ranking), scored, strict=True) if known]
    if len(names) > 1:
        yield _("First: {first} ({first_facts}). Last: {last} ({last_facts}).").format(
            first=names[0], first_facts=happened[0], last=names[-1], last_facts=happened[-1]
        )


def _leans(ranking: Ranking) -> Iterator[str]:
    undecided = ranking.suppliers[ranking.suppliers["verdict"] == verdict.RETRY]
    thin = undecided["rule"] == verdict.THIN_COVERAGE
    leans = undecided.loc[~thin, "lean"]
    numbers = {
        **leans.value_counts(), "thin": int(thin.sum()), "unknown": int(undecided["lean"].isna().sum()),
    }  # fmt: skip
    counts = [words(n).format(n=n) for lean, words in _LEANS.items() if (n := int(numbers.get(lean, 0)))]
    if counts:
        least = ranking.policy.evidence.min_trials
        if ranking.suppliers["trials"].max() <= 1:
            sentence = _("One trial each: {counts}.")
        else:
            sentence = ngettext(
                "Fewer than {n} scored trial each: {counts}.",
                "Fewer than {n} scored trials each: {counts}.",
                least,
            )
        yield sentence.format(n=least, counts=", ".join(counts))
    if out := ranking.verdicts[verdict.REJECT]:
        yield ngettext(
            "{n} is out for what it did, whatever its score.",
            "{n} are out for what they did, whatever their score.",
            out,
        ).format(n=out)


def _judged(trials: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The judged trials that ended, or all trials where there are none."""
    return [trial for trial in trials if trial["judged"] and trial["ended"]] or trials


def _happened(trial: Mapping[str, Any], day_hours: float) -> Iterator[str]:
    aside = {
        "void": _("does not count"),
        "burnt": _("test discovered"),
        "incomplete": _("no request noted"),
        "open": _("not concluded"),
    }
    if (state := trial["state"]) in aside:
        yield aside[state]
    yield from _answer(trial, day_hours)
    if _is_positive(trial["chases"]):
        n = int(trial["chases"])
        yield ngettext("chased once", "chased {n} times", n).format(n=n)
    outcome = {
        "brushed_off": _("brushed off"),
        "declined": _("declined politely"),
        "dropped": _("never delivered"),
        "stopped": _("ended by us, or no delivery noted"),
    }
    if state in outcome:
        yield outcome[state]
    elif state == "fulfilled":
        yield from _delivery(trial)
    if trial["incident"]:
        yield _("rude or belittling")
    if _is_positive(trial["errors"]):
        n = int(trial["errors"])
        yield ngettext("{n} error", "{n} errors", n).format(n=n)


def _answer(trial: Mapping[str, Any], day_hours: float) -> Iterator[str]:
    if trial["state"] == "ignored":
        yield _("never answered")
    elif trial["answered"] is True or trial["answered"] == 1:
        known = pd.notna(trial["first_reply_hours"]) and not trial["reply_censored"]
        yield (_answered(trial, day_hours) if known else _("answered"))
    elif trial["answered"] is False or trial["answered"] == 0:
        yield _("not answered yet")


def _answered(trial: Mapping[str, Any], day_hours: float) -> str:
    """When it answered; only in days where the request or the reply has no time of day."""
    date_only = bool(trial["wait_bare"])
    hours = date_text.wait(trial["first_reply_hours"], day_hours, date_only=date_only)
    if date_only and 2 * trial["first_reply_hours"] <= day_hours:
        return _("answered the same day")
    return _("answered after {hours}").format(hours=hours)


def _delivery(trial: Mapping[str, Any]) -> Iterator[str]:
    if trial["enquiry"]:
        return
    if pd.isna(trial["days_late"]):
        yield _("delivered")
    elif not trial["days_late"]:
        yield _("delivered on time")
    else:
        n = int(trial["days_late"])
        yield ngettext("delivered {n} day late", "delivered {n} days late", n).format(n=n)


def _is_positive(count: Any) -> bool:
    return pd.notna(count) and count > 0


# Counts per lean, or per reason why there is none. Functions, so that each call uses the current language.
_LEANS = {
    "in": lambda n: ngettext(
        "{n} is probably above the threshold", "{n} are probably above the threshold", n
    ),
    "out": lambda n: ngettext(
        "{n} is probably below the threshold", "{n} are probably below the threshold", n
    ),
    "unclear": lambda n: ngettext("{n} is unclear", "{n} are unclear", n),
    "thin": lambda n: ngettext("{n} has too little noted", "{n} have too little noted", n),
    "unknown": lambda n: ngettext("{n} cannot be judged yet", "{n} cannot be judged yet", n),
}
