"""How long after the request: in words, in a clock's figures, as a number in the unit of the heading."""

from datetime import datetime, timedelta

import pytest

from tests.intake.taking import ZONE, Taken, take
from trialmetrics.intake.values.durations import heading_unit
from trialmetrics.intake.values.moments import read_moment
from trialmetrics.intake.values.value import Notation, Value

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DURATIONS = {
    "90 min": 1.5 * HOUR, "2u30": 2.5 * HOUR, "2h30": 2.5 * HOUR, "2 h 30 min": 2.5 * HOUR, "1,5 uur": 1.5 * HOUR,
    "1.5 hours": 1.5 * HOUR, "after 3 hours": 3 * HOUR, "nach 3 Stunden": 3 * HOUR, "3 Std.": 3 * HOUR,
    "après 3 heures": 3 * HOUR, "después de 3 horas": 3 * HOUR, "3 uur later": 3 * HOUR, "30 hours": 30 * HOUR,
    "1d 4h": 28 * HOUR, "1 day, 2:30:00": 26.5 * HOUR, "0 days 02:30:00": 2.5 * HOUR, "PT2H30M": 2.5 * HOUR,
    "1,5 dagen": 36 * HOUR,
}  # fmt: skip
WHOLE_DAYS = {
    "na 2 dagen": 2, "2 Tage": 2, "nach 2 Tagen": 2, "2 jours": 2, "2 días después": 2, "two days later": 2, "P2D": 2,
    "eine Woche": 7, "une semaine": 7, "zelfde dag": 0, "am selben Tag": 0, "le même jour": 0, "el mismo día": 0,
    "next day": 1, "le lendemain": 1,
}  # fmt: skip


def read(text: str, *, clock_is_duration: bool = False) -> Value:
    return read_moment(text, "first_reply_at", Notation(ZONE, "dmy", clock_is_duration=clock_is_duration))


@pytest.mark.parametrize("text", DURATIONS)
def test_so_many_hours_are_a_moment(text: str) -> None:
    # The figures of a clock are read so where the column shows that it has no times of day.
    clock = text in ("2u30", "2h30")
    assert read(text, clock_is_duration=clock) == Value(after=DURATIONS[text])


@pytest.mark.parametrize("text", WHOLE_DAYS)
def test_so_many_whole_days_are_a_date(text: str) -> None:
    assert read(text) == Value(after=WHOLE_DAYS[text] * DAY, date_only=True)


@pytest.mark.parametrize(
    "text",
    [
        "2 werkdagen",
        "3 Werktage",
        "1 maand",
        "binnen 2 dagen",
        "-1 dag",
        "1.500 min",
        "3",
        "2 dagen of 3",
        "99999999 dagen",
    ],
)
def test_what_says_no_certain_time_is_not_read(text: str) -> None:
    assert read(text).problem


@pytest.mark.parametrize(
    ("heading", "minutes"),
    [
        ("Response time (hours)", 60), ("Reactietijd (uur)", 60), ("Antwortzeit in Stunden", 60), ("Response time [h]", 60),
        ("Délai de réponse (jours)", 1440), ("Tiempo de respuesta (horas)", 60), ("response_time_hours", 60),
        ("Reactietijd in min.", 1), ("Levertijd (weken)", 7 * 1440), ("Response time", None), ("Reply day", None),
        ("Response time (working hours)", None), ("Reactietijd (werkdagen)", None), ("Délai (jours ouvrés)", None),
        ("Vriendelijk (1-10)", None),
    ],
)  # fmt: skip
def test_the_unit_of_a_heading(heading: str, minutes: int | None) -> None:
    assert heading_unit(heading) == minutes


def replies(heading: str, *texts: str, requested: str = "2026-03-02 09:00", **settings: object) -> Taken:
    rows = [f"S{number};{requested};{text}" for number, text in enumerate(texts)]
    header = f"supplier;requested_at;{heading}"
    return take("\n".join([header, *rows]), columns={heading: "first_reply_at"}, **settings)  # type: ignore[arg-type]


def moments(taken: Taken) -> list[tuple[str, bool]]:
    return [(str(row["occurred_at"]), row["bare"]) for row in taken.of("reply")]


def test_numbers_are_in_the_unit_of_the_heading() -> None:
    taken = replies("Response time (hours)", "4", "30", "1,5", "geen", "2026-03-03 10:00")
    assert taken.problems == []
    assert moments(taken) == [
        ("2026-03-02 13:00:00", False), ("2026-03-03 15:00:00", False), ("2026-03-02 10:30:00", False),
        ("2026-03-03 10:00:00", False),
    ]  # fmt: skip
    assert moments(replies("Délai de réponse (jours)", "2", "1.5")) == [
        ("2026-03-04 00:00:00", True),
        ("2026-03-03 21:00:00", False),
    ]
    # After a request on a day, hours later is a day too.
    assert moments(replies("Response time (hours)", "30", requested="2026-03-02")) == [
        ("2026-03-03 00:00:00", True)
    ]


def test_a_number_that_may_have_thousands_is_asked() -> None:
    (question,) = replies("Response time (min)", "1.500").questions
    assert (question.setting, question.columns) == ("decimal", ("first_reply_at",))
    taken = replies("Response time (min)", "1.500", by_column={"decimal": {"first_reply_at": "."}})
    assert moments(taken) == [("2026-03-02 09:01:30", False)]


def test_without_a_unit_a_number_says_nothing() -> None:
    assert [reason for _line, _column, reason in replies("Reactie", "4").reasons()] == [
        "'4' is not a date; write yyyy-mm-dd"
    ]


def test_figures_of_a_clock_are_durations_where_they_can_be_no_time_of_day() -> None:
    assert moments(replies("Reactie", "2u30")) == [("2026-03-02 11:30:00", False)]
    assert moments(replies("Reactie", "1:30", "8:15", "26:00")) == [
        ("2026-03-02 10:30:00", False), ("2026-03-02 17:15:00", False), ("2026-03-03 11:00:00", False),
    ]  # fmt: skip
    assert moments(replies("Response time (h)", "9:30")) == [("2026-03-02 18:30:00", False)]


@pytest.mark.parametrize("texts", [("9:30", "14:15"), ("1:30", "2026-03-02 14:15")])
def test_figures_of_a_clock_that_may_be_a_time_of_day_are_set_aside(texts: tuple[str, ...]) -> None:
    taken = replies("Reactie", *texts)
    reasons = [reason for _line, _column, reason in taken.reasons()]
    assert reasons[0] == (
        f"'{texts[0]}' may be a time of day or how long it took; write the date before it, or the time it took like 2 h 30 min"
    )
    assert all(row["line"] > 2 for row in taken.of("reply"))


def test_one_early_hour_does_not_make_durations_of_times_of_day() -> None:
    taken = replies("Reactie", "10:15", "16:40", "5:45", "11:30")
    assert taken.of("reply") == []
    assert len(taken.reasons()) == 4
    assert moments(replies("Reactie", "0:45", "3:10", "9:30")) == [
        ("2026-03-02 09:45:00", False), ("2026-03-02 12:10:00", False), ("2026-03-02 18:30:00", False),
    ]  # fmt: skip


def test_in_a_log_nothing_is_so_much_after_the_request() -> None:
    taken = take(
        "supplier,trial_id,event,occurred_at,promised_at\nA,1,confirmation,2026-03-02 09:00,2 weeks\n"
    )
    assert [(line, column) for line, column, _reason in taken.reasons()] == [(2, "promised_at")]


def test_thirty_hours_are_no_whole_day() -> None:
    (reply,) = replies("Reactie", "30 uur").of("reply")
    assert (reply["occurred_at"], reply["bare"]) == (datetime(2026, 3, 3, 15), False)
