"""The main job as a reader does it, in a real browser, from an empty database to undo."""

import csv
import re

import pytest
from playwright.sync_api import Locator, Page, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from tests.browser.command_line import EXAMPLE, loaded, ranked, verdicts
from tests.browser.reading import ADD, drawn, says

BAD = (
    "supplier,trial_id,event,occurred_at\n"
    "Nieuw & Co,N1,request,2026-09-07 10:00\n"
    "Nieuw & Co,N1,reply,2026-09-07 11:00\n"
    "Nieuw & Co,N2,request,31-31-2026\n"
    "<script>alert(1)</script>,N3,request,2026-09-07 10:00\n"
)


def load_example(page: Page, dashboard) -> None:
    page.goto(dashboard.address)
    page.get_by_role("button", name="Load the example").click()
    expect(page.get_by_role("heading", name="Ranking")).to_be_visible()
    expect(page.locator(".st-key-chart .js-plotly-plot")).to_be_visible()
    drawn(page)


def pick(page: Page, label: str, option: str) -> None:
    """Choose in one of the sidebar's lists."""
    page.get_by_test_id("stSidebar").get_by_label(label).first.click()
    page.get_by_role("option", name=option).click()
    page.keyboard.press("Escape")


def choose(page: Page, field: Locator, option: str) -> None:
    """Choose in a list; a rerun of the page that arrives meanwhile closes the list, so it is opened again then."""
    wanted = page.get_by_role("option", name=option, exact=True)
    for patience in (5_000, 10_000, 30_000):
        field.click()
        field.fill(option)
        try:
            wanted.click(timeout=patience)
        except PlaywrightTimeout:
            page.keyboard.press("Escape")
        else:
            return
    raise AssertionError(f"the list never showed {option}")


def upload(page: Page, name: str, text: str | bytes) -> None:
    content = text.encode() if isinstance(text, str) else text
    field = page.locator("input[type=file]")
    expect(field).to_have_count(1)  # after files were taken in a fresh one takes the place of the old one
    field.set_input_files([{"name": name, "mimeType": "text/csv", "buffer": content}])


def test_the_walk(page, browser, dashboard, tmp_path):
    page.goto(dashboard.address)
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    load_example(page, dashboard)
    database = loaded(tmp_path, EXAMPLE)
    everything = ranked(database)
    shown = page.get_by_test_id("stMain")
    says(shown, _leave_out(everything))

    # Filter by category; a colleague opens the link and sees the same.
    pick(page, "Category", "Printing")
    printing = ranked(database, "--category", "Printing")
    number = f"{len(printing['suppliers'])} candidates, "
    expect(shown.get_by_text(number)).to_be_visible()
    says(shown, _leave_out(printing))
    expect(page).to_have_url(re.compile("category=Printing"))
    drawn(page)
    sentence = shown.locator("p").first.inner_text()
    other = dashboard.watch(browser.new_context().new_page())
    other.goto(page.url)
    expect(other.get_by_test_id("stMain").get_by_text(number)).to_be_visible()
    drawn(other)
    assert other.get_by_test_id("stMain").locator("p").first.inner_text() == sentence
    other.close()

    # The filter survives a change of page; move the threshold.
    page.get_by_role("link", name="Thresholds").click()
    expect(page.get_by_role("heading", name="Thresholds")).to_be_visible()
    expect(page).to_have_url(re.compile("category=Printing"))
    says(shown, _headline("At 60: ", printing))
    slider = page.get_by_role("slider", name="Do not invite below a score of")
    slider.focus()
    for _ in range(25):
        slider.press("ArrowRight")
    expect(page).to_have_url(re.compile("threshold=85"))
    says(shown, _headline("At 85: ", ranked(database, "--category", "Printing", "--threshold", "85")))
    expect(shown.get_by_test_id("stDataFrame").first).to_be_visible()

    # Open a rejected supplier and read why.
    page.goto(f"{dashboard.address}/supplier?supplier=Drukkerij+Ten+Have")
    expect(page.get_by_role("heading", name="Drukkerij Ten Have")).to_be_visible()
    says(shown, "do not invite")
    (ten_have,) = [each for each in everything["suppliers"] if each["supplier"] == "Drukkerij Ten Have"]
    says(shown, ten_have["reasons"][0]["text"])

    # Upload a file with bad rows, download the problems, undo.
    page.get_by_role("link", name="Upload").click()
    upload(page, "../../new.csv", BAD)
    says(shown, "Read as a trial log, a row per event. 4 rows, 1 would be set aside.")
    page.get_by_role("button", name=ADD).click()
    says(shown, "3 taken, 1 set aside, 0 already known.")
    # The history is drawn last; a click before that may reach a page that is still being drawn.
    expect(page.get_by_role("button", name="Undo upload 2")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download what was set aside, as CSV").click()
    path = tmp_path / "mend.csv"
    download.value.save_as(path)
    rows = list(csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines()))
    assert [(row["line"], row["trial_id"]) for row in rows] == [("4", "N2")]
    assert "is not a date" in rows[0]["reason"]
    page.get_by_role("link", name="Ranking").click()
    expect(shown.get_by_text(f"{len(everything['suppliers']) + 2} candidates, ")).to_be_visible()
    page.get_by_role("link", name="Upload").click()
    page.get_by_role("button", name="Undo upload 2").click()
    expect(page.get_by_role("button", name="Redo upload 2").first).to_be_visible()
    page.get_by_role("link", name="Ranking").click()
    expect(shown.get_by_text(f"{len(everything['suppliers'])} candidates, ")).to_be_visible()


def _leave_out(document: dict) -> re.Pattern[str]:
    """What the ranking says first, as far as the command line counts it."""
    invited, more, out = verdicts(document)
    return re.compile(rf"Invite {invited}: .* Try {more} again\. Leave out {out}\b")


def _headline(begin: str, document: dict) -> str:
    """The sentence on how many are invited, tried again and left out."""
    invited, more, out = verdicts(document)
    return f"{begin}invite {invited}, try {more} again, leave out {out}."


def test_every_page_and_the_command_line_show_the_same_figures(page, dashboard, tmp_path):
    load_example(page, dashboard)
    shown = page.get_by_test_id("stMain")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the ranking as CSV").click()
    path = tmp_path / "ranking.csv"
    download.value.save_as(path)
    lines = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    rows = {(row["supplier"], row["category"]): row for row in lines}
    moment = re.search(r"As of (\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d)", shown.inner_text())
    assert moment
    day, month, year, time = moment.groups()
    said_first = re.search(r"Invite (\d+): .* Try (\d+) again\. Leave out (\d+)", shown.inner_text())
    totals = re.search(r"(\d+) candidates, (\d+) trials, EUR", shown.inner_text())
    assert said_first
    assert totals
    facts = {}
    for name in ("Meijer & Zonen", "Grootdruk Europa"):
        page.goto(f"{dashboard.address}/supplier?supplier={name.replace('&', '%26').replace(' ', '+')}")
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        drawn(page)
        facts[name] = shown.inner_text()
    page.goto(f"{dashboard.address}/thresholds")
    says(shown, "At 60")
    said = re.search(r"At 60: invite (\d+), try (\d+) again, leave out (\d+)", shown.inner_text())
    assert said

    document = ranked(loaded(tmp_path, EXAMPLE), "--as-of", f"{year}-{month}-{day}T{time}")
    candidates = document["suppliers"]
    assert [(each["supplier"], each["category"]) for each in candidates] == list(rows)
    for each in candidates:
        row = rows[each["supplier"], each["category"]]
        for name in (
            "score", "score_low", "score_high", "p_below", "rank", "rank_low", "rank_high", "coverage", "served", "served_of",
        ):  # fmt: skip
            assert (float(row[name]) if row[name] else None) == pytest.approx(each[name])
        assert (row["verdict"], row["rule"]) == (each["verdict"], each["rule"])
        if each["supplier"] in facts:
            # Why, and what would change it; what else there is stands in tables and charts.
            assert each["reasons"][0]["text"] in facts[each["supplier"]]
            assert each["reasons"][-1]["text"] in facts[each["supplier"]]
    numbers = [str(number) for number in verdicts(document)]
    assert list(totals.groups()) == [str(len(candidates)), str(sum(each["trials"] for each in candidates))]
    assert list(said_first.groups()) == numbers
    assert list(said.groups()) == numbers


def test_one_click_from_a_candidate_to_its_page(page, dashboard, tmp_path):
    load_example(page, dashboard)
    candidates = ranked(loaded(tmp_path, EXAMPLE), "--category", "Printing")["suppliers"]
    marks = [each for each in candidates if each["score"] is not None]
    pick(page, "Category", "Printing")
    expect(page.get_by_text(f"{len(candidates)} candidates, ")).to_be_visible()
    points = page.locator(".st-key-chart .scatterlayer .point")
    expect(points).to_have_count(len(marks))
    drawn(page)
    # The last point drawn is a rejected one: marks come verdict by verdict.
    rejected = [each for each in marks if each["verdict"] == "reject"][-1]
    mark, plot = points.last.bounding_box(), page.locator(".st-key-chart .nsewdrag").first.bounding_box()
    assert mark
    assert plot
    # Anywhere in its row will do: here at the left end of it, far from the mark.
    beside = plot["x"] + 6, mark["y"] + mark["height"] / 2
    page.mouse.move(*beside)
    expect(page.locator(".st-key-chart .hoverlayer")).to_contain_text(rejected["supplier"])
    page.mouse.click(*beside)
    expect(page).to_have_url(re.compile(r"/supplier\?.*category=Printing"))
    expect(page.get_by_role("heading", name=rejected["supplier"], exact=True)).to_be_visible()
    # It is tried in two categories, and the page is about the one that was clicked.
    assert rejected["elsewhere"]
    expect(page).to_have_url(re.compile("of=Printing"))
    expect(page.get_by_role("heading", name="Printing: ✕ do not invite")).to_be_visible()
    expect(
        page.get_by_text(re.compile(f"Clearly better than 0 of {len(marks) - 1} other candidates"))
    ).to_be_visible()
    page.get_by_role("link", name="Ranking").click()
    table = page.get_by_test_id("stDataFrame").first
    expect(table).to_be_visible()
    # The table moves until all above and below it is drawn.
    expect(points).to_have_count(len(marks))
    expect(page.get_by_text("As of ")).to_be_visible()
    drawn(page)
    box = table.bounding_box()
    assert box
    page.mouse.click(box["x"] + 17, box["y"] + 54)  # the box before the first row
    expect(page.get_by_role("heading", name=candidates[0]["supplier"], exact=True)).to_be_visible()


def test_a_threshold_becomes_the_policys(page, dashboard):
    load_example(page, dashboard)
    page.goto(f"{dashboard.address}/thresholds?threshold=70")
    shown = page.get_by_test_id("stMain")
    says(shown, "At 70")
    page.get_by_label("Why").fill("agreed on Monday")
    page.get_by_role("button", name="Save 70").click()
    says(shown, "Now in force: version 2, threshold 70.")
    page.get_by_role("link", name="Ranking").click()
    says(shown, "policy version 2")

    # And the way back.
    page.get_by_role("link", name="Thresholds").click()
    page.get_by_role("tab", name="History").click()
    expect(page).to_have_url(re.compile("show=history"))
    page.get_by_role("combobox", name="Version").click()
    page.get_by_role("option", name="1: as shipped").click()
    says(shown, "It would change the threshold: 70 → 60.")
    page.get_by_label("Why").fill("it was a mistake")
    page.get_by_role("button", name="Go back to version 1").click()
    expect(page.get_by_text("Saved as policy version 3.")).to_be_visible()
    page.get_by_role("tab", name="Threshold and knock-outs").click()
    says(shown, "Now in force: version 3, threshold 60.")


def test_a_question_is_answered_on_the_page_and_a_wrong_file_is_a_sentence(page, dashboard):
    page.goto(f"{dashboard.address}/upload")
    shown = page.get_by_test_id("stMain")
    upload(page, "photo.csv", b"\x89PNG\r\n\x1a\n" + bytes(200))
    says(shown, "photo.csv: This is a PNG file, not a table")
    expect(page.get_by_role("button", name=ADD)).to_be_disabled()
    page.reload()
    upload(page, "sheet.csv", "Leverancier;Besteld op;Wat kwam er\nJansen;03-04-2026;ja\n")
    says(shown, "1 question is left")
    page.get_by_text("3 April 2026").last.click()
    page.get_by_role("button", name="Use these answers").click()
    says(shown, "1 row, 0 would be set aside.")
    page.get_by_role("button", name=ADD).click()
    says(shown, "1 taken, 0 set aside, 0 already known.")


def test_where_each_supplier_has_one_trial_facts_come_first(page, dashboard):
    page.goto(f"{dashboard.address}/upload")
    shown = page.get_by_test_id("stMain")
    upload(page, "one.csv", BAD.replace("Nieuw & Co,N2,request,31-31-2026\n", ""))
    page.get_by_role("button", name=ADD).click()
    says(shown, "3 taken")
    page.get_by_role("link", name="Ranking").click()
    expect(page.get_by_role("heading", name="First impressions, not verdicts")).to_be_visible()
    expect(page.get_by_role("heading", name="What happened")).to_be_visible()


@pytest.mark.soak
def test_the_real_order_log_through_the_page(page, dashboard, shared):
    page.goto(f"{dashboard.address}/upload")
    shown = page.get_by_test_id("stMain")
    path = shared / "data" / "SCMS_Delivery_History_Dataset.csv"
    page.locator("input[type=file]").set_input_files(str(path))
    says(shown, "question")
    page.get_by_text("Columns: yours and ours").click()
    for theirs, ours in {
        "Vendor": "supplier", "ID": "trial", "Product Group": "category", "Line Item Value": "order value",
        "PO Sent to Vendor Date": "requested", "Scheduled Delivery Date": "promised for",
        "Delivered to Client Date": "delivered",
    }.items():  # fmt: skip
        field = page.get_by_role("combobox", name=re.compile(f"{re.escape(theirs)}$")).first
        if field.input_value() != ours:
            choose(page, field, ours)
    page.get_by_role("button", name="Apply").click()
    says(shown, "10324 rows, 5732 would be set aside, 5 single values would be left out.")
    page.get_by_role("button", name=ADD).click()
    says(shown, "4592 taken, 5732 set aside, 0 already known.")
    page.get_by_role("link", name="Ranking").click()
    # 68 suppliers, four of them in two product groups
    expect(shown.get_by_text("72 candidates, ")).to_be_visible()


def test_nothing_is_served_around_the_router(page, dashboard):
    for path in ("_shared", "_router"):
        assert page.request.get(f"{dashboard.address}/{path}").status == 404
    page.goto(
        f"{dashboard.address}/supplier"
    )  # a cold deep link goes through the router: an empty store welcomes
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()


def test_a_template_can_be_had(page, dashboard, tmp_path):
    page.goto(f"{dashboard.address}/upload")
    page.get_by_text("Templates").click()
    with page.expect_download() as download:
        # By the keyboard: it is still moving while the part opens.
        page.get_by_role("button", name="Download the template").press("Enter")
    assert download.value.suggested_filename == "trial-sheet-en.xlsx"
