"""Load test of a team: people who click now and then, with and without uploads, against the same load on an empty page.

    python -m bench.team [--before CHECKOUT] [--people 10 25 50] [--events 10000 100000] [--uploads no yes] [--seconds 60]

Each person acts once per 4 seconds on average: opens a page, filters by a category, chooses a supplier or moves the
threshold. Every server gets the same actions at the same times. A person who still waits when the next action is due skips
it: it counts as wanted but not as served. Uploads add 10,000 rows every 10 seconds through the upload page. Every run has a
new server. The table shows the actions wanted, the share served, errors, the time from click to complete page, the peak
memory of the server and its children, the share of a core that the load generator took, and the uploads added.
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

from bench.browser import Browser, PageFailed, open_browser
from bench.checkouts import SIZES, checkouts, new_database, write_log
from bench.servers import empty_page, running_server

EMPTY = "empty"
ACTION_INTERVAL, UPLOAD_INTERVAL, UPLOAD_ROWS = 4.0, 10.0, 10_000  # seconds, seconds, rows
PAGES = ("", "thresholds", "supplier", "plan", "testers", "upload", "how_it_judges")
# The page to open for a choice that the current page does not offer.
PAGE_OF_CHOICE = {"category": "", "supplier": "supplier", "threshold": "thresholds"}
MAX_ERRORS_SHOWN = 5  # errors
_HEADER = (
    f"{'':24}{'':>8}{'wanted':>8}{'served':>8}{'errors':>7}{'p50':>9}{'x':>8}{'p95':>9}{'x':>8}{'max':>9}{'x':>8}"
    f"{'MB':>9}{'load':>7}{'uploads':>10}{'each':>9}"
)


@dataclass(frozen=True)
class Action:
    """One act of a person: opens the page `value` (no key) or sets the widget `key` to it. `due`: seconds from the start."""

    due: float
    key: str
    value: str

    async def perform(self, browser: Browser, *, empty: bool) -> None:
        """Perform it from any page, and wait until the page is complete."""
        if empty:
            await browser.rerun()
        elif not self.key:
            await browser.open_page(self.value)
        elif self.key in browser.widgets:
            await browser.choose(self.key, self.value)
        else:
            await browser.open_page(PAGE_OF_CHOICE[self.key], **{self.key: self.value})


@dataclass
class Tally:
    """How many actions were wanted, the seconds each served one took, and the errors."""

    wanted: int = 0
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Result:
    """One run on one server: tallies of people and uploads, peak memory in bytes, and the share of a core the load took."""

    people: Tally
    uploads: Tally
    peak: int
    load_share: float


def main() -> None:
    """Run every setting and print a line per server."""
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
            number = int(options.seconds / UPLOAD_INTERVAL) if "yes" in options.uploads else 0
            files = [_file(folder / f"upload-{n}.csv", n) for n in range(number)]
            compared = checkouts(options.before)
            folders = {EMPTY: empty_page(folder / EMPTY)} | {
                checkout.name: checkout.folder for checkout in compared
            }
            databases = {
                checkout.name: checkout.fill(folder / "log.csv", folder / f"filled-{checkout.name}")
                for checkout in compared
            }
            print(
                f"{len(log):,} events, {options.seconds:.0f} s each; ms; x: times the empty page\n{_HEADER}"
            )
            for people in options.people:
                actions = [_actions(person, options.seconds, choices) for person in range(people)]
                for uploads in options.uploads:
                    empty_result: Result | None = None
                    for server, server_folder in folders.items():
                        database = new_database(
                            databases.get(server), folder / f"{server}-{people}-{uploads}"
                        )
                        uploaded_files = files if uploads == "yes" else []
                        result = asyncio.run(_run(server, server_folder, database, actions, uploaded_files))
                        empty_result = empty_result or result
                        _print(f"{people} people, uploads {uploads}", server, result, empty_result)


def _file(path: Path, n: int) -> bytes:
    """The content of a log of UPLOAD_ROWS rows: further trials with the same suppliers."""
    write_log(UPLOAD_ROWS, path, seed=100 + n, prefix=f"U{n}-")
    header, *rows = path.read_bytes().splitlines(keepends=True)
    return b"".join([header, *rows[:UPLOAD_ROWS]])


def _actions(person: int, seconds: float, choices: dict[str, list[str]]) -> list[Action]:
    """The actions of a person in this time; deterministic."""
    chance = random.Random(person)
    actions, due = [], chance.uniform(0, ACTION_INTERVAL)
    while due < seconds:
        key = chance.choice(["", *choices])
        actions.append(Action(due, key, chance.choice(choices[key] if key else PAGES)))
        due += chance.uniform(ACTION_INTERVAL / 2, 1.5 * ACTION_INTERVAL)
    return actions


async def _run(
    name: str, server_folder: Path, database: Path, actions: list[list[Action]], files: list[bytes]
) -> Result:
    people, uploads = Tally(), Tally()
    with running_server(name, server_folder, database) as server:
        async with AsyncExitStack() as stack:
            readers = [await stack.enter_async_context(open_browser(server.port)) for _person in actions]
            for browser in readers:
                await browser.open_page("")
            assignments = [*zip(readers, actions, strict=True)]
            begin, load_share = time.perf_counter(), time.process_time()
            tasks = [
                _person(browser, their_actions, begin, people, empty=name == EMPTY)
                for browser, their_actions in assignments
            ]
            if files and name != EMPTY:
                uploader = await stack.enter_async_context(open_browser(server.port))
                tasks.append(_uploader(uploader, files, begin, uploads))
            await asyncio.gather(*tasks)
            load_share = (time.process_time() - load_share) / (time.perf_counter() - begin)
        if errors := server.log_output():
            people.errors.append(errors)
        return Result(people, uploads, server.peak, load_share)


async def _person(
    browser: Browser, actions: list[Action], begin: float, tally: Tally, *, empty: bool
) -> None:
    for action in actions:
        await _when_due(begin + action.due, browser, tally, partial(action.perform, browser, empty=empty))


async def _uploader(browser: Browser, files: list[bytes], begin: float, tally: Tally) -> None:
    await browser.open_page("upload")
    for n, content in enumerate(files):
        due = begin + n * UPLOAD_INTERVAL + ACTION_INTERVAL
        await _when_due(due, browser, tally, partial(browser.upload, content, f"log-{n}.csv"))


async def _when_due(
    due: float, browser: Browser, tally: Tally, perform: Callable[[], Awaitable[None]]
) -> None:
    """Perform an action at its time; skip it if that has passed, because the reader was still waiting."""
    tally.wanted += 1
    if (early := due - time.perf_counter()) < 0:
        return
    await asyncio.sleep(early)
    clicked = time.perf_counter()
    try:
        await perform()
        tally.seconds.append(time.perf_counter() - clicked)
    except (PageFailed, TimeoutError, WebSocketException, OSError) as error:
        tally.errors.append(f"{type(error).__name__} {error}")
        if not isinstance(error, PageFailed):
            # A late answer to this action must not be taken for the answer to the next one.
            await browser.socket.close()


def _print(setting: str, name: str, result: Result, empty_result: Result) -> None:
    tally, uploads = result.people, result.uploads
    cells = ""
    for part in (50, 95, 100):
        ours, empty = (1000 * _percentile(run.people.seconds, part) for run in (result, empty_result))
        cells += f"{ours:9,.0f}{ours / empty:8,.1f}"
    added = f"{len(uploads.seconds)} of {uploads.wanted}" if uploads.wanted else ""
    upload_s = f"{statistics.median(uploads.seconds):.1f} s" if uploads.seconds else ""
    share = result.load_share
    print(
        f"{setting:24}{name:>8}{tally.wanted:8}{len(tally.seconds) / max(tally.wanted, 1):8.1%}"
        f"{len(tally.errors) + len(uploads.errors):7}{cells}{result.peak / 1e6:9,.0f}{share:7.0%}{added:>10}{upload_s:>9}",
        flush=True,
    )
    for error in [*dict.fromkeys(tally.errors + uploads.errors)][:MAX_ERRORS_SHOWN]:
        print(f"    {error}")


def _percentile(seconds: list[float], part: int) -> float:
    """The `part`-th percentile of the times; NaN if there are none."""
    ranked = sorted(seconds)
    return ranked[math.ceil(part / 100 * len(ranked)) - 1] if ranked else math.nan


if __name__ == "__main__":
    main()
