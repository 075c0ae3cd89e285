"""One log of 300 events in 24 notations says the same events."""

import pytest

from tests.intake.logs import Notation, log, notations, write
from tests.intake.taking import Taken, take

ROWS = log(300, seed=1)


def said(taken: Taken) -> list[tuple[object, ...]]:
    return sorted(
        (tuple(value for name, value in row.items() if name != "line") for row in taken.events), key=str
    )


PLAIN = take(write(ROWS, Notation()))


def test_the_plain_log_is_taken_whole() -> None:
    assert (PLAIN.rows, PLAIN.set_aside, PLAIN.questions) == (300, 0, [])


@pytest.mark.parametrize("how", list(notations()), ids=str)
def test_every_notation_says_the_same(how: Notation) -> None:
    taken = take(write(ROWS, how))
    assert (taken.questions, taken.rows, taken.set_aside, taken.delimiter) == ([], 300, 0, how.delimiter)
    assert all("differs" in reason or "earliest row" in reason for _line, _column, reason in taken.reasons())
    assert said(taken) == said(PLAIN)
