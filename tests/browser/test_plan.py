"""First impressions and the plan as a reader meets them: one trial each, who gets a second, the file to hand on."""

import csv
import io
import re

from playwright.sync_api import expect

from tests.browser.reading import ADD, says
from tests.browser.test_walk import upload
from tests.conftest import ROOT

EXAMPLE = ROOT / "data" / "example-log.csv"


def test_from_first_impressions_to_the_plan(page, dashboard, tmp_path):
    page.goto(f"{dashboard.address}/upload")
    shown = page.get_by_test_id("stMain")
    upload(page, "one.csv", one_trial_each())
    page.get_by_role("button", name=ADD).click()
    says(shown, re.compile(r"\d+ taken, 0 set aside, 0 already known\."))

    # Facts and leans, no verdict but for what was done.
    page.get_by_role("link", name="Ranking").click()
    expect(page.get_by_role("heading", name="First impressions, not verdicts")).to_be_visible()
    page.get_by_role("link", name="Who gets a second trial?").click()
    expect(page.get_by_role("heading", name="What to try next")).to_be_visible()
    says(shown, re.compile(r"Cleaning: \d invited, 3 wanted\. \d are undecided, "))
    expect(page.locator(".js-plotly-plot")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    path = tmp_path / "plan.csv"
    download.value.save_as(path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert rows
    assert all(row["why"] and row["testers"] and 1 <= int(row["trials"]) <= 3 for row in rows)

    # How many are wanted is in the link.
    page.goto(f"{dashboard.address}/plan?invite=1")
    says(shown, "invited, 1 wanted.")

    # A supplier of the plan says the same of itself.
    page.goto(f"{dashboard.address}/supplier?supplier={rows[0]['supplier'].replace(' ', '+')}")
    says(shown, re.compile(r"Next place \d small trials?"))


def one_trial_each() -> str:
    """The example with the first trial of every supplier only."""
    rows = list(csv.DictReader(EXAMPLE.read_text(encoding="utf-8").splitlines()))
    first: dict[str, str] = {}
    for row in rows:
        first.setdefault(row["supplier"], row["trial_id"])
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(row for row in rows if first[row["supplier"]] == row["trial_id"])
    return text.getvalue()
