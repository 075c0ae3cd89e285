"""Upload: all open questions of a file stand in one form; a guess is marked, and nothing holds before it is sent."""

import pytest

from pages._upload.column_mapping import Answer
from pages._upload.question_form import answered
from tests.commands.test_questions import AMBIGUOUS, DOUBTFUL
from tests.intake.taking import take
from tests.intake.test_null_words import CASE
from tests.pages.upload_page import asked, drawn, pending_file, says, submitted
from trialmetrics.intake import Settings
from trialmetrics.workspace import Workspace

ANSWERS = {
    "Is 06-04-2026 under Eerste reactie": "dmy",
    "Is 1.234 under Bedrag": ",",
    "under Vriendelijk go up to 7": "1-10",
    "is goed the best one": "4/5",
    "None under Eerste reactie": "no",
    "n.v.t. under Geleverd": "enquiry",
    "What does prima gegaan mean under ": "fulfilled",
}


def test_all_kinds_of_questions_are_asked_and_answered_in_one_form(uploads):
    page = uploads(AMBIGUOUS)
    assert says(page, "7 questions are left:")
    (guessed,) = asked(page, "when you asked or ordered")
    assert guessed.value == "Datum"
    assert any("Datum is a guess: confirm it, or choose another." in each.value for each in page.caption)
    questions = [asked(page, words) for words in ANSWERS]
    assert [[each.value for each in found] for found in questions] == [[None]] * len(ANSWERS)
    # Drawing the page again accepts nothing.
    assert pending_file(drawn(page)).settings == Settings()
    for words, answer in ANSWERS.items():
        (question,) = asked(page, words)
        question.set_value(answer)
    page = submitted(page)
    assert says(page, "3 rows, 0 would be set aside.")
    settings = pending_file(page).settings
    assert settings.columns == {"Datum": "requested_at"}
    assert settings.answers == {
        "helpfulness": {"goed": "4/5"},
        "first_reply_at": {"None": "no"},
        "delivered_at": {"n.v.t.": "enquiry"},
        "outcome": {"prima gegaan": "fulfilled"},
    }


def test_what_is_left_open_is_asked_again_beside_what_follows(uploads):
    page = uploads(AMBIGUOUS)
    asked(page, "Is 1.234 under Bedrag")[0].set_value(".")
    page = submitted(page)
    assert says(page, "5 questions are left:")
    assert pending_file(page).settings.by_column == {"decimal": {"order_value": "."}}


def test_an_answer_about_the_guessed_column_says_nothing_of_another():
    column, order, *_others = take("supplier,Datum\nA,03-04-2026\n").questions
    assert (column.guess, order.columns) == ("Datum", ("requested_at",))
    notation = (order, Answer("mdy"))
    confirmed = answered(Settings(), [(column, Answer("Datum")), notation], {})
    assert confirmed.by_column == {"date_order": {"requested_at": "mdy"}}
    for other in (Answer("Besteld"), Answer(None, "2026-03-02")):
        assert answered(Settings(), [(column, other), notation], {}).by_column == {"date_order": {}}


@pytest.mark.parametrize(("meaning", "state"), [("no", "ignored"), ("not noted", "open")])
def test_none_under_a_date_is_asked_on_the_page(uploads, store, meaning, state):
    page = uploads(CASE.read_text(encoding="utf-8"))
    for words in ("None under first_reply_at", "None under delivered_at"):
        (question,) = asked(page, words)
        assert question.options[0] == "nobody noted it"
        question.set_value(meaning)
    page = submitted(page)
    assert says(page, "5 rows, 2 would be set aside.")
    assert states(page, store) == {"U1": "fulfilled", "U2": "open", "U3": state}


def test_a_row_that_is_still_running_is_open(uploads, store):
    page = uploads(
        "supplier,trial_id,requested_at,first_reply_at,delivered_at\n"
        "A,1,2020-03-02,nog niet,\nA,2,2020-03-02,2020-03-03,noch nicht\nA,3,2020-03-02,2020-03-03,2020-03-05\n"
    )
    assert states(page, store) == {"1": "open", "2": "open", "3": "fulfilled"}


def test_an_answer_that_cannot_be_right_warns_before_anything_is_stored(uploads):
    text, _options, told = DOUBTFUL["a request after the replies"]
    page = uploads(text)
    asked(page, "when you asked or ordered")[0].set_value("Afgehandeld")
    page = submitted(page)
    assert any(told in each.value for each in page.warning)


def states(page, store) -> dict[str, str]:
    """The state of each trial once the files on the page are added."""
    page.button(key="take in").click()
    drawn(page)
    assert len(store.uploads.all()) == 1
    trials = Workspace(store).ranking().trials
    return dict(zip(trials["trial_id"], trials["state"], strict=True))
