"""Acknowledged changes that are not there: every page opens and says so, and what is written is refused with it."""

import shutil

import pytest

from tests.people import by
from tests.saving import put_in_force
from trialmetrics.commands import main
from trialmetrics.policy import load_policy
from trialmetrics.store import Store

LOG = "supplier,trial_id,event,occurred_at\nAcme,T1,request,2026-03-02\n"
MISSING = "its history ends at number 1, and number 2 was acknowledged"


@pytest.fixture
def store(tmp_path, reads):
    """A store that an older file was copied over."""
    path = tmp_path / "trials.duckdb"
    with Store.open(path) as before:
        before.uploads.add([reads(LOG).require_batch()], by("tester"))
    shutil.copyfile(path, tmp_path / "older")
    with Store.open(path) as later:
        put_in_force(later, load_policy().with_threshold(30), user="lead", reason="agreed")
    shutil.copyfile(tmp_path / "older", path)
    with Store.open(path) as older:
        yield older


def test_the_ranking_says_what_is_missing_before_it_judges_anybody(shows):
    assert [MISSING in error.value for error in shows("_router.py").error] == [True]


@pytest.mark.parametrize("command", ["rank", "trials", "plan"])
def test_a_command_that_judges_says_what_is_missing(store, capsys, command):
    store.close()
    assert main(["--database", str(store.path), command]) == 0
    assert MISSING in capsys.readouterr().err


@pytest.mark.parametrize("page", ["_router.py", "thresholds.py", "supplier.py", "testers.py"])
def test_every_page_opens(shows, page):
    assert not shows(page).exception


def test_upload_says_what_is_missing_and_an_undo_is_refused_with_it(shows):
    page = shows("upload.py")
    assert [MISSING in error.value for error in page.error] == [True]
    undo = next(button for button in page.button if button.label == "Undo upload 1")
    undo.click().run()
    assert not page.exception
    assert any(MISSING in toast.value for toast in page.toast)
