"""Figures as they are shown: one rounding for everybody."""

import pytest

from trialmetrics import wording


@pytest.mark.parametrize(
    ("p", "shown"),
    [
        (0, "0 %"),
        (0.001, "< 1 %"),
        (0.01, "1 %"),
        (0.974, "97 %"),
        (0.995, "> 99 %"),
        (1, "100 %"),
        (None, "–"),
    ],
)
def test_a_probability_is_never_shown_surer_than_it_is(p, shown):
    assert wording.percent(p) == shown


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (0.25, "15 min"),
        (3.2, "3 h"),
        (15.4, "15 h"),
        (16, "2 working days"),
        (40, "5 working days"),
        (float("nan"), "–"),
    ],
)
def test_hours(hours, shown):
    assert wording.hours(hours) == shown


@pytest.mark.parametrize(("score", "shown"), [(59.6, "60"), (-0.2, "0"), (0, "0"), (None, "–")])
def test_scores_have_no_decimals(score, shown):
    assert wording.score(score) == shown


def test_money_names_its_currency_and_never_mixes_two():
    assert wording.money({"USD": 12.5, "EUR": 1904.0}) == "EUR 1,904 + USD 12"
    assert wording.money({}) == "–"
