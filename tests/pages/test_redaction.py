"""A lead removes words on the supplier's page, and makes a backup on the Upload page; nobody else is offered either."""

import pytest

from pages._shared import server
from tests.pages.test_hidden_names import drawn_by
from trialmetrics.access import Person, Role
from trialmetrics.store import backups

LOG = (
    "supplier,trial_id,event,occurred_at,note\nAdam,1,request,2026-03-02,\nAdam,1,rude,2026-03-03,call 0612 *now*\n"
    "Adam,1,delivery,2026-03-04,\n"
)
LEAD = Person("Lea", Role.LEAD, verified=True)


@pytest.fixture
def acts_as(monkeypatch):
    return lambda person: monkeypatch.setattr(server, "person", lambda: person)


def test_a_lead_removes_a_quote(opens, store, acts_as, takes, tmp_path):
    acts_as(LEAD)
    takes(LOG)
    store.backup(tmp_path / "copy.duckdb", LEAD)
    test = opens("supplier", supplier="Adam")
    chooser = test.selectbox(key="redact 0")
    assert chooser.options == ["1: call 0612 *now*"]
    test = chooser.select_index(0).run()
    assert "Would remove the words from 1 event and 1 kept file." in [each.value for each in test.markdown]
    test = test.button(key="redact now quote 0").click().run()
    assert not test.exception
    (done,) = test.success
    assert "Removed the words from 1 event and 1 kept file." in done.value
    assert "copy.duckdb" in done.value
    assert b"0612" not in drawn_by(test)
    assert store.record()["who"].iloc[0] == "Lea"
    assert [each.key for each in test.selectbox if each.key == "redact 0"] == []


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TESTER])
def test_nobody_else_is_offered_it(opens, acts_as, role):
    acts_as(Person("X", role, verified=True))
    test = opens("supplier", LOG, supplier="Adam")
    assert "redact 0" not in [each.key for each in test.selectbox]
    test = opens("upload")
    assert "backup now" not in [each.key for each in test.button]


def test_a_role_withdrawn_between_the_click_and_the_deed_is_refused(opens, store, acts_as):
    acts_as(LEAD)
    test = opens("supplier", LOG, supplier="Adam")
    test = test.selectbox(key="redact 0").select_index(0).run()
    acts_as(Person("Lea", Role.TESTER, verified=True))
    test = test.button(key="redact now quote 0").click().run()
    assert "Lea may not remove words for good; that takes the role of lead." in test.toast[0].value
    assert [*store.events_with_notes()["note"]] == ["call 0612 *now*"]


def test_a_lead_makes_a_backup(opens, store, acts_as):
    acts_as(LEAD)
    test = opens("upload", LOG)
    test = test.button(key="backup now").click().run()
    assert not test.exception
    (copy,) = backups.copies(store.path)
    assert str(copy.path).encode() in drawn_by(test)


def test_a_lead_removes_the_words_of_a_line_that_was_set_aside(opens, store, acts_as):
    acts_as(LEAD)
    test = opens("upload", LOG + "Adam,1,reply,soon,call 0612\n")
    test = test.button(key="problems-of-1").click().run()
    test = test.number_input(key="redact line 1").set_value(5).run()
    assert "Would remove the words from 1 row set aside, 1 problem and 1 kept file." in [
        each.value for each in test.markdown
    ]
    test = test.button(key="redact now line 1").click().run()
    assert "Removed the words from 1 row set aside" in test.success[0].value
    assert "0612" not in store.uploads.set_aside(1)
    assert [*store.events_with_notes()["note"]] == ["call 0612 *now*"]
