"""Date order, decimal sign, rating scale: decided per column from all its values, asked where they cannot tell."""

from datetime import datetime

import pytest

from tests.intake.taking import Taken, take
from trialmetrics.errors import UsageError
from trialmetrics.text import question_text


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
    assert (
        question_text.text(question) == "Is 01-02-2026 under requested_at 1 February 2026 or 2 January 2026?"
    )
    assert question_text.option(question) == "Answer with --date-order dmy or --date-order mdy."
    assert question_text.choices(question) == {"dmy": "1 February 2026", "mdy": "2 January 2026"}
    assert days(dates("01-02-2026", date_order="mdy")) == ["2026-01-02"]


@pytest.mark.parametrize("form", ["{}T10:30", "ma  {}", " {} ", "{}, 10:30", "Mon, {}"])
def test_however_a_date_in_three_numbers_is_dressed_it_is_asked_and_told_alike(form: str) -> None:
    (question,) = dates(form.format("01/02/2026")).questions
    assert question_text.choices(question) == {"dmy": "1 February 2026", "mdy": "2 January 2026"}
    assert days(dates(form.format("01/02/2026"), form.format("02/13/2026"))) == ["2026-01-02", "2026-02-13"]


@pytest.mark.parametrize("blank", ["\u00a0", "\u202f", "\u2003", "\t"])
def test_blanks_of_every_kind_part_a_date(blank: str) -> None:
    assert dates(f"03{blank}04{blank}2026").questions
    assert days(dates(f"03{blank}04{blank}2026", f"13{blank}02{blank}2026")) == ["2026-04-03", "2026-02-13"]


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


def test_midnights_of_an_earlier_file_take_no_time_from_a_later_one() -> None:
    first = dates("2026-01-05 00:00:00")
    later = dates("2026-02-05 09:30:00", remembered={first.signature: first.settings})
    assert [row["bare"] for row in later.of("request")] == [False]


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
    assert (
        question_text.text(question)
        == "Is 1.234 under order_value read as 1234, or as a number between 1 and 2?"
    )
    assert question_text.choices(question) == {
        ",": "1234: the . separates thousands",
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
    assert (
        question_text.text(question) == "The ratings under vriendelijk go up to 6: on which scale are they?"
    )
    assert question_text.option(question) == ("Answer with --rating-scale 1-5, 1-7, 1-10, 0-100, 6-1 or 1-6.")
    # One 55 among grades is no reason to take all for percentages.
    assert ratings("6", "7", "8", "55").questions


def test_under_our_own_name_ratings_are_1_to_5() -> None:
    taken = ratings("4", "5", "3", "55", heading="courtesy")
    assert courtesy(taken) == [4, 5, 3]
    assert taken.reasons() == [(5, "courtesy", "'55' is not a rating from 1 to 5; write one of those")]
    # A 4 beside an 8 is none out of five.
    assert courtesy(ratings("4", "8", heading="courtesy")) == pytest.approx([2.6, 4.2])
    assert ratings("4", "6", heading="courtesy").questions
    assert ratings("4", "5", "40", "60", heading="courtesy").questions


@pytest.mark.parametrize(
    "heading",
    [
        "Freundlichkeit (1-6)", "Freundlichkeit (6-1)", "Freundlichkeit 1 bis 6, Schulnoten",
        "Freundlichkeit (1 = sehr gut, 5 = mangelhaft)", "Freundlichkeit (1: beste)",
    ],
)  # fmt: skip
def test_where_1_may_be_the_best_grade_it_is_asked(heading: str) -> None:
    texts = ("1", "2", "5", "1,5")
    asked = ratings(*texts, heading=heading, columns={heading: "courtesy"})
    (question,) = asked.questions
    assert [*question_text.choices(question)][:3] == ["6-1", "5-1", "1-6"]
    answered = ratings(*texts, heading=heading, columns={heading: "courtesy"}, rating_scale="5-1")
    assert courtesy(answered) == pytest.approx([5, 4, 1, 4.5])
    school = ratings("1", "6", "3,5", heading=heading, columns={heading: "courtesy"}, rating_scale="6-1")
    assert courtesy(school) == pytest.approx([5, 1, 3])


def test_low_grades_beside_a_heading_with_another_scale_are_asked() -> None:
    header = "supplier;requested_at;Vriendelijk 1-10;Behulpzaam"
    (question,) = sheet("A;2026-01-05;4;3", "B;2026-01-05;8;2", header=header).questions
    assert question.columns == ("helpfulness",)
    # A grade at the top of a scale to 5 shows it.
    taken = sheet("A;2026-01-05;4;3", "B;2026-01-05;8;5", header=header)
    assert [row["helpfulness"] for row in taken.of("assessment")] == [3, 5]


@pytest.mark.parametrize("heading", ["Vriendelijk (1 = slecht, 5 = goed)", "Vriendelijk 1-7", "Vriendelijk"])
def test_where_1_is_no_good_grade_nothing_is_asked(heading: str) -> None:
    assert not ratings("1", "2", "5", heading=heading, columns={heading: "courtesy"}).questions


def test_a_scale_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="5-5 is not a rating scale"):
        ratings("3", rating_scale="5-5")


def test_one_minus_is_a_rating_only_beside_other_signs() -> None:
    assert courtesy(ratings("++", "-", "+-")) == [5, 2, 3]
    taken = ratings("4", "-")
    assert courtesy(taken) == [4]
    assert taken.reasons() == []


def test_excel_leaves_no_doubt_about_midnight() -> None:
    from tests.intake.taking import workbook

    taken = take(
        workbook(
            ["supplier", "requested_at"], ["A", datetime(2026, 1, 5)], ["B", datetime(2026, 1, 6, 9, 30)]
        )
    )
    assert [row["bare"] for row in taken.of("request")] == [True, False]


TWO = "supplier;requested_at;Vriendelijk;Behulpzaam"


def test_each_rating_column_that_cannot_tell_is_asked_and_answered_by_itself() -> None:
    rows = ("A;2026-01-05;6;6", "B;2026-01-05;3;3")
    asked = sheet(*rows, header=TWO).questions
    assert [(each.setting, each.columns) for each in asked] == [
        ("rating_scale", ("courtesy",)),
        ("rating_scale", ("helpfulness",)),
    ]
    assert question_text.choices(asked[0]) == {
        "1-5": "1 to 5: 6 is a mistake",
        "1-7": "1 to 7: 6 is 83 of 100 points",
        "1-10": "1 to 10: 6 is 60 of 100 points",
        "0-100": "0 to 100: 6 is 6 of 100 points",
        "6-1": "6 to 1, 1 being the best: 6 is 0 of 100 points",
        "1-6": "1 to 6: 6 is 100 of 100 points",
    }
    assert question_text.option(asked[0]) == (
        "Answer with --rating-scale courtesy=1-5, --rating-scale courtesy=1-7, --rating-scale courtesy=1-10, "
        "--rating-scale courtesy=0-100, --rating-scale courtesy=6-1 or --rating-scale courtesy=1-6."
    )
    taken = sheet(*rows, header=TWO, by_column={"rating_scale": {"courtesy": "1-7", "helpfulness": "1-10"}})
    first = taken.of("assessment")[0]
    # 6 on 1-7: 1 + 4 x 5/6; 6 on 1-10: 1 + 0.4 x 6.
    assert (first["courtesy"], first["helpfulness"]) == pytest.approx((1 + 20 / 6, 3.4))
    # One answered: the other is asked all the same.
    left = sheet(*rows, header=TWO, by_column={"rating_scale": {"courtesy": "1-7"}}).questions
    assert [each.columns for each in left] == [("helpfulness",)]


THREE = "supplier;requested_at;first_reply_at;delivered_at"


def test_where_the_other_columns_disagree_the_one_that_cannot_tell_is_asked_and_only_that_is_answered() -> (
    None
):
    rows = ("A;13-02-2026;02-14-2026;03-04-2026", "B;14-02-2026;02-15-2026;03-05-2026")
    (question,) = sheet(*rows, header=THREE).questions
    assert question.columns == ("delivered_at",)
    assert question_text.text(question) == "Is 03-04-2026 under delivered_at 3 April 2026 or 4 March 2026?"
    assert (
        question_text.option(question)
        == "Answer with --date-order delivered_at=dmy or --date-order delivered_at=mdy."
    )
    taken = sheet(*rows, header=THREE, by_column={"date_order": {"delivered_at": "mdy"}})
    assert (taken.questions, taken.set_aside, taken.problems) == ([], 0, [])
    (first,) = [row for row in taken.of("delivery") if row["supplier"] == "A"]
    assert first["occurred_at"] == datetime(2026, 3, 4)
    assert days(taken) == ["2026-02-13", "2026-02-14"]


def test_what_other_columns_values_or_a_person_decided_is_said() -> None:
    taken = sheet("A;01-02-2026;25-02-2026;8", header="supplier;requested_at;Geleverd;Vriendelijk")
    assert taken.decisions() == [
        "requested_at: 01-02-2026 is read as 1 February 2026, as Geleverd shows.",
        "Vriendelijk: ratings are read on 1 to 10, as its values show.",
    ]
    assert dates("01-02-2026", date_order="mdy").decisions() == [
        "requested_at: 01-02-2026 is read as 2 January 2026, as you said."
    ]
    assert values("1.234", by_column={"decimal": {"order_value": ","}}).decisions() == [
        "order_value: 1.234 is read as 1234, as you said."
    ]
    assert sheet("A;2026-01-05;10", header="supplier;requested_at;order_value").decisions() == []


def test_columns_that_contradict_themselves_are_asked_on_their_own_values() -> None:
    (question,) = dates("13-02-2026", "02-13-2026").questions
    assert question_text.text(question).startswith(
        "Under requested_at there are 13-02-2026 and 02-13-2026: what comes first?"
    )
    assert question_text.choices(question) == {
        "dmy": "the day, as in 13-02-2026",
        "mdy": "the month, as in 02-13-2026",
    }
    (question,) = values("12,50", "12.50").questions
    assert (
        question_text.text(question)
        == "Under order_value there are 12,50 and 12.50: which sign is the decimal one?"
    )
    assert question_text.choices(question) == {",": "the comma, as in 12,50", ".": "the point, as in 12.50"}


def test_the_sign_of_amounts_is_not_that_of_ratings() -> None:
    header = "supplier;requested_at;order_value;Vriendelijk 1-10"
    taken = sheet("A;2026-01-05;1.234;7,5", header=header, decimal=".")
    assert (taken.problems, courtesy(taken), amounts(taken)) == ([], [4.0], [1.234])


def test_a_notation_is_said_of_a_column_that_has_one() -> None:
    with pytest.raises(UsageError, match="note is not a column with such a notation; those are occurred_at"):
        dates("01-02-2026", by_column={"date_order": {"note": "dmy"}})


@pytest.mark.parametrize(
    ("texts", "scale", "points"),
    [
        (("0", "3", "5", "0"), "0-5", [0, 60, 100, 0]),
        (("0,5", "0,8", "1"), "0-1", [50, 80, 100]),
        (("0", "10", "7"), "0-10", [0, 100, 70]),
    ],
)
def test_ratings_below_1_are_asked_about(texts: tuple[str, ...], scale: str, points: list[int]) -> None:
    rows = [f"S{n};2026-01-05;{text}" for n, text in enumerate(texts)]
    header = "supplier;requested_at;Vriendelijk"
    (question,) = sheet(*rows, header=header).questions
    assert question_text.text(question).startswith(
        "The ratings under Vriendelijk begin below 1 and go up to "
    )
    assert scale in question_text.choices(question)
    assert question_text.choices(question)["0-100"].startswith("0 to 100: ")
    assert all(
        said.endswith("a mistake")
        for choice, said in question_text.choices(question).items()
        if choice[0] == "1"
    )
    taken = sheet(*rows, header=header, rating_scale=scale)
    ratings = sorted((row["line"], row["courtesy"]) for row in taken.of("assessment"))
    assert [25 * (rating - 1) for _line, rating in ratings] == pytest.approx(points)


def test_one_value_below_1_among_many_is_a_mistake() -> None:
    rows = [f"S{n};2026-01-05;{1 + n % 5}" for n in range(20)]
    taken = sheet(*rows, "Z;2026-01-05;0", header="supplier;requested_at;Vriendelijk")
    assert [reason for _line, _column, reason in taken.reasons()] == [
        "'0' is not a rating from 1 to 5; write one of those"
    ]


def test_years_in_a_heading_are_no_scale() -> None:
    taken = sheet("A;2026-01-05;4", header="supplier;requested_at;Vriendelijk 2025-2026")
    assert [row["courtesy"] for row in taken.of("assessment")] == [4]


def test_the_sign_beside_an_amount_says_its_currency() -> None:
    taken = values("$ 100", "50 £", "€ 25", "CHF 12", "¥ 9", "7")
    assert [(row["order_value"], row["currency"]) for row in taken.of("request")] == [
        (100, "USD"), (50, "GBP"), (25, "EUR"), (12, "CHF"), (9, "JPY"), (7, None),
    ]  # fmt: skip
    assert [sentence.partition(";")[0] for sentence in taken.decisions()] == [
        "order_value: $ is read as USD",
        "order_value: ¥ is read as JPY",
    ]
    header = "supplier;requested_at;order_value;currency"
    taken = sheet("A;2026-01-05;$ 100;CAD", "B;2026-01-05;$ 100;", header=header)
    assert [row["currency"] for row in taken.of("request")] == ["CAD", "USD"]
    assert taken.decisions() == []


def test_what_stands_before_thousands_is_at_most_three_digits() -> None:
    taken = values("2026 100", "12 345 678", "1 234,50")
    assert amounts(taken) == [None, 12345678, 1234.5]


def test_the_scale_in_one_heading_says_nothing_of_another_column() -> None:
    """Sevens may be the top of a scale to 7, or middling grades out of ten."""
    header = "supplier;requested_at;welcome 1-10;courtesy"
    (question,) = sheet("A;2026-01-05;8;7", "B;2026-01-05;9;6", header=header).questions
    assert (question.setting, question.columns) == ("rating_scale", ("courtesy",))
