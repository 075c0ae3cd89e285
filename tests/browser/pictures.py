"""Pictures of every page in several worlds, light and dark, on a phone and on a desk, for people to look at.

    python -m tests.browser.pictures FOLDER [--world example]... [--page ranking]...

The file of a picture is named after its world, page, theme and width. Nothing is compared: a person decides what is ugly. Each
world has a database and a server of its own.
"""

import argparse
import itertools
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import urlencode

import pandas as pd
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import FLAGS, chromium, running
from tests.browser.reading import drawn
from tests.conftest import ROOT

PAGES = ("", "supplier", "thresholds", "plan", "testers", "upload", "how_it_judges")
THEMES = ("light", "dark")
WIDTHS = {"phone": 390, "desk": 1440}
HEIGHT, TALLEST = 900, 8000


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
    parser.add_argument("--world", action="append", choices=WORLDS)
    parser.add_argument("--page", action="append", choices=[_name(page) for page in PAGES])
    parser.add_argument("--theme", action="append", choices=THEMES)
    parser.add_argument("--width", action="append", choices=WIDTHS)
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    pages = [page for page in PAGES if not options.page or _name(page) in options.page]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        for world in options.world or WORLDS:
            with tempfile.TemporaryDirectory() as folder:
                supplier = _fill(Path(folder), WORLDS[world])
                with running(Path(folder), "streamlit", "run", str(ROOT / "app.py"), "--server.port") as (
                    address,
                    _,
                ):
                    for theme in options.theme or THEMES:
                        for width in options.width or WIDTHS:
                            for page in _opened(browser, address, pages, supplier, theme, WIDTHS[width]):
                                name, shown = page
                                path = options.folder / f"{world} {name} {theme} {width}.png".replace(
                                    " ", "-"
                                )
                                shown.screenshot(path=path)
                                print(path)
        browser.close()


def _fill(folder: Path, write: Callable[[Path], None] | None) -> str | None:
    """Fill the database of the folder. Returns the name of a supplier to open: the one with most events."""
    if write is None:
        return None
    log = folder / "log.csv"
    write(log)
    _command("--database", folder / "trials.duckdb", "load", log)
    return str(pd.read_csv(log, dtype=str)["supplier"].mode()[0])


def _opened(
    browser: Browser, address: str, pages: Iterable[str], supplier: str | None, theme: str, width: int
) -> Iterator[tuple[str, Page]]:
    """Each page by its name, drawn to its end and as tall as its content."""
    context = browser.new_context(viewport={"width": width, "height": HEIGHT}, color_scheme=theme)  # type: ignore[arg-type]
    for page in pages:
        shown = context.new_page()
        query = f"?{urlencode({'supplier': supplier})}" if page == "supplier" and supplier else ""
        shown.goto(f"{address}/{page}{query}")
        shown.get_by_role("heading", level=1).first.wait_for()
        drawn(shown)
        tall = shown.get_by_test_id("stMain").evaluate("main => main.scrollHeight")
        shown.set_viewport_size({"width": width, "height": min(max(HEIGHT, tall), TALLEST)})
        shown.wait_for_timeout(1000)  # charts follow the size of the window
        drawn(shown)
        yield _name(page), shown
        shown.close()
    context.close()


def _name(page: str) -> str:
    return page or "ranking"


def _command(*words: object) -> None:
    subprocess.run(
        [sys.executable, "-m", "trialmetrics", *map(str, words)],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    main()
