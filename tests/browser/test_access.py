"""Every page for everybody: text that stands out, headings without a gap, a name in the browser's tab."""

from itertools import pairwise
from typing import NamedTuple

import pytest
from playwright.sync_api import expect

from tests.browser.accessibility import violations
from tests.browser.conftest import serving
from tests.browser.contrast import texts
from tests.browser.reading import drawn
from tests.conftest import ROOT
from tests.people import by
from trialmetrics.intake import read
from trialmetrics.store import Store

EXAMPLE = ROOT / "data" / "example-log.csv"
READABLE = 4.5  # WCAG 2.1, for text of usual size


class Shown(NamedTuple):
    """What a page shows once it is whole."""

    heading: str
    tab: str
    charts: int = 0
    tables: int = 0


PAGES = {
    "": Shown("Ranking", "Ranking - trialmetrics", charts=2, tables=2),
    "thresholds": Shown("Thresholds", "Thresholds - trialmetrics", charts=1, tables=1),
    "supplier?supplier=Grootdruk+Europa": Shown(
        "Grootdruk Europa", "Grootdruk Europa - trialmetrics", charts=3, tables=3
    ),
    "plan": Shown("What to try next", "Plan - trialmetrics", charts=1, tables=1),
    "testers": Shown("Testers", "Testers - trialmetrics", charts=1, tables=1),
    "upload": Shown("Upload", "Upload - trialmetrics", tables=0),
    "decisions": Shown("Decisions", "Decisions - trialmetrics", tables=1),
    "record": Shown("Record", "Record - trialmetrics", tables=1),
    "how_it_judges": Shown("How it judges", "How it judges - trialmetrics", tables=1),
    "?from=2100-01-01": Shown("Ranking", "Ranking - trialmetrics"),
}


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """A server with the example."""
    folder = tmp_path_factory.mktemp("access")
    with Store.open(folder / "trials.duckdb") as store:
        store.uploads.add(
            [read(EXAMPLE, folder, zone=store.policies.in_force().clock.zone).require_batch()], by("team")
        )
    with serving(folder) as started:
        yield started


def opened(page, dashboard, where):
    """Open a page and wait until all of it is drawn: charts and tables come after the words, each in its own time."""
    shown = PAGES[where]
    page.goto(f"{dashboard.address}/{where}")
    expect(page.get_by_role("heading", name=shown.heading, exact=True, level=1)).to_be_visible()
    drawn(page)
    # Plotly draws its layers in a fixed order; the last one holds what is written over the chart.
    expect(page.locator(".js-plotly-plot .main-svg .hoverlayer")).to_have_count(shown.charts)
    expect(page.get_by_test_id("stDataFrame")).to_have_count(shown.tables)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page(browser, example, scheme):
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1360, "height": 1000})
    page = example.watch(context.new_page())
    weak, checked, wrong = [], 0, []
    for where, shown in PAGES.items():
        opened(page, example, where)
        expect(page).to_have_title(shown.tab)
        levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(h => +h.tagName[1])")
        assert levels[0] == 1, where
        assert levels.count(1) == 1, where
        assert all(after <= before + 1 for before, after in pairwise(levels)), (
            where,
            levels,
        )
        seen = texts(page)
        checked += len(seen)
        weak += [(where, *each) for each in seen if each.contrast < READABLE]
        wrong += [(where, each) for each in violations(page)]
    context.close()
    assert weak == []
    assert wrong == []
    assert checked > 300


def test_the_tab_follows_the_reader(browser, example):
    """A page that is reached by a click, another supplier, and the reader's language."""
    context = browser.new_context(locale="nl-NL")
    page = example.watch(context.new_page())
    opened(page, example, "")
    page.get_by_role("link", name="Thresholds").click()
    expect(page).to_have_title("Thresholds - trialmetrics")
    page.get_by_role("link", name="Supplier", exact=True).click()
    expect(page).to_have_title("Supplier - trialmetrics")  # nobody is chosen yet
    opened(page, example, "supplier?supplier=Grootdruk+Europa")
    expect(page).to_have_title("Grootdruk Europa - trialmetrics")
    page.get_by_role("link", name="Upload").click()
    expect(page).to_have_title("Upload - trialmetrics")
    context.close()


def test_the_welcome(page, dashboard):
    page.goto(f"{dashboard.address}/supplier")
    expect(page.get_by_role("heading", name="Welcome to trialmetrics", level=1)).to_be_visible()
    expect(page).to_have_title("Welcome - trialmetrics")
    drawn(page)
    assert page.get_by_role("heading").count() == 1
    assert [each for each in texts(page) if each.contrast < READABLE] == []


@pytest.mark.parametrize("width", [380, pytest.param(2560, marks=pytest.mark.soak)])
def test_every_width(browser, example, width):
    """On a telephone nothing is wider than the screen, on a wide screen no line is longer than one can follow."""
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = example.watch(context.new_page())
    wide = []
    for where in PAGES:
        opened(page, example, where)
        main = page.get_by_test_id("stMain")
        needed, there = main.evaluate("main => [main.scrollWidth, main.clientWidth]")
        if needed > there:
            wide.append((where, needed, there))
        content = page.get_by_test_id("stMainBlockContainer").bounding_box()
        assert content
        assert content["width"] <= 1440
    context.close()
    assert wide == []
