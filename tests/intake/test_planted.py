"""Planted errors of many kinds among good rows: every one reported with its line and reason, every good row taken."""

from random import Random

import pytest

from tests.intake.taking import take

HEADER = (
    "supplier,trial_id,event,occurred_at,category,order_value,currency,order_class,new_customer,channel,promised_at,courtesy,"
    "note"
)
GOOD = [
    "Jansen BV",
    "{n}",
    "reply",
    "2026-03-{d:02d} 10:{m:02d}",
    "Paint",
    "12.50",
    "EUR",
    "small",
    "yes",
    "email",
    "2026-04-01",
    "4",
    "fine",
]
# Place, what is written there, and what the reason says; needed ones set the row aside.
ERRORS = [
    (0, "", "is missing", True), (1, "", "is missing", True), (2, "", "is missing", True), (3, "", "is missing", True),
    (3, "31-02-2026", "is not a date", True), (3, "2026-03-05 25:00", "has a time that cannot be read", True),
    (3, "1985-03-05", "has a year", True), (2, "danced", "is not known here", True), (0, "x" * 201, "longer than 200", True),
    (1, "a\x07b", "control character U+0007", True), (5, "inf", "is not a number", False), (5, "-3", "is out of range", False),
    (6, "EURX", "is not a currency", False), (11, "9", "is not a rating", False), (10, "soon", "is not a date", False),
    (12, "x" * 4001, "longer than 4000", False), (9, "pigeon", "is not known here", False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "errors"), [(3000, 170), pytest.param(1_000_000, 1500, marks=pytest.mark.soak)]
)
def test_every_planted_error_is_reported_and_every_good_row_taken(rows: int, errors: int) -> None:
    random = Random(3)
    planted = {line: ERRORS[at % len(ERRORS)] for at, line in enumerate(random.sample(range(rows), errors))}
    lines = [HEADER]
    for n in range(rows):
        cells = [cell.format(n=n, d=n % 28 + 1, m=n % 60) for cell in GOOD]
        if error := planted.get(n):
            cells[error[0]] = error[1]
        lines.append(",".join(cells))
    taken = take("\n".join(lines))
    aside = {line + 2 for line, error in planted.items() if error[3]}
    assert (taken.rows, taken.set_aside, taken.warnings) == (rows, len(aside), errors - len(aside))
    assert {row["line"] for row in taken.aside} == aside
    assert {row["line"] for row in taken.events} == {*range(2, rows + 2)} - aside
    found = {(row["line"], row["column"]): row for row in taken.problems}
    names = HEADER.split(",")
    assert set(found) == {(line + 2, names[error[0]]) for line, error in planted.items()}
    for line, (place, _text, reason, needed) in planted.items():
        problem = found[line + 2, names[place]]
        assert reason in problem["reason"]
        assert problem["severity"] == ("row" if needed else "value")
