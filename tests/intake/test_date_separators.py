"""Dots, dashes and slashes in one column may come from two programs: each shows its own order of day and month."""

from tests.intake.taking import Taken, take
from trialmetrics.text import question_text


def dates(*texts: str, **settings: object) -> Taken:
    rows = [f"S{number};{text}" for number, text in enumerate(texts)]
    return take("\n".join(["supplier;requested_at", *rows]), **settings)  # type: ignore[arg-type]


def two(*pairs: tuple[str, str], **settings: object) -> Taken:
    rows = [f"S{number};{first};{second}" for number, (first, second) in enumerate(pairs)]
    return take("\n".join(["supplier;requested_at;promised_at", *rows]), **settings)  # type: ignore[arg-type]


def days(taken: Taken, column: str = "occurred_at") -> list[str]:
    return [str(row[column].date()) for row in taken.of("request")]


def options(taken: Taken) -> list[str]:
    return [question_text.option(question) for question in taken.questions]


def test_each_separator_shows_its_own_order() -> None:
    taken = dates("13.02.2026", "03.02.2026", "02/14/2026", "02/03/2026")
    assert (taken.questions, taken.problems) == ([], [])
    assert days(taken) == ["2026-02-13", "2026-02-03", "2026-02-14", "2026-02-03"]


def test_one_separator_decides_for_no_other_in_its_column() -> None:
    taken = dates("13-02-2026", "03/02/2026")
    assert options(taken) == [
        "Answer with --date-order requested_at:/=dmy or --date-order requested_at:/=mdy."
    ]
    both = dates("03-02-2026", "03/02/2026")
    assert [question.columns for question in both.questions] == [("requested_at:-",), ("requested_at:/",)]
    answered = dates("03-02-2026", "03/02/2026", by_column={"date_order": {"requested_at:-": "dmy"}})
    assert [question.columns for question in answered.questions] == [("requested_at:/",)]


def test_an_answer_holds_for_its_separator() -> None:
    answers = {"requested_at:-": "dmy", "requested_at:/": "mdy"}
    taken = dates("03-02-2026", "03/02/2026", by_column={"date_order": answers})
    assert days(taken) == ["2026-02-03", "2026-03-02"]
    # One for the whole column settles only what its values leave open.
    taken = dates("13-02-2026", "03-02-2026", "03/02/2026", date_order="mdy")
    assert days(taken) == ["2026-02-13", "2026-02-03", "2026-03-02"]


def test_an_answer_is_remembered_for_its_separator() -> None:
    first = dates(
        "03-02-2026",
        "03/02/2026",
        by_column={"date_order": {"requested_at:-": "dmy", "requested_at:/": "mdy"}},
    )
    later = dates("04-05-2026", "04/05/2026", remembered={first.signature: first.settings})
    assert days(later) == ["2026-05-04", "2026-04-05"]


def test_an_order_remembered_by_an_earlier_release_is_that_of_every_separator() -> None:
    first = dates("03-02-2026", date_order="mdy")
    settings = {**first.settings, "found": {**first.settings["found"], "date_order": {"requested_at": "mdy"}}}
    later = dates("04-05-2026", remembered={first.signature: settings})
    assert days(later) == ["2026-04-05"]


def test_dots_beside_another_separator_are_day_first() -> None:
    """Nobody writes the month first with dots; so where another program wrote slashes, the dots are not its."""
    taken = dates("06.08.2020", "9/21/2020")
    assert days(taken) == ["2020-08-06", "2020-09-21"]
    assert taken.decisions() == [
        "requested_at: 06.08.2020 is read as 6 August 2020, as dates with dots put the day first."
    ]
    # Alone they are asked, as all dates are that cannot tell.
    assert [question.setting for question in dates("06.08.2020").questions] == ["date_order"]
    # Dots that contradict themselves are asked too.
    assert dates("13.02.2026", "02.13.2026", "9/21/2020").questions


def test_another_column_decides_for_the_same_separator_first() -> None:
    taken = two(("03/02/2026", "13-02-2026"), ("02/14/2026", "03-03-2026"), ("2026-01-01", "03/05/2026"))
    assert days(taken)[:2] == ["2026-03-02", "2026-02-14"]
    assert days(taken, "promised_at") == ["2026-02-13", "2026-03-03", "2026-03-05"]


def test_another_separator_of_another_column_decides_only_day_first() -> None:
    assert days(two(("03-02-2026", "13/02/2026"))) == ["2026-02-03"]
    # Slashes may be of another program, whatever the dashes show; so may dashes beside the month first.
    assert options(two(("03/02/2026", "13-02-2026"))) == [
        "Answer with --date-order requested_at=dmy or --date-order requested_at=mdy."
    ]
    assert two(("03-02-2026", "02/13/2026")).questions


def test_a_weekday_shows_the_order() -> None:
    # 2 March 2026 is a Monday, 3 February a Tuesday.
    assert days(dates("Mon 02/03/2026")) == ["2026-03-02"]
    assert days(dates("Tue 02/03/2026")) == ["2026-02-03"]
    # Dutch Monday, French and Spanish Tuesday: none of them writes the month first.
    assert days(dates("ma 02-03-2026")) == ["2026-03-02"]
    assert days(dates("mié 04/03/2026")) == ["2026-03-04"]
    # It fits neither order and shows nothing.
    assert dates("Fri 02/03/2026").questions


def test_rows_that_come_back_mended_keep_the_orders_of_their_file() -> None:
    first = dates("13-02-2026", "03/14/2026", "31-02-2026")
    remembered = {first.signature: first.settings}
    mended = "supplier;requested_at;line;reason\nS2;03-02-2026;4;x\nS3;03/02/2026;5;x\n"
    assert days(take(mended, remembered)) == ["2026-02-03", "2026-03-02"]


def test_sql_reads_each_separator_in_its_own_order() -> None:
    """Two digits each, as most programs write them, are read in SQL; mixed separators are not."""
    rows = [f"{day:02}.03.2026 10:00" for day in range(1, 29)] + [
        f"03/{day:02}/2026 10:00" for day in range(1, 29)
    ]
    taken = dates(*rows)
    expected = [f"2026-03-{day:02}" for day in range(1, 29)]
    assert sorted(days(taken)) == sorted([*expected, *expected])


def test_short_dates_that_may_begin_with_the_year_are_set_aside() -> None:
    """26-03-02 is 2 March 2026 to some programs; as 26 March 2002 it would be another moment in silence."""
    taken = dates("26-03-02", "26-03-25", "25-12-31")
    assert [reason for _line, _column, reason in taken.reasons()] == [
        f"'{text}' is not a date; write yyyy-mm-dd" for text in ("26-03-02", "26-03-25", "25-12-31")
    ]
    # A day before the 20th, or years that can be nothing else, leave no doubt.
    assert days(dates("26-03-02", "02-03-26")) == ["2002-03-26", "2026-03-02"]
    assert days(dates("26-03-25")) == ["2025-03-26"]
    assert days(dates("26-03-02", date_order="dmy")) == ["2002-03-26"]
