"""What is taken, what is set aside and why; a row of a sheet becomes the events that it stands for."""

import pandas as pd
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.intake.taking import OWN
from trialmetrics.intake import Settings
from trialmetrics.text import problem_text

LOG = "supplier,trial_id,event,occurred_at,courtesy,channel,note\n"


def table(reading, name):
    return (
        pq.read_table(reading.folder / f"{name}.parquet").to_pandas().sort_values("line", ignore_index=True)
    )


def problems(reading):
    return [
        (each["line"], each["column"], each["severity"], each["reason"])
        for each in problem_text.with_sentences(table(reading, "problems").to_dict("records"))
    ]


def test_a_bad_needed_value_sets_the_row_aside_and_any_other_only_itself(reads):
    reading = reads(
        LOG
        + "A,T1,request,2026-02-31,,,\n"  # no such day: needed
        + "A,T1,reply,2026-03-02,9,pigeon,fine\n"  # two bad values that are not needed
        + ",T1,reply,2026-03-02,,,\n"
        + "A,T1,sang,2026-03-02,,,\n"
    )
    assert (reading.rows, reading.set_aside, reading.warnings) == (4, 3, 2)
    told = problems(reading)
    assert told[0][:3] == (2, "occurred_at", "row")
    assert told[0][3] == "'2026-02-31' is not a date; write yyyy-mm-dd"
    assert {each[1] for each in told if each[0] == 3} == {"courtesy", "channel"}
    assert {each[2] for each in told if each[0] == 3} == {"value"}
    assert (4, "supplier", "row", "supplier is missing; fill it in") in told
    assert told[-1][:3] == (5, "event", "row")
    kept = table(reading, "events")
    assert list(kept["line"]) == [3]
    assert kept["courtesy"].isna().all()
    assert list(table(reading, "set_aside")["line"]) == [2, 4, 5]


def test_all_reasons_of_a_row_are_told(reads):
    reading = reads(LOG + "A,,sang,yesterday,,,\n")
    assert len(problems(reading)) == 3
    assert {each[2] for each in problems(reading)} == {"row"}


def test_lines_are_physical_lines_also_after_quoted_line_ends(reads):
    reading = reads(LOG + 'A,T1,request,2026-03-02,,,"two\nlines, and ""quotes"""\nA,T1,reply,never,,,\n')
    assert table(reading, "events")["note"][0] == 'two\nlines, and "quotes"'
    assert problems(reading)[0][0] == 4


def test_one_open_quote_does_not_swallow_the_rest(reads):
    reading = reads(
        LOG + 'A,T1,request,2026-03-02,,,"open\nA,T1,reply,2026-03-03,,,fine\nA,T1,closed,2026-03-04,,,"ok"\n'
    )
    assert list(table(reading, "events")["event"]) == ["request", "reply", "closed"]


def test_cells_beyond_the_header_set_the_row_aside(reads):
    reading = reads(LOG + "A,T1,request,2026-03-02,,,a note, with a comma\nA,T1,reply,2026-03-02,,,,,\n")
    assert (reading.rows, reading.set_aside) == (2, 1)
    assert "more cells than the header" in problems(reading)[0][3]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("inf", "not a number"), ("1e400", "not a number"), ("-5", "out of range"),
        ("12,5,0", "not a number"),
    ],
)  # fmt: skip
def test_numbers_that_are_none(reads, value, told):
    text = f"supplier;requested_at;order_value\nA;2026-03-02;{value}\nB;2026-03-02;1.5\n"
    reading = reads(text)
    assert (reading.set_aside, reading.warnings) == (0, 1)
    assert told in problems(reading)[0][3]


@pytest.mark.parametrize("day", ["1999-12-31", "2101-01-01", "31-11-2026", "2026-13-01", "0000-00-00"])
def test_days_that_are_none(reads, day):
    assert reads(LOG + f"A,T1,request,{day},,,\n", Settings(date_order="dmy")).set_aside == 1


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2026-03-02T10:00:00+00:00", "2026-03-02 11:00"),  # Amsterdam is an hour ahead in winter
        ("2026-07-01T10:00Z", "2026-07-01 12:00"),
        ("2 maart 2026 14u30", "2026-03-02 14:30"),
        ("March 2, 2026 2:30 pm", "2026-03-02 14:30"),
        ("2-mrt-26", "2026-03-02 00:00"),
        ("2026/03/02 14:30:59.9", "2026-03-02 14:30:59"),
    ],
)
def test_moments(reads, written, expected):
    found = table(reads(f"supplier;trial_id;event;occurred_at\nA;T;request;{written}\n"), "events")
    assert found["occurred_at"][0] == pd.Timestamp(expected)


def test_texts_too_long_and_control_characters(reads):
    reading = reads(LOG + f"{'x' * 201},T1,request,2026-03-02,,,\nA,T1,request,2026-03-02,,,a\x07bell\n")
    assert (reading.set_aside, reading.warnings) == (1, 1)
    assert "longer than 200" in problems(reading)[0][3]
    assert "U+0007" in problems(reading)[1][3]


def test_an_apostrophe_before_a_formula_is_dropped(reads):
    assert table(reads(LOG + "A,T1,request,2026-03-02,,,'=1+1\n"), "events")["note"][0] == "=1+1"


def test_a_value_that_differs_within_a_trial_is_a_warning_and_the_earliest_holds(reads):
    reading = reads(
        "supplier,trial_id,event,occurred_at,category\n"
        "A,T1,reply,2026-03-03,Paper\nA,T1,request,2026-03-02,Boxes\nA,T2,request,2026-03-02,Paper\n"
    )
    assert (reading.set_aside, reading.warnings) == (0, 1)
    assert problems(reading)[0][:3] == (2, "category", "value")


def test_equal_events_are_counted_and_keyed_the_same_in_any_notation(reads):
    one = table(reads(LOG + "A,T1,chase,2026-03-02 10:00,,,\n" * 3), "events")
    other = table(
        reads(LOG.replace(",", ";") + "a;T1;Chase;02-03-2026 10:00;;;\n", Settings(date_order="dmy")),
        "events",
    )
    assert len(one) == 3
    assert len(pd.concat([one, other])[[*OWN]].drop_duplicates()) == 1


SHEET = "supplier,requested_at,first_reply_at,promised_at,delivered_at,closed_at,chases,errors,rude,outcome,courtesy,note\n"


def test_a_row_of_a_sheet_becomes_its_events(reads):
    reading = reads(
        SHEET + "A,2026-03-02 10:00,2026-03-02 12:00,2026-03-06,2026-03-05,2026-03-09,2,1,1,fulfilled,4,hm\n"
    )
    found = table(reading, "events")
    assert sorted(found["event"]) == sorted(
        ["request", "reply", "delivery", "closed", "chase", "chase", "error", "rude", "assessment"]
    )
    request = found[found["event"] == "request"].iloc[0]
    assert (request["promised_at"], request["promised_bare"]) == (pd.Timestamp("2026-03-06"), True)
    assert found.loc[found["event"] == "chase", "occurred_at"].isna().all()
    assert found.loc[found["event"] == "assessment", "note"].iloc[0] == "hm"
    assert set(found["trial_id"]) == {"a #1"}


@pytest.mark.parametrize(
    ("outcome", "added"),
    [
        ("fulfilled", {"delivery", "closed"}),
        ("declined", {"decline", "closed"}),
        ("brushed_off", {"brush_off", "closed"}),
        ("ignored", {"closed"}),
        ("dropped", {"closed", "reply"}),
        ("open", set()),
    ],
)
def test_an_outcome_adds_the_event_that_is_not_there(reads, outcome, added):
    found = table(reads(f"supplier,requested_at,outcome\nA,2026-03-02,{outcome}\n"), "events")
    assert set(found["event"]) == {"request"} | added
    assert found.loc[found["event"] != "request", "occurred_at"].isna().all()


def test_what_a_sheet_observed(reads):
    reading = reads(
        "supplier,requested_at,first_reply_at,chases,errors,rude\n"
        "A,2026-03-02,geen reactie,2x,,\n"
        "B,2026-03-02,n.v.t.,,,\n"
        "C,2026-03-02,soon,n.v.t.,,\n"
        "D,2026-03-02,,,,\n"
    )
    seen = table(reading, "sheet").set_index("supplier")
    # A: silent, that is data. B: nobody looked. C: what was written cannot be read. D: no reply yet.
    assert list(seen["contact_observed"]) == [True, False, False, True]
    assert list(seen["chases_observed"]) == [True, True, False, True]  # empty is 0, n/a is nothing
    assert list(seen["silence_stated"]) == [True, False, False, False]
    assert not seen["errors_observed"].any()  # empty in every row
    assert not seen["recoveries_observed"].any()  # no such column


def test_words_under_a_date(reads):
    reading = reads(
        "supplier,requested_at,first_reply_at,delivered_at\n"
        "A,2026-03-02,ja,nee\nB,2026-03-02,zelfde dag,na 2 dagen\nC,2026-03-02 10:00,after 3 hours,nooit\n"
    )
    found = table(reading, "events").set_index(["supplier", "event"])["occurred_at"]
    assert pd.isna(found["A", "reply"])
    assert ("A", "delivery") not in found.index
    assert found["B", "reply"] == pd.Timestamp("2026-03-02")
    assert found["B", "delivery"] == pd.Timestamp("2026-03-04")
    assert found["C", "reply"] == pd.Timestamp("2026-03-02 13:00")
    assert reading.warnings == 0


def test_a_suppliers_date_before_the_request_is_a_bad_value(reads):
    reading = reads(
        "supplier,requested_at,delivered_at\nA,2026-03-05,2026-03-02\nB,2026-03-02 15:00,2026-03-02\n"
    )
    assert reading.warnings == 1  # on the day itself a date without a time is not before it
    assert problems(reading)[0][:3] == (2, "delivered_at", "value")
    assert list(table(reading, "events").query("event == 'delivery'")["supplier"]) == ["B"]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["A", "B b", "", "n/a", "x" * 300]),
            st.sampled_from(["T1", "T2", ""]),
            st.sampled_from(["request", "Reply", "chased", "sang", ""]),
            st.sampled_from(["2026-03-02", "2026-03-02 10:00", "31-31-2026", "", "tomorrow"]),
            st.sampled_from(["", "3", "9", "goed"]),
            st.sampled_from(["", "email", "pigeon"]),
            st.text(st.characters(codec="utf-8", exclude_characters="\r\n\x00"), max_size=12).map(
                lambda text: '"' + text.replace('"', '""') + '"'
            ),
        ),
        min_size=1,
        max_size=12,
    )
)
def test_every_row_is_taken_or_set_aside(reads, rows):
    reading = reads(LOG + "".join(",".join(row) + "\n" for row in rows))
    taken, aside = table(reading, "events")["line"], table(reading, "set_aside")["line"]
    lines = [2 + i for i, row in enumerate(rows) if any(cell.strip('" \t\u00a0') for cell in row)]
    assert reading.rows == len(taken) + len(aside) <= len(rows)
    assert reading.rows >= len(lines) - len([row for row in rows if not "".join(row[:6])])
    assert not set(taken) & set(aside)
    good = [
        2 + i for i, row in enumerate(rows)
        if row[0] in ("A", "B b") and row[1] and row[2] in ("request", "Reply", "chased") and row[3].startswith("2026")
    ]  # fmt: skip
    assert set(good) == set(taken)
