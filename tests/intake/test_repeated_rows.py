"""Several rows of one trial in a sheet: what is asked, and what lines of one order, corrections and trials of their own say."""

from datetime import datetime
from itertools import permutations
from typing import Any

import pytest

from tests.intake.taking import Taken, take
from trialmetrics.text import question_text

HEADER = "supplier;PO;requested_at;first_reply_at;promised_at;delivered_at;order_value;article"
PO = {"PO": "trial_id"}
MADE = ("request", "reply", "delivery", "partial_delivery", "closed")


def orders(*rows: str, header: str = HEADER, **settings: Any) -> Taken:
    return take("\n".join([header, *rows]) + "\n", columns=PO, **settings)


def lines(columns: str, *cells: str, **settings: Any) -> Taken:
    """Lines of one order requested on 5 January, with these cells under these columns."""
    rows = [f"A;1;2026-01-05;{row}" for row in cells]
    return orders(*rows, header=f"supplier;PO;requested_at;{columns}", repeated="lines", **settings)


def told(taken: Taken, line: int | None = None) -> list[tuple[str, str | None]]:
    """The dated kinds of event of a line, by default the last, with the day of each."""
    line = line or max(row["line"] for row in taken.events)
    return sorted(
        (row["event"], f"{row['occurred_at']:%m-%d}" if row["occurred_at"] else None)
        for row in taken.events
        if row["line"] == line and row["event"] in MADE and row["event"] != "request"
    )


def state(taken: Taken) -> dict[str, Any]:
    """What the row that holds, the last, observed and states."""
    return max(taken.sheet, key=lambda row: row["line"])


def gap_kinds(taken: Taken) -> list[str | None]:
    last = max(row["line"] for row in taken.sheet)
    return [row["kind"] for row in taken.gaps if row["line"] == last]


TWO_LINES = (
    "A;1;2026-01-06;2026-01-07;2026-01-10;2026-01-09;10,10;bolt",
    "A;1;2026-01-05;2026-01-08;2026-01-12;2026-01-14;20,20;nut",
)


def test_rows_of_one_trial_that_differ_are_asked_about_once() -> None:
    taken = orders(
        *TWO_LINES, "B;1;2026-01-05;;;;5;nut", "A;2;2026-01-05;;;;5;nut", "A;2;2026-01-05;;;;6;nut"
    )
    (question,) = taken.questions
    assert question_text.text(question) == (
        "4 rows are of 2 trials by their PO, such as 1 on lines 2 and 3. They differ in order_value, requested_at, "
        "first_reply_at. What are they?"
    )
    assert question.guess == "lines"
    assert question_text.option(question) == "Answer with --repeated lines, corrections or trials."


@pytest.mark.parametrize(
    ("rows", "likely"),
    [
        (["A;1;2026-01-05;;;;5;nut", "A;1;2026-01-05;2026-01-06;;;5;nut"], "corrections"),
        (["A;1;2026-01-05;;;;5;nut", "A;1;2026-02-05;;;;7;nut"], "trials"),
        (["A;1;2026-01-05;;;;5;nut", "A;1;2026-01-05;2026-01-06;;;5;bolt"], "lines"),
    ],
)
def test_the_likeliest_answer_is_told_by_the_values(rows: list[str], likely: str) -> None:
    assert orders(*rows).questions[0].guess == likely


@pytest.mark.parametrize(
    "rows",
    [
        ["A;1;2026-01-05;;;;5;nut"] * 2,
        # An article is not read: two articles asked for and delivered together are one trial, whatever the rows are.
        ["A;1;2026-01-05;;;;;nut", "A;1;2026-01-05;;;;;bolt"],
        ["A;1;2026-01-05;;;;5;nut", "B;1;2026-01-06;;;;5;nut"],
        ["A;;2026-01-05;;;;5;nut", "A;;2026-01-06;;;;6;nut", "A;n.v.t.;2026-01-06;;;;6;nut"],
    ],
)
def test_the_same_row_twice_other_suppliers_and_rows_without_an_id_are_not_asked_about(
    rows: list[str],
) -> None:
    taken = orders(*rows)
    assert (taken.questions, taken.rows, taken.set_aside) == ([], len(rows), 0)


def test_equal_values_of_lines_that_differ_in_what_is_not_read_are_asked_about() -> None:
    assert len(orders("A;1;2026-01-05;;;;5;nut", "A;1;2026-01-05;;;;5;bolt").questions) == 1


def test_it_is_asked_together_with_the_other_questions() -> None:
    taken = orders("A;1;03-04-2026;;;;5;nut", "A;1;03-04-2026;;;;1.234;nut")
    assert [question.setting for question in taken.questions] == ["date_order", "decimal", "repeated"]


def test_the_answer_is_remembered_for_files_with_this_header() -> None:
    first = orders(*TWO_LINES, repeated="lines")
    assert first.decisions()[-1] == "Several rows of one trial are read as lines of one order, as you said."
    again = orders(*TWO_LINES, remembered={first.signature: first.settings})
    assert again.decisions()[-1] == (
        "Several rows of one trial are read as lines of one order, as in an earlier file with this header."
    )
    assert len(orders(*TWO_LINES, remembered={first.signature: first.settings}, afresh=True).questions) == 1


def test_lines_of_one_order() -> None:
    taken = orders(*TWO_LINES, repeated="lines")
    assert (taken.rows, taken.set_aside, taken.warnings, taken.gaps) == (2, 0, 0, [])
    # The order came when the second line did, and was promised for 12 January; the first line was a part of it.
    assert told(taken) == [("delivery", "01-14"), ("partial_delivery", "01-09"), ("reply", "01-07")]
    request = max(taken.of("request"), key=lambda row: row["line"])
    assert (request["occurred_at"], request["promised_at"], request["order_value"]) == (
        datetime(2026, 1, 5), datetime(2026, 1, 12), 30.3,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "events", "delivery", "gaps"),
    [
        # dated and dated, dated and empty, dated and not yet, dated and never
        (["2026-01-06", "2026-01-08"], [("delivery", "01-08"), ("partial_delivery", "01-06")], True, []),
        (["2026-01-06", ""], [("partial_delivery", "01-06")], True, []),
        (["2026-01-06", "not yet"], [("partial_delivery", "01-06")], True, []),
        (["2026-01-06", "never"], [("partial_delivery", "01-06")], True, []),
        # Delivered, but when the last line came is not known.
        (["2026-01-06", "yes"], [("delivery", None), ("partial_delivery", "01-06")], True, []),
        (["yes", ""], [("partial_delivery", None)], True, []),
        # Nobody noted whether the second line came; what was noted of it cannot be read.
        (["2026-01-06", "n/a"], [("partial_delivery", "01-06")], False, []),
        (["2026-01-06", "soonish"], [("partial_delivery", "01-06")], False, ["delivery"]),
        # One that did not come is enough to know that the order did not.
        (["2026-01-06", "n/a", ""], [("partial_delivery", "01-06")], True, []),
    ],
)
def test_an_order_is_delivered_when_its_last_line_is(cells, events, delivery, gaps) -> None:
    for order in permutations(cells):
        taken = lines("delivered_at", *order)
        assert (told(taken), state(taken)["delivery_observed"], gap_kinds(taken)) == (events, delivery, gaps)
        # Some of it came, so somebody answered.
        assert state(taken)["contact_observed"] == bool(events)


@pytest.mark.parametrize(
    ("cells", "events", "silence", "reply_times"),
    [
        (["2026-01-07", "2026-01-06"], [("reply", "01-06")], False, True),
        (["2026-01-07", ""], [("reply", "01-07")], False, True),
        (["2026-01-07", "never"], [("reply", "01-07")], False, True),
        (["yes", ""], [("reply", None)], False, True),
        # Only where every line says so did nobody answer the order.
        (["never", "never"], [], True, True),
        (["never", ""], [], False, True),
        (["", "n/a"], [], False, False),
    ],
)
def test_an_order_is_answered_at_the_first_reply(cells, events, silence, reply_times) -> None:
    taken = lines("first_reply_at;article", *(f"{cell};{at}" for at, cell in enumerate(cells)))
    assert told(taken) == events
    assert (state(taken)["silence_stated"], state(taken)["reply_times_observed"]) == (silence, reply_times)


@pytest.mark.parametrize(
    ("outcomes", "stated", "events", "gaps"),
    [
        (["fulfilled", "fulfilled"], "fulfilled", ["closed", "delivery"], []),
        (["ignored", "ignored"], "ignored", ["closed"], []),
        (["fulfilled", "open"], "open", ["partial_delivery"], []),
        (["fulfilled", "dropped"], "dropped", ["closed", "partial_delivery"], []),
        # A line that was cancelled is no part of the order.
        (["fulfilled", "void"], "fulfilled", ["closed", "delivery"], []),
        (["void", "void"], "void", ["closed", "void"], []),
        # Declined in part, or stated of one line only: nothing is concluded.
        (["fulfilled", "declined"], None, ["partial_delivery"], [None]),
        (["ignored", ""], None, [], [None]),
        (["fulfilled", ""], None, ["partial_delivery"], [None]),
    ],
)
def test_outcomes_of_lines(outcomes, stated, events, gaps) -> None:
    for order in permutations(outcomes):
        taken = lines("outcome;article", *(f"{outcome};{at}" for at, outcome in enumerate(order)))
        last = state(taken)["line"]
        assert state(taken)["outcome"] == stated
        assert (
            sorted(row["event"] for row in taken.events if row["line"] == last and row["event"] != "request")
            == events
        )
        assert gap_kinds(taken) == gaps


@pytest.mark.parametrize(
    ("deliveries", "meaning", "events", "gaps"),
    [
        (["NULL", "NULL"], "declined", ["closed", "decline", "reply"], []),
        (["NULL", "NULL"], "enquiry", ["closed", "quote", "reply"], []),
        (["NULL", "NULL"], "not noted", ["reply"], []),
        # Of one line only: nothing is concluded of the order.
        (["2026-01-09", "NULL"], "declined", ["partial_delivery", "reply"], [None]),
        (["2026-01-09", "NULL"], "not noted", ["partial_delivery", "reply"], []),
    ],
)
def test_a_word_for_nothing_beside_the_replies_of_lines(deliveries, meaning, events, gaps) -> None:
    for order in permutations(deliveries):
        taken = lines(
            "first_reply_at;delivered_at;article",
            *(f"2026-01-06;{cell};{at}" for at, cell in enumerate(order)),
            answers={"delivered_at": {"NULL": meaning}},
        )
        last = state(taken)["line"]
        assert (
            sorted(row["event"] for row in taken.events if row["line"] == last and row["event"] != "request")
            == events
        )
        assert gap_kinds(taken) == gaps


def test_counts_ratings_notes_and_what_describes_the_order() -> None:
    taken = lines(
        "chases;errors;rude;courtesy;note;category;currency;order_value;chased_first",
        "2;1;1;4;wrong colour;Paint;EUR;1;yes", "1;1;;2;late;Brushes;EUR;2;no", ";;;;late;;;;",
    )  # fmt: skip
    last = state(taken)["line"]
    kinds = [row["event"] for row in taken.events if row["line"] == last]
    # Each line had its own error; a chase is noted on every line that it was about.
    assert {kind: kinds.count(kind) for kind in ("chase", "error", "rude")} == {
        "chase": 2,
        "error": 2,
        "rude": 1,
    }
    (assessment,) = [row for row in taken.of("assessment") if row["line"] == last]
    assert (assessment["courtesy"], assessment["note"]) == (3, "late\nwrong colour")
    (request,) = [row for row in taken.of("request") if row["line"] == last]
    # Both were requested at once: the smallest text holds, and the other is said.
    assert (request["category"], request["order_value"]) == ("Brushes", 3)
    assert state(taken)["chased_first"] is False
    assert taken.reasons() == [
        (
            2,
            "category",
            "'Paint' is not what the earliest row of the trial says, which holds; make them the same",
        )
    ]


@pytest.mark.parametrize("cells", [["EUR;1", "USD;2"], ["EUR;1", "EUR;much"], ["EUR;1", "EUR;n/a"]])
def test_a_sum_of_which_a_part_is_not_known_is_not_known(cells: list[str]) -> None:
    taken = lines("currency;order_value", *cells)
    assert max(taken.of("request"), key=lambda row: row["line"])["order_value"] is None


def test_corrections_of_one_row() -> None:
    taken = orders(*TWO_LINES, repeated="corrections")
    assert (taken.rows, taken.warnings) == (2, 0)
    assert told(taken) == [("delivery", "01-14"), ("reply", "01-08")]
    assert max(taken.of("request"), key=lambda row: row["line"])["order_value"] == 20.2


def test_trials_of_their_own() -> None:
    taken = orders(
        *TWO_LINES, "B;1;2026-01-05;;;;5;nut", "A;1;99;;;;5;nut", "A;1;2026-01-05;;;;5;nut", repeated="trials"
    )
    assert [row["trial_id"] for row in taken.of("request")] == ["1", "1 #2", "1", "1 #4"]
    aside = f"{HEADER};line;reason\nA;1;2026-01-08;;;;5;nut;5;x\n"
    mended = take(aside, {taken.signature: taken.settings})
    assert [row["trial_id"] for row in mended.of("request")] == ["1 #3"]


ASIDE = ("A;1;2026-01-05;2026-01-06;;2026-01-09;10;bolt", "A;1;99-99-2026;2026-01-07;;2026-01-14;20;nut")


def mended(taken: Taken, *rows: str) -> Taken:
    return take("\n".join([f"{HEADER};line;reason", *rows]) + "\n", {taken.signature: taken.settings})


def test_a_line_set_aside_is_a_gap_of_its_order_and_mending_it_heals_the_order() -> None:
    taken = orders(*ASIDE, repeated="lines")
    assert (taken.set_aside, gap_kinds(taken)) == (1, ["delivery"])
    # The line that cannot be read may not have come; nor is its value known.
    assert told(taken) == [("partial_delivery", "01-09"), ("reply", "01-06")]
    assert taken.of("request")[0]["order_value"] is None
    good = mended(taken, "A;1;2026-01-05;2026-01-07;;2026-01-14;20;nut;3;x")
    whole = orders(ASIDE[0], "A;1;2026-01-05;2026-01-07;;2026-01-14;20;nut", repeated="lines")
    assert (good.rows, good.set_aside, good.gaps) == (1, 0, [])
    assert (
        told(good)
        == told(whole)
        == [("delivery", "01-14"), ("partial_delivery", "01-09"), ("reply", "01-06")]
    )
    assert good.of("request")[0]["order_value"] == 30


def test_of_two_lines_set_aside_one_is_mended_first() -> None:
    taken = orders(*ASIDE, "A;1;soon;2026-01-07;;2026-01-15;30;saw", repeated="lines")
    first = mended(taken, "A;1;2026-01-05;2026-01-07;;2026-01-14;20;nut;3;x")
    assert (told(first)[-1], gap_kinds(first)) == (("reply", "01-06"), ["delivery"])
    second = mended(first, "A;1;2026-01-05;2026-01-07;;2026-01-15;30;saw;4;x")
    assert (second.of("request")[0]["order_value"], second.gaps) == (60, [])
    assert told(second)[0] == ("delivery", "01-15")


def test_a_line_without_its_supplier_is_one_of_the_only_order_of_that_id() -> None:
    taken = orders(ASIDE[0], ";1;2026-01-05;2026-01-07;;2026-01-14;20;nut", repeated="lines")
    assert gap_kinds(taken) == ["delivery"]
    good = mended(taken, "A;1;2026-01-05;2026-01-07;;2026-01-14;20;nut;3;x")
    assert (good.of("request")[0]["order_value"], good.gaps) == (30, [])


def test_a_mended_line_of_which_the_other_lines_are_not_known_does_not_replace_its_order() -> None:
    taken = orders(*ASIDE, "B;1;2026-01-05;;;;1;nut", repeated="lines")
    stray = mended(taken, "B;1;2026-01-05;2026-01-07;;2026-01-14;20;nut;3;x")
    assert (stray.rows, stray.set_aside, stray.events) == (1, 1, [])
    # What is remembered of an order survives another file with this header.
    other = orders("C;9;2026-01-05;;;;1;nut", remembered={taken.signature: taken.settings})
    good = mended(other, "A;1;2026-01-05;2026-01-07;;2026-01-14;20;nut;3;x")
    assert good.of("request")[0]["order_value"] == 30


def test_a_mended_row_that_was_corrected_since_does_not_hold() -> None:
    taken = orders(ASIDE[1], ASIDE[0], repeated="corrections")
    assert (told(taken)[0], taken.gaps) == (("delivery", "01-09"), [])
    good = mended(taken, "A;1;2026-01-05;2026-01-07;;2026-01-14;20;nut;2;x")
    assert (good.set_aside, told(good)[0]) == (0, ("delivery", "01-09"))


def test_a_correction_set_aside_is_a_gap() -> None:
    taken = orders(*ASIDE, repeated="corrections")
    assert gap_kinds(taken) == [None]
    good = mended(taken, "A;1;2026-01-05;2026-01-07;;2026-01-14;20;nut;3;x")
    assert (told(good)[0], good.gaps) == (("delivery", "01-14"), [])
