"""Upload: every question that a file can raise is drawn with all its choices, and what is chosen is how it is read."""

from random import Random

import pytest
from streamlit.testing.v1 import AppTest

from tests.pages.upload_page import asked, pending_file, says, submitted
from trialmetrics.intake import Question, Settings
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.values.words import meanings
from trialmetrics.text import question_text
from trialmetrics.text.terms import column_words, event_words, meaning_words
from trialmetrics.vocabulary import EVENTS

NOTHING_NOTED = "nothing noted"
# What a row of either kind needs.
NEEDED = {
    "events": {"supplier": "A", "trial_id": "1", "event": "request", "occurred_at": "2026-01-05"},
    "sheet": {"supplier": "A", "requested_at": "2026-01-05"},
}
# The columns of which a person can say what a text means.
WORDED = [
    (kind, name)
    for kind, columns in COLUMNS.items()
    for name, column in columns.items()
    if meanings("", column.kind, name)
]


def word_of(name: str) -> str:
    """A text that is not known under any column, another one for each."""
    return f"qq{name.replace('_', '')}"


@pytest.mark.parametrize("kind", COLUMNS)
def test_words_that_are_not_known_are_asked_with_every_choice_and_read_as_one_says(uploads, kind):
    names = [name for name, column in COLUMNS[kind].items() if meanings("", column.kind, name)]
    cells = {**NEEDED[kind], **{name: word_of(name) for name in names}}
    page = uploads(f"{','.join(cells)}\n{','.join(cells.values())}\n")
    said: dict[str, dict[str, str]] = {}
    random = Random(kind)
    while left := [name for name in names if name not in said]:
        # So many are asked at a time; once they are answered, others come.
        now = [name for name in left if asked(page, word_of(name))]
        for name in now:
            (question,) = asked(page, word_of(name))
            choices = [*meanings(word_of(name), COLUMNS[kind][name].kind, name), ""]
            assert question.options == [meaning_words(name, each) for each in choices]
            assert len({*question.options}) == len(question.options)
            chosen = random.choice(choices)
            said[name] = {word_of(name): chosen}
            question.set_value(chosen)
        page = submitted(page)
        assert now
        assert not any(asked(page, word_of(name)) for name in now)
        assert pending_file(page).settings.answers == said
    assert says(page, "1 row, 0 would be set aside.")


@pytest.mark.soak
@pytest.mark.parametrize(("kind", "name"), WORDED)
def test_every_choice_is_read_as_one_says(uploads, kind, name):
    for chosen in (*meanings(word_of(name), COLUMNS[kind][name].kind, name), ""):
        cells = {**NEEDED[kind], name: word_of(name)}
        page = uploads(f"{','.join(cells)}\n{','.join(cells.values())}\n")
        asked(page, word_of(name))[0].set_value(chosen)
        page = submitted(page)
        assert asked(page, word_of(name)) == []
        # Nothing noted under what is needed: the row is not taken.
        assert says(page, f"1 row, {1 if name == 'event' and not chosen else 0} would be set aside.")


def test_words_are_there_for_every_column_and_meaning_and_for_those_of_nobody():
    for kind, columns in COLUMNS.items():
        for name, column in columns.items():
            assert column_words(name)
            assert meaning_words(name, "") == NOTHING_NOTED
            for text in (*meanings("", column.kind, name), *EVENTS, "5/5", "of a newer version"):
                assert meaning_words(name, text), (kind, name, text)
            assert meaning_words(name, "of a newer version") == "of a newer version"
    assert event_words("of a newer version") == column_words("of a newer version") == "of a newer version"
    assert len({*map(event_words, EVENTS)}) == len(EVENTS)
    assert len({*map(column_words, {**COLUMNS["events"], **COLUMNS["sheet"]})}) == 32


# Files of one question or more: words of each, in the order of the page.
QUESTIONS = {
    "the order of dates, and the decimal sign": (
        "supplier,requested_at,order_value\nA,03-04-2026,1.234\n",
        ["Is 03-04-2026 under requested_at 3 April 2026 or 4 March 2026?", "read as 1234, or as a number between 1 and 2"],
    ),
    "the order of dates where one is none": (
        "supplier,requested_at\nA,03-04-0000\nB,05-04-2026\n", ["What comes first in 03-04-0000 under requested_at"],
    ),
    "dates of both orders, and both decimal signs": (
        "supplier;requested_at;order_value\nA;13-04-2026;1,5\nB;04-13-2026;1.5\n",
        ["what comes first?", "which sign is the decimal one?"],
    ),
    "scales, one from below 1": (
        "supplier,requested_at,Vriendelijk,Behulpzaam,Welkom\nA,2026-01-05,6,0,7\nB,2026-01-06,5,4,6\n",
        ["Vriendelijk go up to 6", "Behulpzaam begin below 1 and go up to 4", "Welkom go up to 7"],
    ),
    "a column that two may be": (
        "firm,vendor,requested_at,afloop,resultaat\nA,B,2026-01-05,x,y\n",
        ["names the supplier", "Two of your columns may be: outcome"],
    ),
    "a log without what it needs": (
        "event,b,c,d\nrequest,x,y,z\n", ["names the supplier", "one supplier apart", "when it happened"],
    ),
    "a sheet without what it needs": ("a,b,c\nx,y,z\n", ["names the supplier", "when you asked or ordered"]),
    "several rows of one trial": (
        "supplier,trial_id,requested_at,order_value\nA,1,2026-01-05,2\nA,1,2026-01-05,3\n",
        ["Several rows are of one trial by their trial_id: 1, on lines 2 and 3."],
    ),
    "a log of which it is not known what happened": (
        "supplier,trial_id,a,occurred_at\nA,1,x,2026-01-05\n", ["what happened"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_is_drawn_and_a_choice_answers_it(uploads, name):
    content, words = QUESTIONS[name]
    random = Random(name)
    for place, question in enumerate(questions(uploads(content), words)):
        answers(
            uploads(content), words[place], question, random.randrange(len(question_text.choices(question)))
        )


@pytest.mark.soak
@pytest.mark.parametrize("name", QUESTIONS)
def test_each_choice_answers_its_question(uploads, name):
    content, words = QUESTIONS[name]
    for place, question in enumerate(questions(uploads(content), words)):
        for choice in range(len(question_text.choices(question))):
            answers(uploads(content), words[place], question, choice)


def questions(page: AppTest, words: list[str]) -> list[Question]:
    """The questions of the file, each of which is drawn with all its choices."""
    job = pending_file(page).job
    assert job
    found = job.reading().questions
    assert len(found) == len(words)
    for each, question in zip(words, found, strict=True):
        (drawn_one,) = asked(page, each)
        shown = [choice.replace("\\", "") for choice in drawn_one.options]
        assert shown == [*question_text.choices(question).values()]
        # A choice is known by its words.
        assert len({*shown}) == len(shown)
    return found


def answers(page: AppTest, words: str, question: Question, choice: int) -> None:
    """Making the choice, the question is gone and the file read by it."""
    value = [*question_text.choices(question)][choice]
    asked(page, words)[0].set_value(value)
    page = submitted(page)
    assert asked(page, words) == []
    said = pending_file(page).settings
    if question.setting.startswith("columns."):
        assert said.columns == {value: question.setting.removeprefix("columns.")}
    elif question.setting == "repeated":
        assert said.repeated == value
    else:
        assert said.by_column == {question.setting: dict.fromkeys(question.columns, value)}


def test_a_bare_delivery_date_is_asked_and_what_is_left_alone_is_named(uploads):
    page = uploads("supplier,requested_at,Delivery date,Resolved\nA,2026-01-05,2026-01-09,2026-01-10\n")
    (question,) = asked(page, "Is Delivery date the day that was promised")
    question.set_value("promised_at")
    answered = submitted(page)
    assert pending_file(answered).settings.columns == {"Delivery date": "promised_at"}
    assert not asked(answered, "Delivery date the day")
    captions = [caption.value for caption in answered.caption]
    assert any("Left alone: Resolved (perhaps closed)." in caption.replace("\\", "") for caption in captions)


@pytest.mark.parametrize("kind", ["events", "sheet"])
def test_the_kind_of_table_is_asked(uploads, kind):
    page = uploads("supplier,no,day,what\nA,1,2026-01-05,ordered\nA,1,2026-01-06,delivered\n")
    (question,) = asked(page, "Is a row of this file one event")
    assert question.value == "events"  # a guess to confirm
    question.set_value(kind)
    answered = submitted(page)
    # What was asked of the other kind of table is not answered by it.
    assert pending_file(answered).settings == Settings(kind=kind)
    assert not asked(answered, "Is a row of this file")
    assert len(asked(answered, "when you asked or ordered")) == (kind == "sheet")


def test_words_are_answered_on_the_command_line_as_well(uploads):
    page = uploads("supplier,requested_at,outcome\nA,2026-01-05,went well\nB,2026-01-05,declind\n")
    (options,) = [each.value for each in page.code]
    assert options.splitlines() == ["--map outcome:declind=declined", "--map 'outcome:went well=MEANING'"]
