"""Page "How it judges": the rules in force, what is not judged, how reliable verdicts are, and objections of suppliers."""

import pandas as pd
import streamlit as st

from pages._shared import downloads, heading, looking_back, server
from trialmetrics.analysis.calibration import Calibration, calibration
from trialmetrics.policy import Policy
from trialmetrics.text import number_text, policy_text, terms
from trialmetrics.text.language import _
from trialmetrics.text.lists import listed
from trialmetrics.text.plain_text import plain

FEW = 100  # a share of fewer verdicts says little


def show() -> None:
    """The page."""
    policy = server.workspace().policy()
    heading.title(_("How it judges"), filtered=False)
    st.write(
        _("Nobody is accused of what nobody observed, and nobody is praised for it. A verdict is on a candidate: one supplier in "
          "one category, by the small orders that you placed with it.")
    )  # fmt: skip
    st.caption(
        (
            _("The figures are those of policy version {version}, in force then.")
            if looking_back.moment()
            else _("The figures are those of policy version {version}, in force now.")
        ).format(version=policy.version)
    )
    _order(policy)
    _rules_section(_("Knocked out for what it did"), policy_text.knock_outs(policy))
    _rules_section(_("What stands in the way of an invitation"), policy_text.vetoes(policy))
    _source(policy.vetoes.source)
    _rules_section(_("The score"), policy_text.scoring(policy))
    _rules_section(_("The criteria: weights and scales"), policy_text.criteria(policy))
    _rules_section(_("Threshold, windows, hours and order sizes"), policy_text.windows(policy))
    heading.section(_("What is not judged"))
    st.markdown(_bullets(policy_text.not_judged(policy)))
    _calibration_section(calibration())
    heading.section(_("What a supplier may object to"))
    st.write(
        _(
            "Most of these concern a row of a log: mend it, upload the file again, and every figure and verdict follows."
        )
    )
    st.markdown(_bullets(policy_text.objections()))


def _order(policy: Policy) -> None:
    heading.section(_("The verdict: the first rule that applies"))
    st.markdown(
        "\n".join(
            f"{number}. **{plain(rule.name)}**: {plain(rule.text)}"
            for number, rule in enumerate(policy_text.verdict_rules(policy), start=1)
        )
    )


def _rules_section(title: str, several: list[policy_text.Rule]) -> None:
    heading.section(title)
    for rule in several:
        st.markdown(f"**{plain(rule.name)}**: {plain(rule.text)}")
        if rule.source:
            _source(rule.source)


def _source(source: str) -> None:
    st.caption(_("Why these figures: {source}.").format(source=plain(source.rstrip("."))))


def _calibration_section(run: Calibration) -> None:
    """How often the method was right in simulated worlds; nothing without a calibration run."""
    if run.rows.empty:
        return
    heading.section(_("How often it is right in simulated worlds"))
    st.write(
        _("In {worlds} worlds of each kind, with {candidates} candidates whose true score is known and a threshold of "
          "{threshold}. In brackets: how many verdicts that share is of, and what the plain mean gets wrong.").format(
            worlds=run.worlds, candidates=run.candidates, threshold=number_text.score(run.threshold)
        )
    )  # fmt: skip
    table = pd.DataFrame(
        {
            _("world"): run.rows["world"].map(terms.world_words),
            _("trials each"): [listed(trials.split("/"), "or") for trials in run.rows["trials"]],
            _("true score within its range"): run.rows["intervals"].map(number_text.percent),
            _("left out on the score, wrongly"): [
                _wrong(row.rejected_wrong, row.rejected, row.plain_rejected_wrong) for row in run.rows.itertuples()
            ],
            _("invited, wrongly"): [
                _wrong(row.invited_wrong, row.invited, row.plain_invited_wrong) for row in run.rows.itertuples()
            ],
            _("of those truly below, left out"): run.rows["found"].map(number_text.percent),
        }
    )  # fmt: skip
    st.dataframe(
        table, hide_index=True, height="content", alt=_("How often the method was right in simulated worlds")
    )
    downloads.buttons("calibration", lambda: table, rows=len(table))
    st.caption(
        _("A share of fewer than {n} verdicts says little, and real suppliers are no simulation.").format(
            n=FEW
        )
    )


def _wrong(share: float, verdicts: float, plain: float) -> str:
    if pd.isna(share):
        return number_text.NOTHING
    parts = [
        number_text.percent(share),
        None if pd.isna(verdicts) else _("of {n}").format(n=number_text.count(int(verdicts))),
        None if pd.isna(plain) else _("plain mean {share}").format(share=number_text.percent(plain)),
    ]
    first, *more = [part for part in parts if part]
    return f"{first} ({'; '.join(more)})" if more else first


def _bullets(texts: list[str]) -> str:
    return "\n".join(f"- {plain(text)}" for text in texts)


show()
