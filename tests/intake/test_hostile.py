"""Odd and hostile files: a clear message, or rows that are all accounted for; no good row lost because of a bad one."""

import re
from pathlib import Path
from random import Random

import pytest

from tests.intake.logs import Notation, log, mutate, write
from tests.intake.taking import Taken, take
from trialmetrics.errors import TrialmetricsError

SHARED = Path(__file__).parents[3] / "shared" / "data"
LINES = write(log(60, seed=5), Notation()).decode().replace("regel een\nregel twee", "regel").encode()


def check(content: bytes, **settings: object) -> Taken | None:
    """Take a file in; what came of it, all accounted for, or None where it is refused or asked about."""
    try:
        taken = take(content, **settings)  # type: ignore[arg-type]
    except TrialmetricsError:
        return None
    if taken.questions:
        return None
    lines = {row["line"] for row in taken.events}
    aside = {row["line"] for row in taken.aside}
    assert not lines & aside
    assert len(lines) + len(aside) == taken.rows
    assert len(aside) == taken.set_aside
    assert {row["line"] for row in taken.problems if row["severity"] == "row"} == aside
    assert all(row["reason"] for row in taken.problems)
    return taken


def mutants(number: int, seed: int) -> None:
    """Whatever happened to the file: every line that is as it was, under a header that is as it was, is the event it was."""
    good = {row["line"]: row["key"] for row in take(LINES).events}
    header, *rows = LINES.decode().splitlines()
    keys = dict(zip(rows, (good[line] for line in sorted(good)), strict=True))
    assert len(keys) == len(rows) == len(good)
    random = Random(seed)
    looked_at = 0
    for _number in range(number):
        content = mutate(LINES, random)
        taken = check(content)
        lines = re.split("\r\n|\r|\n", content.decode("utf-8", "replace"))
        if lines[0] != header:
            continue
        assert taken, content[:200]
        found = {row["line"]: row["key"] for row in taken.events}
        untouched = {line: keys[text] for line, text in enumerate(lines, start=1) if text in keys}
        lost = {line for line, key in untouched.items() if found.get(line) != key}
        assert not lost, (lost, [lines[line - 1] for line in lost])
        looked_at += len(untouched)
    assert looked_at > 20 * number


def test_mutations_of_a_good_log() -> None:
    mutants(100, seed=11)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(12, 22))
def test_many_mutations_of_a_good_log(seed: int) -> None:
    mutants(200, seed)


def test_one_bad_row_never_takes_a_good_one_with_it() -> None:
    rows = LINES.decode().splitlines()
    for bad in ('"', '",', ',"', "x", '"""', 'A,"1,request', '\\"', "'", ",,,,,,,,,,,,,,,,,,,,", '"A","1"'):
        content = "\n".join([*rows[:30], bad, *rows[30:]]) + "\n"
        taken = take(content)
        assert {row["key"] for row in taken.events} == {row["key"] for row in take(LINES).events}, bad


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not beside the checkout")
def test_odd_files_of_others() -> None:
    files = [path for path in sorted((SHARED / "odd_csv").rglob("*")) if path.is_file()]
    assert files
    for number, path in enumerate(files):
        content = path.read_bytes()
        check(content)
        if number % 4:
            continue
        # As if its first columns were what a sheet needs.
        places = {"column 1": "supplier", "column 2": "requested_at"}
        check(content, columns=places, date_order="dmy")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not beside the checkout")
def test_a_real_order_log() -> None:
    mapping = {
        "Vendor": "supplier", "ID": "trial_id", "Product Group": "category", "Line Item Value": "order_value",
        "PO Sent to Vendor Date": "requested_at", "Scheduled Delivery Date": "promised_at",
        "Delivered to Client Date": "delivered_at",
    }  # fmt: skip
    taken = take((SHARED / "SCMS_Delivery_History_Dataset.csv").read_bytes(), columns=mapping)
    assert (taken.rows, taken.set_aside, taken.warnings) == (10324, 5732, 5)
    assert len({row["supplier_key"] for row in taken.sheet}) == 68
    assert all("before the request" in row["reason"] for row in taken.problems if row["severity"] == "value")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not beside the checkout")
@pytest.mark.parametrize("name", ["nl_semicolon_cp1252.csv", "ref_iso_comma_utf8.csv", "us_mdy_comma.csv"])
def test_the_same_orders_in_three_notations(name: str) -> None:
    taken = take(
        (SHARED / "formats" / name).read_bytes(),
        columns={"order_id": "trial_id", "ordered_at": "requested_at"},
    )
    assert (taken.questions, taken.rows, taken.set_aside) == ([], 1000, 271)
    requests = taken.of("request")
    assert round(sum(row["order_value"] for row in requests), 2) == 56_128_856.61
    assert len({row["supplier_key"] for row in requests}) == 39
    assert all(row["bare"] for row in requests)
