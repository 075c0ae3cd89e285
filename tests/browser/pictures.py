"""Pictures of every page in several worlds, light and dark, on a phone and on a desk, for people to look at.

    python -m tests.browser.pictures FOLDER [--world example]... [--page ranking]... [--theme dark]... [--width phone]...
    python -m tests.browser.pictures FOLDER --readme

The file of a picture is named after its world, page, theme and width. Nothing is compared: a person decides what is ugly. Each
world has a database and a server of its own. With --readme only those of the README are taken, the upper part of a page each.
"""

import argparse
import itertools
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.conftest import FLAGS, chromium, running
from tests.browser.reading import drawn
from tests.conftest import ROOT

# Name -> place in the address.
PAGES = {
    "ranking": "",
    **{
        name: name
        for name in (
            "supplier",
            "decisions",
            "thresholds",
            "plan",
            "testers",
            "upload",
            "how_it_judges",
            "record",
        )
    },
}
THEMES = ("light", "dark")
WIDTHS = {"phone": 390, "desk": 1440}
HEIGHT, TALLEST = 900, 8000
README = {"ranking": 1010, "supplier": 1180, "thresholds": 960}  # page -> pixels from its top


def _simulated(suppliers: int, trials: str) -> Callable[[Path], None]:
    def write(target: Path) -> None:
        _command(
            "simulate",
            "--suppliers",
            suppliers,
            "--testers",
            4,
            "--trials",
            trials,
            "--seed",
            5,
            "--out",
            target,
        )

    return write


def _long_names(target: Path) -> None:
    """60 suppliers whose names are long and differ only in the middle, or only at the end."""
    _simulated(60, "1-6")(target)
    log = pd.read_csv(target, dtype=str)
    names = itertools.cycle(
        [
            "Handelsonderneming voor verpakkingen, druktechniek en aanverwante artikelen {n} Noord-Holland B.V.",
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft {n} m.b.H. & Co. KG",
            "Société générale de fournitures de bureau et de papeterie de la région Auvergne-Rhône-Alpes no. {n}",
        ]
    )
    known = {old: next(names).format(n=n) for n, old in enumerate(log["supplier"].unique(), 1)}
    log.assign(supplier=log["supplier"].map(known)).to_csv(target, index=False)


def _all_ignored(target: Path) -> None:
    """Twelve suppliers with two trials each, and one who was chased; only one other answered."""
    requests = [
        {
            "supplier": f"Stil {letter}", "trial_id": f"{letter}{n}", "event": "request", "category": category,
            "occurred_at": f"2026-0{3 + n}-0{2 + place % 4} 10:00", "tester": tester, "order_class": "small", "round": "Spring",
        }
        for place, letter in enumerate("ABCDEFGHIJKL")
        for n, tester in enumerate(("Anna", "Bram"))
        for category in [("Printing", "Packaging", "IT")[place % 3]]
    ]  # fmt: skip
    chases = [{**requests[0], "event": "chase", "occurred_at": "2026-03-12 10:00"}]
    # Somebody answered in that round, so that silence is known to be silence.
    answered = {**requests[0], "supplier": "Wel", "trial_id": "W"}
    answers = [answered, {**answered, "event": "reply", "occurred_at": "2026-03-02 11:00"}]
    pd.DataFrame([*requests, *chases, *answers]).to_csv(target, index=False)


WORLDS: Mapping[str, Callable[[Path], None] | None] = {
    "empty": None,
    "example": lambda target: target.write_bytes((ROOT / "data" / "example-log.csv").read_bytes()) and None,
    "long names": _long_names,
    "300 suppliers": _simulated(300, "1-8"),
    "all ignored": _all_ignored,
    "one trial each": _simulated(20, "1"),
}


def main() -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.browser.pictures", description=__doc__.split("\n")[0]
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--world", nargs="+", choices=WORLDS, default=[*WORLDS])
    parser.add_argument("--page", nargs="+", choices=PAGES, default=[*PAGES])
    parser.add_argument("--theme", nargs="+", choices=THEMES, default=THEMES)
    parser.add_argument("--width", nargs="+", choices=WIDTHS, default=[*WIDTHS])
    parser.add_argument("--readme", action="store_true", help="only the pictures of the README")
    options = parser.parse_args()
    if options.readme:
        options.world, options.page, options.theme, options.width = (
            ["example"],
            [*README],
            ["light"],
            ["desk"],
        )
    options.folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for world in options.world:
            with _served(WORLDS[world]) as (address, supplier):
                for theme, width, page in itertools.product(options.theme, options.width, options.page):
                    name = page if options.readme else f"{world} {page} {theme} {width}".replace(" ", "-")
                    target = options.folder / f"{name}.png"
                    height = README[page] if options.readme else None
                    where = f"{address}/{PAGES[page]}" + (_query(supplier) if page == "supplier" else "")
                    _take(browser, where, theme, WIDTHS[width], height, target)
                    print(target)
        browser.close()


@contextmanager
def _served(write: Callable[[Path], None] | None) -> Iterator[tuple[str, str]]:
    """A server on a world: its address, and the supplier with most events."""
    with tempfile.TemporaryDirectory() as name:
        folder, supplier = Path(name), ""
        if write:
            write(folder / "log.csv")
            _command("--database", folder / "trials.duckdb", "load", folder / "log.csv")
            supplier = str(pd.read_csv(folder / "log.csv", dtype=str)["supplier"].mode()[0])
        with running(folder, "streamlit", "run", str(ROOT / "app.py"), "--server.port") as (address, _output):
            yield address, supplier


def _query(supplier: str) -> str:
    return f"?{urlencode({'supplier': supplier})}" if supplier else ""


def _take(browser: Browser, where: str, theme: str, width: int, height: int | None, target: Path) -> None:
    """Take a page once it is drawn; `height`: pixels from its top, None for all of it."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme=theme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(where)
    page.get_by_role("heading", level=1).first.wait_for()
    drawn(page)
    tall = page.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
    page.set_viewport_size({"width": width, "height": height or min(max(HEIGHT, tall), TALLEST)})
    page.wait_for_timeout(1000)  # charts follow the size of the window
    drawn(page)
    # Grey bars stand for charts and tables whose code has not come yet.
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0, timeout=60_000)
    page.screenshot(path=target)
    context.close()


def _command(*words: object) -> None:
    subprocess.run(
        [sys.executable, "-m", "trialmetrics", *map(str, words)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
