"""Rows of a frame as dicts are those of pandas."""

import pandas as pd

from trialmetrics.records import records

FRAME = pd.DataFrame(
    {
        "text": ["a", None],
        "yes": [True, False],
        "number": [1, 2],
        "part": [1.5, None],
        "at": pd.to_datetime(["2026-03-01 10:00", None]),
        "list": [[1, 2], None],
    }
)


def test_the_same_as_pandas():
    ours, theirs = records(FRAME), FRAME.to_dict(orient="records")
    assert [{name: repr(value) for name, value in row.items()} for row in ours] == [
        {name: repr(value) for name, value in row.items()} for row in theirs
    ]
    assert [[*map(type, row.values())] for row in ours] == [[*map(type, row.values())] for row in theirs]


def test_no_rows():
    assert records(FRAME.head(0)) == []
