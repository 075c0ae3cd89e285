"""What an earlier version left: a saved policy and sheets, and what the pages say of them."""

import json

import pytest

from tests.conftest import ROOT
from tests.saving import put_in_force

LOG = "supplier,trial_id,event,occurred_at\nAarts,T1,request,2026-09-07 10:00\nAarts,T1,reply,2026-09-07 11:00\n"
BRIEFLY = "The policy was saved by an earlier version"
OLD = ROOT / "tests" / "policy" / "old_policy.json"


@pytest.fixture
def old_policy(store):
    """A policy in force as an earlier version saved it."""
    put_in_force(store, store.policies.in_force().with_threshold(61))
    with store._writer.transaction() as cursor:
        cursor.execute("update policy_version set policy = ?", [OLD.read_text(encoding="utf-8")])
    assert json.loads(OLD.read_text(encoding="utf-8")).get("vetoes") is None


def infos(test):
    return " ".join(each.value for each in test.info).replace("\\", "")


def test_what_changes_in_an_old_policy_is_said_on_thresholds_and_that_it_does_on_the_ranking_until_it_is_saved(
    shows, store, old_policy
):
    notes = store.policies.upgrade_notes()
    assert notes
    assert infos(shows("thresholds.py", LOG)) == " ".join(notes)
    ranking = shows("ranking.py")
    assert notes[0] not in infos(ranking)
    assert any(BRIEFLY in each.value for each in ranking.caption)
    put_in_force(store, store.policies.in_force())
    assert not shows("thresholds.py").info
    assert not any(BRIEFLY in each.value for each in shows("ranking.py").caption)


def test_nothing_is_asked_for_again_where_nothing_is_of_an_earlier_version(shows):
    assert "earlier version" not in infos(shows("upload.py", LOG))


def test_sheets_of_an_earlier_version_are_asked_for_again(shows, store, monkeypatch):
    monkeypatch.setattr(store.uploads, "sheets_to_reload", lambda: [(2, "proef_1.csv"), (3, "<b>.csv")])
    (asked,) = [each.value for each in shows("upload.py").info if "earlier version" in each.value]
    assert "these sheets observed: proef_1.csv (no. 2), \\<b>.csv (no. 3)." in asked
