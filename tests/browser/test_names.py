"""Two spellings of one supplier are merged and parted on the upload page; the ranking follows."""

from playwright.sync_api import expect

from tests.browser.reading import ADD, says
from tests.browser.test_walk import choose, upload

LOG = "supplier,trial_id,event,occurred_at\n" + "".join(
    f"{name},{trial},{event}\n"
    for name, trial in (("Jansen B.V.", "1"), ("Janssen bv", "2"), ("<b>Visser</b> & Zn", "3"))
    for event in ("request,2026-03-02 10:00", "reply,2026-03-02 11:00", "delivery,2026-03-03 10:00")
)


def test_names_are_merged_and_parted(page, dashboard):
    shown = page.get_by_test_id("stMain")

    def suppliers(count: int, *names: str) -> None:
        page.get_by_role("link", name="Ranking").click()
        expect(shown.get_by_text(f"{count} candidates, 3 trials")).to_be_visible()
        page.get_by_role("link", name="Upload").click()

    page.goto(f"{dashboard.address}/upload")
    upload(page, "log.csv", LOG)
    page.get_by_role("button", name=ADD).click()
    says(shown, "9 taken")
    suppliers(3)
    says(shown, "Jansen B.V. (1 trial) and Janssen bv (1 trial) look alike.")
    page.get_by_role("button", name="One supplier").first.click()
    says(shown, "Jansen B.V. and Janssen bv are one supplier (team, ")
    says(shown, "No other names look alike.")
    suppliers(2)
    page.get_by_role("button", name="Take back").click()
    says(shown, "Jansen B.V. (1 trial) and Janssen bv (1 trial) look alike.")
    suppliers(3)
    page.get_by_role("button", name="Two suppliers").first.click()
    says(shown, "Jansen B.V. and Janssen bv are two suppliers")
    # Any two names, in a person's own words; markup in a name is shown as it is.
    page.get_by_text("Merge two names yourself, or keep them apart").click()
    choose(page, page.get_by_role("combobox", name="One name"), "Janssen bv")
    choose(page, page.get_by_role("combobox", name="The other name"), "<b>Visser</b> & Zn")
    page.get_by_role("button", name="One supplier").click()
    says(shown, "<b>Visser</b> & Zn and Janssen bv are one supplier")
    suppliers(2)
