"""What a ranking says of its own errors: counts, and the least certain one."""

from dataclasses import replace
from datetime import datetime

import pandas as pd
import pytest

from tests.measures.worked import SHIPPED, measured
from trialmetrics.analysis.ranking import Filters, ranking_from_measures
from trialmetrics.text import wrong_verdicts

EMPTY = ranking_from_measures(measured([]), SHIPPED, Filters(), datetime(2026, 4, 1))


def shown(*candidates):
    rows = [(*candidate, "Paper")[:4] for candidate in candidates]
    return replace(EMPTY, suppliers=pd.DataFrame(rows, columns=["supplier", "rule", "p_below", "category"]))


def test_counts_and_the_least_certain():
    found = shown(
        ("A", "above", 0.05), ("B", "above", 0.21), ("C", "between", 0.5), ("D", "below", 0.96), ("E", "below", 0.91),
        ("F", "knocked_out", 0.2), ("G", "nothing_scored", float("nan")),
    )  # fmt: skip
    # .04 + .09, and .05 + .21; knock-outs are no matter of the score.
    assert found.expected_wrong_rejections == pytest.approx(0.13)
    assert found.expected_wrong_invitations == pytest.approx(0.26)
    assert found.least_certain == {"reject": "E", "pass": "B"}
    assert wrong_verdicts.sentences(found) == [
        "2 are left out on their score: expect 0.1 of these to be wrong. Least certain: E.",
        "Of the 2 invited, expect 0.3 to be wrong. Least certain: B.",
    ]


def test_of_a_supplier_in_two_categories_the_candidate_is_named():
    found = shown(("A", "above", 0.05, "Paper"), ("A", "above", 0.2, "Tape"))
    assert wrong_verdicts.sentences(found) == [
        "Of the 2 invited, expect 0.2 to be wrong. Least certain: A · Tape."
    ]
    assert found.least_certain == {"reject": None, "pass": "A"}


def test_little_is_not_nothing_and_nothing_is_not_said():
    found = shown(("D", "below", 0.999), ("E", "below", 0.999))
    assert wrong_verdicts.sentences(found) == [
        "2 are left out on their score: expect fewer than 0.1 of these to be wrong. Least certain: D."
    ]
    assert wrong_verdicts.sentences(shown(("C", "between", 0.5))) == []


def test_of_a_single_one_the_chance_of_a_mistake():
    assert wrong_verdicts.sentences(shown(("D", "below", 0.92), ("A", "above", 0.03))) == [
        "D is left out on its score: 8 % chance that this is a mistake.",
        "A is invited: 3 % chance that this is a mistake.",
    ]
