"""What is remembered with a header: mapping, answers, notations; and a file of mended rows."""

import json

from tests.intake.taking import Taken, take
from trialmetrics.intake import remembered_settings
from trialmetrics.text import question_text

SHEET = "Firma;Besteld;Vriendelijkheid;Afloop;Wie\n"
SAID = {
    "columns": {"Wie": "tester"},
    "answers": {"outcome": {"nam niet op": "ignored"}},
    "rating_scale": "1-7",
}


def remembered(taken: Taken) -> dict[str, object]:
    """What the store keeps and gives back: JSON, by signature."""
    return {taken.signature: json.loads(json.dumps(taken.settings))}


def test_the_same_header_is_read_the_same_way_again() -> None:
    first = take(SHEET + "A;13-02-2026;6;Nam niet op;Ann\n", **SAID)
    assert first.questions == []
    again = take(SHEET + "B;01-02-2026;6;nam niet op;Bob\n", remembered(first))
    assert again.remembered
    assert (again.questions, again.problems) == ([], [])
    (request,), (assessment,) = again.of("request"), again.of("assessment")
    assert str(request["occurred_at"].date()) == "2026-02-01"
    assert request["tester"] == "Bob"
    # 6 on 1-7: 1 + 4 x 5/6.
    assert round(assessment["courtesy"], 4) == 4.3333
    assert {row["event"] for row in again.events if row["occurred_at"] is None} == {"closed", "assessment"}


def test_case_and_separators_do_not_make_another_header() -> None:
    assert remembered_settings.signature(["Besteld op", "Firma"]) == remembered_settings.signature(
        ["BESTELD_OP", "firma "]
    )
    assert remembered_settings.signature(["Besteld op", "Firma"]) != remembered_settings.signature(
        ["Firma", "Besteld op"]
    )


def test_what_the_values_show_holds_over_what_is_remembered() -> None:
    first = take("supplier;requested_at\nA;13-02-2026\n")
    again = take("supplier;requested_at\nB;02-13-2026\n", remembered(first))
    assert again.of("request")[0]["occurred_at"].day == 13


def test_what_is_said_now_holds_over_what_was_said() -> None:
    first = take("supplier;requested_at;who;whom\nA;2026-02-13;Ann;Bob\n", columns={"who": "tester"})
    again = take(
        "supplier;requested_at;who;whom\nA;2026-02-13;Ann;Bob\n",
        remembered(first),
        columns={"whom": "tester"},
    )
    assert again.of("request")[0]["tester"] == "Bob"
    forgotten = take(
        "supplier;requested_at;who;whom\nA;2026-02-13;Ann;Bob\n", remembered(first), columns={"who": None}
    )
    assert forgotten.of("request")[0]["tester"] is None


def test_another_header_remembers_nothing() -> None:
    first = take("supplier;requested_at;who\nA;2026-02-13;Ann\n", columns={"who": "tester"})
    assert not take("supplier;requested_at\nA;2026-02-13\n", remembered(first)).remembered


def aside_file(taken: Taken, *, mend: dict[str, str]) -> str:
    """What the store writes of the rows set aside, mended."""
    lines = [";".join([*taken.header, "line", "reason"])]
    lines += [";".join([*row["cells"], str(row["line"]), "because"]) for row in taken.aside]
    text = "\n".join(lines) + "\n"
    for wrong, right in mend.items():
        text = text.replace(wrong, right)
    return text


def test_mended_rows_say_what_the_good_file_says_without_a_question() -> None:
    good = (
        "Firma;Besteld;Vriendelijkheid;nagebeld\n"
        "A;13-02-2026;7;1\nA;01-02-2026;6;\nA;03-04-2026;5;2\nB;01-02-2026;7;\n"
    )
    whole = take(good, rating_scale="1-7")
    bad = take(good.replace("A;01-02-2026", "A;01-02-206").replace("B;01-02-2026", "B;"), rating_scale="1-7")
    assert bad.set_aside == 2
    mended = take(aside_file(bad, mend={"01-02-206": "01-02-2026", "B;;": "B;01-02-2026;"}), remembered(bad))
    assert (mended.questions, mended.set_aside) == ([], 0)

    def said(*takens: Taken) -> set[tuple[object, ...]]:
        return {(row["trial_id"], row["row_key"]) for taken in takens for row in taken.sheet}

    assert said(bad, mended) == said(whole)


def test_a_mended_row_never_takes_the_place_of_another() -> None:
    bad = take("supplier;requested_at\nA;2026-01-05\n;2026-01-06\n")
    mended = take(aside_file(bad, mend={";2026-01-06": "A;2026-01-06"}), remembered(bad))
    assert [row["trial_id"] for row in mended.sheet] == ["a #line 3"]


def test_settings_are_enough_to_read_a_file_again() -> None:
    text = SHEET + "A;01-02-2026;6;Nam niet op;Ann\n"
    first = take(text, date_order="mdy", **SAID)
    settings = {name: value for name, value in first.settings.items() if name != "found"}
    again = take(text, **json.loads(json.dumps(settings)))
    assert [row["row_key"] for row in again.sheet] == [row["row_key"] for row in first.sheet]


def test_a_value_for_the_whole_file_is_that_file_s_own() -> None:
    first = take("requested_at;order_value\n2026-01-05;10\nooit;10\n", values={"supplier": "A"})
    other = take("requested_at;order_value\n2026-01-05;10\n", remembered(first))
    assert [question.setting for question in other.questions] == ["columns.supplier"]
    mended = take(aside_file(first, mend={"ooit": "2026-01-06"}), remembered(first))
    assert [row["supplier"] for row in mended.of("request")] == ["A"]


def test_headings_of_several_words_and_lines_are_mapped_as_they_are_shown() -> None:
    text = 'Firma;Besteld;"Wie\ndeed  het"\nA;2026-01-05;Ann\n'
    first = take(text)
    assert first.names[2] == "Wie deed het"
    assert take(text, columns={"Wie\ndeed  het": "tester"}).of("request")[0]["tester"] == "Ann"


def test_what_comes_from_an_earlier_file_is_told_and_what_is_said_now_is_not() -> None:
    first = take(SHEET + "A;13-02-2026;6;Nam niet op;Ann\n", **SAID)
    assert first.recalled == {"columns": {}, "values": {}, "answers": {}}
    again = take(SHEET + "B;01-02-2026;6;Nam niet op;Bob\n", remembered(first))
    assert again.recalled == {
        "columns": {"Wie": "tester"},
        "values": {},
        "answers": {"outcome": {"nam niet op": "ignored"}},
    }
    assert again.decisions() == [
        "Besteld: 01-02-2026 is read as 1 February 2026, as in an earlier file with this header.",
        "Vriendelijkheid: ratings are read on 1 to 7, as in an earlier file with this header.",
    ]
    said = take(SHEET + "B;01-02-2026;6;x;Bob\n", remembered(first), columns={"Wie": "round"})
    assert said.recalled["columns"] == {}


def test_afresh_nothing_is_remembered_nor_kept_for_the_next_file() -> None:
    first = take(SHEET + "A;13-02-2026;6;Nam niet op;Ann\n", **SAID)
    afresh = take(
        SHEET + "B;14-02-2026;7;nam niet op;Bob\n", remembered(first), afresh=True, rating_scale="1-7"
    )
    assert (afresh.remembered, afresh.recalled["columns"]) == (False, {})
    assert afresh.of("request")[0]["tester"] is None
    assert [row["column"] for row in afresh.problems] == ["Afloop"]
    later = take(SHEET + "C;15-02-2026;7;nam niet op;Bob\n", {**remembered(first), **remembered(afresh)})
    assert [row["column"] for row in later.problems] == ["Afloop"]


def test_one_answer_taken_back_is_forgotten_and_the_others_are_not() -> None:
    answers = {"outcome": {"nam niet op": "ignored", "prima": "fulfilled"}}
    first = take(SHEET + "A;13-02-2026;6;prima;Ann\n", rating_scale="1-7", answers=answers)
    back = {"outcome": {"prima": None}}
    second = take(SHEET + "B;13-02-2026;6;prima;Ann\n", remembered(first), answers=back)
    assert [unread.text for unread in second.unread] == ["prima"]
    assert second.settings["answers"] == {"outcome": {"nam niet op": "ignored"}}
    third = take(SHEET + "C;13-02-2026;6;prima;Ann\n", remembered(second))
    assert [unread.text for unread in third.unread] == ["prima"]


def test_low_grades_are_read_on_the_scale_that_is_remembered() -> None:
    first = take("supplier;requested_at;Vriendelijk\nA;2026-02-13;8\nB;2026-02-13;9\n")
    low = take("supplier;requested_at;Vriendelijk\nC;2026-02-14;4\n", remembered(first))
    # A 4 on 1-10: 1 + 0.4 x 4.
    assert [row["courtesy"] for row in low.of("assessment")] == [2.6]
    assert low.decisions() == [
        "Vriendelijk: ratings are read on 1 to 10, as in an earlier file with this header."
    ]


def test_mended_rows_are_written_as_their_file_is_whatever_the_few_of_them_look_like() -> None:
    good = (
        "supplier;requested_at;Behulpzaam;order_value\n"
        "A;13-02-2026;70;7,50\nB;14-02-2026;90;8,50\nC;03-04-2026;8;9.125\n"
    )
    whole = take(good)
    bad = take(good.replace("03-04-2026", "soon"))
    mended = take(aside_file(bad, mend={"soon": "03-04-2026"}), remembered(bad))
    assert (mended.questions, mended.problems) == ([], [])
    assert mended.decisions()[0] == (
        "requested_at: 03-04-2026 is read as 3 April 2026, as in an earlier file with this header."
    )
    (there,), (here,) = (
        [row for row in taken.sheet if row["supplier_key"] == "c"] for taken in (whole, mended)
    )
    assert here["row_key"] == there["row_key"]


HISTORY = "Order no;Supplier;Status;Date\n" + "".join(
    f"O{order};S{order % 2};{status};2026-03-{order + 1:02d} {hour}:00\n"
    for order in range(6)
    for hour, status in ((10, "ordered"), (11, "confirmed"), (12, "delivered"))
)
SNAPSHOT = "Order no;Supplier;Status;Date\n" + "".join(
    f"P{order};S{order % 2};{('ordered', 'confirmed', 'delivered')[order % 3]};2026-04-{order + 1:02d} 10:00\n"
    for order in range(6)
)


def test_the_kind_said_of_a_history_is_asked_again_of_a_snapshot_with_its_header() -> None:
    first = take(HISTORY, kind="events")
    again = take(SNAPSHOT, remembered(first))
    (asked,) = (question for question in again.questions if question.setting == "kind")
    assert (asked.guess, tuple(question_text.choices(asked))) == ("sheet", asked.answers)
    assert question_text.text(asked).startswith(
        "A row of this file looks like a whole trial; an earlier file"
    )
    as_said = take(SNAPSHOT, remembered(first), kind="sheet", columns={"Date": "requested_at"})
    assert len(as_said.of("request")) == 6


def test_the_kind_said_of_a_file_holds_for_the_next_one_like_it_and_is_told() -> None:
    told = "A row is one event, as in an earlier file with this header."
    first = take(HISTORY, kind="events")
    second = take(HISTORY.replace("\nO", "\nQ"), remembered(first))
    third = take(HISTORY.replace("\nO", "\nR"), remembered(second))
    assert (second.kind, third.kind) == ("events", "events")
    assert told in second.decisions()
    assert told in third.decisions()
    # Said against what the file shows.
    first = take(SNAPSHOT, kind="events")
    again = take(SNAPSHOT.replace("\nP", "\nQ"), remembered(first))
    assert (again.kind, again.questions) == ("events", [])
    assert told in again.decisions()


def test_answers_are_found_again_under_headings_in_another_case() -> None:
    said = {"Who": "tester", "Reply date": None}
    first = take("supplier;requested_at;Who;Reply date\nA;2026-02-13;Ann;2026-02-14\n", columns=said)
    again = take("supplier;requested_at;WHO;Reply_Date\nA;2026-02-13;Bob;2026-02-14\n", remembered(first))
    assert again.of("request")[0]["tester"] == "Bob"
    assert again.of("reply") == []


def test_mended_rows_are_read_under_headings_in_another_case() -> None:
    first = take("Firma;Besteld op;Antwoord\nA;2026-02-31;2026-02-14\n")
    mended = take(
        "FIRMA;Besteld op;ANTWOORD;line;reason\nA;2026-02-13;2026-02-14;2;because\n", remembered(first)
    )
    assert len(mended.of("reply")) == 1
