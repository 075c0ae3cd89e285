"""Several rows of one trial, stored: each row is taken, set aside or known, and the trial is what they say together."""

from typing import Any

import pytest

from tests.people import by
from tests.sampled import sampled
from trialmetrics.intake import Settings, read
from trialmetrics.store import Store

HEADER = "supplier;trial_id;requested_at;first_reply_at;delivered_at;order_value\n"
ROWS = [
    "A;1;2026-03-02;2026-03-03;2026-03-05;10",
    "A;1;2026-03-03;2026-03-04;2026-03-09;20",
    "A;1;2026-03-03;2026-03-04;2026-03-09;20",
    "B;1;2026-03-02;2026-03-03;2026-03-05;5",
    "B;2;2026-03-02;2026-03-03;2026-03-05;5",
    "B;2;2026-03-02;2026-03-03;;7",
]
Counts = tuple[int, int, int, int]


def content(rows: list[str], header: str = HEADER) -> str:
    return header + "\n".join(rows) + "\n"


def accounted(report: Any) -> Counts:
    counts = (report.rows, report.taken, report.set_aside, report.already_known)
    assert counts[0] == sum(counts[1:])
    return counts


def trials(store: Store) -> dict[tuple[str, str], tuple[float | None, list[str]]]:
    """Per trial its order value and its deliveries, whole and in part."""
    assert store.check() == []
    with store.cursor() as cursor:
        rows = cursor.execute(
            "select supplier_key, trial_id, max(order_value), list(event || ' ' || strftime(occurred_at, '%m-%d') order by event) "
            "filter (where contains(event, 'delivery')) from current_event group by all"
        ).fetchall()
    return {(supplier, trial): (value, events or []) for supplier, trial, value, events in rows}


LINES = {
    ("a", "1"): (50.0, ["delivery 03-09", "partial_delivery 03-05"]),
    ("b", "1"): (5.0, ["delivery 03-05"]),
    ("b", "2"): (12.0, ["partial_delivery 03-05"]),
}
CORRECTIONS = {
    ("a", "1"): (20.0, ["delivery 03-09"]),
    ("b", "1"): (5.0, ["delivery 03-05"]),
    ("b", "2"): (7.0, []),
}
TRIALS = {
    ("a", "1"): (10.0, ["delivery 03-05"]),
    ("a", "1 #2"): (20.0, ["delivery 03-09"]),
    ("a", "1 #3"): (20.0, ["delivery 03-09"]),
    ("b", "1"): (5.0, ["delivery 03-05"]),
    ("b", "2"): (5.0, ["delivery 03-05"]),
    ("b", "2 #2"): (7.0, []),
}


@pytest.mark.parametrize(
    ("repeated", "found", "first"),
    [
        ("lines", LINES, (6, 6, 0, 0)),
        ("corrections", CORRECTIONS, (6, 5, 0, 1)),
        ("trials", TRIALS, (6, 6, 0, 0)),
    ],
)
def test_every_row_is_accounted_for_and_the_same_file_again_is_known(
    store, takes, repeated, found, first
) -> None:
    settings = Settings(repeated=repeated)
    # Of corrections, the row that is there twice is the same row twice.
    assert accounted(takes(content(ROWS), settings)) == first
    assert trials(store) == found
    assert accounted(takes(content(ROWS), settings)) == (6, 0, 0, 6)
    # An overlapping export: its new trial is taken.
    more = takes(content([*ROWS, "C;1;2026-03-02;;;3"]), settings)
    assert accounted(more) == (7, 1, 0, 6)
    assert trials(store) == {**found, ("c", "1"): (3.0, [])}
    store.uploads.undo(more.upload_id, by("x"))
    assert trials(store) == found


def test_lines_in_another_order_are_known(store, takes) -> None:
    takes(content(ROWS), Settings(repeated="lines"))
    turned = takes(content([*ROWS[::-1], "C;1;2026-03-02;;;3"]), Settings(repeated="lines"))
    assert (accounted(turned), trials(store)[("a", "1")]) == ((7, 1, 0, 6), LINES[("a", "1")])


def test_a_row_that_was_corrected_comes_again_without_its_correction(store, takes) -> None:
    takes(content(ROWS), Settings(repeated="corrections"))
    # The later sheet states how the trial stands now.
    assert accounted(takes(content(ROWS[:1]))) == (1, 1, 0, 0)
    assert trials(store)[("a", "1")] == (10.0, ["delivery 03-05"])


def test_an_order_with_a_line_more_is_taken_anew(store, takes) -> None:
    takes(content(ROWS[:2]), Settings(repeated="lines"))
    assert accounted(takes(content(ROWS[:3]), Settings(repeated="lines"))) == (3, 3, 0, 0)
    assert trials(store)[("a", "1")] == LINES[("a", "1")]


@pytest.mark.parametrize(("repeated", "healed"), [("lines", LINES), ("corrections", CORRECTIONS)])
@pytest.mark.parametrize("bad", sampled(range(6), 3))
def test_a_mended_file_ends_as_the_good_one(store, takes, reads, tmp_path, repeated, healed, bad) -> None:
    wrong = [row.replace("2026-03-0", "2026-33-0", 1) if at == bad else row for at, row in enumerate(ROWS)]
    report = takes(content(wrong), Settings(repeated=repeated))
    assert accounted(report)[2] == 1
    aside = store.uploads.set_aside(report.upload_id)
    assert aside.count("2026-33-0") > 0
    path = tmp_path / "mended.csv"
    path.write_text(
        "\n".join(line.replace("2026-33-0", "2026-03-0", 1) for line in aside.splitlines()), encoding="utf-8"
    )
    zone = store.policies.zone()
    reading = read(path, tmp_path, remembered=store.uploads.remembered_settings(), zone=zone)
    assert reading.questions == []
    (mended,) = store.uploads.add([reading.require_batch()], by("x"))
    assert accounted(mended)[2] == 0
    assert trials(store) == healed
    with store.cursor() as cursor:
        assert cursor.execute("select count(*) from current_gap").fetchone() == (0,)
    store.uploads.undo(mended.upload_id, by("x"))
    if repeated == "lines":
        assert trials(store) != healed
