"""What a page costs the server: processor time per look, beside an empty page and another checkout, interleaved.

    python -m bench.pages [--before CHECKOUT] [--events 10000 100000] [--samples 50] [--starts 10]

Each figure is the median of the samples, in milliseconds of processor time of the server's process; every look is drawn by
a real server for a browser on a web socket. Between two samples of a page each of the others had its turn.
"""

import argparse
import asyncio
import statistics
import tempfile
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import pandas as pd

from bench.browsing import Browser, browsing
from bench.checkouts import SIZES, Checkout, checkouts, fresh, write_log
from bench.clock import Clock
from bench.servers import Server, empty_page, serving

EMPTY = "empty"
PAGES = {
    "ranking": "",
    "thresholds": "thresholds",
    "supplier": "supplier",
    "plan": "plan",
    "testers": "testers",
    "upload": "upload",
    "how it judges": "how_it_judges",
}
LATER = "ranking, a minute later"
SETTLES = 0.02  # seconds that a server works on after its page is whole
# Seconds of a processor, by what was looked at and by server, one per sample.
Costs = dict[str, dict[str, list[float]]]
Act = Callable[[Browser, int], Awaitable[None]]


@dataclass(frozen=True)
class Look:
    """A page of the dashboard, and what its reader does there for the n-th time."""

    name: str
    page: str
    act: Act


def main() -> None:
    """Run the benchmark and print a table per size of log."""
    parser = argparse.ArgumentParser(prog="bench.pages")
    parser.add_argument("--before", type=Path, help="another checkout, to compare with")
    parser.add_argument("--events", type=int, nargs="+", choices=list(SIZES), default=list(SIZES))
    parser.add_argument("--samples", type=int, default=50)
    parser.add_argument("--starts", type=int, default=10, help="fresh servers of each checkout")
    options = parser.parse_args()
    for events in options.events:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(
                _size(Path(folder), events, checkouts(options.before), options.samples, options.starts)
            )


async def _size(folder: Path, events: int, compared: list[Checkout], samples: int, starts: int) -> None:
    log = write_log(events, folder / "log.csv")
    clock = Clock(folder)
    homes = {checkout.name: checkout.folder for checkout in compared} | {EMPTY: empty_page(folder / EMPTY)}
    databases = {
        each.name: each.fill(folder / "log.csv", folder / f"filled-{each.name}") for each in compared
    }
    databases[EMPTY] = fresh(None, folder / f"filled-{EMPTY}")
    costs: Costs = defaultdict(lambda: defaultdict(list))
    for _start in range(starts):
        for name, home in homes.items():
            with serving(name, home, databases[name], clock.environment) as server:
                costs["start of the server"][name].append(server.cpu())
                async with browsing(server.port) as browser:
                    costs["first visitor of it"][name].append(await _cost(server, browser.go("")))
    async with AsyncExitStack() as stack:
        servers = [
            stack.enter_context(serving(name, home, databases[name], clock.environment))
            for name, home in homes.items()
        ]
        await _looks(servers, clock, costs, samples, [*log["supplier"].unique()])
        await _minutes(servers, clock, costs, samples, sorted(log["category"].dropna().unique()))
        for server in servers:
            if said := server.said():
                print(f"{server.name} said:\n{said}\n")
    _print(f"{len(log):,} events", costs, [*homes])


async def _looks(
    servers: list[Server], clock: Clock, costs: Costs, samples: int, suppliers: list[str]
) -> None:
    """Every page again, as a reader does who changes nothing; another threshold; another supplier."""
    looks = [
        *(Look(name, page, _again) for name, page in PAGES.items()),
        Look("another threshold", "thresholds", lambda browser, n: browser.choose("threshold", 30 + n % 60)),
        Look("another supplier", "supplier", lambda browser, n: browser.choose("supplier", suppliers[n % len(suppliers)])),
    ]  # fmt: skip
    async with AsyncExitStack() as stack:
        places = []
        for look in looks:
            for server in servers:
                browser = await stack.enter_async_context(browsing(server.port))
                clock.stay()
                if server.name == EMPTY:
                    await browser.go("")
                else:
                    await browser.go(
                        look.page, **({"supplier": suppliers[-1]} if look.page == "supplier" else {})
                    )
                places.append(_Place(look, server, browser, clock))
        for n in range(samples):
            for place in reversed(places) if n % 2 else places:
                costs[place.look.name][place.server.name].append(await place.cost(n))


@dataclass
class _Place:
    """A reader on a page of a server, and the minute of the last look."""

    look: Look
    server: Server
    browser: Browser
    clock: Clock
    minute: int = 0

    async def cost(self, n: int) -> float:
        """Of a look for the n-th time, that is not the first one of its minute."""
        self.clock.stay()
        if self.minute != self.clock.minute():
            self.minute = self.clock.minute()
            await self.browser.again()
        act = _again if self.server.name == EMPTY else self.look.act
        return await _cost(self.server, act(self.browser, n))


async def _minutes(
    servers: list[Server], clock: Clock, costs: Costs, samples: int, categories: list[str]
) -> None:
    """The ranking in a new minute, and then of some of the categories, which nobody looked at in this minute."""
    some = [chosen for size in range(1, len(categories)) for chosen in combinations(categories, size)]
    async with AsyncExitStack() as stack:
        readers = [(server, await stack.enter_async_context(browsing(server.port))) for server in servers]
        for _server, browser in readers:
            await browser.go("")
        for n in range(samples):
            clock.next_minute()
            for server, browser in readers:
                clock.stay()
                costs[LATER][server.name].append(await _cost(server, browser.again()))
            for server, browser in readers:
                clock.stay()
                if server.name == EMPTY:
                    cost = await _cost(server, browser.again())
                else:
                    cost = await _cost(server, browser.choose("category", *some[n % len(some)]))
                    await browser.choose("category")
                if n < len(some):
                    costs["categories never chosen before"][server.name].append(cost)
                costs["a change of category"][server.name].append(cost)


async def _again(browser: Browser, _n: int) -> None:
    await browser.again()


async def _cost(server: Server, look: Awaitable[None]) -> float:
    """Seconds of a processor that the server takes for it."""
    before = server.cpu()
    await look
    await asyncio.sleep(SETTLES)
    return server.cpu() - before


def _print(title: str, costs: Costs, names: list[str]) -> None:
    """Milliseconds by server, each as a multiple of the empty page, and how many times cheaper this is than before."""
    medians = pd.DataFrame(
        {look: {name: 1000 * statistics.median(of[name]) for name in names} for look, of in costs.items()}
    ).T
    mine = [name for name in names if name != EMPTY]
    print(f"{title}; medians, ms of processor time; x: times the empty page")
    print(
        f"{'':32}{EMPTY:>9}"
        + "".join(f"{name:>9}{'x':>8}" for name in mine)
        + f"{'before / this':>15}" * (len(mine) > 1)
    )
    for look, row in medians.iterrows():
        cells = "".join(f"{row[name]:9,.1f}{row[name] / row[EMPTY]:8,.1f}" for name in mine)
        cheaper = f"{row['before'] / row['this']:15,.1f}" if len(mine) > 1 else ""
        print(f"{look:32}{row[EMPTY]:9,.1f}{cells}{cheaper}")
    for name in mine:
        times = medians.loc[LATER, name] / medians.loc["ranking", name]
        print(f"a minute that passes, {name}: {times:.1f} times the ranking again")
    print(flush=True)


if __name__ == "__main__":
    main()
