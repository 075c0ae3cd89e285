"""What SQL reads as the rows pass is what the reader of single texts reads."""

from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trialmetrics.intake.values import regular_texts
from trialmetrics.intake.values.value import Notation
from trialmetrics.intake.values.words import WORD_LISTS, read_value
from trialmetrics.vocabulary import EVENT_COLUMNS, NOT_OBSERVED, SHEET_COLUMNS

DATABASE = duckdb.connect()
numbers = st.from_regex(r"\A[0-9]{1,13}([.,][0-9]{0,5})?\Z")
dates = st.from_regex(
    r"\A(19|20|21)[0-9]{2}-[0-1][0-9]-[0-3][0-9]([ T][0-2][0-9]:[0-6][0-9](:[0-6][0-9])?)?\Z"
)
ordered = st.from_regex(
    r"\A[0-3][0-9][-/.][0-3][0-9][-/.](19|20|21)[0-9]{2}( [0-2][0-9]:[0-6][0-9](:[0-6][0-9])?)?\Z"
)
words = st.sampled_from(
    [
        *WORD_LISTS["event"],
        *WORD_LISTS["outcome"],
        *WORD_LISTS["channel"],
        *NOT_OBSERVED,
        "Request",
        "x" * 101,
    ]
)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=120)
written = st.one_of(numbers, dates, ordered, words, texts)
notations = st.builds(
    Notation,
    st.just(ZoneInfo("Europe/Amsterdam")),
    st.sampled_from([None, "dmy", "mdy", {"-": "dmy", "/": "mdy"}, {".": "mdy"}]),
    st.booleans(),
    st.sampled_from([".", ","]),
    st.sampled_from([(1, 5), (1, 10), (0, 100)]),
    st.booleans(),
    st.just(False),
)


def in_sql(text: str, column: Any, notation: Notation) -> tuple[Any, bool]:
    value = regular_texts.sql("text", column, notation)
    date_only = regular_texts.date_only("text", notation)
    row = DATABASE.execute(f"select {value}, {date_only} from (select ?::varchar as text)", [text]).fetchone()
    assert row is not None
    return row


@pytest.mark.parametrize(
    "name",
    [
        "trial_id",
        "event",
        "occurred_at",
        "order_value",
        "courtesy",
        "channel",
        "chases",
        "outcome",
        "new_customer",
    ],
)
@given(text=written, notation=notations)
@settings(max_examples=60, deadline=None)
def test_sql_and_python_read_alike(name: str, text: str, notation: Notation) -> None:
    column = {**EVENT_COLUMNS, **SHEET_COLUMNS}[name]
    value, date_only = in_sql(text, column, notation)
    if value is None:
        return
    told = read_value(text, column.kind, name, notation, {})
    assert told.problem is None
    assert told.value == (pytest.approx(value) if isinstance(value, float) else value)
    if column.kind == "moment":
        assert told.date_only == date_only


@pytest.mark.parametrize("midnight", [False, True])
@pytest.mark.parametrize(
    "clock", ["", "00:00", "00:00:00", "09:30", "23:59:59", "24:00", "24:00:00", "25:00", "23:60"]
)
def test_every_clock_is_one_moment_whoever_reads_it(clock: str, midnight: bool) -> None:
    notation = Notation(ZoneInfo("Europe/Amsterdam"), "dmy", midnight)
    found = set()
    for day in ("2026-01-05", "05-01-2026", "5-1-2026"):
        text = f"{day} {clock}".strip()
        value, date_only = in_sql(text, EVENT_COLUMNS["occurred_at"], notation)
        told = read_value(text, "moment", "occurred_at", notation, {})
        found.add((told.value, told.date_only))
        assert value is None or (value, date_only) == (told.value, told.date_only)
    assert len(found) == 1


def test_regular_notations_are_read_in_sql() -> None:
    dutch = Notation(ZoneInfo("Europe/Amsterdam"), "dmy", decimal=",")
    for name, text in [
        ("occurred_at", "2026-01-05"), ("occurred_at", "2026-01-05T10:00:00"), ("occurred_at", "05-01-2026 10:00"),
        ("order_value", "12,50"), ("courtesy", "4"), ("chases", "2"), ("event", "reply"), ("note", "words"),
    ]:  # fmt: skip
        assert in_sql(text, {**EVENT_COLUMNS, **SHEET_COLUMNS}[name], dutch)[0] is not None
