"""True moments, written in many notations and languages, are read back as they were."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest
from babel.dates import format_date, format_datetime
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.intake.taking import take, why_not
from trialmetrics.intake.values.moments import read_moment
from trialmetrics.intake.values.value import Notation, Value

ZONE = ZoneInfo("Europe/Amsterdam")
LANGUAGES = ("en", "nl", "de", "fr", "es")
# Times in UTC, so that none falls into the hour that the clock goes through twice.
instants = st.datetimes(datetime(2001, 1, 1), datetime(2099, 12, 31)).map(
    lambda moment: moment.replace(second=moment.second, microsecond=0)
)


def read(text: str, order: str | None = "dmy") -> Value:
    return read_moment(text, "occurred_at", Notation(ZONE, order))


# How a date is written; every one shows its order, or the order is told.
DATES: dict[str, Callable[[datetime, str], str]] = {
    "iso": lambda day, _language: f"{day:%Y-%m-%d}",
    "iso with weekday": lambda day, language: f"{format_date(day, 'EEE', language)} {day:%Y-%m-%d}",
    "year first": lambda day, _language: f"{day.year}/{day.month}/{day.day}",
    "compact": lambda day, _language: f"{day:%Y%m%d}",
    "dots": lambda day, _language: f"{day.day}.{day.month}.{day.year}",
    "dashes": lambda day, _language: f"{day:%d-%m-%Y}",
    "short year": lambda day, _language: f"{day:%d/%m/%y}",
    "with weekday": lambda day, language: f"{format_date(day, 'EEE', language)} {day:%d-%m-%Y}",
    "weekday behind": lambda day, language: f"{day:%d-%m-%Y} ({format_date(day, 'EEE', language)})",
    "long": lambda day, language: format_date(day, "long", language),
    "full": lambda day, language: format_date(day, "full", language),
    "medium": lambda day, language: format_date(day, "d MMM y", language),
    "capitals": lambda day, language: format_date(day, "d MMMM y", language).upper(),
    "named in dashes": lambda day, language: format_date(day, "d-MMM-yy", language),
    "Oracle": lambda day, _language: f"{day:%d-%b-%y}".upper(),
}
CLOCKS: dict[str, Callable[[datetime, str], str]] = {
    "T": lambda at, _language: f"T{at:%H:%M:%S}",
    "space": lambda at, _language: f" {at:%H:%M}",
    "comma": lambda at, _language: f", {at.hour}:{at:%M}",
    "dot": lambda at, _language: f" {at:%H.%M}",
    "h": lambda at, _language: f" {at.hour}h{at:%M}",
    "u": lambda at, _language: f" {at.hour}u{at:%M}",
    "uur": lambda at, _language: f" {at:%H.%M} uur",
    "Uhr": lambda at, _language: f" um {at:%H:%M} Uhr",
    "a": lambda at, _language: f" à {at:%H:%M}",
    "am/pm": lambda at, _language: f" {at:%I:%M %p}",
    "a. m.": lambda at, _language: f" {at:%I:%M} {'a' if at.hour < 12 else 'p'}. m.",
    "CLDR": lambda at, language: (
        " " + format_datetime(at, "h:mm a", locale="es" if language == "es" else "en")
    ),
    "nanoseconds": lambda at, _language: f" {at:%H:%M:%S}.123456789",
}
NAMES = {0: ("WET", "UTC"), 1: ("CET", "MEZ"), 2: ("EET", "CEST"), 3: ("EEST", "OESZ")}
OFFSETS: dict[str, Callable[[int], str]] = {
    "+01": lambda hours: f"{hours:+03}",
    "+0100": lambda hours: f"{hours:+03}00",
    "+01:00": lambda hours: f"{hours:+03}:00",
    " +01:00": lambda hours: f" {hours:+03}:00",
    "UTC+01:00": lambda hours: f" UTC{hours:+03}:00",
    "GMT+1": lambda hours: f" GMT{hours:+}",
    "GMT+0100 (CET)": lambda hours: f" GMT{hours:+03}00 ({NAMES[hours][0]})",
    "CET": lambda hours: f" {NAMES[hours][0]}",
    "MEZ": lambda hours: f" {NAMES[hours][1]}",
    "+0100 CET": lambda hours: f" {hours:+03}00 {NAMES[hours][0]}",
    "[Europe/Berlin]": lambda hours: f"{hours:+03}:00[Europe/Berlin]",
}


@given(instants, st.sampled_from(sorted(DATES)), st.sampled_from(LANGUAGES))
@settings(max_examples=400, deadline=None)
def test_a_date_is_read_back(at: datetime, form: str, language: str) -> None:
    text = DATES[form](at, language)
    expected = datetime(at.year, at.month, at.day)
    assert read(text) == Value(expected, date_only=True), text


@given(instants, st.sampled_from(sorted(DATES)), st.sampled_from(sorted(CLOCKS)), st.sampled_from(LANGUAGES))
@settings(max_examples=600, deadline=None)
def test_a_moment_is_read_back(at: datetime, date: str, clock: str, language: str) -> None:
    assume((date, clock) != ("weekday behind", "T"))
    text = DATES[date](at, language) + CLOCKS[clock](at, language)
    exact = at if clock in ("T", "nanoseconds") else at.replace(second=0)
    assert read(text) == Value(exact), text


@given(
    instants,
    st.sampled_from(sorted(NAMES)),
    st.sampled_from(sorted(OFFSETS)),
    st.sampled_from(sorted(CLOCKS)),
)
@settings(max_examples=400, deadline=None)
def test_an_offset_is_converted_to_the_zone(at: datetime, hours: int, offset: str, clock: str) -> None:
    utc = at.replace(second=0)
    written = utc + timedelta(hours=hours)
    text = f"{written:%Y-%m-%d}{CLOCKS[clock](written, 'en')}{OFFSETS[offset](hours)}"
    local = utc.replace(tzinfo=UTC).astimezone(ZONE).replace(tzinfo=None)
    assert read(text) == Value(local, utc=utc), text


@given(instants, st.sampled_from("-/. "))
@settings(max_examples=100, deadline=None)
def test_numbers_without_an_order_are_read_only_where_they_show_it(at: datetime, mark: str) -> None:
    day = datetime(at.year, at.month, at.day)
    text = f"{at.day}{mark}{at.month}{mark}{at.year}"
    told = read(text, None)
    assert told.value in (None, day)
    assert (told.value is None) == (at.day <= 12 and at.day != at.month)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1er mars 2026", "2026-03-01"), ("2 de marzo de 2026", "2026-03-02"), ("Montag, den 2. März 2026", "2026-03-02"),
        ("le 2 mars 2026 à 9h", "2026-03-02 09:00"), ("2 mars 2026 09 h 30 min", "2026-03-02 09:30"),
        ("op 2-3-2026 om 9:05 uur", "2026-03-02 09:05"), ("lunes 2 de marzo del 2026 a las 9:05 p. m.", "2026-03-02 21:05"),
        ("2. 3. 2026 14 Uhr", "2026-03-02 14:00"),
        ("Mon Mar 02 2026 09:00:00 GMT+0100 (Central European Standard Time)", "2026-03-02 09:00"),
        ("Mon Mar  2 09:00:00 CET 2026", "2026-03-02 09:00"), ("02/Mar/2026:09:00:00 +0100", "2026-03-02 09:00"),
        ("20260302T080000Z", "2026-03-02 09:00"), ("20260302090000", "2026-03-02 09:00"),
        ("02-MAR-26 09.15.00.000000 AM", "2026-03-02 09:15"), ("2026-Mar-02 9:00", "2026-03-02 09:00"),
        ("mar. 3 mars 2026", "2026-03-03"), ("March 2nd, 2026 at 9:00 AM", "2026-03-02 09:00"),
        ("2026-03-02 - 09:00", "2026-03-02 09:00"), ("2026-07-01 12:00 CET", "2026-07-01 13:00"),
    ],
)  # fmt: skip
def test_other_notations_of_programs(text: str, moment: str) -> None:
    assert read(text).value == datetime.fromisoformat(moment)


@pytest.mark.parametrize("zone", ["IST", "EST", "CST", "BST", "PST"])
def test_a_zone_that_stands_for_several_is_never_guessed(zone: str) -> None:
    assert why_not(read(f"2026-03-02 09:00 {zone}")) == (
        f"has a time zone, {zone}, that stands for several; write how far it is from UTC, like +01:00"
    )


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02 -05:00", "2026-03-02+01:00", "2026-03-02 09:00+99", "2026-03-02 09:00 +0100 CEST", "2026-03-02 09:00 CET+1",
        "2 mars 09:00", "3 jui 2026", "2026-03-02 14", "03022026", "2026-03-02 13:00 pm", "2026-03-02 09:00 Europe/Paris",
        "5 mei 10 uur", "12 mar 10 am",
    ],
)  # fmt: skip
def test_what_could_be_another_moment_is_not_read(text: str) -> None:
    assert read(text).problem, read(text)


def test_a_weekday_that_fits_only_the_other_order_is_told() -> None:
    # 3 February 2026 is a Tuesday, 2 March a Monday.
    assert (
        why_not(read("Tue 02/03/2026"))
        == "names a weekday that its date does not have; mend the one or the other"
    )
    assert read("Tue 02/03/2026", "mdy").value == datetime(2026, 2, 3)
    assert read("Mon 02/03/2026").value == datetime(2026, 3, 2)
    # A weekday that fits neither is a slip, and no reason to doubt the numbers.
    assert read("Fri 02/03/2026").value == datetime(2026, 3, 2)


@pytest.mark.parametrize("seed", range(3))
def test_a_column_of_one_notation_is_read_back_through_the_whole_of_intake(seed: int) -> None:
    """Also by the reader in SQL, and with the order of the column detected."""
    random = Random(seed)
    for mark, order in (("-", "%d-%m-%Y"), ("/", "%m/%d/%Y"), (".", "%d.%m.%Y"), ("iso", "%Y-%m-%d")):
        moments = [
            datetime(2026, 1, 1) + timedelta(minutes=random.randrange(300 * 24 * 60)) for _row in range(40)
        ]
        moments.append(datetime(2026, 1, 28, 10, 30))  # it shows the order
        rows = [f"S{number};{at.strftime(order)} {at:%H:%M}" for number, at in enumerate(moments)]
        taken = take("\n".join(["supplier;requested_at", *rows]))
        assert (taken.questions, taken.problems) == ([], []), mark
        assert [row["occurred_at"] for row in taken.of("request")] == moments
