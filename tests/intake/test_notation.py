"""Date order, decimal sign, rating scale: decided per column from all its values, asked where they cannot tell."""

from datetime import datetime

import pytest

from tests.intake.taking import Taken, take
from trialmetrics.errors import UsageError


def sheet(*rows: str, header: str = "supplier;requested_at;order_value", **settings: object) -> Taken:
    return take("\n".join([header, *rows]), **settings)  # type: ignore[arg-type]


def dates(*texts: str, **settings: object) -> Taken:
    return sheet(
        *(f"S{n};{text}" for n, text in enumerate(texts)), header="supplier;requested_at", **settings
    )


def days(taken: Taken) -> list[str]:
    return [str(row["occurred_at"].date()) for row in taken.of("request")]


def test_one_value_tells_the_date_order_of_its_column() -> None:
    assert days(dates("01-02-2026", "13-02-2026")) == ["2026-02-01", "2026-02-13"]
    assert days(dates("01/02/2026", "02/13/2026")) == ["2026-01-02", "2026-02-13"]
    assert days(dates("2026-02-01", "05-05-2026")) == ["2026-02-01", "2026-05-05"]


def test_another_date_column_decides_for_one_that_cannot_tell() -> None:
    taken = sheet("A;01-02-2026;25-02-2026", header="supplier;requested_at;delivered_at")
    assert days(taken) == ["2026-02-01"]


def test_where_no_date_can_tell_it_is_asked() -> None:
    taken = dates("01-02-2026", "03-04-2026")
    (question,) = taken.questions
    assert question.setting == "date_order"
    assert question.text == "Is 01-02-2026 under requested_at 1 February 2026 or 2 January 2026?"
    assert question.option == "Answer with --date-order dmy or --date-order mdy."
    assert question.choices == {"dmy": "1 February 2026", "mdy": "2 January 2026"}
    assert days(dates("01-02-2026", date_order="mdy")) == ["2026-01-02"]


def test_date_columns_that_contradict_themselves_are_asked() -> None:
    assert dates("13-02-2026", "02-13-2026").questions


def test_a_few_dates_that_do_not_fit_are_mistakes() -> None:
    taken = dates(*[f"{day}-01-2026" for day in range(13, 31)], "01-31-2026")
    assert taken.set_aside == 1
    assert taken.reasons()[0][2] == "'01-31-2026' is not a date; write dd-mm-yyyy"


def test_midnight_everywhere_is_no_time() -> None:
    taken = dates("2026-01-05 00:00:00", "2026-01-06 00:00:00")
    assert [row["bare"] for row in taken.of("request")] == [True, True]
    taken = dates("2026-01-05 00:00:00", "2026-01-06 09:30:00")
    assert [row["bare"] for row in taken.of("request")] == [False, False]


def values(*texts: str, **settings: object) -> Taken:
    return sheet(*(f"S{n};2026-01-05;{text}" for n, text in enumerate(texts)), **settings)


def amounts(taken: Taken) -> list[float]:
    return [row["order_value"] for row in taken.of("request")]


def test_one_value_tells_the_decimal_sign_of_its_column() -> None:
    assert amounts(values("1.234", "1.234,56", "€ 7,5")) == [1234, 1234.56, 7.5]
    assert amounts(values("1,234", "1,234.56", "$7.5")) == [1234, 1234.56, 7.5]
    assert amounts(values("1.234.567", "1.234")) == [1234567, 1234]
    assert amounts(values("12", "0.500", "1.234")) == [12, 0.5, 1.234]
    assert amounts(values("12", "300")) == [12, 300]


def test_where_no_amount_can_tell_it_is_asked() -> None:
    (question,) = values("1.234", "12").questions
    assert question.setting == "decimal"
    assert question.text == "Is 1.234 under order_value read as 1234, or as a number between 1 and 2?"
    assert question.choices == {
        ",": "1234: the . parts the thousands",
        ".": "between 1 and 2: the . is the decimal sign",
    }
    assert amounts(values("1.234", decimal=",")) == [1234]
    assert amounts(values("1.234", decimal=".")) == [1.234]
    assert values("12,50", "12.50").questions


def ratings(*texts: str, heading: str = "vriendelijk", **settings: object) -> Taken:
    rows = (f"S{n};2026-01-05;{text}" for n, text in enumerate(texts))
    return sheet(*rows, header=f"supplier;requested_at;{heading}", **settings)


def courtesy(taken: Taken) -> list[float | None]:
    return [row["courtesy"] for row in taken.of("assessment")]


def test_rating_scales() -> None:
    # 1-10: 1 + 0.4 x grade; the others linear.
    assert courtesy(ratings("6", "10", heading="Vriendelijk 1-10")) == pytest.approx([3.4, 5])
    assert courtesy(ratings("6", "8")) == pytest.approx([3.4, 4.2])
    assert courtesy(ratings("50", "100", "0")) == pytest.approx([3, 5, 1])
    assert courtesy(ratings("1", "5")) == [1, 5]
    assert courtesy(ratings("4", "7", rating_scale="1-7")) == pytest.approx([3, 5])
    assert courtesy(ratings("8/10", "4/5")) == pytest.approx([4.2, 4])


def test_a_scale_that_the_values_do_not_tell_is_asked() -> None:
    (question,) = ratings("6", "3").questions
    assert question.setting == "rating_scale"
    assert question.text == "The ratings under vriendelijk go up to 6: on which scale are they?"
    assert question.option == "Answer with --rating-scale 1-5, 1-7, 1-10 or 0-100."
    # One 55 among grades is no reason to take all for percentages.
    assert ratings("6", "7", "8", "55").questions


def test_under_our_own_name_ratings_are_1_to_5() -> None:
    taken = ratings("4", "8", heading="courtesy")
    assert courtesy(taken) == [4]
    assert taken.reasons() == [(3, "courtesy", "'8' is not a rating from 1 to 5; write one of those")]


def test_a_scale_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="5-1 is no rating scale"):
        ratings("3", rating_scale="5-1")


def test_one_minus_is_a_rating_only_beside_other_signs() -> None:
    assert courtesy(ratings("++", "-", "+-")) == [5, 2, 3]
    taken = ratings("4", "-")
    assert courtesy(taken) == [4]
    assert taken.reasons()[0][2] == "'-' may be a rating or nothing at all; write a number, or leave it empty"


def test_excel_leaves_no_doubt_about_midnight() -> None:
    from tests.intake.taking import workbook

    taken = take(
        workbook(
            ["supplier", "requested_at"], ["A", datetime(2026, 1, 5)], ["B", datetime(2026, 1, 6, 9, 30)]
        )
    )
    assert [row["bare"] for row in taken.of("request")] == [True, False]
