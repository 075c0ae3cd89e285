"""The Upload page as a person uses it: asked, never guessed at; stopped, mended, replaced, forgotten."""

import os
import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.reading import ADD, says
from tests.browser.test_walk import choose, upload
from tests.intake.test_newcomer import dutch_csv, excel

ANSWERED = "12 taken, 0 set aside, 0 already known."


def begin(page: Page, dashboard):
    page.goto(f"{dashboard.address}/upload")
    expect(page.get_by_role("heading", name="Upload")).to_be_visible()
    return page.get_by_test_id("stMain")


@pytest.mark.parametrize(("name", "content"), [("proef.csv", dutch_csv()), ("proef.xlsx", excel())])
def test_the_newcomers_file_is_a_ranking_at_once(page, dashboard, name, content):
    shown = begin(page, dashboard)
    upload(page, name, content)
    says(shown, "12 rows, 0 would be set aside.")
    says(shown, "The first 10 of 12 rows, as read:")
    assert page.get_by_role("radiogroup").count() == 0  # not one question
    says(shown, "Hoe vaak nagebeld 2x → 2; Vriendelijk 1-10 8 → 4.2 of 5.")
    if name.endswith(".csv"):
        # 13 and more stand under another column only: said, not guessed in silence.
        says(shown, "Besteld op: 5-1-2026 is read as 5 January 2026, as Eerste reactie shows.")
    # How the file is written is there for whoever looks for it.
    page.get_by_text("Columns: yours and ours").click()
    written = {
        "proef.csv": "A text file with semicolons between the columns, and its letters in UTF-8.",
        "proef.xlsx": "An Excel file, sheet ",
    }
    says(shown, written[name])
    folder = os.environ.get("SCREENSHOTS")
    if folder:
        page.screenshot(path=f"{folder}/{name}-read.png", full_page=True)
    page.get_by_role("button", name=ADD).click()
    says(shown, f"{name}: 12 rows: {ANSWERED}")
    says(shown, "What next?")
    page.get_by_role("button", name="See the ranking").click()
    expect(page.get_by_role("heading", name="First impressions, not verdicts")).to_be_visible()
    expect(page.locator(".scatterlayer .point").nth(11)).to_be_attached()
    names = page.locator(".st-key-chart .ytick tspan[style*='--label: wide']").all_text_contents()
    assert len(names) == 12
    assert names[-1] == "Jansen B.V."  # the silent one is last


ASKED = (
    "Leverancier;Datum;Geleverd op;Orderbedrag;Vriendelijk;Behulpzaam;Afloop\n"
    "Jansen;03-04-2026;05-04-2026;1.234;6;6;prima gegaan\n"
    "Piet;03-04-2026;05-04-2026;1.234;3;3;prima gegaan\n"
)


@pytest.mark.soak
def test_each_question_is_asked_on_the_files_own_values_answered_by_itself_remembered_and_forgotten(
    page, dashboard
):
    shown = begin(page, dashboard)
    upload(page, "asked.csv", ASKED)
    says(shown, "5 questions are left:")
    expect(page.get_by_role("button", name=ADD)).to_be_disabled()
    # The column of the dates is guessed, and said to be a guess; what follows from it is asked in the same round.
    says(shown, "Datum is a guess: confirm it, or choose another.")
    # Asked once for the file's dates, which are written alike; of the ratings each column by itself.
    for question, answer in (
        ("Is 05-04-2026 under Geleverd op", "5 April 2026"),
        ("Is 1.234 under Orderbedrag read as 1234, or", "1234: the . separates thousands"),
        ("under Vriendelijk go up to 6", "1 to 7: 6 is 83 of 100 points"),
        ("under Behulpzaam go up to 6", "1 to 10: 6 is 60 of 100 points"),
    ):
        page.get_by_role("radiogroup", name=re.compile(question)).get_by_text(answer).click()
    choose(
        page,
        page.get_by_role("combobox", name=re.compile("What does prima gegaan mean under .* \\(2 rows\\)")),
        "fulfilled",
    )
    page.get_by_role("button", name="Use these answers").click()
    says(shown, "2 rows, 0 would be set aside.")
    for sentence in (
        "Datum: 03-04-2026 is read as 3 April 2026, as you said.",
        "Orderbedrag: 1.234 is read as 1234, as you said.",
        "Vriendelijk: ratings are read on 1 to 7, as you said.",
        "Behulpzaam: ratings are read on 1 to 10, as you said.",
    ):
        says(shown, sentence)
    page.get_by_role("button", name=ADD).click()
    says(shown, "2 taken, 0 set aside, 0 already known.")

    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    # The next file of that header is read the same, and says so; what is taken out is asked again.
    upload(page, "next.csv", ASKED.replace("Jansen", "Klaas").replace("Piet", "Kees"))
    says(shown, "2 rows, 0 would be set aside.")
    says(shown, "Read as an earlier file with this header.")
    says(shown, "Vriendelijk: ratings are read on 1 to 7, as in an earlier file with this header.")
    says(shown, "Datum → requested")
    answers = page.get_by_test_id("stMultiSelect")
    expect(answers).to_contain_text("prima gegaan")
    answers.get_by_role("button", name=re.compile("Remove .prima gegaan")).click()
    says(shown, "2 rows, 0 would be set aside, 2 single values would be left out.")
    page.get_by_role("button", name="Take back my answers").click()
    says(shown, "2 rows, 0 would be set aside.")
    # The list is there anew: what stands in it is whole again.
    expect(answers).to_contain_text("prima gegaan")
    # All of it at once: the column that was chosen by hand is asked again, beside what was not read.
    answers.get_by_role("button", name="Clear all").click()
    says(shown, "Datum is a guess: confirm it, or choose another.")
    page.get_by_role("button", name="Use these answers").click()
    says(shown, "2 rows, 0 would be set aside, 2 single values would be left out.")
    page.get_by_role("button", name="Take back my answers").click()
    says(shown, "2 rows, 0 would be set aside.")
    page.get_by_role("button", name="Forget that and read it afresh").click()
    says(shown, "5 questions are left:")


def test_reading_shows_how_far_it_is_and_can_be_cancelled(page, dashboard, tmp_path):
    path = tmp_path / "large.csv"
    with path.open("w", encoding="utf-8") as file:
        file.write("supplier,trial_id,event,occurred_at,note\n")
        for number in range(1_000_000):
            file.write(f'Supplier {number % 500},T{number},request,2026-03-02 10:00,"note, {number}"\n')
    shown = begin(page, dashboard)
    page.locator("input[type=file]").set_input_files(str(path))
    page.get_by_role("button", name="Cancel reading").wait_for(timeout=120_000)
    says(shown, re.compile(r"Reading: [1-9]\d? % of the way"), timeout=60_000)
    says(shown, "Still being read: large.csv.")
    page.get_by_role("button", name="Cancel reading").click()
    says(shown, "large.csv: Reading was cancelled; nothing was stored.")
    expect(page.get_by_role("button", name=ADD)).to_be_disabled()
    expect(page.get_by_role("button", name="Read it again")).to_be_visible()


LOG = "supplier,trial_id,event,occurred_at\n"
MISTAKEN = LOG + "A,T1,request,2026-03-02 10:00\nA,T1,chase,2026-03-03 10:00\n"


def test_a_corrected_file_takes_the_place_of_the_one_with_the_mistake_in_one_step(page, dashboard):
    shown = begin(page, dashboard)
    upload(page, "log.csv", MISTAKEN)
    page.get_by_role("button", name=ADD).click()
    says(shown, "2 taken, 0 set aside, 0 already known.")
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    upload(page, "log.csv", MISTAKEN.replace("03-03", "03-05"))
    says(
        shown,
        "log.csv looks like a new version of upload 1 (log.csv): its only trial is in that too, and it lacks 1 row of "
        "that upload.",
    )
    says(shown, "line 3 (A): chased 03-03-2026 10:00 → 05-03-2026 10:00")
    expect(page.get_by_role("radio", name="Yes: replace upload 1")).to_be_checked()
    page.get_by_role("button", name=ADD).click()
    says(shown, "2 rows: 2 taken, 0 set aside, 0 already known.")
    expect(page.get_by_text("What next?")).to_be_visible()

    # Of several files one cannot be read: the others can be added without it.
    upload(page, "more.csv", LOG + "B,T1,request,2026-03-02 10:00\n")
    says(shown, "1 row, 0 would be set aside.")
    upload(page, "photo.xls", b"\xd0\xcf\x11\xe0" + bytes(300))
    says(shown, "photo.xls: This is a xls file, not a table; save the table as CSV or xlsx")
    says(
        shown,
        "Could not be read: photo.xls. Remove it, or mend it and choose it again. Files that are not added yet wait here.",
    )
    expect(page.get_by_role("button", name=ADD)).to_be_disabled()
    page.get_by_role("button", name="Add only more.csv, which is ready").click()
    says(shown, "more.csv: 1 row: 1 taken, 0 set aside, 0 already known.")
    says(shown, "Could not be read: photo.xls")


@pytest.mark.soak
def test_of_a_hundred_thousand_problems_a_thousand_are_sent_and_all_are_counted(page, dashboard):
    shown = begin(page, dashboard)
    upload(page, "bad.csv", LOG + "A,T,request,never\n" * 100_000 + "A,T,request,2026-03-02\n")
    says(shown, "100001 rows, 100000 would be set aside.", timeout=120_000)
    page.get_by_role("button", name=ADD).click()
    says(shown, "100001 rows: 1 taken, 100000 set aside, 0 already known.", timeout=120_000)
    tables = page.locator("[data-testid=stDataFrame] table[role=grid]")
    expect(tables.first).to_have_attribute("aria-rowcount", "2")  # the header and the one kind
    page.get_by_text("Line by line: 100,000 problems").click()
    says(shown, "The first 1,000 are shown.")
    expect(tables.nth(1)).to_have_attribute("aria-rowcount", "1001")


def test_files_and_answers_are_there_again_when_one_comes_back_to_the_page(page, dashboard):
    shown = begin(page, dashboard)
    upload(page, "asked.csv", ASKED)
    says(shown, "5 questions are left:")
    order = page.get_by_role("radiogroup", name=re.compile("Is 05-04-2026 under Geleverd op"))
    order.get_by_text("5 April 2026").click()
    page.get_by_role("link", name="Plan").click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    page.get_by_role("link", name="Upload").click()
    says(shown, "5 questions are left:")
    # What was filled in but not sent yet is there too.
    expect(order.get_by_role("radio", name="5 April 2026")).to_be_checked()
    page.get_by_role("button", name="Use these answers").click()
    says(shown, "3 questions are left:")
    page.get_by_role("link", name="Plan").click()
    expect(page.get_by_role("heading", name="Welcome")).to_be_visible()
    page.get_by_role("link", name="Upload").click()
    says(shown, "3 questions are left:")
    page.get_by_role("button", name="Remove asked.csv").click()
    expect(shown).not_to_contain_text("asked.csv")
