"""Testers, and how soon a supplier answers, as a reader sees them."""

import re

from playwright.sync_api import expect

from tests.browser.reading import says
from tests.browser.test_walk import choose, load_example


def test_from_the_ranking_to_the_testers(page, dashboard):
    load_example(page, dashboard)
    page.get_by_role("link", name="Testers").click()
    expect(page.get_by_role("heading", name="Testers")).to_be_visible()
    expect(page.locator(".scatterlayer .point")).to_have_count(3)
    shown = page.get_by_test_id("stMain")
    says(shown, "3 testers placed 38 judged trials.")
    says(shown, "No trial was rated by two people.")
    page.get_by_role("button", name="How is this worked out?").click()
    expect(page.get_by_test_id("stPopoverBody")).to_contain_text(
        "told apart by suppliers that several testers tried"
    )
    # One tester alone: the reader is told whose view it is, here and on the ranking.
    page.goto(f"{dashboard.address}/testers?tester=Anna")
    says(shown, "Anna alone tried these suppliers: this is how this tester sees them.")
    page.get_by_role("link", name="Ranking").click()
    says(shown, "Anna alone tried these suppliers: this is how this tester sees them.")


def test_two_suppliers_compared_stand_in_the_link(page, dashboard):
    load_example(page, dashboard)
    page.goto(f"{dashboard.address}/supplier?supplier=Meijer+%26+Zonen")
    shown = page.get_by_test_id("stMain")
    expect(page.get_by_role("heading", name="How soon it answers")).to_be_visible()
    says(shown, "Half of its 5 requests were answered within 5 working days")
    says(shown, "Meijer & Zonen answers later than all others in Packaging:")
    choose(page, page.get_by_role("combobox", name=re.compile("Compare with")), "De Vries Verpakkingen")
    said = "Meijer & Zonen answers later than De Vries Verpakkingen: this could well be chance."
    says(shown, said)
    expect(page).to_have_url(re.compile("compare=De"))
    page.reload()
    says(shown, said)
