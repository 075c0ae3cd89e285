"""`decisions` and `record`: who decided and changed what, when and why."""

import json

from tests.commands.given import LOG
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
        ("taken", "1: log.csv", None, "Ann"),
    ]
    assert "log.csv" in run("record")[1]
