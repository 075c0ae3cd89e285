"""Hostile files in the real reading process: it ends in time, under its limit of memory, and every row is accounted for."""

import resource
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from random import Random

import psutil
import pyarrow.parquet as pq
import pytest

from tests.intake.logs import Notation, log, write
from tests.intake.taking import ZONE, numbered
from trialmetrics import intake
from trialmetrics.errors import UnreadableFile

pytestmark = pytest.mark.usefixtures("in_child")
MOST_MEMORY = 1 << 30
GOOD = write(log(200, seed=5), Notation())
HEADER, FIRST = GOOD.split(b"\n")[:2]
MEGABYTE = 1 << 20
BIG = {
    "a line of 10 MB": b"x" * (10 * MEGABYTE) + b"\n",
    "a line of 10 MB of quotes": b'"' * (10 * MEGABYTE) + b"\n",
    "a line of 10 MB of quotes and delimiters": b'",' * (5 * MEGABYTE) + b"\n",
    "lines that open a quote": b'A,1,rude,2026-01-05,,,,,"open\n' * 100_000,
    "a quote and many short lines": b'A,1,rude,2026-01-05,,,,,"open\n' + b"x\n" * 2_000_000,
    "a line of 10 million cells": b"," * (10 * MEGABYTE) + b"\n",
    "many lines of 100,000 cells": (b"," * 100_000 + b"\n") * 100,
    "many wide lines that hold something": (b"x," * 2_000 + b"\n") * 2_000,
    "10 MB of zeros": bytes(10 * MEGABYTE) + b"\n",
    "10 MB without a line end": FIRST * (10 * MEGABYTE // len(FIRST)),
    "a million blank lines": b"\n" * 1_000_000,
    "a million short lines": b"1,2\n" * 1_000_000,
    "half a million different bad dates": b"".join(b"A,%d,reply,x%d\n" % (n, n) for n in range(500_000)),
    "a column of long notes": b"".join(FIRST + b"y" * 4000 + b"%d\n" % n for n in range(10_000)),
}  # fmt: skip
QUICK = ["a line of 10 MB of quotes and delimiters", "a line of 10 million cells", "lines that open a quote"]


@contextmanager
def watched() -> Iterator[list[int]]:
    """The most memory that a child of this process held, in bytes."""
    most, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(0.01):
            for child in psutil.Process().children():
                try:
                    most[0] = max(most[0], child.memory_info().rss)
                except psutil.NoSuchProcess:
                    continue

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield most
    finally:
        done.set()
        thread.join()


def read(content: bytes, folder: Path) -> intake.Reading:
    """Read it in the child, which must end by itself in time and under its limit."""
    path = folder / "log.csv"
    path.write_bytes(content)
    (folder / "out").mkdir()
    with watched() as most:
        reading = intake.read(path, folder / "out", zone=ZONE)
    assert 0 < most[0] < MOST_MEMORY
    return reading


@pytest.mark.parametrize(
    "name", [*(QUICK), *(pytest.param(name, marks=pytest.mark.soak) for name in BIG if name not in QUICK)]
)
def test_a_big_odd_file_costs_neither_memory_nor_a_good_row(name: str, tmp_path: Path) -> None:
    random = Random(1)
    lines = GOOD.split(b"\n")
    place = random.randrange(2, 100)
    content = b"\n".join(lines[:place]) + b"\n" + BIG[name] + b"\n".join(lines[place:])
    (tmp_path / "good").mkdir()
    good = read(GOOD, tmp_path / "good")
    reading = read(content, tmp_path)
    assert reading.questions == []
    events, wanted = (
        numbered(pq.read_table(each.folder / "events.parquet").to_pylist()) for each in (reading, good)
    )
    aside = pq.read_table(reading.folder / "set_aside.parquet", columns=["line"]).to_pydict()["line"]
    assert len({row["line"] for row in events}) + len({*aside}) == reading.rows
    assert len(aside) == reading.set_aside
    missing = {row["key"] for row in wanted} - {row["key"] for row in events}
    # Where the line itself was cut in two or made longer, it is another one.
    assert len(missing) <= 2, f"{len(missing)} good rows are missing"


def test_what_cannot_be_a_table_is_refused_by_the_real_reader_in_words(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"^log\.csv: The file has 1994 columns, more than the 500"):
        read(
            b"supplier,requested_at" + b",x" * 1992 + b"\n" + b"A,2026-01-05" + b",x" * 1992 + b"\n", tmp_path
        )


# As long as the good file that they are compared with; each is read, or refused in words.
COSTLY = {
    "quotes that never close, on short lines": b'"x\n',
    "quotes that never close, on lines of cells": b'"x,y,zzzz\n',
    "rows that open a quote": b'A,1,rude,2026-01-05,,,,,"open\n',
    "several quotes a line": b'"aaa,"bbb,"ccc,"ddd\n',
    "quotes that close in one cell and open in the next": b'"xxxxxxxx\n",',
    "quoted line ends": b'A,1,rude,2026-01-05,,,,,"' + b"\n" * 3000 + b'"\n',
    "quotes doubled": b'"' * 1001 + b"\n",
    "nothing but quotes": b'"',
    "nothing but delimiters": b",",
    "nothing but line ends": b"\n",
    "one line": b"x",
    "rows of 500 cells": b"A,1,request,2026-01-05" + b",x" * 496 + b"\n",
    "long ratings": b"A,1,reply,2026-01-05,,,," + b"1 " * 3000 + b",\n",
    "bad rows": b"A,1,reply,no\n",
}
SIZE = 24 * MEGABYTE
MOST_TIMES = 12  # what it may cost of what a good file of that size does


def cost(content: bytes, folder: Path) -> float:
    """Seconds of processor time that the reader takes."""
    folder.mkdir()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with suppress(UnreadableFile):
        read(content, folder)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@pytest.fixture(scope="module")
def good_cost(tmp_path_factory: pytest.TempPathFactory) -> float:
    rows = GOOD.split(b"\n", 1)[1]
    return cost(HEADER + b"\n" + rows * (SIZE // len(rows)), tmp_path_factory.mktemp("good") / "file")


@pytest.mark.soak
@pytest.mark.parametrize("name", COSTLY)
def test_a_hostile_file_costs_a_few_times_what_a_good_one_does(
    name: str, tmp_path: Path, good_cost: float
) -> None:
    content = HEADER + b"\n" + COSTLY[name] * (SIZE // len(COSTLY[name])) + b"\n"
    assert cost(content, tmp_path / "file") < MOST_TIMES * good_cost
