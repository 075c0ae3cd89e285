"""A supplier in two categories is two candidates: two rows, two verdicts side by side, a link to each of them."""

import csv
import re

from playwright.sync_api import expect

from tests.browser.command_line import EXAMPLE, loaded, ranked
from tests.browser.reading import ADD, drawn, says
from tests.browser.test_walk import load_example, pick, upload


def trial(supplier, number, category, good):
    """One trial, requested on a Monday: answered and delivered within a day, or closed after two weeks of silence."""
    request = f"{supplier},{number},request,2026-03-02 09:00,{category},\n"
    if good:
        return (
            request
            + f"{supplier},{number},reply,2026-03-02 10:00,,5\n{supplier},{number},delivery,2026-03-03 10:00,,\n"
        )
    return request + f"{supplier},{number},closed,2026-03-16 17:00,,\n"


LOG = "supplier,trial_id,event,occurred_at,category,courtesy\n" + "".join(
    trial(supplier, f"{category}{number}", category, good=supplier != "Visser" or category == "Paper")
    for supplier in ("Aarts", "Visser", "Zeeman")
    for category in ("Paper", "Tape")
    for number in range(3)
)


def test_two_verdicts_side_by_side(page, dashboard):
    page.goto(f"{dashboard.address}/upload")
    shown = page.get_by_test_id("stMain")
    upload(page, "two.csv", LOG)
    page.get_by_role("button", name=ADD).click()
    says(shown, "taken, 0 set aside")
    page.get_by_role("link", name="Ranking").click()
    labels = page.locator(".st-key-chart .ytick")
    expect(labels).to_have_count(6)
    expect(labels.filter(has_text="Visser · Paper")).to_have_count(1)
    expect(labels.filter(has_text="Visser · Tape")).to_have_count(1)

    # Without a category all are there, their verdicts side by side.
    page.goto(f"{dashboard.address}/supplier?supplier=Visser")
    expect(page.get_by_role("heading", name="Visser", exact=True)).to_be_visible()
    paper = page.get_by_role("heading", name=re.compile("^Paper: "))
    tape = page.get_by_role("heading", name="Tape: ✕ do not invite")
    expect(paper).to_be_visible()
    expect(paper).not_to_contain_text("do not invite")
    expect(tape).to_be_visible()
    says(shown, "Ignored 3 of 3 requests.")
    says(shown, "In all its categories together: 6 trials, 3 of 6 served")
    drawn(page)
    # Both at one moment, as the page may still be moving.
    left, right = page.evaluate(
        "both => both.map(each => each.getBoundingClientRect()).map(box => [box.x, box.y])",
        [paper.element_handle(), tape.element_handle()],
    )
    assert left[1] == right[1]
    assert left[0] < right[0]
    badge = shown.get_by_test_id("stButtonGroup").get_by_text("Tape")
    badge.click()
    expect(page).to_have_url(re.compile("of=Tape"))
    expect(paper).to_have_count(0)
    expect(page.get_by_text("First replies: never, never, never.").last).to_be_visible()

    # A colleague opens the link and sees that category.
    page.reload()
    expect(tape).to_be_visible()
    expect(paper).to_have_count(0)


def test_a_category_filter_changes_no_score(page, dashboard, tmp_path):
    load_example(page, dashboard)

    def rows(name):
        with page.expect_download() as download:
            page.get_by_role("button", name="Download the ranking as CSV").click()
        path = tmp_path / name
        download.value.save_as(path)
        found = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
        return {(row["supplier"], row["category"]): row for row in found}

    everything = rows("everything.csv")
    pick(page, "Category", "Printing")
    printing = [key for key in everything if key[1] == "Printing"]
    expect(page.get_by_text(f"{len(printing)} candidates, ")).to_be_visible()
    expect(page).to_have_url(re.compile("category=Printing"))
    drawn(page)
    some = rows("printing.csv")
    assert sorted(some) == sorted(printing)
    for key, row in some.items():
        renumbered = ("rank", "rank_low", "rank_high")
        assert {name: value for name, value in row.items() if name not in renumbered} == {
            name: value for name, value in everything[key].items() if name not in renumbered
        }
    database = loaded(tmp_path, EXAMPLE)
    assert [key[0] for key in some] == [
        each["supplier"] for each in ranked(database, "--category", "Printing")["suppliers"]
    ]
