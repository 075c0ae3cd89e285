"""How a cluster is named, and what is said of names that cannot be meant."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.people import by
from trialmetrics.access import OPERATOR, Action, Role, require
from trialmetrics.cluster import event_table, settled
from trialmetrics.cluster.events import ClusterEvents
from trialmetrics.cluster.settings import ENGINE, EVENTS, SCRATCH, Cluster, configured
from trialmetrics.engine import RELATIONS, query
from trialmetrics.errors import NotAllowed, UsageError


def test_without_names_the_events_are_here():
    assert configured({}) is None
    assert configured({ENGINE: " ", EVENTS: "", SCRATCH: "/shared"}) is None


@pytest.mark.parametrize(
    ("address", "events", "scratch", "expected"),
    [
        (
            "spark://host:7077", "parquet:/logs/trials/", "",
            Cluster("spark://host:7077", folder="/logs/trials", scratch="/logs/trials-scratch"),
        ),
        ("sc://host:15002", "logs.trial_event", "/shared", Cluster("sc://host:15002", table="logs.trial_event", scratch="/shared")),
        ("local[2]", "parquet:/logs", "/shared", Cluster("local[2]", folder="/logs", scratch="/shared")),
    ],
)  # fmt: skip
def test_names(address, events, scratch, expected):
    assert configured({ENGINE: address, EVENTS: events, SCRATCH: scratch}) == expected
    assert expected.connects == address.startswith("sc:")
    assert Cluster("sc://host:15002/;token=secret").shown == "sc://host:15002"


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({ENGINE: "spark://host:7077"}, "TRIALMETRICS_ENGINE is set and TRIALMETRICS_EVENTS is not"),
        ({EVENTS: "parquet:/logs"}, "TRIALMETRICS_EVENTS is set and TRIALMETRICS_ENGINE is not"),
        ({ENGINE: "host", EVENTS: "parquet:/logs"}, "write one like spark://host:7077"),
        (
            {ENGINE: "spark://h:1", EVENTS: "event; drop table x"},
            "or the name of a table like logs.trial_event",
        ),
        ({ENGINE: "spark://h:1", EVENTS: "event where 1=1"}, "or the name of a table like logs.trial_event"),
        ({ENGINE: "spark://h:1", EVENTS: "logs.event"}, "Set TRIALMETRICS_SCRATCH to a folder"),
        ({ENGINE: "spark://h:1", EVENTS: "parquet:hdfs://nn/logs"}, "Set TRIALMETRICS_SCRATCH to a folder"),
    ],
)
def test_names_that_cannot_be_meant(environment, sentence):
    with pytest.raises(UsageError, match=sentence):
        configured(environment)


def test_nobody_changes_events_that_are_elsewhere(monkeypatch):
    assert Action.UPLOAD in OPERATOR.allowed
    monkeypatch.setenv(ENGINE, "spark://host:7077")
    for action in (
        Action.UPLOAD,
        Action.UNDO_OWN,
        Action.UNDO_OTHERS,
        Action.VOID_OTHERS,
        Action.EXAMPLE,
        Action.REDACT,
    ):
        assert action not in OPERATOR.allowed
        with pytest.raises(NotAllowed, match="in a table of your organisation's own, on a cluster"):
            require(OPERATOR, action)
    for action in (Action.DECIDE, Action.POLICY, Action.MERGE_NAMES, Action.BACKUP):
        require(OPERATOR, action)


def test_facts_are_kept_by_admins_and_of_folders(store):
    table = ClusterEvents(store, Cluster("spark://host:7077", table="logs.trial_event", scratch="/shared"))
    with pytest.raises(NotAllowed, match="that takes the role of admin"):
        table.refresh(by("anna", Role.LEAD))
    with pytest.raises(UsageError, match="a folder of Parquet files"):
        table.refresh(OPERATOR)


def test_facts_stand_for_all_measures_that_read_events():
    """What else reads events, gets those that `settled` keeps, or those of trials that are not settled."""
    readers = {name for name in RELATIONS if re.search(r"\b(seen_event|current_event)\b", query(name))}
    facts = {"trial_begin", "trial_count", "trial_moment", "trial_attribute", "round_noted"}
    of_kept_events = {"seen_event", "trial_rating", "candidate_quote"}
    of_unsettled_trials = {"attribute_moment", "gap", "defect", "horizon"}
    assert readers == facts | of_kept_events | of_unsettled_trials


class Files:
    """A table made of these files."""

    dtypes = (("supplier", "string"),)

    def __init__(self, *files):
        self.files = files

    def inputFiles(self):
        return [file.as_uri() for file in self.files]


def test_facts_hold_until_anything_but_an_addition_changes(tmp_path):
    first, second, pattern = (tmp_path / name for name in ("a b%20.parquet", "b.parquet", "a[1]*.parquet"))
    for file in (first, second, pattern):
        file.write_text(file.name)
    at, zone = datetime(2026, 6, 1), "Europe/Amsterdam"
    kept = settled.Kept(
        "", at.isoformat(), zone, settled._measures({"event": Files(first)}), files(first), {}, 0, 0
    )

    def holds(*there, kept=kept, zone=zone, at=at):
        return settled.holds(kept, {"event": Files(*there)}, files(*there), zone, at)

    assert holds(first)
    assert holds(first, second, at=at + timedelta(days=1))
    assert not holds(first, at=at - timedelta(seconds=1))
    assert not holds(first, zone="Europe/London")
    assert not holds(first, kept=replace(kept, measures="others"))
    assert not holds(second)
    # A name that is a pattern stands for other files, too; of one that is not seen nobody knows whether it has changed.
    assert not holds(first, pattern)
    assert not holds(first, tmp_path / "elsewhere.parquet")
    assert not holds(first, kept=replace(kept, files={}))
    first.write_text("another")
    assert not holds(first)


def files(*there):
    return event_table.files(Files(*there))


def kept_facts(folder, as_of=datetime(2026, 6, 1)):
    return settled.Kept(str(folder), as_of.isoformat(), "UTC", "", {}, {"a": "a", "b": "b"}, 2, 2)


def test_facts_that_are_not_whole_are_none(tmp_path):
    cluster = Cluster("local", folder="/events", scratch=str(tmp_path))
    assert settled.latest(cluster) is None
    folder = settled._pointer(cluster).parent / "kept"
    for name in ("trial", "event", "supplier"):
        (folder / name).mkdir(parents=True)
        pq.write_table(pa.table({"n": [1, 2]}), folder / name / "part.parquet")
    kept = kept_facts(folder)
    settled._switch(cluster, kept)
    assert settled.latest(cluster) == kept
    assert settled.latest(replace(cluster, folder="/others")) is None
    # What others may write is not ours.
    for theirs in (folder, folder.parent):
        theirs.chmod(0o777)
        assert settled.latest(cluster) is None
        theirs.chmod(0o700)
    moved = folder.parent.with_name("moved")
    folder.parent.rename(moved)
    moved.with_name(folder.parent.name).symlink_to(moved)
    assert settled.latest(cluster) is None
    folder.parent.unlink()
    moved.rename(folder.parent)
    settled._switch(cluster, replace(kept, folder=str(tmp_path)))
    assert settled.latest(cluster) is None
    settled._switch(cluster, kept)
    assert settled.latest(cluster) == kept
    (folder / "event" / "part.parquet").unlink()
    assert settled.latest(cluster) is None
    settled._pointer(cluster).write_text('{"folder": ')
    assert settled.latest(cluster) is None
