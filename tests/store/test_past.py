"""The past: the database as it was after each change, whatever happened since."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.people import by
from tests.saving import behind_its_back, put_in_force
from tests.store.test_migrations import what_counts
from trialmetrics.access import LOCAL
from trialmetrics.analysis.ranking import rank
from trialmetrics.errors import UsageError
from trialmetrics.export import documents
from trialmetrics.store import backups, history
from trialmetrics.store.past import as_known
from trialmetrics.workspace import MOST_PASTS, Workspace

LOG = "supplier,trial_id,event,occurred_at,category\n"
SHEET = "supplier,trial_id,requested_at,chases,outcome\n"
AS_OF = datetime(2026, 6, 1)
FIRST = datetime(2026, 4, 1, 8, tzinfo=UTC)


def known(store):
    """All that a reader can ask of it."""
    ranking = rank(store, as_of=AS_OF, policy=store.policies.in_force())
    return (
        what_counts(store), documents.rank_document(ranking), documents.trials_document(ranking),
        store.uploads.all().drop(columns=["uploaded_at", "changed_at"]).astype(str).values.tolist(),
        store.names.decisions().drop(columns="decided_at").values.tolist(), store.names.all(),
        store.policies.version(), store.decisions.all().drop(columns="decided_at").astype(str).values.tolist(),
        store.newest_change(),
    )  # fmt: skip


def decide(store, decision):
    ranking = rank(store, as_of=AS_OF)
    key, supplier, category = ranking.suppliers[["supplier_key", "supplier", "category"]].iloc[0]
    basis = documents.decision_basis(ranking, key, category)
    store.decisions.decide(
        supplier, category, decision, LOCAL, basis=basis, seen=store.newest_change(), reason="so agreed"
    )


def test_after_every_change_it_was_what_it_is_shown_as(store, takes):
    changes = [
        lambda: takes(LOG + "Jansen BV,T1,request,2026-03-02 10:00,Paper\nB,T1,request,2026-03-02 10:00,Paper\n"),
        lambda: takes(LOG + "Janssen bv,T1,reply,2026-03-03 10:00,Paper\nB,T1,reply,2026-03-04 10:00,Paper\n"),
        lambda: decide(store, "hold"),
        lambda: store.names.merge("Jansen BV", "Janssen bv", by("x")),
        lambda: takes(SHEET + "B,T1,2026-03-02,2,declined\nC,T9,2026-03-02,1,ignored\n"),
        lambda: store.uploads.undo(2, by("x")),
        lambda: put_in_force(store, store.policies.in_force().with_threshold(40)),
        lambda: decide(store, "reject"),
        lambda: store.names.unlink("Jansen BV", "Janssen bv", by("x")),
        lambda: store.uploads.redo(2, by("x")),
    ]  # fmt: skip
    states = []
    for change in changes:
        change()
        states.append(known(store))
    assert len({repr(state) for state in states}) == len(changes)
    behind_its_back(
        store, "update history set done_at = timestamp '2026-04-01 08:00' + number * interval 1 day"
    )
    for number, state in enumerate(states, start=1):
        # From the moment of a change to the last hour before the next one.
        with as_known(store, FIRST + timedelta(days=number, hours=23 * (number % 2))) as past:
            assert known(past) == state, number
    with as_known(store, FIRST) as past:
        assert past.is_empty()
        assert past.record().empty
    assert known(store) == states[-1]


def test_the_past_cannot_be_changed(store, takes, reads, tmp_path):
    takes(LOG + "A,T1,request,2026-03-02 10:00,Paper\nAa,T1,request,2026-03-02 10:00,Paper\n")
    before = known(store)
    with as_known(store, datetime.now(UTC)) as past:
        for change in (
            lambda: past.uploads.undo(1, by("x")),
            lambda: past.uploads.add(
                [reads(LOG + "B,T1,request,2026-03-02 10:00,\n").require_batch()], by("x")
            ),
            lambda: past.names.merge("A", "Aa", by("x")),
            lambda: put_in_force(past, past.policies.in_force().with_threshold(40)),
            lambda: decide(past, "reject"),
            lambda: past.uploads.originals.delete(store.uploads.all()["sha256"][0], by("x")),
            lambda: past.backup(tmp_path / "copy.duckdb", by("x")),
            lambda: past.export(tmp_path / "copy.duckdb", by("x")),
            lambda: past.backup_now(by("x")),
        ):
            with pytest.raises(UsageError, match="You are looking at the past, which cannot be changed"):
                change()
        assert known(past) == before
    assert known(store) == before
    assert backups.copies(store.path) == []


def test_what_is_worked_out_is_of_that_moment(store, takes):
    takes(LOG + "A,T1,request,2026-03-02 10:00,Paper\n")
    behind_its_back(store, "update history set done_at = '2026-03-03 09:00'")
    with as_known(store, datetime(2026, 3, 4, 12)) as past:
        workspace = Workspace(past)
        assert workspace.moment() == datetime(2026, 3, 4, 12)
        ranking = workspace.ranking()
        assert ranking.as_of == datetime(2026, 3, 4, 12)


def test_nobody_knows_what_will_be_known(store):
    with pytest.raises(UsageError, match="lies ahead"):
        as_known(store, datetime.now(UTC) + timedelta(days=1))


def test_a_past_is_kept_until_something_was_redacted(store, takes):
    takes(LOG + "A,T1,request,2026-03-02 10:00,Paper\n")
    workspace = Workspace(store)
    moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=-1)
    past = workspace.as_known(moment)
    assert workspace.as_known(moment) is past
    with store._writer.transaction() as cursor:
        history.record(cursor, "x", "redacted")
    assert workspace.as_known(moment) is not past
    for days in (1, 2, 3):
        workspace.as_known(moment - timedelta(days=days))
    assert len(workspace._pasts) == MOST_PASTS
