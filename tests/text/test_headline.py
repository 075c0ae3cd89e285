"""The headline of a ranking: names of those to invite, counts of the others, and how many of these verdicts may be wrong."""

from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest

from tests.measures.worked import SHIPPED, measured
from trialmetrics.analysis.ranking import Filters, ranking_from_measures
from trialmetrics.text import headline

EMPTY = ranking_from_measures(measured([]), SHIPPED, Filters(), datetime(2026, 4, 1))
VERDICTS = {
    "above": "pass",
    "between": "retry",
    "few_trials": "retry",
    "below": "reject",
    "knocked_out": "reject",
}


def shown(*candidates, trials=1, spend=None):
    rows = [(*each, "Paper")[:4] for each in candidates]
    frame = pd.DataFrame(rows, columns=["supplier", "rule", "p_below", "category"])
    return replace(
        EMPTY,
        suppliers=frame.assign(
            verdict=frame["rule"].map(VERDICTS), trials=trials, spend=[spend or {} for _row in rows]
        ),
    )


def test_who_is_invited_tried_again_and_left_out():
    ranking = shown(
        ("De Vries", "above", 0.04), ("Lumen", "above", 0.05), ("Brandt", "above", 0.14), ("Noord", "between", 0.4),
        ("Amstel", "few_trials", 0.3), ("Rude", "knocked_out", 0.5), ("Silent", "knocked_out", 0.9),
        ("Meijer & Zonen", "below", 0.92),
    )  # fmt: skip
    # .04 + .05 + .14 of the invitations.
    assert headline.markdown(ranking) == (
        "**Invite 3**: De Vries, Lumen and Brandt; expect 0.2 of these to be wrong. **Try 2 again.** "
        "**Leave out 3**: 2 for what they did, 1 (Meijer & Zonen) for its score: 8 % chance that this is a mistake."
    )
    assert headline.text(ranking).startswith("Invite 3: De Vries, Lumen and Brandt; ")


@pytest.mark.parametrize(
    ("candidates", "said"),
    [
        ([("A", "between", 0.5)], "Invite nobody yet. Try 1 again. Leave out nobody."),
        ([("A", "above", 0.03)], "Invite 1: A; 3 % chance that this is a mistake. Leave out nobody."),
        ([("A", "knocked_out", 0.5)], "Invite nobody yet. Leave out 1 for what it did: A."),
        (
            [("A", "knocked_out", 0.5), ("B", "knocked_out", 0.5)],
            "Invite nobody yet. Leave out 2 for what they did, whatever their score.",
        ),
        ([("A", "below", 0.91)], "Invite nobody yet. Leave out 1 (A) for its score: 9 % chance that this is a mistake."),
        (
            [("A", "below", 0.91), ("B", "below", 0.95)],
            "Invite nobody yet. Leave out 2 for their score: expect 0.1 of these to be wrong.",
        ),
        (
            [("A", "below", 0.91), ("B", "below", 0.95), ("C", "knocked_out", 0.5)],
            "Invite nobody yet. Leave out 3: 1 for what it did, 2 for their score: expect 0.1 of these to be wrong.",
        ),
    ],
)  # fmt: skip
def test_every_kind_alone(candidates, said):
    assert headline.text(shown(*candidates)) == said


def test_of_many_the_best_are_named():
    ranking = shown(*((name, "above", 0.01) for name in "ABCDEFGH"))
    assert headline.text(ranking) == (
        "Invite 8: A, B, C, D, E and 3 more; expect 0.1 of these to be wrong. Leave out nobody."
    )


def test_a_supplier_in_two_categories_is_named_with_the_one_that_is_meant():
    ranking = shown(
        ("A", "above", 0.01, "Paper"), ("B", "above", 0.01, "Tape"), ("A", "knocked_out", 0.9, "Tape")
    )
    assert headline.text(ranking) == (
        "Invite 2: A · Paper and B; expect fewer than 0.1 of these to be wrong. Leave out 1 for what it did: A · Tape."
    )


def test_a_name_is_no_markup():
    assert "**Invite 1**: \\*\\*A\\*\\*; " in headline.markdown(shown(("**A**", "above", 0.01)))


def test_how_much_it_rests_on():
    two = (("A", "above", 0.01), ("B", "between", 0.5))
    assert (
        headline.totals(shown(*two, trials=620, spend={"EUR": 500.0}))
        == "2 candidates, 1,240 trials, EUR 1,000"
    )
    assert headline.totals(shown(two[0])) == "1 candidate, 1 trial"
    assert headline.totals(shown(two[0], spend={"EUR": 0.0})) == "1 candidate, 1 trial"
