"""Any logs and sheets, in any order, undone and redone: the figures are those of the uploads that hold, and of nothing else."""

import csv
import io
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.conftest import new_store
from tests.people import by
from tests.saving import put_in_force
from trialmetrics.intake import Reading, Settings, read
from trialmetrics.store import Store, UploadReport

LOG = "supplier,trial_id,event,occurred_at,category,tester,channel,courtesy,note"
SHEET = (
    "supplier,trial_id,requested_at,first_reply_at,delivered_at,chases,rude,outcome,courtesy,note,order_value"
)
NAMELESS = SHEET.replace(",trial_id", ",tester")
SUPPLIERS = st.sampled_from(["Adam", "Bakker BV", "Café Zoë"])
DAYS = st.sampled_from(["2026-03-02", "2026-03-02 10:00", "2026-03-03 09:30", "2026-03-05"])


def joined(*cells: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*cells).map(",".join)


EVENT = joined(
    SUPPLIERS,
    st.sampled_from(["1", "2"]),
    st.sampled_from(
        ["request", "request", "reply", "chase", "delivery", "rude", "brush_off", "closed", "assessment"]
    ),
    DAYS,
    st.sampled_from(["", "", "Paper", "Boxes"]),
    st.sampled_from(["", "Ann", "Bob"]),
    st.sampled_from(["", "email"]),
    st.sampled_from(["", "2", "4.5"]),
    st.sampled_from(["", "words"]),
)
ROW = joined(
    SUPPLIERS,
    st.sampled_from(["1", "2"]),
    DAYS,
    st.sampled_from(["", "2026-03-06", "geen reactie", "n.v.t.", "na 2 dagen"]),
    st.sampled_from(["", "2026-03-09", "ja"]),
    st.sampled_from(["", "0", "2x", "n.v.t."]),
    st.sampled_from(["", "1"]),
    st.sampled_from(["", "fulfilled", "ignored", "open"]),
    st.sampled_from(["", "3"]),
    st.sampled_from(["", "words"]),
    st.sampled_from(["", "10", "12.5"]),
)


def table(header: str, row: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.lists(row, min_size=1, max_size=8).map(lambda rows: "\n".join([header, *rows]) + "\n")


LOGS = table(LOG, EVENT)
SHEETS = table(SHEET, ROW)
TABLES = st.one_of(LOGS, LOGS, SHEETS, table(NAMELESS, ROW))
# Some of their rows are set aside, or values of them; of the same trials as the good ones.
ODD_EVENT = joined(
    SUPPLIERS,
    st.sampled_from(["1", "2"]),
    st.sampled_from(["request", "reply", "confirmation", "??!", "", "chase", "void", "partial_delivery"]),
    st.sampled_from(["2026-03-03 09:30", "2026-03-05", "31-31-2026", "2035-03-05", ""]),
    st.sampled_from(["", "2026-03-12", "soon", "2035-01-01"]),
)
ODD_ROW = joined(
    SUPPLIERS,
    st.sampled_from(["1", "2"]),
    DAYS,
    st.sampled_from(
        ["", "2026-03-06", "NULL", "soon", "2035-03-06", "2026-01-01", "nog niet", "geen reactie"]
    ),
    st.sampled_from(["", "ja", "NaT", "later", "2035-03-06"]),
    st.sampled_from(["", "dropped", "void", "ignored", "open"]),
)
ODD_LOGS = table("supplier,trial_id,event,occurred_at,promised_at", ODD_EVENT)
ODD_SHEETS = table("supplier,trial_id,requested_at,first_reply_at,delivered_at,outcome", ODD_ROW)
# Every moment with an offset, so that each is the same whatever time zone it is read in.
OFFSETS = st.sampled_from(
    [
        "2026-03-02T23:30:00Z",
        "2026-03-03T00:30:00+01:00",
        "2026-03-29T00:59:59Z",
        "2026-03-29T01:00Z",
        "2026-03-29T03:30:00+01:00",
    ]
)
LATER = st.sampled_from(
    ["", "2026-04-02T09:30:00-05:00", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "soon"]
)
ZONED_LOGS = table(
    "supplier,trial_id,event,occurred_at,promised_at",
    joined(
        SUPPLIERS,
        st.sampled_from(["1", "2"]),
        st.sampled_from(["request", "confirmation", "chase", "??!"]),
        OFFSETS,
        LATER,
    ),
)
ZONED_SHEETS = table(
    "supplier,trial_id,requested_at,first_reply_at,promised_at,chases",
    joined(SUPPLIERS, st.sampled_from(["1", "2"]), OFFSETS, LATER, LATER, st.sampled_from(["", "1"])),
)
ZONES = st.sampled_from(["Europe/Amsterdam", "Asia/Tokyo", "America/New_York", "UTC"])
ANY_TABLES = st.one_of(TABLES, ODD_LOGS, ODD_LOGS, ODD_SHEETS)


def examples(number: int) -> Any:
    return settings(
        max_examples=number,
        deadline=None,
        derandomize=True,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    )


@contextmanager
def stores(number: int) -> Iterator[list[Store]]:
    """So many empty stores."""
    with tempfile.TemporaryDirectory() as folder:
        opened = [new_store(Path(folder) / f"{at}.duckdb") for at in range(number)]
        try:
            yield opened
        finally:
            for store in opened:
                store.close()


def load(store: Store, text: str, replace: int | None = None) -> UploadReport:
    with tempfile.TemporaryDirectory() as folder:
        (report,) = store.uploads.add(
            [_read(store, text, Path(folder)).require_batch()], by("x"), replace=replace
        )
    return report


# What is said where it is asked: the last of several rows of a trial holds, and a word for nothing is not noted.
SAID = Settings(
    repeated="corrections",
    answers={"delivered_at": dict.fromkeys(("n.v.t.", "NULL", "NaT"), "not noted")},
)


def _read(store: Store, text: str, folder: Path) -> Reading:
    (folder / "log.csv").write_text(text, encoding="utf-8")
    remembered, zone = store.uploads.remembered_settings(), store.policies.zone()
    reading = read(folder / "log.csv", folder, remembered=remembered, zone=zone)
    if reading.questions:
        reading = read(folder / "log.csv", folder, SAID, remembered=remembered, zone=zone)
    return reading


def figures(store: Store) -> list[str]:
    """All that figures are made of: the events that count, what was observed, and the gaps. When a sheet said that
    something had not come yet is left out: it is the moment of the upload."""
    with store.cursor() as cursor:
        return sorted(
            repr((relation, row))
            for relation, columns in (
                ("event", "*"),
                ("observed", "* replace (not_yet_at is not null as not_yet_at)"),
                ("gap", "*"),
            )
            for row in cursor.execute(f"select {columns} from current_{relation}").fetchall()
        )


def any_order(logs: Sequence[str], order: Sequence[int]) -> None:
    with stores(2) as (one, other):
        for text in logs:
            load(one, text)
        for at in order:
            load(other, logs[at])
        assert figures(one) == figures(other)
        assert one.check() == other.check() == []


def any_switches(tables: Sequence[str], switches: Sequence[tuple[int, bool]]) -> None:
    """Load them, then undo or redo whichever each number points at; or load another of them in its place."""
    with stores(2) as (store, fresh):
        held: dict[int, tuple[str, bool]] = {}
        for text in tables:
            held[load(store, text).upload_id] = (text, True)
        for number, replaced in switches:
            upload = sorted(held)[number % len(held)]
            text, holds = held[upload]
            held[upload] = (text, not holds)
            if holds and replaced:
                text = tables[number % len(tables)]
                held[load(store, text, replace=upload).upload_id] = (text, True)
            else:
                (store.uploads.undo if holds else store.uploads.redo)(upload, by("x"))
        assert store.check() == []
        for upload in sorted(held):
            text, holds = held[upload]
            if holds:
                load(fresh, text)
        assert figures(store) == figures(fresh)


def parted(log: str, parts: Sequence[int], order: Sequence[int]) -> None:
    """A log in one upload, and each of its rows in one of several, in any order. Equal events stay together."""
    header, *rows = log.splitlines()
    own = [at for at, name in enumerate(header.split(",")) if name not in ("category", "tester")]
    events = [[row.split(",")[at] for at in own] for row in rows]
    files: dict[int, list[str]] = {}
    for row, event in zip(rows, events, strict=True):
        files.setdefault(parts[events.index(event) % len(parts)], []).append(row)
    with stores(2) as (whole, several):
        load(whole, log)
        for number in sorted(files, key=lambda part: order[part]):
            load(several, "\n".join([header, *files[number]]) + "\n")
        assert figures(whole) == figures(several)
        assert several.check() == []


def twice(tables: Sequence[str], again: Sequence[int]) -> None:
    with stores(1) as (store,):
        for text in tables:
            load(store, text)
        before = figures(store)
        for number in again:
            report = load(store, tables[number % len(tables)])
            assert report.taken == 0
            assert report.rows == report.already_known + report.set_aside
            assert figures(store) == before


def mended(good: str, spoiled: Sequence[tuple[int, int]]) -> None:
    """Needed cells of some rows are spoiled; what is set aside is mended by its `line` and loaded.

    Each trial stands in one row of a sheet only: of several the later one holds, and what comes back comes later.
    """
    header, *rows = good.splitlines()
    names = header.split(",")
    if header == SHEET:
        rows = [*{tuple(row.split(",")[:2]): row for row in rows}.values()]
        good = "\n".join([header, *rows]) + "\n"
    needed = [
        names.index(name) for name in ("supplier", "event", "occurred_at", "requested_at") if name in names
    ]
    bad = [row.split(",") for row in rows]
    for row, cell in spoiled:
        # The supplier tells the made ids of a nameless row: a date is spoiled there.
        place = needed[cell % len(needed)] if "trial_id" in names else names.index("requested_at")
        bad[row % len(rows)][place] = ["", "??!", "31-31-2026"][cell % 3] if place else ""
    with stores(2) as (store, whole):
        load(whole, good)
        first = load(store, "\n".join([header, *map(",".join, bad)]) + "\n")
        aside = list(csv.reader(io.StringIO(store.uploads.set_aside(first.upload_id))))
        assert len(aside) - 1 == first.set_aside > 0
        assert aside[0] == [*names, "line", "reason"]
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(aside[0])
        for *_cells, line, reason in aside[1:]:
            assert reason
            writer.writerow([*rows[int(line) - 2].split(","), line, reason])
        second = load(store, out.getvalue())
        assert (second.rows, second.set_aside) == (first.set_aside, 0)
        assert figures(store) == figures(whole)
        assert store.check() == []


def any_zones(tables: Sequence[str], zones: Sequence[str], undone: int) -> None:
    """Load them, and all of them again, with a change of the policy's time zone before each; one is undone."""
    with stores(2) as (store, fresh):
        for number, text in enumerate([*tables, *tables]):
            move(store, zones[number % len(zones)])
            load(store, text)
        store.uploads.undo(1 + undone % len(tables), by("x"))
        move(store, zones[-1])
        assert store.check() == []
        move(fresh, zones[-1])
        for text in [*tables, *tables]:
            load(fresh, text)
        fresh.uploads.undo(1 + undone % len(tables), by("x"))
        assert figures(store) == figures(fresh)


def move(store: Store, zone: str) -> None:
    """Put a policy in force in this time zone, if the one in force is in another."""
    policy = store.policies.in_force()
    if policy.clock.time_zone != zone:
        put_in_force(
            store, policy.model_copy(update={"clock": policy.clock.model_copy(update={"time_zone": zone})})
        )


THREE = st.lists(st.one_of(LOGS, ODD_LOGS), min_size=3, max_size=3)
FEW = st.lists(ANY_TABLES, min_size=2, max_size=4)
SWITCHES = st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=1, max_size=5)
SPOILED = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 11)), min_size=1, max_size=4)


@examples(2)
@given(THREE, st.permutations(range(3)))
def test_any_order_of_logs(logs: list[str], order: list[int]) -> None:
    any_order(logs, order)


@examples(3)
@given(
    st.one_of(LOGS, ODD_LOGS, ODD_LOGS),
    st.lists(st.integers(0, 2), min_size=8, max_size=8),
    st.permutations(range(3)),
)
def test_a_log_in_parts(log: str, parts: list[int], order: list[int]) -> None:
    parted(log, parts, order)


@examples(2)
@given(FEW, SWITCHES)
def test_any_undo_redo_and_replacement(tables: list[str], switches: list[tuple[int, bool]]) -> None:
    any_switches(tables, switches)


@examples(2)
@given(FEW, st.lists(st.integers(0, 9), min_size=1, max_size=2))
def test_loading_twice(tables: list[str], again: list[int]) -> None:
    twice(tables, again)


@examples(3)
@given(st.one_of(LOGS, SHEETS, table(NAMELESS, ROW)), SPOILED)
def test_what_was_set_aside_and_mended(good: str, spoiled: list[tuple[int, int]]) -> None:
    mended(good, spoiled)


@examples(2)
@given(
    st.lists(st.one_of(ZONED_LOGS, ZONED_LOGS, ZONED_SHEETS), min_size=1, max_size=3),
    st.lists(ZONES, min_size=2, max_size=4),
    st.integers(0, 2),
)
def test_any_changes_of_zone(tables: list[str], zones: list[str], undone: int) -> None:
    any_zones(tables, zones, undone)


@pytest.mark.soak
@examples(150)
@given(
    st.lists(st.one_of(ZONED_LOGS, ZONED_LOGS, ZONED_SHEETS), min_size=1, max_size=3),
    st.lists(ZONES, min_size=2, max_size=4),
    st.integers(0, 2),
)
def test_many_changes_of_zone(tables: list[str], zones: list[str], undone: int) -> None:
    any_zones(tables, zones, undone)


@pytest.mark.soak
@examples(150)
@given(
    THREE, st.permutations(range(3)), FEW, SWITCHES, st.one_of(LOGS, SHEETS, table(NAMELESS, ROW)), SPOILED
)
def test_all_of_it_many_times(
    logs: list[str],
    order: list[int],
    tables: list[str],
    switches: list[tuple[int, bool]],
    good: str,
    spoiled: list[tuple[int, int]],
) -> None:
    any_order(logs, order)
    parted(logs[0], [number for number, _replaced in switches], range(10))
    any_switches(tables, switches)
    twice(tables, [number for number, _replaced in switches])
    mended(good, spoiled)
