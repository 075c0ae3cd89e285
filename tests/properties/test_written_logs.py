"""However a true log is written: its figures, or a question, or what was set aside is said; never other figures in silence."""

import pytest

from tests.properties.judged import log, outcomes, table

LOGS = 10  # in a batch
SOAK = [pytest.param(n, marks=pytest.mark.soak) for n in range(1, 501)]


@pytest.mark.parametrize("batch", [0, *SOAK])
def test_a_written_log_is_taken_as_it_is_meant(batch):
    """No figure is wrong; of those unambiguous by construction nearly all are taken without a question, and hardly any refused."""
    found = [*outcomes(range(batch * LOGS, (batch + 1) * LOGS))]
    assert [each for each in found if each.result == "wrong"] == []
    unambiguous = [each.result for each in found if not each.doubts]
    assert len(unambiguous) >= LOGS / 4
    assert unambiguous.count("taken") >= 0.9 * len(unambiguous), table(found)
    assert unambiguous.count("refused") <= max(1, 0.02 * len(unambiguous)), table(found)


def test_the_worlds_are_worth_it():
    """Both kinds of file, all languages, encodings and delimiters occur, and not every log is open to doubt."""
    written = [log(seed)[1] for seed in range(0, 1000, 5)]
    tags = {tag for each in written for tag in each.tags}
    for expected in ("events", "sheet", "xlsx", "encoding utf-16", "encoding cp1252", "sep=", "title lines", "offset +01",
                     "date and time in two columns", "times since the request", "grades 1-10", "headings fr"):  # fmt: skip
        assert expected in tags
    assert 50 <= sum(each.unambiguous for each in written) <= 180
