"""What surrounds the pages, in two browsers: news of a colleague, a name that a browser remembers, paper, the keyboard."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Dashboard
from tests.browser.reading import ADD, drawn, says
from tests.browser.test_walk import load_example, upload

NEW = "supplier,trial_id,event,occurred_at\nNieuw & Co,N1,request,2026-09-07 10:00\n"
A4_WIDTH = 703  # CSS pixels between margins of 12 mm


def test_a_colleagues_upload_is_announced_and_moves_nothing(page, browser, dashboard: Dashboard):
    load_example(page, dashboard)
    main = page.get_by_test_id("stMain")
    main.evaluate("main => main.scrollTo(0, 300)")
    before = main.evaluate("main => [main.scrollTop, main.scrollHeight, main.innerText]")

    context = browser.new_context()
    anna = dashboard.watch(context.new_page())
    anna.goto(f"{dashboard.address}/upload")
    field = anna.get_by_role("textbox", name="Your name")
    with anna.expect_response(re.compile("/name/")):
        field.fill("Anna")
        field.press("Enter")
    drawn(anna)
    upload(anna, "new.csv", NEW)
    anna.get_by_role("button", name=ADD).click()
    says(anna.get_by_test_id("stMain"), "1 taken")
    expect(anna.locator(".st-key-news")).to_have_count(0)  # nobody is told what they did themselves

    news = page.locator(".st-key-news")
    expect(news).to_contain_text("New data by Anna:", timeout=20_000)
    after = main.evaluate("main => [main.scrollTop, main.scrollHeight, main.innerText]")
    assert after[:2] == before[:2]
    assert after[2].startswith(before[2][:2000])
    assert "Nieuw & Co" not in main.inner_text()
    news.get_by_role("button", name="show").click()
    expect(news).to_have_count(0)
    drawn(page)

    # The name stands beside the upload, and the browser remembers it.
    again = dashboard.watch(context.new_page())
    again.goto(f"{dashboard.address}/upload")
    expect(again.get_by_role("textbox", name="Your name")).to_have_value("Anna")
    context.close()


@pytest.mark.parametrize(
    "where", ["", pytest.param("supplier?supplier=Grootdruk+Europa", marks=pytest.mark.soak)]
)
@pytest.mark.soak
def test_a_page_prints_whole(page, dashboard, where):
    """As on paper: nothing of the page runs, so no chart can adapt itself."""
    load_example(page, dashboard)
    page.goto(f"{dashboard.address}/{where}")
    expect(page.locator(".js-plotly-plot .main-svg .hoverlayer").first).to_be_attached()
    drawn(page)
    page.context.new_cdp_session(page).send("Emulation.setScriptExecutionDisabled", {"value": True})
    page.emulate_media(media="print")
    page.set_viewport_size({"width": A4_WIDTH, "height": 1000})
    expect(page.get_by_test_id("stSidebar")).to_be_hidden()
    cut = page.evaluate(_CUT)
    assert cut == []


# Charts, tables and words that reach beyond the paper, or beyond a box that hides what does not fit.
_CUT = """() => [...document.querySelectorAll('[data-testid=stMain] :is(.main-svg, canvas, p, li, h1, h2)')].flatMap(each => {
  const box = each.getBoundingClientRect();
  if (!box.width || !each.checkVisibility()) return [];
  let right = innerWidth;
  for (let over = each.parentElement; over; over = over.parentElement)
    if (getComputedStyle(over).overflowX !== 'visible') right = Math.min(right, over.getBoundingClientRect().right);
  return box.right > right + 1 ? [`${each.tagName}.${each.className.baseVal ?? each.className}: ${box.right} > ${right}`] : [];
})"""


def test_a_row_opens_by_the_keyboard_and_tab_leaves_the_table(page, dashboard):
    load_example(page, dashboard)
    table = page.get_by_test_id("stDataFrame").first
    grid = table.locator("canvas").first
    for leave in (True, False):
        page.goto(f"{dashboard.address}/?category=Printing")
        expect(page.locator("#glide-cell-1-1")).to_have_text("Studio Noord")
        drawn(page)
        grid.focus()
        if leave:
            # It passes the cells of a row and the toolbar of the table.
            inside = [_tabbed(page, table) for _press in range(20)]
            assert not all(inside)
        else:
            page.keyboard.press("ArrowDown")
            expect(table.locator("td:focus")).to_have_count(1)
            page.keyboard.press("Shift+Space")
            expect(page).to_have_url(re.compile("/supplier"))


def _tabbed(page, table):
    """Whether the focus is still inside the table after pressing Tab."""
    page.keyboard.press("Tab")
    return table.evaluate("table => table.contains(document.activeElement)")
