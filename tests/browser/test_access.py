"""Every page for everybody: text that stands out, headings without a gap, a name in the browser's tab."""

from itertools import pairwise

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import serving
from tests.browser.contrast import texts
from tests.browser.reading import drawn
from tests.conftest import ROOT
from trialmetrics.intake import read
from trialmetrics.store import Store

EXAMPLE = ROOT / "data" / "example-log.csv"
READABLE = 4.5  # WCAG 2.1, for text of usual size
# Where a page is -> its heading, and its tab.
PAGES = {
    "": ("Ranking", "Ranking - trialmetrics"),
    "thresholds": ("Thresholds", "Thresholds - trialmetrics"),
    "supplier?supplier=Grootdruk+Europa": ("Grootdruk Europa", "Grootdruk Europa - trialmetrics"),
    "plan": ("What to try next", "Plan - trialmetrics"),
    "testers": ("Testers", "Testers - trialmetrics"),
    "upload": ("Upload", "Upload - trialmetrics"),
    "how_it_judges": ("How it judges", "How it judges - trialmetrics"),
    "?from=2100-01-01": ("Ranking", "Ranking - trialmetrics"),
}


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """A server with the example."""
    folder = tmp_path_factory.mktemp("access")
    with Store.open(folder / "trials.duckdb") as store:
        store.uploads.add(
            [read(EXAMPLE, folder, zone=store.policies.in_force().clock.zone).require_batch()], "team"
        )
    with serving(folder) as started:
        yield started


def opened(page, dashboard, where):
    page.goto(f"{dashboard.address}/{where}")
    heading, _tab = PAGES[where]
    expect(page.get_by_role("heading", name=heading, exact=True, level=1)).to_be_visible()
    drawn(page)
    for chart in page.locator(".js-plotly-plot").all():
        expect(chart.locator(".main-svg").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page(browser, example, scheme):
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1360, "height": 1000})
    page = example.watch(context.new_page())
    weak, checked = [], 0
    for where, (_heading, tab) in PAGES.items():
        opened(page, example, where)
        expect(page).to_have_title(tab)
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
    context.close()
    assert weak == []
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
