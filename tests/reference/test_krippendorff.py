"""Published figures of agreement: four observers of twelve units, and the example of an encyclopedia."""

import numpy as np
import pytest

from trialmetrics.evidence.agreement import alpha, interval_alpha

# Krippendorff 2011, Computing Krippendorff's Alpha-Reliability, example C; one row per observer, "." missing.
KRIPPENDORFF = """
    1 2 3 3 2 1 4 1 2 . . .
    1 2 3 3 2 2 4 1 2 5 . 3
    . 3 3 3 2 3 4 2 2 5 1 .
    1 2 3 3 2 4 4 1 2 5 1 .
"""
# Wikipedia, Krippendorff's alpha, "A computational example".
ENCYCLOPEDIA = """
    . . . . . 3 4 1 2 1 1 3 3 . 3
    1 . 2 1 3 3 4 3 . . . . . . .
    . . 2 1 3 4 4 . 2 1 1 3 3 . 4
"""


def ratings(table):
    """Unit and value of each rating there is."""
    given = [
        (unit, float(value))
        for row in table.strip().splitlines()
        for unit, value in enumerate(row.split())
        if value != "."
    ]
    return tuple(np.array(each) for each in zip(*given, strict=True))


@pytest.mark.parametrize(
    ("metric", "expected"), {"nominal": 0.743, "ordinal": 0.815, "interval": 0.849, "ratio": 0.797}.items()
)
def test_krippendorffs_own_example(metric, expected):
    assert alpha(*ratings(KRIPPENDORFF), metric) == pytest.approx(expected, abs=6e-4)


@pytest.mark.parametrize(("metric", "expected"), {"nominal": 0.691358, "interval": 0.810845}.items())
def test_the_example_of_an_encyclopedia(metric, expected):
    assert alpha(*ratings(ENCYCLOPEDIA), metric) == pytest.approx(expected, abs=5e-7)


@pytest.mark.parametrize(
    ("table", "expected", "within"), [(KRIPPENDORFF, 0.849, 6e-4), (ENCYCLOPEDIA, 0.810845, 5e-7)]
)
def test_the_same_from_sums(table, expected, within):
    units, values = ratings(table)
    paired = [values[units == unit] for unit in set(units) if (units == unit).sum() > 1]
    apart = sum(((each[:, None] - each) ** 2).sum() / (len(each) - 1) for each in paired)
    every = np.concatenate(paired)
    found = interval_alpha(len(every), every.sum(), (every**2).sum(), apart)
    assert found == pytest.approx(expected, abs=within)
