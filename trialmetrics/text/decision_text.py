"""Sentences on decisions: who decided what and why, what was shown then, and what has changed since."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import pandas as pd

from trialmetrics.analysis import decided, verdict
from trialmetrics.text import date_text, number_text, reason_text, terms
from trialmetrics.text.language import _, ngettext

_QUOTES = ("quote", "quote_anonymous")


def sentence(decision: Mapping[str, Any], today: date) -> str:
    """Who decided it, when, why and until when. `decision`: a row of `Decisions.all`."""
    template = (
        _("{who} on {when}: {reason}")
        if decision["reason"]
        else _("{who} on {when}, in line with the verdict.")
    )
    parts = [
        template.format(
            who=decision["decided_by"],
            when=date_text.moment(decision["decided_at"]),
            reason=decision["reason"],
        )
    ]
    if pd.notna(decision["valid_until"]):
        template = _("It ended on {day}.") if decided.expired(decision, today) else _("It ends on {day}.")
        parts.append(template.format(day=date_text.day(decision["valid_until"])))
    return " ".join(parts)


def since(row: Mapping[str, Any]) -> str:
    """What has changed since a decision, in a few words; empty where nothing has. `row`: of `analysis.decided`."""
    parts = []
    if row["state"] == decided.EXPIRED:
        parts.append(_("ended {day}").format(day=date_text.day(row["valid_until"])))
    if row["comparable"] is True and row["verdict"] != row["verdict_then"]:
        parts.append(_("verdict was “{verdict}”").format(verdict=terms.verdict_words(row["verdict_then"])))
    if row["comparable"] is False:
        parts.append(_("made on other trials"))
    if pd.notna(row["newer"]) and row["newer"]:
        parts.append(ngettext("{n} change since", "{n} changes since", row["newer"]).format(n=row["newer"]))
    return ", ".join(parts)


def then(basis: Mapping[str, Any]) -> str:
    """What the ranking said when a decision was made. `basis`: of `Decisions.basis`."""
    candidate = basis["candidate"]
    knocked = candidate["rule"] == verdict.KNOCKED_OUT
    template = (
        _("Verdict then: {verdict}, by the rule “{rules}” of policy version {version}, as of {moment}.")
        if knocked
        else _("Verdict then: {verdict}, on its score, under policy version {version}, as of {moment}.")
        if candidate["rule"] in (verdict.ABOVE, verdict.BELOW)
        else _("Verdict then: {verdict}, under policy version {version}, as of {moment}.")
    )
    parts = [
        template.format(
            verdict=terms.verdict_words(candidate["verdict"]),
            rules="”, “".join(map(terms.knock_out_words, candidate["knock_outs"])),
            version=basis["policy"],
            moment=date_text.moment(datetime.fromisoformat(basis["as_of"])),
        )
    ]
    if candidate["score"] is not None:
        template = (
            _(
                "Its score did not decide: {score} ({low} to {high}), threshold {threshold}, rank {rank} ({best} to {worst}) of "
                "{ranked}."
            )
            if knocked
            else _(
                "Score {score} ({low} to {high}), threshold {threshold}, rank {rank} ({best} to {worst}) of {ranked}."
            )
        )
        parts.append(
            template.format(
                score=number_text.score(candidate["score"]),
                low=number_text.score(candidate["score_low"]),
                high=number_text.score(candidate["score_high"]),
                threshold=number_text.score(candidate["threshold"]),
                rank=candidate["rank"],
                best=candidate["rank_low"],
                worst=candidate["rank_high"],
                ranked=basis["ranked"],
            )
        )
    return " ".join(parts)


def reasons_then(basis: Mapping[str, Any], events: pd.DataFrame) -> list[str]:
    """The reasons of the verdict when a decision was made, one sentence each; words are those that the trials still have.

    `events`: the current events of the supplier.
    """
    return [
        _quote(reason, events) if reason["code"] in _QUOTES else reason_text.text(reason)
        for reason in basis["candidate"]["reasons"]
    ]


def _quote(reason: Mapping[str, Any], events: pd.DataFrame) -> str:
    trial = events[(events["trial_id"] == reason["trial_id"]) & events["note"].notna()]
    # In a sheet the words of an incident may stand with the ratings of its row.
    same = trial[trial["event"] == reason["event"]]
    spoken = same if len(same) else trial[(trial["event"] == "assessment") & (trial["source"] == "sheet")]
    if spoken.empty:
        return _("The words noted in trial {trial} were quoted then, and are not there any more.").format(
            trial=reason["trial_id"]
        )
    of_day = spoken[spoken["occurred_at"].map(_day) == reason["on"]]
    words = (of_day if len(of_day) else spoken)["note"].iloc[0]
    # Often only the request names the tester.
    testers = events.loc[events["trial_id"] == reason["trial_id"], "tester"].dropna()
    if testers.empty:
        return reason_text.text({**reason, "code": "quote_anonymous", "words": words})
    return reason_text.text({**reason, "code": "quote", "words": words, "tester": testers.iloc[0]})


def _day(at: datetime) -> str | None:
    return None if pd.isna(at) else at.date().isoformat()
