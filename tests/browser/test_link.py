"""Links as a browser opens them: the supplier that they name, what they ask for in vain, and the address afterwards."""

import re

from playwright.sync_api import expect

from tests.browser.reading import says
from tests.browser.test_walk import load_example, pick


def test_links_to_suppliers(page, dashboard):
    load_example(page, dashboard)
    shown = page.get_by_test_id("stMain")
    supplier = f"{dashboard.address}/supplier"

    def heading(name):
        return page.get_by_role("heading", name=name, exact=True, level=1)

    # However it is spelled, and the address is mended; what no trial has is said on the page.
    page.goto(f"{supplier}?supplier=DRUKKERIJ+TEN+HAVE&category=printing&round=Autum+2026")
    expect(heading("Drukkerij Ten Have")).to_be_visible()
    says(shown, "The link asks for the round 'Autum 2026', which no trial has; it was left out.")
    expect(page).to_have_url(re.compile(r"^(?!.*round=).*category=Printing"))
    expect(page).to_have_url(re.compile(r"supplier=Drukkerij\+Ten\+Have"))

    # Another filter leaves the supplier where it is, in the address too.
    page.goto(f"{supplier}?supplier=Drukkerij+Ten+Have")
    expect(heading("Drukkerij Ten Have")).to_be_visible()
    pick(page, "Category", "Cleaning")
    says(
        shown,
        "Drukkerij Ten Have has no trial under this filter: category Cleaning. This page shows what it did elsewhere.",
    )
    expect(heading("Drukkerij Ten Have")).to_be_visible()
    expect(page).to_have_url(re.compile(r"supplier=Drukkerij\+Ten\+Have"))
    pick(page, "Round", "Price enquiry 2026")
    says(
        shown,
        "Drukkerij Ten Have has no trial under these filters: category Cleaning, round Price enquiry 2026.",
    )
    shown.get_by_role("button", name="Clear filters").click()
    expect(page).to_have_url(re.compile(r"^(?!.*category=).*supplier=Drukkerij\+Ten\+Have"))
    expect(heading("Drukkerij Ten Have")).to_be_visible()

    # Nobody's name: nobody is shown, and the nearest are offered.
    page.goto(f"{supplier}?supplier=Drukerij+ten+Haven")
    says(shown, "There is no supplier 'Drukerij ten Haven' in these logs.")
    expect(heading("Supplier")).to_be_visible()
    page.get_by_role("button", name="Drukkerij Ten Have").click()
    expect(heading("Drukkerij Ten Have")).to_be_visible()
    expect(page).to_have_url(re.compile(r"supplier=Drukkerij\+Ten\+Have"))
    page.reload()
    expect(heading("Drukkerij Ten Have")).to_be_visible()

    # Back leads to where the reader was, and never to somebody else.
    page.goto(supplier)
    expect(heading("Supplier")).to_be_visible()
    says(shown, "Choose a supplier above")
