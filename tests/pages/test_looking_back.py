"""Looking back on the pages: what was known then, under a strip that says so, and the way back."""

from datetime import datetime

import pytest

from tests.pages.test_record import fill
from tests.pages.test_roles import keys
from tests.sampled import sampled
from tests.saving import behind_its_back
from trialmetrics.store import Store, backups

KNOWN = "2026-03-03T12:00:00"
STRIP = "This is what was known on 03-03-2026 12:00"


@pytest.fixture
def earlier(store, takes):
    """Two uploads on the second of March, the rest from the fourth on: undo, policy, names."""
    fill(store, takes)
    behind_its_back(
        store,
        "update history set done_at = timestamp '2026-03-02 09:00' + greatest(number - 1, 1) * interval 1 day",
    )


def suppliers(test):
    return {name for each in test.dataframe if "supplier" in each.value for name in each.value["supplier"]}


def strips(test):
    return [each.value.replace("\u2060", "") for each in test.warning]


def test_the_ranking_of_then(opens, earlier):
    test = opens("", known_at=KNOWN)
    assert suppliers(test) == {"Ann", "Anna", "Bob"}
    (strip,) = strips(test)
    assert strip.startswith(STRIP)
    assert test.query_params["known_at"] == KNOWN
    next(each for each in test.button if each.label == "Back to today").click().run()
    assert suppliers(test) == {"Ann"}
    assert strips(test) == []
    assert "known_at" not in test.query_params


@pytest.mark.parametrize(
    "page", sampled(["supplier", "decisions", "thresholds", "plan", "upload", "how_it_judges", "record"], 2)
)
def test_every_page_says_so(opens, earlier, page):
    test = opens(page, known_at=KNOWN)
    assert strips(test)[0].startswith(STRIP)
    assert not test.error


def test_how_it_judged_then(opens, earlier):
    for link, said in (
        ({}, "policy version 2, in force now."),
        ({"known_at": KNOWN}, "policy version 1, in force then."),
    ):
        captions = [each.value for each in opens("how_it_judges", **link).caption]
        assert f"The figures are those of {said}" in captions


def test_the_record_of_then(opens, earlier):
    (table,) = [each.value for each in opens("record", known_at=KNOWN).dataframe]
    assert table["about"].tolist() == ["2: bob.csv", "1: march.csv"]


def test_before_anything_was_known(opens, earlier):
    test = opens("", known_at="2026-01-01")
    assert [each.value for each in test.info] == ["Nothing was known then."]


@pytest.mark.parametrize("known_at", ["yesterday", "2999-01-01", "2026-13-01", "2026-03-03T12:00+01:00"])
def test_a_link_to_no_moment_shows_today_and_says_so(opens, earlier, known_at):
    test = opens("", known_at=known_at)
    assert suppliers(test) == {"Ann"}
    (note,) = strips(test)
    assert "which is no past moment" in note


def test_a_moment_chosen_in_the_sidebar(opens, earlier):
    test = opens("")
    test.datetime_input[0].set_value(datetime.fromisoformat(KNOWN)).run()
    assert suppliers(test) == {"Ann", "Anna", "Bob"}
    assert strips(test)[0].startswith(STRIP)


OFFERED_TODAY = {
    "upload": ("files-", "turn-history-", "backup now", "one supplier-"),
    "thresholds": ("save it",),
    "supplier": ("decide it ", "excuse it "),
    "decisions": ("decide it ",),
}


@pytest.mark.parametrize(("page", "offered"), sampled(OFFERED_TODAY.items(), 2))
def test_nothing_is_offered_in_the_past_that_can_only_be_refused(opens, earlier, page, offered):
    def shown(**link):
        found = keys(opens(page, supplier="Ann", **link))
        return {key for key in offered if any(each.startswith(key) for each in found)}

    assert shown() == {*offered}
    assert shown(known_at=KNOWN) == set()


def test_the_upload_page_of_then_says_the_way_back(opens, earlier):
    test = opens("upload", known_at=KNOWN)
    assert [each.value for each in test.info] == ["Nothing can be added in the past; go back to today first."]


def test_a_click_from_before_looking_back_changes_nothing(opens, earlier, store):
    test = opens("upload")
    before = store.newest_change()
    test.session_state["known_at"] = datetime.fromisoformat(KNOWN)
    test.button(key="turn-history-2").click().run()
    assert "You are looking at the past" in " ".join(each.value for each in test.toast)
    assert store.newest_change() == before


def test_a_backup_is_of_today_whatever_one_looks_at(opens, earlier, store):
    test = opens("upload")
    test.session_state["known_at"] = datetime.fromisoformat(KNOWN)
    test.button(key="backup now").click().run()
    (made,) = backups.copies(store.path)
    with Store.open(made.path) as copy:
        assert copy.newest_change() == store.newest_change()
