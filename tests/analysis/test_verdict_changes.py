"""Whose verdict changes, and in which words."""

import pandas as pd

from trialmetrics.analysis.verdict_changes import verdict_changes
from trialmetrics.text import verdict_change_text


def ranked(**verdicts):
    return pd.DataFrame(
        [(name.casefold(), name, "Paper", verdict, 60.0, 0.5) for name, verdict in verdicts.items()],
        columns=["supplier_key", "supplier", "category", "verdict", "score", "p_below"],
    )


BEFORE = ranked(
    Aarts="pass", Boon="retry", Cox="reject", Dam="pass", Elst="pass", Faber="pass", Gans="pass", Hoek="pass"
)
AFTER = ranked(
    Hoek="retry",
    Gans="retry",
    Aarts="pass",
    Cox="retry",
    Boon="reject",
    Dam="reject",
    Elst="retry",
    Faber="retry",
)


def test_those_who_change_and_the_worst_first():
    changed = verdict_changes(BEFORE, AFTER)
    assert changed[["supplier", "verdict_before", "verdict"]].to_numpy().tolist() == [
        ["Boon", "retry", "reject"], ["Dam", "pass", "reject"], ["Cox", "reject", "retry"], ["Elst", "pass", "retry"],
        ["Faber", "pass", "retry"], ["Gans", "pass", "retry"], ["Hoek", "pass", "retry"],
    ]  # fmt: skip
    assert verdict_changes(BEFORE, BEFORE).empty
    assert verdict_changes(BEFORE.head(0), AFTER.head(0)).empty


def test_the_candidate_counts_and_not_the_supplier():
    both = pd.concat([BEFORE, BEFORE.assign(category="Tape")])
    after = pd.concat([BEFORE, BEFORE.assign(category="Tape", verdict="retry")])
    changed = verdict_changes(both, after)
    assert set(changed["category"]) == {"Tape"}
    assert len(changed) == 7  # all but Boon, which needed more trials anyhow


def test_in_words():
    changed = verdict_changes(BEFORE, AFTER)
    assert verdict_change_text.count(changed) == "7 verdicts change."
    assert verdict_change_text.sentences(changed) == [
        "From invited to left out: Dam.", "From more trials to left out: Boon.",
        "From invited to more trials: Elst, Faber, Gans and 1 more.", "From left out to more trials: Cox.",
    ]  # fmt: skip
    nothing = verdict_changes(BEFORE, BEFORE)
    assert (verdict_change_text.count(nothing), verdict_change_text.sentences(nothing)) == (
        "No verdict changes.",
        [],
    )
    assert verdict_change_text.count(changed.head(1)) == "1 verdict changes."
