"""The rules behind a verdict are one click away, and their figures are those in force."""

import pytest
from playwright.sync_api import expect

from tests.browser.reading import drawn, says
from tests.browser.test_walk import load_example


@pytest.mark.parametrize(
    "where", ["supplier", *(pytest.param(where, marks=pytest.mark.soak) for where in ("", "thresholds"))]
)
def test_from_every_verdict(page, dashboard, where):
    load_example(page, dashboard)
    if where:
        page.get_by_role("link", name=where.capitalize(), exact=where == "supplier").first.click()
        expect(page).to_have_url(f"{dashboard.address}/{where}")
    shown = page.get_by_test_id("stMain")
    drawn(page)
    # In the "how" beside the heading, as well as in the navigation.
    shown.get_by_role("button", name="how", exact=True).first.click()
    page.get_by_test_id("stPopoverBody").get_by_role("link", name="How it judges").click()
    expect(page.get_by_role("heading", name="How it judges")).to_be_visible()
    says(shown, "So 2 of 2, 2 of 3 and 3 of 5 are enough; 2 of 4 is not.")
    says(shown, "What a supplier may object to")


@pytest.mark.soak
def test_its_figures_follow_the_policy(page, dashboard):
    load_example(page, dashboard)
    shown = page.get_by_test_id("stMain")
    page.goto(f"{dashboard.address}/how_it_judges")
    says(shown, "60 of 100 in every category.")
    page.goto(f"{dashboard.address}/thresholds?threshold=70")
    says(shown, "At 70")
    page.get_by_label("Why").fill("agreed on Monday")
    page.get_by_role("button", name="Save 70").click()
    says(shown, "Now in force: version 2, threshold 70.")
    page.get_by_role("link", name="How it judges").first.click()
    says(shown, "The figures are those of policy version 2, in force now.")
    says(shown, "70 of 100 in every category.")
