"""The names of months and weekdays are those of CLDR, in full and abbreviated, in all five languages."""

import pytest
from babel import Locale

from trialmetrics.intake.values.calendar_words import MONTHS, WEEKDAYS, month, weekdays
from trialmetrics.intake.values.dates import folded


def word(name: str) -> str:
    return folded(name).strip(".")


@pytest.mark.parametrize("language", MONTHS)
@pytest.mark.parametrize("context", ["format", "stand-alone"])
@pytest.mark.parametrize("width", ["wide", "abbreviated"])
def test_every_month(language: str, context: str, width: str) -> None:
    names = Locale(language).months[context][width]
    assert {month(word(name)) for name in names.values()} == {*range(1, 13)}
    assert {word(name): month(word(name)) for name in names.values()} == {
        word(name): number for number, name in names.items()
    }


@pytest.mark.parametrize("language", WEEKDAYS)
@pytest.mark.parametrize("width", ["wide", "abbreviated", "short"])
def test_every_weekday(language: str, width: str) -> None:
    for number, name in Locale(language).days["format"][width].items():
        # Babel counts from Monday, 0.
        assert number + 1 in weekdays(word(name)), name


def test_an_abbreviation_of_several_months_is_none() -> None:
    # juin and juillet
    assert month("jui") is None
    assert [month("ju"), month("x"), month("")] == [None, None, None]


def test_an_abbreviation_stands_for_the_weekday_of_every_language() -> None:
    # maandag, mardi and martes; domingo and donderdag
    assert weekdays("ma") == {1, 2}
    assert weekdays("do") == {4, 7}
    assert weekdays("m") == weekdays("foo") == frozenset()
