"""A line break within a quoted cell is part of the cell, and a row that a stray quote spoils accuses nobody."""

from datetime import datetime

import pytest

from tests.sampled import sampled
from trialmetrics.analysis.ranking import rank

HEADER = "supplier,trial_id,requested_at,note,first_reply_at,delivered_at"
BEFORE, AFTER = "A,1,2026-03-02,,2026-03-03,2026-03-09", "B,3,2026-03-03,,2026-03-04,2026-03-09"
ENDS = {"LF": "\n", "CRLF": "\r\n", "CR": "\r"}


def states(store) -> dict[tuple[str, str], str]:
    trials = rank(store, as_of=datetime(2026, 11, 2)).trials
    return {(row.supplier, row.trial_id): row.state for row in trials.itertuples()}


@pytest.mark.parametrize("within", sampled(ENDS, 2))
@pytest.mark.parametrize("end", ENDS)
def test_a_line_break_within_quotes_is_part_of_the_cell(store, takes, end, within):
    """Even where what follows it has as many cells as a row needs."""
    row = f'A,2,2026-03-02,"fine{ENDS[within]}really",2026-03-03,2026-03-09'
    takes(ENDS[end].join([HEADER, BEFORE, row, AFTER, ""]).encode())
    assert states(store) == dict.fromkeys([("A", "1"), ("A", "2"), ("B", "3")], "fulfilled")


@pytest.mark.parametrize("spoiled", ['"fine', '"fine, "really"', 'fine "really'])
def test_a_stray_quote_accuses_nobody(store, takes, spoiled):
    """The cells behind it cannot be read; so the trial is not ignored, whatever is made of its row."""
    row = f"A,2,2026-03-02,{spoiled},2026-03-03,2026-03-09"
    takes("\n".join([HEADER, BEFORE, row, AFTER, ""]))
    found = states(store)
    assert found.get(("A", "2")) not in {"ignored", "dropped"}
    assert {supplier for supplier, _trial in found} <= {"A", "B"}
