"""The page Record: every change, by person, candidate, kind and time."""

from datetime import UTC, datetime

from tests.people import by
from tests.saving import put_in_force
from trialmetrics.access import Role
from trialmetrics.access.people import Change

LOG = "supplier,trial_id,event,occurred_at\n"


def told(test):
    (table,) = [each.value for each in test.dataframe]
    return table[["who", "what", "about"]].values.tolist()


def fill(store, takes):
    takes(LOG + "Ann,T1,request,2026-03-02\nAnna,T1,request,2026-03-02\n", name="march.csv")
    takes(LOG + "Bob,T1,request,2026-03-02\n", name="bob.csv")
    store.uploads.undo(2, by("Cas"))
    put_in_force(store, store.policies.in_force().with_threshold(50), user="Cas", reason="agreed")
    store.names.merge("Ann", "Anna", by("Dia"))


EVERYTHING = [
    ["Dia", "names merged", "Ann / Anna"],
    ["Cas", "policy saved", "version 2"],
    ["Cas", "upload undone", "2: bob.csv"],
    ["tester", "upload", "2: bob.csv"],
    ["tester", "upload", "1: march.csv"],
]


def test_every_change_newest_first(opens, store, takes):
    fill(store, takes)
    assert told(opens("record")) == EVERYTHING


def test_by_person_by_kind_and_by_candidate(opens, store, takes):
    fill(store, takes)
    assert told(opens("record", who="Cas")) == EVERYTHING[1:3]
    assert told(opens("record", kind="undone")) == EVERYTHING[2:3]
    change = Change("1", datetime(2026, 3, 2, 9, tzinfo=UTC), "Eva", "added", "Bob", Role.LEAD)
    store.person_changes.copy([change])
    assert told(opens("record", who="Eva")) == [["Eva", "person added", "Bob (lead)"]]
    # A policy is about everybody, and a change of people about no supplier.
    assert told(opens("record", about="Ann")) == [EVERYTHING[0], EVERYTHING[1], EVERYTHING[4]]


def test_by_time(opens, store, takes):
    fill(store, takes)
    test = opens("record", till="2020-01-01")
    assert not test.dataframe
    assert [each.value for each in test.info] == ["Nothing was done under these filters; clear one of them."]
    assert told(opens("record", since="2020-01-01")) == EVERYTHING


def test_what_is_not_there_is_said(opens, store, takes):
    fill(store, takes)
    test = opens("record", kind="gibberish")
    assert told(test) == EVERYTHING
    assert "'gibberish', which is not in the record" in test.warning[0].value
