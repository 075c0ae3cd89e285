"""The Upload page: what it shows of a file before it is added, what happened afterwards, the history, and files that wait."""

import pytest

from pages._upload import file_preview
from tests.intake.test_newcomer import dutch_csv
from tests.pages.test_pending_files import waiting
from tests.pages.upload_page import drawn

HEADER = "supplier,trial_id,event,occurred_at\n"
LOG = HEADER + "A,T1,request,2026-03-02 10:00\nA,T1,chase,2026-03-03 10:00\n"
OTHER = HEADER + "B,T2,request,2026-03-02 10:00\n"
UNREADABLE = b"\x89PNG\r\n\x1a\n" + bytes(200)


@pytest.fixture
def page(shows):
    return shows("upload.py")


def chosen(page, **files: str | bytes):
    """The page once these files were chosen; `log="..."` is log.csv."""
    page.file_uploader[0].set_value(
        [
            (f"{name}.csv", content.encode() if isinstance(content, str) else content, "text/csv")
            for name, content in files.items()
        ]
    )
    return drawn(page)


def added(page, **files: str | bytes):
    return drawn(chosen(page, **files).button(key="take in").click())


def told(page) -> str:
    """The card of what happened, in plain words."""
    return " ".join(each.value for each in page.markdown if ":material/" in each.value).replace("\\", "")


def texts(page) -> list[str]:
    return [each.value.replace("\\", "") for each in (*page.markdown, *page.caption)]


def choices(page) -> list:
    """Where it is asked whether a file corrects an upload."""
    return [each for each in page.radio if "corrected version" in each.label]


def test_the_preview_has_all_their_columns_each_over_ours(page):
    chosen(
        page, log="Leverancier;Besteld op;Vriendelijk 1-10;Kleur\nJansen;13-1-2026;9;rood\nPiet;14-1-2026;;\n"
    )
    (file,) = waiting(page)
    table = file_preview.table(file.job.reading())
    assert [*table.columns] == [
        (" ", "line"), ("Leverancier", "supplier"), ("Besteld op", "requested"), ("Vriendelijk 1-10", "courtesy, 1-5"),
        ("Kleur", "left alone"),
    ]  # fmt: skip
    assert table.iloc[0].tolist() == [2, "Jansen", "13-01-2026", 4.6, "rood"]
    assert table.iloc[1].isna().tolist() == [False, False, False, True, True]


def test_a_row_that_is_not_read_moves_no_value_to_another_row(page):
    chosen(page, log="supplier,requested_at,courtesy\n,2026-01-13,2\nPiet,2026-01-14,4\n")
    (file,) = waiting(page)
    table = file_preview.table(file.job.reading())
    assert table.iloc[1].tolist() == [3, "Piet", "14-01-2026", 4]


def test_while_questions_are_open_the_preview_is_as_written(page):
    chosen(page, log="supplier,requested_at,Kleur\nA,03-04-2026,rood\n")
    (file,) = waiting(page)
    table = file_preview.table(file.job.reading())
    assert table.iloc[0].tolist() == [2, "A", "03-04-2026", "rood"]


def test_how_values_were_turned_is_said_once_per_column(page):
    chosen(page, proef=dutch_csv())
    assert (
        "How values were turned: Besteld op 5-1-2026 → 05-01-2026; Eerste reactie 5-1-2026 → 05-01-2026; Eerste reactie geen "
        "reactie → it did not happen; Geleverd 8-1-2026 → 08-01-2026; Geleverd ja → it happened, it is not known when; Hoe vaak "
        "nagebeld 2x → 2; Vriendelijk 1-10 8 → 4.2 of 5."
    ) in texts(page)


def test_a_corrected_file_says_what_differs_and_takes_the_place_of_the_other(page, store):
    added(page, log=LOG)
    chosen(page, log=LOG.replace("03-03", "03-05"))
    assert "- line 3 (A): chased 03-03-2026 10:00 → 05-03-2026 10:00" in texts(page)
    (choice,) = choices(page)
    assert choice.value == 1  # the upload with the mistake
    drawn(page.button(key="take in").click())
    assert [*store.uploads.all()["active"]] == [True, False]
    assert "It replaces upload 1 (log.csv), which is undone." in told(page)


def test_what_was_not_taken_can_be_open_in_the_card_and_in_the_history(page):
    added(page, log=LOG + "B,T9,request,99-99-2026\n")
    page = drawn(page.button(key="problems-of-1").click())
    page = drawn(page)
    labels = [each.proto.label for each in page.get("download_button")]
    assert labels.count("Download what was set aside, as CSV") == 2
    assert len([each for each in page.dataframe if "first on line" in each.value]) == 2


def test_an_export_that_lacks_most_of_an_upload_is_added_beside_it(page, store):
    added(page, log=LOG)
    chosen(page, log=HEADER + "A,T1,reply,2026-03-04 10:00\n")
    (choice,) = choices(page)
    assert choice.value == 0
    drawn(page.button(key="take in").click())
    assert [*store.uploads.all()["active"]] == [True, True]


def test_of_a_corrected_sheet_nothing_needs_to_be_chosen(page, store):
    sheet = "supplier,trial_id,requested_at,delivered_at\nA,1,2026-03-02,2026-03-10\n"
    added(page, sheet=sheet)
    chosen(page, sheet=sheet.replace("03-10", "03-11"))
    assert "- line 2 (A): delivered 10-03-2026 → 11-03-2026" in texts(page)
    assert choices(page) == []
    drawn(page.button(key="take in").click())
    assert [*store.uploads.all()["active"]] == [True, True]


def test_a_bad_file_does_not_hold_back_the_good_ones_if_one_says_so(page, store):
    chosen(page, good=LOG, bad=UNREADABLE, asked="supplier,requested_at\nA,03-04-2026\n")
    assert page.button(key="take in").disabled
    label = page.button(key="take in ready").label.replace("\\", "")
    assert label == "Add only good.csv, which is ready"
    drawn(page.button(key="take in ready").click())
    assert [*store.uploads.all()["file"]] == ["good.csv"]
    assert [file.name for file in waiting(page)] == ["bad.csv", "asked.csv"]
    assert "good.csv: 2 rows: 2 taken" in told(page)
    assert "take in ready" not in [each.key for each in page.button]


def test_files_that_are_chosen_later_wait_beside_the_earlier_ones(page, store):
    chosen(page, one=LOG)
    chosen(page, two=OTHER)
    assert [file.name for file in waiting(page)] == ["one.csv", "two.csv"]
    drawn(page.button(key="take in").click())
    assert [*store.uploads.all()["file"]] == ["two.csv", "one.csv"]
    assert waiting(page) == []


def test_undo_says_what_it_undid_and_offers_the_ways_back(page, store):
    added(page, log=LOG)
    added(page, log=LOG.replace("03-03", "03-05"))
    page = drawn(page.button(key="turn-history-2").click())
    assert "Undone: upload 2 (log.csv, 2 rows, added by team on " in told(page)
    assert told(page).endswith("Upload 1 (log.csv), which it replaced, is still undone.")
    assert "What next? No upload counts now: add a file below, or redo one." in texts(page)
    page = drawn(page.button(key="turn-outcome-1").click())
    assert "Upload 1 (log.csv, 2 rows, added by team on " in told(page)
    assert told(page).endswith(" counts again.")
    assert [*store.uploads.all()["active"]] == [False, True]


def test_five_uploads_are_shown_and_the_others_behind_a_click(page, takes):
    for number in range(7):
        takes(HEADER + f"A,T{number},request,2026-03-02 10:00\n")
    page = drawn(page)

    def numbers() -> list[str]:
        return [button.label for button in page.button if (button.key or "").startswith("turn-history")]

    assert numbers() == [f"Undo upload {n}" for n in (7, 6, 5, 4, 3)]
    assert page.button(key="more uploads").label == "Show 2 earlier uploads"
    page = drawn(page.button(key="more uploads").click())
    assert numbers() == [f"Undo upload {n}" for n in (7, 6, 5, 4, 3, 2, 1)]
    assert "more uploads" not in [button.key for button in page.button]


def test_a_kept_file_is_offered_and_one_that_is_not_kept_any_more_is_not(page, store):
    added(page, log=LOG)
    assert [
        each.proto.label.replace("\\", "")
        for each in page.get("download_button")
        if "came" in each.proto.label
    ] == ["Download log.csv as it came"]
    page = drawn(page.button(key="delete-1").click())
    assert not [each for each in page.get("download_button") if "as it came" in each.proto.label]
    assert len(store.uploads.all()) == 1


def test_two_names_are_asked_about_only_where_they_look_alike(page, store):
    added(page, log=LOG + "Jansen,T3,request,2026-03-02 10:00\nJanssen,T4,request,2026-03-02 10:00\n")
    assert "One supplier or two?" in [each.value for each in page.header]
    page = drawn(page.button(key="one supplier-Jansen-Janssen").click())
    # What was just decided stands there, to be taken back.
    assert any("are one supplier (team, " in text for text in texts(page))
    assert "No other names look alike." in texts(page)
