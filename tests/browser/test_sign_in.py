"""Sign-in in a real browser with a real provider: at the root, below a base path, and behind a proxy that strips a prefix."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.accessibility import violations
from tests.people import by
from tests.serving import Server
from tests.signing_in import KINDS, people_of, person, signing_in_at
from trialmetrics.access import Role


@pytest.fixture(scope="module", params=KINDS)
def dashboard(request, tmp_path_factory) -> Iterator[tuple[str, Server]]:
    """The address that browsers know, and the server."""
    people, roles = (person("anna"), person("bob")), {"anna": Role.ADMIN, "bob": Role.LEAD}
    with signing_in_at(request.param, tmp_path_factory.mktemp("sign-in"), *people, **roles) as server:
        yield f"http://localhost:{server.port}{server.base}", server


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    opened = context.new_page()
    opened.set_default_timeout(30_000)
    yield opened
    context.close()


def sign_in(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.get_by_role("button", name=name, exact=True).click()


def test_a_deep_link_signing_in_and_out_and_being_removed(dashboard, page, browser):
    address, server = dashboard
    sign_in(page, f"{address}/thresholds?category=Paper", "anna")
    expect(page.get_by_text(re.compile(r"Signed in as anna.*\(admin\)"))).to_be_visible()
    assert page.url == f"{address}/thresholds?category=Paper"
    other = browser.new_context().new_page()
    sign_in(other, address, "bob")
    expect(other.get_by_text(re.compile(r"Signed in as bob.*\(lead\)"))).to_be_visible()
    # An admin removes somebody, whose page goes at once.
    page.get_by_role("link", name="People").click()
    row = page.get_by_text("bob@example.org", exact=True).first
    expect(row).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Remove").last.click()
    expect(other.get_by_text("You are signed out.")).to_be_visible()
    assert other.url == f"{address}/sign-in"
    other.get_by_role("link", name="Sign in").click()
    other.get_by_role("button", name="bob", exact=True).click()
    expect(other.get_by_text("bob@example.org has no role here")).to_be_visible()
    expect(page.get_by_text("Removed, and out until added again:")).to_be_visible()
    other.context.close()
    page.get_by_role("link", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    page.goto(f"{address}/")
    expect(page.get_by_role("heading", name="Authorize Client")).to_be_visible()
    with people_of(server.folder) as access:
        access.people.add("bob@example.org", Role.LEAD, by())
