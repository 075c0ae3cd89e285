"""One small case of each kind through the Upload page: the figures are those of the command line."""

from datetime import datetime

import pytest

from tests.intake.worked_cases import CASES, check
from tests.pages.upload_page import asked, drawn, says, submitted
from tests.sampled import sampled
from trialmetrics.analysis.ranking import rank
from trialmetrics.export.documents import rank_document, trials_document

KINDS = (
    "a log of a form", "two notations in a column", "date and time apart", "offsets", "merged cells of a workbook",
    "a data row that looks like a header", "a delivery date alone", "a delivery date that is the promise", "a reply date",
    "null words, None being not noted", "several rows of one trial", "replies set aside", "a year that lies ahead",
)  # fmt: skip


@pytest.mark.parametrize("name", sampled(KINDS, 3))
def test_a_case_gives_its_right_values_on_the_page(uploads, store, name):
    case = CASES[name]
    page = uploads(case.content, case.name)
    for words, answer in case.answers.items():
        (question,) = asked(page, words)
        question.set_value(answer)
    page = submitted(page) if case.answers else page
    assert says(page, f", {case.rows_aside} would be set aside")
    page.button(key="take in").click()
    drawn(page)
    assert len(store.uploads.all()) == 1
    ranking = rank(store, as_of=datetime.fromisoformat(case.as_of))
    check(case, trials_document(ranking)["trials"], rank_document(ranking)["suppliers"])
