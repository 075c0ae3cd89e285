"""The verdicts on one supplier, one per category side by side: the deciding reason, quotes, what would change it."""

import streamlit as st

from pages._shared import heading, server, widgets
from pages._supplier import candidates, dossier
from trialmetrics.analysis import quotes
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.planning import advice
from trialmetrics.text import number_text, plan_text, policy_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain
from trialmetrics.text.reason_text import text

SIDE_BY_SIDE = 3  # verdicts in a row of the page
# Colours of the theme, which are those of the verdicts in charts.
BADGES = {"pass": "blue", "retry": "yellow", "reject": "orange"}
# Reasons that belong to the deciding one, and those whose figures stand elsewhere on the page.
_WHY = ("knocked_out", "leans", "veto", "few_fulfilled", "incident")
_ELSEWHERE = {
    "quote", "quote_anonymous", "served", "served_and_stopped", "rests_on", "replies", "median_reply", "mostly_silent", "chases",
    "extremes", "elsewhere",
}  # fmt: skip


def badge(candidate: dict, *, with_category: bool) -> str:
    """A verdict as a badge in Markdown, with its category where there are several."""
    label = f":{BADGES[candidate['verdict']]}-badge[{widgets.verdict_label(candidate['verdict'])}]"
    return f"{plain(candidate['category'])} {label}" if with_category else label


def section(ranking: Ranking, shown: list[dict], *, several: bool) -> None:
    """Draw one column per candidate shown; `several`: the supplier has other categories, so that each is named."""
    _rules(ranking, shown)
    widgets.how_it_judges()  # beside the title, as beside one of several verdicts it would belong to that one
    for start in range(0, len(shown), SIDE_BY_SIDE):
        some = shown[start : start + SIDE_BY_SIDE]
        for column, candidate in zip(st.columns(len(some)), some, strict=True):
            with column:
                _verdict(ranking, candidate, several=several)


def _rules(ranking: Ranking, shown: list[dict]) -> None:
    """The rules that decided, in the "how" beside the title."""
    rules = [
        rule
        for candidate in shown
        for rule in policy_text.deciding_rules(ranking.policy, candidate["rule"], candidate["knock_outs"])
    ]
    widgets.explain(
        _("Decided by these rules of policy version {version}:").format(version=ranking.policy.version),
        "\n\n".join(f"**{plain(rule.name)}**: {plain(rule.text)}" for rule in dict.fromkeys(rules)),
    )


def _verdict(ranking: Ranking, candidate: dict, *, several: bool) -> None:
    if several:
        heading.section(
            _("{category}: {verdict}").format(
                category=plain(candidate["category"]), verdict=widgets.verdict_label(candidate["verdict"])
            )
        )
    first, *others = candidate["reasons"][:-1]  # the last one is part of the advice
    why = [reason for reason in others if reason["code"].startswith(_WHY)]
    notes = [reason for reason in others if reason not in why and reason["code"] not in _ELSEWHERE]
    st.markdown(" ".join([f"**{plain(text(first))}**", *(plain(text(reason)) for reason in why)]))
    of_candidate = candidate["supplier_key"], candidate["category"]
    if strongest := server.workspace().view_of_now(_quotes, ranking, *of_candidate):
        st.markdown("\n>\n".join(f"> {plain(quote)}" for quote in strongest))
    st.info(plain(server.view(_advice, ranking, *of_candidate)), icon=":material/arrow_forward:")
    if notes:
        st.markdown("\n".join(f"- {plain(text(reason))}" for reason in notes))


def _quotes(ranking: Ranking, supplier_key: str, category: str) -> list[str]:
    own = dossier.of(ranking, supplier_key, category)
    strongest = quotes.strongest(candidates.of(ranking, supplier_key)[category], own.events, own.trials)
    return [text({"code": "quote" if quote["tester"] else "quote_anonymous", **quote}) for quote in strongest]


def _advice(ranking: Ranking, supplier_key: str, category: str) -> str:
    return plan_text.advice(advice(ranking, supplier_key, category))


def together(totals: dict) -> str:
    """What a supplier did in all its categories, in a sentence."""
    return ngettext(
        "In all its categories together: {n} trial, {k} of {of} served, plain mean {mean}, spend {spend}. No verdict uses this.",
        "In all its categories together: {n} trials, {k} of {of} served, plain mean {mean}, spend {spend}. No verdict uses this.",
        totals["trials"],
    ).format(
        n=totals["trials"], k=totals["served"], of=totals["served_of"], mean=number_text.score(totals["raw_score"]),
        spend=number_text.money(totals["spend"]),
    )  # fmt: skip
