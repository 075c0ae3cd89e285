"""Benchmark of the pages: the server's processor time per page view, next to an empty page and another checkout.

    python -m bench.pages [--before CHECKOUT] [--events 10000 100000] [--samples 50] [--starts 10]

Each figure is the median over the samples, in milliseconds of processor time of the server's process. A real server renders
every view for a browser on a web socket. Samples are interleaved: all pages take turns.
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

from bench.browser import Browser, open_browser
from bench.checkouts import SIZES, Checkout, checkouts, new_database, write_log
from bench.clock import Clock
from bench.servers import Server, empty_page, running_server

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
NEXT_MINUTE = "ranking, a minute later"
SETTLE_TIME = 0.02  # seconds a server may keep working after its page is complete
# Processor seconds by interaction and by server, one per sample.
Costs = dict[str, dict[str, list[float]]]
Action = Callable[[Browser, int], Awaitable[None]]


@dataclass(frozen=True)
class Interaction:
    """A page of the dashboard, and what the reader does there; `action` gets the number of the sample."""

    name: str
    page: str
    action: Action


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
                _benchmark(Path(folder), events, checkouts(options.before), options.samples, options.starts)
            )


async def _benchmark(
    folder: Path, events: int, checkouts_compared: list[Checkout], samples: int, starts: int
) -> None:
    log = write_log(events, folder / "log.csv")
    clock = Clock(folder)
    folders = {checkout.name: checkout.folder for checkout in checkouts_compared} | {
        EMPTY: empty_page(folder / EMPTY)
    }
    databases = {
        checkout.name: checkout.fill(folder / "log.csv", folder / f"filled-{checkout.name}")
        for checkout in checkouts_compared
    }
    databases[EMPTY] = new_database(None, folder / f"filled-{EMPTY}")
    costs: Costs = defaultdict(lambda: defaultdict(list))
    for _start in range(starts):
        for name, server_folder in folders.items():
            with running_server(name, server_folder, databases[name], clock.environment) as server:
                costs["start of the server"][name].append(server.cpu())
                async with open_browser(server.port) as browser:
                    costs["first visitor of it"][name].append(await _cpu_cost(server, browser.open_page("")))
    async with AsyncExitStack() as stack:
        servers = [
            stack.enter_context(running_server(name, server_folder, databases[name], clock.environment))
            for name, server_folder in folders.items()
        ]
        await _measure_interactions(servers, clock, costs, samples, [*log["supplier"].unique()])
        await _measure_new_minutes(servers, clock, costs, samples, sorted(log["category"].dropna().unique()))
        for server in servers:
            if errors := server.log_output():
                print(f"{server.name} logged:\n{errors}\n")
    _print(f"{len(log):,} events", costs, [*folders])


async def _measure_interactions(
    servers: list[Server], clock: Clock, costs: Costs, samples: int, suppliers: list[str]
) -> None:
    """Measure a rerun of every page, a change of threshold and a change of supplier."""
    interactions = [
        *(Interaction(name, page, _rerun) for name, page in PAGES.items()),
        Interaction("another threshold", "thresholds", lambda browser, n: browser.choose("threshold", 30 + n % 60)),
        Interaction("another supplier", "supplier", lambda browser, n: browser.choose("supplier", suppliers[n % len(suppliers)])),
    ]  # fmt: skip
    async with AsyncExitStack() as stack:
        readers = []
        for interaction in interactions:
            for server in servers:
                browser = await stack.enter_async_context(open_browser(server.port))
                clock.back_to_minute_start()
                if server.name == EMPTY:
                    await browser.open_page("")
                else:
                    await browser.open_page(
                        interaction.page,
                        **({"supplier": suppliers[-1]} if interaction.page == "supplier" else {}),
                    )
                readers.append(_Reader(interaction, server, browser, clock))
        for n in range(samples):
            for reader in reversed(readers) if n % 2 else readers:
                costs[reader.interaction.name][reader.server.name].append(await reader.cpu_cost(n))


@dataclass
class _Reader:
    """A browser on a page of one server; `minute` is that of its last view."""

    interaction: Interaction
    server: Server
    browser: Browser
    clock: Clock
    minute: int = 0

    async def cpu_cost(self, n: int) -> float:
        """Processor seconds of the n-th sample; an extra rerun makes sure that it is not the first view in its minute."""
        self.clock.back_to_minute_start()
        if self.minute != self.clock.minute():
            self.minute = self.clock.minute()
            await self.browser.rerun()
        action = _rerun if self.server.name == EMPTY else self.interaction.action
        return await _cpu_cost(self.server, action(self.browser, n))


async def _measure_new_minutes(
    servers: list[Server], clock: Clock, costs: Costs, samples: int, categories: list[str]
) -> None:
    """Measure the ranking in a new minute, and then the ranking of a choice of categories not viewed in that minute."""
    category_choices = [
        chosen for size in range(1, len(categories)) for chosen in combinations(categories, size)
    ]
    async with AsyncExitStack() as stack:
        readers = [(server, await stack.enter_async_context(open_browser(server.port))) for server in servers]
        for _server, browser in readers:
            await browser.open_page("")
        for n in range(samples):
            clock.next_minute()
            for server, browser in readers:
                clock.back_to_minute_start()
                costs[NEXT_MINUTE][server.name].append(await _cpu_cost(server, browser.rerun()))
            for server, browser in readers:
                clock.back_to_minute_start()
                if server.name == EMPTY:
                    cpu_cost = await _cpu_cost(server, browser.rerun())
                else:
                    cpu_cost = await _cpu_cost(
                        server, browser.choose("category", *category_choices[n % len(category_choices)])
                    )
                    await browser.choose("category")
                if n < len(category_choices):
                    costs["categories never chosen before"][server.name].append(cpu_cost)
                costs["a change of category"][server.name].append(cpu_cost)


async def _rerun(browser: Browser, _n: int) -> None:
    await browser.rerun()


async def _cpu_cost(server: Server, interaction: Awaitable[None]) -> float:
    """Processor seconds that the server spends on a view."""
    before = server.cpu()
    await interaction
    await asyncio.sleep(SETTLE_TIME)
    return server.cpu() - before


def _print(title: str, costs: Costs, names: list[str]) -> None:
    """Print milliseconds by server, multiples of the empty page, and how many times cheaper this checkout is."""
    medians = pd.DataFrame(
        {
            interaction: {name: 1000 * statistics.median(by_server[name]) for name in names}
            for interaction, by_server in costs.items()
        }
    ).T
    names_of_ours = [name for name in names if name != EMPTY]
    print(f"{title}; medians, ms of processor time; x: times the empty page")
    print(
        f"{'':32}{EMPTY:>9}"
        + "".join(f"{name:>9}{'x':>8}" for name in names_of_ours)
        + f"{'before / this':>15}" * (len(names_of_ours) > 1)
    )
    for interaction, row in medians.iterrows():
        cells = "".join(f"{row[name]:9,.1f}{row[name] / row[EMPTY]:8,.1f}" for name in names_of_ours)
        cheaper = f"{row['before'] / row['this']:15,.1f}" if len(names_of_ours) > 1 else ""
        print(f"{interaction:32}{row[EMPTY]:9,.1f}{cells}{cheaper}")
    for name in names_of_ours:
        times = medians.loc[NEXT_MINUTE, name] / medians.loc["ranking", name]
        print(f"a minute that passes, {name}: {times:.1f} times the ranking again")
    print(flush=True)


if __name__ == "__main__":
    main()
