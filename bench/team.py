"""The load of a team: people who click now and then, with and without uploads, beside the same load on an empty page.

    python -m bench.team [--before CHECKOUT] [--people 10 25 50] [--events 10000 100000] [--uploads no yes] [--seconds 60]

Each person does one thing per 4 seconds on average: opens a page, filters by a category, chooses a supplier or moves the
threshold; the same things at the same times at each server. Who still waits when the next thing is due leaves it: it
counts as wanted, not as served. Uploads: 10,000 rows every 10 seconds, given to the upload page as a browser does. Every
run has a fresh server. Printed are the interactions that were wanted, the share of them that was served, errors, the time
from the click until the page is whole, the most memory of the server and its children, the share of a core that the
load itself took, and the uploads that were added.
"""

import argparse
import asyncio
import math
import random
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from websockets.exceptions import WebSocketException

from bench.browsing import Browser, PageFailed, browsing
from bench.checkouts import SIZES, checkouts, fresh, write_log
from bench.servers import empty_page, serving

EMPTY = "empty"
EVERY, UPLOAD_EVERY, UPLOADED = 4.0, 10.0, 10_000  # seconds, seconds, rows
PAGES = ("", "thresholds", "supplier", "plan", "testers", "upload", "how_it_judges")
# Of each thing to choose: the page that a link to it leads to from where it cannot be chosen.
FROM_ELSEWHERE = {"category": "", "supplier": "supplier", "threshold": "thresholds"}
SHOWN = 5  # errors
_HEADS = (
    f"{'':24}{'':>8}{'wanted':>8}{'served':>8}{'errors':>7}{'p50':>9}{'x':>8}{'p95':>9}{'x':>8}{'max':>9}{'x':>8}"
    f"{'MB':>9}{'load':>7}{'uploads':>10}{'each':>9}"
)


@dataclass(frozen=True)
class Deed:
    """What a person does: opens a page (no key), or chooses a value. `due`: in seconds from the beginning."""

    due: float
    key: str
    value: str

    async def do(self, browser: Browser, *, empty: bool) -> None:
        """Do it, wherever the reader is, and wait until the page is whole."""
        if empty:
            await browser.again()
        elif not self.key:
            await browser.go(self.value)
        elif self.key in browser.widgets:
            await browser.choose(self.key, self.value)
        else:
            await browser.go(FROM_ELSEWHERE[self.key], **{self.key: self.value})


@dataclass
class Tally:
    """What was wanted, how long each took that was served, in seconds, and what failed."""

    wanted: int = 0
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """One run at one server: of the people and of the uploads; the most bytes; the share of a core that the load took."""

    people: Tally
    uploads: Tally
    peak: int
    own: float


def main() -> None:
    """Run the load in every setting and print a line for each server."""
    parser = argparse.ArgumentParser(prog="bench.team")
    parser.add_argument("--before", type=Path, help="another checkout, to compare with")
    parser.add_argument("--people", type=int, nargs="+", default=[10, 25, 50])
    parser.add_argument("--events", type=int, nargs="+", choices=list(SIZES), default=list(SIZES))
    parser.add_argument("--uploads", nargs="+", choices=["no", "yes"], default=["no", "yes"])
    parser.add_argument("--seconds", type=float, default=60.0)
    options = parser.parse_args()
    for events in options.events:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            log = write_log(events, folder / "log.csv")
            choices = {
                "category": sorted(log["category"].dropna().unique()),
                "supplier": sorted(log["supplier"].unique()),
                "threshold": [str(number) for number in range(40, 81)],
            }
            number = int(options.seconds / UPLOAD_EVERY) if "yes" in options.uploads else 0
            files = [_file(folder / f"upload-{n}.csv", n) for n in range(number)]
            compared = checkouts(options.before)
            homes = {EMPTY: empty_page(folder / EMPTY)} | {each.name: each.folder for each in compared}
            filled = {
                each.name: each.fill(folder / "log.csv", folder / f"filled-{each.name}") for each in compared
            }
            print(f"{len(log):,} events, {options.seconds:.0f} s each; ms; x: times the empty page\n{_HEADS}")
            for people in options.people:
                deeds = [_deeds(person, options.seconds, choices) for person in range(people)]
                for uploads in options.uploads:
                    beside: Result | None = None
                    for server, home in homes.items():
                        database = fresh(filled.get(server), folder / f"{server}-{people}-{uploads}")
                        given = files if uploads == "yes" else []
                        result = asyncio.run(_run(server, home, database, deeds, given))
                        beside = beside or result
                        _print(f"{people} people, uploads {uploads}", server, result, beside)


def _file(path: Path, n: int) -> bytes:
    """A log of further trials with the same suppliers, of 10,000 rows."""
    write_log(UPLOADED, path, seed=100 + n, prefix=f"U{n}-")
    head, *rows = path.read_bytes().splitlines(keepends=True)
    return b"".join([head, *rows[:UPLOADED]])


def _deeds(person: int, seconds: float, choices: dict[str, list[str]]) -> list[Deed]:
    """What a person does in this time; the same whenever it is asked."""
    chance = random.Random(person)
    deeds, due = [], chance.uniform(0, EVERY)
    while due < seconds:
        key = chance.choice(["", *choices])
        deeds.append(Deed(due, key, chance.choice(choices[key] if key else PAGES)))
        due += chance.uniform(EVERY / 2, 1.5 * EVERY)
    return deeds


async def _run(name: str, home: Path, database: Path, deeds: list[list[Deed]], files: list[bytes]) -> Result:
    people, uploads = Tally(), Tally()
    with serving(name, home, database) as server:
        async with AsyncExitStack() as stack:
            readers = [await stack.enter_async_context(browsing(server.port)) for _person in deeds]
            for browser in readers:
                await browser.go("")
            lots = [*zip(readers, deeds, strict=True)]
            begin, own = time.perf_counter(), time.process_time()
            work = [_person(browser, theirs, begin, people, empty=name == EMPTY) for browser, theirs in lots]
            if files and name != EMPTY:
                uploader = await stack.enter_async_context(browsing(server.port))
                work.append(_uploader(uploader, files, begin, uploads))
            await asyncio.gather(*work)
            own = (time.process_time() - own) / (time.perf_counter() - begin)
        if said := server.said():
            people.errors.append(said)
        return Result(people, uploads, server.peak, own)


async def _person(browser: Browser, deeds: list[Deed], begin: float, tally: Tally, *, empty: bool) -> None:
    for deed in deeds:
        await _when_due(begin + deed.due, browser, tally, partial(deed.do, browser, empty=empty))


async def _uploader(browser: Browser, files: list[bytes], begin: float, tally: Tally) -> None:
    await browser.go("upload")
    for n, content in enumerate(files):
        due = begin + n * UPLOAD_EVERY + EVERY
        await _when_due(due, browser, tally, partial(browser.upload, content, f"log-{n}.csv"))


async def _when_due(due: float, browser: Browser, tally: Tally, do: Callable[[], Awaitable[None]]) -> None:
    """Wait until then and do it; nothing is done where the reader was still waiting at that time."""
    tally.wanted += 1
    if (early := due - time.perf_counter()) < 0:
        return
    await asyncio.sleep(early)
    clicked = time.perf_counter()
    try:
        await do()
        tally.seconds.append(time.perf_counter() - clicked)
    except (PageFailed, TimeoutError, WebSocketException, OSError) as error:
        tally.errors.append(f"{type(error).__name__} {error}")
        if not isinstance(error, PageFailed):
            await (
                browser.wire.close()
            )  # what it waited for may still come, and is not the answer to what is next


def _print(setting: str, name: str, result: Result, beside: Result) -> None:
    tally, uploads = result.people, result.uploads
    cells = ""
    for part in (50, 95, 100):
        mine, empty = (1000 * _percentile(each.people.seconds, part) for each in (result, beside))
        cells += f"{mine:9,.0f}{mine / empty:8,.1f}"
    added = f"{len(uploads.seconds)} of {uploads.wanted}" if uploads.wanted else ""
    took = f"{statistics.median(uploads.seconds):.1f} s" if uploads.seconds else ""
    print(
        f"{setting:24}{name:>8}{tally.wanted:8}{len(tally.seconds) / max(tally.wanted, 1):8.1%}"
        f"{len(tally.errors) + len(uploads.errors):7}{cells}{result.peak / 1e6:9,.0f}{result.own:7.0%}{added:>10}{took:>9}",
        flush=True,
    )
    for error in [*dict.fromkeys(tally.errors + uploads.errors)][:SHOWN]:
        print(f"    {error}")


def _percentile(seconds: list[float], part: int) -> float:
    """The least of them that this part of a hundred does not exceed; NaN of nothing."""
    ranked = sorted(seconds)
    return ranked[math.ceil(part / 100 * len(ranked)) - 1] if ranked else math.nan


if __name__ == "__main__":
    main()
