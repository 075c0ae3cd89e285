"""Testers as a reader sees them."""

import re

from playwright.sync_api import expect

from tests.browser.reading import says
from tests.browser.test_walk import load_example


def test_from_the_ranking_to_the_testers(page, dashboard):
    load_example(page, dashboard)
    page.get_by_role("link", name="Testers").click()
    expect(page.get_by_role("heading", name="Testers")).to_be_visible()
    expect(page.locator(".scatterlayer .point")).to_have_count(3)
    shown = page.get_by_test_id("stMain")
    says(shown, re.compile(r"3 testers placed \d+ judged trials\."))
    says(shown, "No trial was rated by two people.")
    page.get_by_role("button", name="how", exact=True).first.click()
    expect(page.get_by_test_id("stPopoverBody")).to_contain_text(
        "told apart by suppliers that several testers tried"
    )
    # One tester alone: the reader is told whose view it is, here and on the ranking.
    page.goto(f"{dashboard.address}/testers?tester=Anna")
    says(shown, "Anna alone tried these suppliers: this is how this tester sees them.")
    page.get_by_role("link", name="Ranking").click()
    says(shown, "Anna alone tried these suppliers: this is how this tester sees them.")
