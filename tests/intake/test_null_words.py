"""Words for nothing, for never and for not yet: what decides a verdict is asked, the rest is read in five languages."""

from pathlib import Path

import pytest

from tests.intake.taking import ZONE, Taken, take
from tests.sampled import sampled
from trialmetrics.errors import UsageError
from trialmetrics.intake.values.value import Notation
from trialmetrics.intake.values.words import read_value

CASE = Path(__file__).parent / "cases" / "23-null-words.csv"
SHEET = "supplier,trial_id,requested_at,first_reply_at,delivered_at\n"
REPLIED = "A,1,2026-03-02 09:00,2026-03-03 09:00,{}\n"
SILENT = "A,2,2026-03-02 09:00,,{}\n"
# So that both columns of dates are filled.
FINE = "B,3,2026-03-02 09:00,2026-03-03 09:00,2026-03-05 09:00\n"
# What people (English, Dutch, German, French, Spanish) and programs (SQL, pandas, Excel in three languages, pivot tables) write.
NOTHING = (
    "n/a", "unknown", "not noted", "n.v.t.", "nvt", "onbekend", "k.A.", "keine Angabe", "unbekannt", "entfällt", "s.o.",
    "sans objet", "non renseigné", "desconocido", "no aplica", "sin datos", "NULL", r"\N", "NaN", "NaT", "<NA>", "undefined",
    "#N/A", "#NV", "#N/D", "(blank)", "(leer)", "(vide)", "-", "?",
)  # fmt: skip
NEVER = (
    "geen reactie", "nooit", "never", "no reply", "keine Antwort", "nie", "jamais", "pas de réponse", "Aucune réponse", "nunca",
    "sin respuesta",
)  # fmt: skip
NOT_YET = (
    "nog niet", "openstaand", "not yet", "Pending", "noch nicht", "ausstehend", "pas encore", "en attente", "todavía no",
    "pendiente",
)  # fmt: skip


def asked(taken: Taken) -> list[tuple[str, str, list[str]]]:
    return [(each.setting, each.code, each.figures["texts"]) for each in taken.questions]


def observed(taken: Taken, trial: str) -> tuple[bool, bool]:
    """Whether the sheet observed if the supplier answered, and if it delivered."""
    (row,) = [row for row in taken.sheet if row["trial_id"] == trial]
    return row["contact_observed"], row["delivery_observed"]


def events(taken: Taken, trial: str) -> list[str]:
    return sorted(row["event"] for row in taken.events if row["trial_id"] == trial)


def test_none_under_a_date_of_the_suppliers_is_asked_once() -> None:
    taken = take(CASE.read_text(encoding="utf-8"))
    assert asked(taken) == [
        ("answers.first_reply_at", "nobody_or_not_noted", ["None"]),
        ("answers.delivered_at", "nobody_or_not_noted", ["None"]),
    ]
    assert taken.questions[0].answers == ("not noted", "no")


@pytest.mark.parametrize(("meaning", "silent"), [("no", True), ("not noted", False)])
def test_the_null_words_of_programs_are_nothing_at_all(meaning: str, silent: bool) -> None:
    said = {"first_reply_at": {"None": meaning}, "delivered_at": {"None": meaning}}
    taken = take(CASE.read_text(encoding="utf-8"), answers=said)
    assert (taken.questions, taken.rows, taken.set_aside) == ([], 5, 2)
    assert [(row["line"], row["reason"]) for row in taken.problems] == [
        (5, "supplier is missing; fill it in"),
        (6, "supplier is missing; fill it in"),
    ]
    assert events(taken, "U1") == ["assessment", "delivery", "reply", "request"]
    assert events(taken, "U2") == events(taken, "U3") == ["request"]
    assert observed(taken, "U1") == (True, True)
    assert observed(taken, "U2") == (False, False)
    assert observed(taken, "U3") == (silent, silent)
    stated = {row["trial_id"]: row["silence_stated"] for row in taken.sheet}
    assert stated == {"U1": False, "U2": False, "U3": silent}
    (request,) = [row for row in taken.of("request") if row["trial_id"] == "U2"]
    assert request["order_value"] is None


@pytest.mark.parametrize("word", sampled(NOTHING, 3))
def test_a_word_for_nothing_is_asked_beside_a_reply_and_not_observed_without_one(word: str) -> None:
    taken = take(SHEET + REPLIED.format(word) + SILENT.format(word) + FINE)
    (question,) = taken.questions
    assert (question.setting, question.code) == ("answers.delivered_at", "nothing_beside_reply")
    assert (question.figures["texts"], question.figures["rows"]) == ([word], 1)
    assert question.answers == ("not noted", "declined", "enquiry")
    taken = take(SHEET + SILENT.format(word) + FINE)
    assert (taken.questions, observed(taken, "2")) == ([], (True, False))


@pytest.mark.parametrize(
    ("meaning", "told"),
    [
        ("declined", ["closed", "decline", "reply", "request"]),
        ("enquiry", ["closed", "quote", "reply", "request"]),
        ("not noted", ["reply", "request"]),
    ],
)
def test_what_a_person_says_of_it_holds_for_the_rows_with_a_reply(meaning: str, told: list[str]) -> None:
    text = SHEET + REPLIED.format("n.v.t.") + SILENT.format("N.V.T.") + FINE
    taken = take(text, answers={"delivered_at": {"n.v.t.": meaning}})
    assert (taken.questions, taken.problems) == ([], [])
    assert events(taken, "1") == told
    assert events(taken, "2") == ["request"]
    assert observed(taken, "1") == (True, False)
    # The row differs from one of which nothing was said, so the later answer replaces the earlier one.
    other = take(text, answers={"delivered_at": {"n.v.t.": "not noted"}})
    keys = [row["row_key"] for each in (taken, other) for row in each.sheet if row["trial_id"] == "1"]
    assert (keys[0] == keys[1]) == (meaning == "not noted")


def test_all_words_of_a_column_are_asked_together_and_new_ones_only() -> None:
    text = SHEET + REPLIED.format("n.v.t.") + REPLIED.replace("1", "4", 1).format("None") + FINE
    assert asked(take(text)) == [("answers.delivered_at", "none_beside_reply", ["None", "n.v.t."])]
    assert take(text).questions[0].answers == ("not noted", "no", "declined", "enquiry")
    left = take(text, answers={"delivered_at": {"n.v.t.": "not noted"}})
    assert asked(left) == [("answers.delivered_at", "none_beside_reply", ["None"])]


def test_an_answer_is_remembered_for_the_next_file_of_that_header() -> None:
    text = SHEET + REPLIED.format("n.v.t.") + "A,5,2026-03-02,none,None\n" + FINE
    first = take(
        text, answers={"first_reply_at": {"none": "no"}, "delivered_at": {"n.v.t.": "declined", "None": "no"}}
    )
    later = take(text.replace("A,", "C,"), {first.signature: first.settings})
    assert later.questions == []
    assert [events(later, trial) for trial in ("1", "5")] == [events(first, trial) for trial in ("1", "5")]


def test_a_row_that_says_how_it_ended_or_is_set_aside_asks_nothing() -> None:
    text = SHEET.replace("\n", ",outcome\n") + REPLIED.format("n.v.t.").replace("\n", ",geleverd\n")
    assert take(text).questions == []
    assert take(SHEET + REPLIED.format("n.v.t.").replace("A,", "nvt,") + FINE).questions == []


def test_only_a_word_for_nothing_can_mean_what_stands_beside_a_reply() -> None:
    with pytest.raises(UsageError, match="ooit cannot mean declined under delivered_at"):
        take(SHEET + REPLIED.format("ooit") + FINE, answers={"delivered_at": {"ooit": "declined"}})


@pytest.mark.parametrize("word", sampled(NEVER, 2))
def test_never_is_data_in_five_languages(word: str) -> None:
    taken = take(SHEET + f"A,1,2026-03-02 09:00,{word},{word}\n" + FINE)
    (row,) = [row for row in taken.sheet if row["trial_id"] == "1"]
    assert (taken.questions, taken.problems, row["silence_stated"]) == ([], [], True)
    assert observed(taken, "1") == (True, True)


@pytest.mark.parametrize("word", sampled(NOT_YET, 2))
def test_not_yet_keeps_the_row_open_in_five_languages(word: str) -> None:
    taken = take(SHEET + REPLIED.format(word) + FINE)
    (row,) = [row for row in taken.sheet if row["trial_id"] == "1"]
    assert (taken.questions, taken.problems, row["not_yet"]) == ([], [], True)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("2x", 2), ("2 x", 2), ("twee keer", 2), ("1 keer", 1), ("3 maal", 3), ("twice", 2), ("zweimal", 2), ("2 mal", 2),
        ("einmal", 1), ("2 fois", 2), ("une fois", 1), ("dos veces", 2), ("una vez", 1), ("geen", 0), ("keine", 0),
        ("aucune", 0), ("ninguna", 0), ("oui", 1), ("nein", 0),
    ],
)  # fmt: skip
def test_counts_in_words(text: str, count: int) -> None:
    assert read_value(text, "count", "chases", Notation(ZONE), {}).value == count


def test_none_elsewhere_is_not_observed_and_a_number_is_never_an_event() -> None:
    assert not read_value("None", "count", "chases", Notation(ZONE), {}).seen
    assert not read_value("none", "rating", "courtesy", Notation(ZONE), {}).seen
    assert read_value("3", "event", "event", Notation(ZONE), {}).problem
    assert read_value("1", "outcome", "outcome", Notation(ZONE), {}).problem
