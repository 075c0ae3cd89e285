"""Rows without an order number that take the place of earlier trials: said, never in silence."""

import pytest

from tests.people import by
from trialmetrics.intake import Settings, read
from trialmetrics.policy import load_policy
from trialmetrics.store import Store

JANUARY = "supplier;requested_at;first_reply_at\nA;2026-01-05;2026-01-06\nB;2026-01-05;geen reactie\n"
FEBRUARY = "supplier;requested_at;first_reply_at\nA;2026-02-02;2026-02-03\nB;2026-02-02;2026-02-03\n"


@pytest.fixture
def displaced(tmp_path):
    """Load texts into one database, in turn; returns for each how many earlier trials it displaced."""

    def load(*texts: str, together: bool = False, **settings: object) -> list[int]:
        with Store.open(tmp_path / "t.duckdb") as store:
            batches = []
            for number, text in enumerate(texts):
                folder = tmp_path / f"{number}-{len(list(tmp_path.iterdir()))}"
                folder.mkdir()
                path = folder / "sheet.csv"
                path.write_text(text)
                batches.append(
                    read(path, folder, Settings(**settings), zone=load_policy().clock.zone).require_batch()
                )
            if together:
                return [report.displaced for report in store.uploads.add(batches, by("x"))]
            return [report.displaced for batch in batches for report in store.uploads.add([batch], by("x"))]

    return load


@pytest.mark.parametrize("together", [False, True])
def test_the_next_month_in_the_place_of_the_last_is_said(displaced, together):
    assert displaced(JANUARY, FEBRUARY, together=together) == [0, 2]


def test_a_sheet_that_grew_was_corrected_or_came_again_displaces_nothing(displaced):
    header, *january = JANUARY.splitlines(keepends=True)
    rows = FEBRUARY.splitlines(keepends=True)[1:]
    corrected, newest_first = JANUARY.replace("01-06", "01-07"), header + "".join(rows + january)
    assert displaced(JANUARY, corrected, JANUARY, JANUARY + "".join(rows), newest_first) == [0] * 5


def test_a_round_of_its_own_displaces_nothing(displaced):
    assert displaced(JANUARY) == [0]
    assert displaced(FEBRUARY, values={"round": "February"}) == [0]


def test_trials_with_an_order_number_may_be_restated_on_another_day(displaced):
    with_id = "supplier;trial_id;requested_at\nA;T1;2026-01-05\n"
    assert displaced(with_id, with_id.replace("01-05", "01-06")) == [0, 0]
