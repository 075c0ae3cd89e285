"""Upload: dates of several separators are asked one by one, and a date and its time of day are shown as one column."""

from tests.pages.upload_page import submitted

HEADER = "supplier;trial_id;event;"


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
