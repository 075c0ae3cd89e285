"""Decisions on candidates: who may, what is kept, what follows the merging of names, and who is told what changed."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from tests.people import by
from tests.saving import behind_its_back, put_in_force
from trialmetrics.access import LOCAL, OPERATOR, Person, Role
from trialmetrics.access.people import Change
from trialmetrics.analysis.ranking import rank
from trialmetrics.cluster.settings import ENGINE
from trialmetrics.errors import Conflict, NotAllowed, UsageError
from trialmetrics.export import documents
from trialmetrics.store import history
from trialmetrics.store.candidate_decisions import LONGEST_REASON
from trialmetrics.text import decision_text

LOG = "supplier,trial_id,event,occurred_at,category,tester,note\n"
RUDE = "".join(
    f"Rude,T{n},request,2026-03-0{n} 10:00,Paper,Tess,\nRude,T{n},rude,2026-03-0{n} 11:00,Paper,Tess,canary words\n"
    for n in (1, 2)
)
OTHERS = "Good,T1,request,2026-03-02 10:00,Paper,,\nGood,T1,delivery,2026-03-03 10:00,Paper,,\n"
AS_OF = datetime(2026, 6, 1)
LEAD = Person("Lea", Role.LEAD, verified=True)


@pytest.fixture
def looks(store, takes):
    """Take the log in; `looks(supplier)`: what one who looks at a supplier now may give to `decide`."""
    takes(LOG + RUDE + OTHERS)

    def look(supplier="Rude"):
        seen, ranking = store.newest_change(), rank(store, as_of=AS_OF)
        rows = ranking.suppliers
        (key,) = rows.loc[(rows["supplier"] == supplier) & (rows["category"] == "Paper"), "supplier_key"]
        return {"basis": documents.decision_basis(ranking, key, "Paper"), "seen": seen}

    return look


def decided(store):
    rows = store.decisions.all()
    return [(row["supplier"], row["decision"], row["active"]) for row in rows.to_dict("records")]


def test_what_is_kept_is_what_was_shown_without_the_words(store, looks):
    shown = looks()
    number = store.decisions.decide("Rude", "Paper", "reject", LEAD, **shown)
    candidate = store.decisions.basis(number)["candidate"]
    (expected,) = [
        row
        for row in documents.rank_document(rank(store, as_of=AS_OF))["suppliers"]
        if row["supplier"] == "Rude"
    ]
    for name, value in expected.items():
        if name != "reasons":
            assert candidate[name] == json.loads(json.dumps(value)), name
    assert [each["code"] for each in candidate["reasons"]] == [each["code"] for each in expected["reasons"]]
    assert "quote" in {each["code"] for each in candidate["reasons"]}
    with store.cursor() as cursor:
        (text,) = cursor.execute("select decision::varchar from decision as decision").fetchone()
    assert "canary" not in text
    assert "Tess" not in text
    assert store.check() == []


def test_it_stays_when_everything_else_changes(store, looks, takes):
    number = store.decisions.decide("Rude", "Paper", "reject", LEAD, **looks())
    before = store.decisions.basis(number)
    takes(LOG + "Rude,T3,request,2026-04-01 10:00,Paper,,\nRude,T3,delivery,2026-04-02 10:00,Paper,,\n")
    put_in_force(store, store.policies.in_force().with_threshold(20))
    assert store.decisions.basis(number) == before
    assert decided(store) == [("Rude", "reject", True)]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TESTER])
def test_only_a_lead_decides(store, looks, role):
    somebody = Person("Tim", role, verified=True)
    with pytest.raises(NotAllowed):
        store.decisions.decide("Rude", "Paper", "reject", somebody, **looks())
    number = store.decisions.decide("Rude", "Paper", "reject", LEAD, **looks())
    with pytest.raises(NotAllowed):
        store.decisions.object(number, "no", somebody)
    assert decided(store) == [("Rude", "reject", True)]
    assert store.decisions.objections().empty


@pytest.mark.parametrize(
    ("decision", "reason", "sentence"),
    [
        ("invite", "", "This differs from the verdict: write why"),
        ("invite", " \u200b \n", "This differs from the verdict: write why"),
        ("invite_on_conditions", "", "Write the conditions"),
        ("gibberish", "so", "There is no decision gibberish"),
        ("invite", "x" * (LONGEST_REASON + 1), f"{LONGEST_REASON} are kept at most"),
    ],
)
def test_what_differs_from_the_verdict_needs_a_reason(store, looks, decision, reason, sentence):
    with pytest.raises(UsageError, match=sentence):
        store.decisions.decide("Rude", "Paper", decision, LEAD, **looks(), reason=reason)
    assert decided(store) == []
    assert store.newest_change() == 1


def test_a_day_that_is_past_is_refused(store, looks):
    yesterday = date.today() - timedelta(days=2)
    with pytest.raises(UsageError, match="choose a later day"):
        store.decisions.decide("Rude", "Paper", "reject", LEAD, **looks(), valid_until=yesterday)


def test_who_looked_earlier_is_told_what_changed(store, looks, takes):
    shown = looks()

    def told():
        with pytest.raises(Conflict) as refused:
            store.decisions.decide("Rude", "Paper", "reject", OPERATOR, **shown)
        return str(refused.value)

    changes = store.newest_change()
    store.decisions.decide("Good", "Paper", "hold", LEAD, **looks("Good"))
    takes(LOG + "Good,T2,request,2026-03-05 10:00,Paper,,\n", name="good.csv")
    # Nothing of that is about this candidate.
    assert store.decisions.changes_since(changes, "rude", "Paper") == []
    takes(LOG + "Rude,T3,request,2026-04-01 10:00,Paper,,\n", name="late.csv")
    assert "tester uploaded 3: late.csv on " in told()
    put_in_force(store, store.policies.in_force().with_threshold(20), user="Pol", reason="agreed")
    assert "Pol saved policy version 2 on " in told()
    store.names.merge("Rude", "Good", by("Nan"))
    assert "Nan merged Good / Rude on " in told()
    store.names.unlink("Rude", "Good", by("Nan"))
    store.decisions.decide("Rude", "Paper", "hold", LEAD, **looks(), reason="wait")
    assert "Lea decided “hold” on " in told()
    assert told().endswith("Look again, and decide again.")
    shown = looks()
    store.decisions.decide("Rude", "Paper", "reject", OPERATOR, **shown)
    assert decided(store)[:2] == [("Rude", "reject", True), ("Rude", "hold", False)]


def test_a_change_of_people_is_news_about_no_supplier(store, looks):
    shown = looks()
    kinds = ("added", "role", "removed", "restored", "token", "withdrawn")
    changes = [Change(kind, datetime(2026, 3, 2, 9, tzinfo=UTC), "Ann", kind, "Bob", None) for kind in kinds]
    assert store.person_changes.copy(changes) == len(kinds)
    with store._writer.transaction() as cursor:
        history.record(cursor, "trialmetrics", "unsealed")
    assert store.decisions.changes_since(shown["seen"], "rude", "Paper") == []
    store.decisions.decide("Rude", "Paper", "reject", LEAD, **shown)
    assert decided(store) == [("Rude", "reject", True)]


def test_another_category_is_another_candidate(store, looks, takes):
    takes(LOG + "Rude,T9,request,2026-03-02 10:00,Tape,,\n")
    shown = looks()
    ranking = rank(store, as_of=AS_OF)
    basis = documents.decision_basis(ranking, "rude", "Tape")
    store.decisions.decide("Rude", "Tape", "hold", LEAD, basis=basis, seen=store.newest_change())
    store.decisions.decide("Rude", "paper", "reject", LEAD, **shown)
    assert decided(store) == [("Rude", "reject", True), ("Rude", "hold", True)]
    # Of one candidate, however its category is written, the latest counts.
    store.decisions.decide("Rude", "Paper", "reject", LEAD, **looks())
    assert [active for *_rest, active in decided(store)] == [True, False, True]


def test_a_decision_follows_the_names_there_and_back(store, looks):
    store.decisions.decide("Rude", "Paper", "reject", LEAD, **looks())
    store.decisions.decide("Good", "Paper", "hold", LEAD, **looks("Good"))
    store.names.merge("Rude", "Good", by("Nan"))
    # The later of the two counts for both.
    assert decided(store) == [("Rude", "hold", True), ("Rude", "reject", False)]
    assert [*store.decisions.all()["supplier_then"]] == ["Good", "Rude"]
    store.names.unlink("Rude", "Good", by("Nan"))
    assert decided(store) == [("Good", "hold", True), ("Rude", "reject", True)]


def test_what_is_decided_of_a_merged_supplier_stays_with_the_name_that_was_shown(store, looks):
    store.names.merge("Rude", "Good", by("Nan"))
    store.decisions.decide("Rude", "Paper", "reject", LEAD, **looks())
    store.names.unlink("Rude", "Good", by("Nan"))
    assert decided(store) == [("Rude", "reject", True)]


def test_objections_are_kept_with_who_and_when(store, looks):
    number = store.decisions.decide("Rude", "Paper", "reject", LEAD, **looks())
    store.decisions.object(number, " it was a joke ", LOCAL)
    (note,) = store.decisions.objections().to_dict("records")
    assert (note["decision"], note["note"], note["noted_by"]) == (number, "it was a joke", "team")
    assert (datetime.now(UTC) - note["noted_at"]).total_seconds() < 600
    with pytest.raises(UsageError, match="Write what the supplier objects"):
        store.decisions.object(number, " ", LOCAL)
    with pytest.raises(UsageError, match="There is no decision 99"):
        store.decisions.object(99, "no", LOCAL)
    assert store.check() == []


def test_nobody_decides_on_who_is_not_there(store, looks):
    shown = looks()
    with pytest.raises(UsageError, match="There is no supplier Nobody"):
        store.decisions.decide("Nobody", "Paper", "reject", LEAD, **shown)


def test_a_lost_decision_is_found(store, looks):
    store.decisions.decide("Rude", "Paper", "reject", LEAD, **looks())
    behind_its_back(store, "delete from decision")
    assert [each for each in store.check() if "What was decided on a candidate, number 2" in each]


def test_its_quotes_are_those_of_the_trials_and_gone_where_those_are_redacted(store, looks):
    number = store.decisions.decide("Rude", "Paper", "reject", LEAD, **looks())
    basis = store.decisions.basis(number)
    shown = " ".join(decision_text.reasons_then(basis, store.events("rude")))
    assert shown.count("“canary words” (noted by Tess, ") == 2
    behind_its_back(store, "update event_row set note = null")
    shown = " ".join(decision_text.reasons_then(basis, store.events("rude")))
    assert "canary" not in shown
    assert "The words noted in trial T1 were quoted then, and are not there any more." in shown


def test_where_events_are_on_a_cluster_the_supplier_is_the_one_that_was_ranked(store, monkeypatch):
    basis = {"candidate": {"verdict": "retry"}, "policy": 1, "filters": {}}
    shown = {"basis": basis, "seen": store.newest_change(), "key": "001Ab"}
    with pytest.raises(UsageError, match="no supplier Acme with trials"):
        store.decisions.decide("Acme", "Paper", "hold", LEAD, **shown)
    monkeypatch.setenv(ENGINE, "spark://host:7077")
    number = store.decisions.decide("Acme", "Paper", "hold", LEAD, **shown)
    (row,) = store.decisions.all().to_dict("records")
    assert (row["supplier_key"], row["supplier"], row["active"]) == ("001Ab", "Acme", True)
    with pytest.raises(Conflict, match="Nothing was decided on Acme"):
        store.decisions.decide("Acme", "Paper", "reject", LEAD, reason="late", **shown)
    assert [each["number"] for each in store.decisions.changes_since(0, "001Ab", "Paper")] == [number]
    assert store.decisions.changes_since(number, "001Ab", "Paper") == []
