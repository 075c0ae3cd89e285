"""The words: those of the definitions, none claimed twice, synonyms that are read."""

from collections import Counter

from trialmetrics import vocabulary as v
from trialmetrics.intake.headings import normalised
from trialmetrics.intake.values.words import WORD_LISTS


def test_replies_and_contacts_are_those_of_the_definitions() -> None:
    assert {name for name, word in v.EVENTS.items() if word.reply} == {
        "reply", "question", "advice", "quote", "confirmation", "decline", "brush_off",
    }  # fmt: skip
    assert {name for name, word in v.EVENTS.items() if word.contact} == {
        name for name, word in v.EVENTS.items() if word.by == "supplier"
    }
    assert v.EVENTS["auto_reply"].by == "machine"
    assert len(v.EVENTS) == 24


def test_no_heading_stands_for_two_columns_of_one_kind() -> None:
    for columns in (v.EVENT_COLUMNS, v.SHEET_COLUMNS):
        words = Counter(normalised(word) for name in columns for word in {name, *v.HEADINGS.get(name, ())})
        assert [word for word, count in words.items() if count > 1] == []


def test_no_word_stands_for_two_of_a_list() -> None:
    for kind, lists in v.WORDS.items():
        assert set(lists) <= set(WORD_LISTS[kind])
        words = Counter(
            word for ours, spelled in lists.items() for word in {ours.replace("_", " "), *spelled}
        )
        assert [word for word, count in words.items() if count > 1] == []


def test_synonyms_are_written_plain() -> None:
    for words in (*v.HEADINGS.values(), *v.PROPOSED.values()):
        assert [word for word in words if normalised(word) != word] == []
    for spelled in (words for lists in v.WORDS.values() for words in lists.values()):
        assert [word for word in spelled if word != word.casefold()] == []


def test_synonyms_are_of_columns_that_there_are() -> None:
    columns = {*v.EVENT_COLUMNS, *v.SHEET_COLUMNS}
    assert {*v.HEADINGS} <= columns
    assert {*v.PROPOSED} <= columns
    assert {*v.CRITERIA} & {*v.STATES} == set()


def test_no_not_observed_is_a_word_of_another_meaning() -> None:
    # One `-` alone says nothing; beside other signs it is a grade.
    assert {*v.NOT_OBSERVED} & {*v.NEVER, *v.HAPPENED, *v.RATING_WORDS} == {"-"}
