"""What a column holds is judged from its values, whatever its heading, and from nothing that is no value."""

from datetime import datetime

import pytest

from tests.people import by
from tests.sampled import sampled
from trialmetrics.analysis.ranking import rank


def log(heading: str, *grades: object) -> str:
    """A log with one trial per grade, given with the reply."""
    lines = [
        f"A,{n},request,2026-03-02 09:00,\nA,{n},reply,2026-03-02 10:00,{grade}\n"
        for n, grade in enumerate(grades)
    ]
    return f"supplier,trial_id,event,occurred_at,{heading}\n" + "".join(lines)


@pytest.mark.parametrize("heading", sampled(["courtesy", "Courtesy", "Politeness"], 3))
@pytest.mark.parametrize(
    ("grades", "ratings"),
    [
        ((2.5, 10, 10), (2, 5, 5)),  # out of ten: 1 + 0.4 x grade
        ((5, 7.5, 10), (3, 4, 5)),
        ((2.5, 2.5, 10), (2, 2, 5)),
        ((25, 50, 100), (2, 3, 5)),  # out of a hundred: 1 + grade / 25
    ],
)
def test_grades_above_five_are_read_on_their_scale_or_asked_about(store, reads, heading, grades, ratings):
    """Also under our own heading: never those up to five as fives, with the others set aside."""
    reading = reads(log(heading, *grades))
    if reading.questions:
        assert [question.columns for question in reading.questions] == [("courtesy",)]
        return
    store.uploads.add([reading.require_batch()], by("tester"))
    trials = rank(store, as_of=datetime(2026, 11, 2)).trials.sort_values("trial_id")
    assert [*trials["courtesy"]] == pytest.approx(ratings)


def test_headers_repeated_within_the_table_are_no_values(reads):
    """As programs write them that print pages: the only column of moments is still the moment of the event."""
    header = "supplier,trial_id,event,Date\n"
    pages = [f"A,{n},request,2026-03-0{n} 09:00\nA,{n},reply,2026-03-0{n} 10:00\n" for n in range(1, 6)]
    once, repeated = reads(header + "".join(pages)), reads(header + header.join(pages))
    assert not once.questions
    assert not repeated.questions
    assert repeated.mapping == once.mapping
