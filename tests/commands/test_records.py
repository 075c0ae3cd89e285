"""`decisions` and `record`: who decided and changed what, when and why."""

import json

from tests.commands.given import LOG
from tests.saving import behind_its_back
from trialmetrics.access import LOCAL
from trialmetrics.analysis.ranking import rank
from trialmetrics.export import documents
from trialmetrics.store import Store


def test_decisions_and_the_record(run, log, tmp_path):
    assert run("load", log(LOG), "--as", "Ann")[0] == 0
    assert json.loads(run("decisions", "--json")[1]) == {"decisions": []}
    with Store.open(tmp_path / "trials.duckdb") as store:
        ranking = rank(store)
        basis = documents.decision_basis(ranking, "a", "Paper")
        number = store.decisions.decide(
            "A", "Paper", "invite", LOCAL, basis=basis, seen=store.newest_change(), reason="we know them"
        )
        store.decisions.object(number, "we never applied", LOCAL)
    (decision,) = json.loads(run("decisions", "--json")[1])["decisions"]
    assert decision.pop("basis") == json.loads(json.dumps(basis))
    (objection,) = decision.pop("objections")
    assert (objection["note"], objection["noted_by"]) == ("we never applied", "team")
    assert decision.pop("decided_at").startswith("20")
    assert decision == {
        "number": 2, "supplier": "A", "supplier_then": "A", "category": "Paper", "decision": "invite",
        "reason": "we know them", "valid_until": None, "verdict": "retry", "policy_version": 1, "decided_by": "team",
        "active": True,
    }  # fmt: skip
    assert "we know them" in run("decisions")[1]
    rows = json.loads(run("record", "--json")[1])["record"]
    assert [(row["kind"], row["subject"], row["reason"], row["who"]) for row in rows] == [
        ("objected", "A", "we never applied", "team"),
        ("decided", "A", "we know them", "team"),
        ("taken", "1: log.csv", None, "Ann (not verified)"),
    ]
    assert "log.csv" in run("record")[1]


def test_rank_and_trials_as_known_at_a_moment(run, log, tmp_path):
    assert run("load", log(LOG))[0] == 0
    assert run("load", log(LOG.replace("A,", "B,"), name="b.csv"))[0] == 0
    with Store.open(tmp_path / "trials.duckdb") as store:
        behind_its_back(
            store, "update history set done_at = timestamp '2026-03-05 12:00' + number * interval 1 day"
        )
        store.close()

    def suppliers(*arguments):
        status, out, err = run(*arguments, "--json")
        assert status == 0
        document = json.loads(out)
        return (
            document["as_of"],
            {row["supplier"] for row in document.get("suppliers") or document["trials"]},
            err,
        )

    for command in ("rank", "trials"):
        as_of, names, message = suppliers(command, "--known-at", "2026-03-07T10:00")
        assert (as_of, names) == ("2026-03-07T10:00:00", {"A"})
        assert message.startswith("As the database was on 07-03-2026 10:00: policy version 1")
        # What is known today of an earlier moment has both.
        assert suppliers(command, "--as-of", "2026-03-07T10:00")[:2] == ("2026-03-07T10:00:00", {"A", "B"})
        # What was known then, of an earlier moment still.
        both = ("--known-at", "2026-03-07T10:00", "--as-of", "2026-03-03")
        assert suppliers(command, *both)[:2] == ("2026-03-03T00:00:00", {"A"})
    status, out, err = run("rank", "--known-at", "2999-01-01")
    assert (status, out) == (2, "")
    assert "lies ahead" in err
