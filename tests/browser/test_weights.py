"""Other weights, and small orders against large ones, as a reader sees them: what the package computes."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.reading import says
from tests.browser.test_walk import load_example
from tests.conftest import ROOT
from tests.people import by
from trialmetrics.analysis import sensitivity, small_orders
from trialmetrics.analysis.ranking import rank
from trialmetrics.charts.theme import shortened
from trialmetrics.store import Store
from trialmetrics.text import small_order_text, weight_text

EXAMPLE = ROOT / "data" / "example-log.csv"


def texts(page, chart):
    """What a chart says along its rows."""
    page.locator(f".st-key-{chart} .js-plotly-plot").wait_for()
    return page.locator(f".st-key-{chart} .ytick text").all_text_contents()


@pytest.fixture
def beside(tmp_path, reads):
    """A database with the example beside the dashboard's."""
    with Store.open(tmp_path / "beside.duckdb") as store:
        store.uploads.add([reads(EXAMPLE).require_batch()], by("tester"))
        yield store


@pytest.mark.soak
def test_weights_and_small_orders_say_what_the_package_says(page, dashboard, beside):
    found = rank(beside)
    load_example(page, dashboard)
    shown = page.get_by_test_id("stMain")

    rows = small_order_text.with_labels(small_orders.compared(found.suppliers))
    says(shown, small_order_text.sentence(rows, found.policy))
    labels = " ".join(texts(page, "equal"))
    for row in rows.itertuples():
        assert shortened(row.label) in labels
        assert row.words in labels
    page.goto(f"{dashboard.address}/supplier?supplier=Grootdruk+Europa")
    expect(page.get_by_role("heading", name="Small orders against large ones")).to_be_visible()
    # The deciding reason says it in a sentence, the chart between which figures.
    assert rows.set_index("supplier").loc["Grootdruk Europa", "words"] in " ".join(texts(page, "equal-0"))
    page.goto(f"{dashboard.address}/supplier?supplier=Lumen+Print+Studio")
    expect(page.get_by_role("heading", name="Lumen Print Studio")).to_be_visible()
    expect(page.get_by_role("heading", name="Trials", exact=True)).to_be_visible()
    expect(page.get_by_role("heading", name="Small orders against large ones")).to_have_count(0)

    page.get_by_role("link", name="Thresholds").click()
    page.get_by_role("tab", name="What if we weighed the criteria differently?").click()
    expect(page.get_by_role("heading", name="The smallest change that changes a verdict")).to_be_visible()
    expect(page).to_have_url(re.compile("show=weights"))
    page.goto(f"{dashboard.address}/thresholds?weight_of=outcome&weight_outcome=66")
    moved = rank(beside, policy=sensitivity.moved(found.policy, "outcome", 66)).suppliers
    both = found.suppliers.merge(moved, on=["supplier_key", "category"])
    changed = both.loc[both["verdict_x"] != both["verdict_y"], "supplier_x"]
    assert len(changed)
    says(shown, re.compile(rf"{len(changed)} verdicts? changes?\."))
    shown.get_by_text("Work it out for each verdict").click()
    says(shown, weight_text.sentence(sensitivity.changes(found)[0]), timeout=120_000)
