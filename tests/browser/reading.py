"""Reading a page as a person does: once it stands still."""

import re

from playwright.sync_api import Locator, Page, expect

ADD = re.compile("^Add (this|these) ")  # the button that takes in what was read


def drawn(page: Page) -> None:
    """Wait until the page is drawn: what is clicked before may just be replaced."""
    expect(page.get_by_test_id("stApp")).to_have_attribute("data-test-script-state", "notRunning")


def says(shown: Locator, text: object, timeout: float | None = None) -> None:
    """The page says so, within so many milliseconds, and is drawn to its end."""
    expect(shown).to_contain_text(text, timeout=timeout)  # type: ignore[arg-type]
    drawn(shown.page)
