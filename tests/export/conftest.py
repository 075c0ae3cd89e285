"""A store in which every field that takes a text has been given the hostile ones."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from itertools import cycle
from pathlib import Path

import pandas as pd
import pytest

from tests.conftest import ZONE
from tests.export.hostile import CONTROLS, TEXTS
from tests.people import by
from trialmetrics.access import Person, Role
from trialmetrics.analysis.ranking import Ranking, rank
from trialmetrics.excuse import excuse
from trialmetrics.export import documents
from trialmetrics.intake import Settings, read
from trialmetrics.planning import Plan
from trialmetrics.planning.result import LINE
from trialmetrics.store import Store
from trialmetrics.vocabulary import RATINGS

HEADER = ["supplier", "trial_id", "event", "occurred_at", "category", "round", "tester", "note", "order_value", "=mine;=1",
          *RATINGS]  # fmt: skip


@pytest.fixture(scope="package")
def hostile(tmp_path_factory) -> Iterator[Store]:
    """Upload 1: hostile texts in every field; upload 2: rows of them that were set aside."""
    folder = tmp_path_factory.mktemp("hostile")
    good, bad = [], []
    for n, text in enumerate(TEXTS):
        # A supplier is known by its letters.
        mine = [f"{text} S{n}", f"{text} {n}"]
        of_trial = [TEXTS[n % 3], text, text, text, "12.5", text, "5", "5", "5"]
        good.append([*mine, "request", "2026-03-02 10:00", *of_trial])
        good.append([*mine, "reply", "2026-03-02 12:30", *of_trial])
        good.append([*mine, "delivery", "2026-03-04", *of_trial])
    for text in (*TEXTS, *CONTROLS):
        bad.append([text, text, text, "gisteren", text, text, text, text, "=2", text, "5", "5", "5"])
    with Store.open(folder / "trials.duckdb") as store:
        for name, rows in (("=good;=1.csv", good), ("-bad.csv", bad)):
            own = folder / name
            own.mkdir()
            (own / "file").write_bytes(written([HEADER, *rows]))
            said = Settings(kind="events", columns={"=mine;=1": None})
            store.uploads.add(
                [read(own / "file", own, said, name=name, zone=ZONE).require_batch()], by("=user")
            )
        _decide_on_all(store)
        _write_in_every_form(store)
        yield store


def _decide_on_all(store: Store) -> None:
    """Decide on every candidate, with a hostile reason."""
    shown = rank(store)
    keys = shown.suppliers[["supplier", "supplier_key", "category"]].itertuples(index=False)
    for at, (text, (supplier, key, category)) in enumerate(zip(cycle(TEXTS), keys, strict=False)):
        basis = documents.decision_basis(shown, key, category)
        seen, somebody = store.newest_change(), Person(text, Role.LEAD, verified=True)
        number = store.decisions.decide(
            supplier, category, "invite", somebody, basis=basis, seen=seen, reason=text + " x"
        )
        if at % 4 == 0:
            store.decisions.object(number, text, somebody)


def _write_in_every_form(store: Store) -> None:
    """Save policies for hostile reasons, tell two hostile names apart, and excuse a trial."""
    somebody = Person("=user", Role.ADMIN, verified=True)
    for number, text in enumerate(TEXTS):
        policy = store.policies.in_force().with_threshold(50 + number / 10)
        if number % 5 == 0:
            store.policies.save(
                policy, Person(text, Role.LEAD, verified=True), expected_version=store.policies.version(), reason=text + " x"
            )  # fmt: skip
    names = sorted(store.names.all())
    store.names.keep_apart(names[0], names[1], somebody)
    # Undone again, as the tables are about trials that count.
    store.uploads.undo(excuse(store, "=1+1 S0", "=1+1 0", "=1+1", somebody), somebody)


@pytest.fixture(scope="package")
def ranking(hostile) -> Ranking:
    return rank(hostile)


@pytest.fixture(scope="package")
def made() -> Plan:
    """A plan in which every hostile text is a supplier and a tester."""
    why = [{"code": "place_by", "trials": 2, "testers": [text]} for text in TEXTS]
    lines = [
        (text, f"{text} S{n}", text, 2, [text, "Ann"], date(2026, 3, 4), 12.5, 0.5, why[n])
        for n, text in enumerate(TEXTS)
    ]
    return Plan(3, [], pd.DataFrame(lines, columns=LINE), [], [], [], [], "EUR")


def written(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def rows_aside(store: Store, upload_id: int, width: int) -> list[list[str]]:
    """The rows of an upload that were set aside, as they came, without what is right of the file's own columns."""
    with store.cursor() as cursor:
        rows = cursor.execute(
            "select cells from set_aside_row where upload_id = ? order by line", [upload_id]
        )
        return [cells[:width] for (cells,) in rows.fetchall()]


def reading_of(store: Store, content: bytes, folder: Path) -> int:
    """Load a file as it is; the number of its upload."""
    (folder / "again").write_bytes(content)
    reading = read(
        folder / "again", folder, Settings(), remembered=store.uploads.remembered_settings(), zone=ZONE
    )
    assert reading.questions == []
    return store.uploads.add([reading.require_batch()], by("x"))[0].upload_id
