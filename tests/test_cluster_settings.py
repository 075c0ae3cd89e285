"""How a cluster is named, and what is said of names that cannot be meant."""

import pytest

from trialmetrics.access import OPERATOR, Action, require
from trialmetrics.cluster.settings import ENGINE, EVENTS, SCRATCH, Cluster, configured
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
