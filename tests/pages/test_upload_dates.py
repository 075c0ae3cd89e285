"""Upload: dates of several separators are asked one by one, and a date and its time of day are shown as one column."""

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

HEADER = "supplier;trial_id;event;"


@pytest.fixture
def uploads(shows) -> Callable[[str], AppTest]:
    """The Upload page with one file on it."""

    def upload(content: str) -> AppTest:
        page = shows("upload.py")
        page.file_uploader[0].set_value(("log.csv", content.encode(), "text/csv"))
        return drawn(page)

    return upload


def drawn(page: AppTest) -> AppTest:
    page = page.run()
    assert not page.exception, page.exception[0].message
    return page


def submitted(page: AppTest) -> AppTest:
    """The page once the answers filled in are sent."""
    (button,) = [each for each in page.button if each.label == "Use these answers"]
    return drawn(button.click())


def test_each_separator_is_asked_by_itself(uploads) -> None:
    page = uploads(f"{HEADER}occurred_at\nA;1;request;03-02-2026 10:00\nA;1;reply;03/02/2026 10:00\n")
    questions = [radio for radio in page.radio if "under occurred" in radio.label.replace("\\", "")]
    assert [question.options for question in questions] == [["3 February 2026", "2 March 2026"]] * 2
    questions[0].set_value("dmy")
    page = submitted(page)
    (left,) = [radio for radio in page.radio if "under occurred" in radio.label.replace("\\", "")]
    left.set_value("mdy")
    page = submitted(page)
    captions = " ".join(caption.value.replace("\\", "") for caption in page.caption)
    assert "03-02-2026 is read as 3 February 2026, as you said." in captions
    assert "03/02/2026 is read as 2 March 2026, as you said." in captions


def test_a_time_of_day_is_shown_with_its_date(uploads) -> None:
    page = uploads(f"{HEADER}Datum;Tijd\nA;1;request;2026-03-02;09:05\n")
    captions = " ".join(caption.value.replace("\\", "") for caption in page.caption)
    assert "Tijd is read as the time of day of Datum." in captions
    assert not [radio for radio in page.selectbox if "when it happened" in radio.label]
