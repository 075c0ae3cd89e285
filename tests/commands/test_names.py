"""Supplier names are merged, refused and parted."""

import json

from tests.commands.given import LOG


def test_supplier_names_are_merged_refused_and_parted(run, log):
    header, *lines = LOG.splitlines(keepends=True)
    events = [
        line.replace("A,T1", f"{name},T{n}")
        for n, name in enumerate(("Jansen BV", "Janssen bv"))
        for line in lines
    ]
    run("load", log(header + "".join(events)))

    def shown() -> list[tuple[str, int]]:
        document = json.loads(run("rank", "--json")[1])
        return [(supplier["supplier"], supplier["trials"]) for supplier in document["suppliers"]]

    apart = sorted(shown())
    assert apart == [("Jansen BV", 1), ("Janssen bv", 1)]
    document = json.loads(run("suppliers", "--json")[1])
    pair = {"one": "Jansen BV", "other": "Janssen bv"}
    assert document == {
        "proposals": [{**pair, "one_trials": 1, "other_trials": 1, "alike": 92.0}],
        "said": [],
    }
    assert run("merge", "jansen b.v.", "Janssen bv", "--as", "lead") == (
        0, "", "jansen b.v. and Janssen bv are one supplier.\n",
    )  # fmt: skip
    assert shown() == [("Jansen BV", 2)]
    document = json.loads(run("suppliers", "--json")[1])
    (said,) = document["said"]
    assert document["proposals"] == []
    assert list(said) == ["one", "other", "said", "holds", "said_at", "said_by"]
    assert {**pair, "said": "one", "holds": True, "said_by": "lead (not verified)"}.items() <= said.items()
    assert run("unlink", "Janssen bv", "Jansen BV")[0] == 0
    assert sorted(shown()) == apart
    assert run("keep-apart", "Janssen bv", "Jansen BV")[0] == 0
    assert [each["said"] for each in json.loads(run("suppliers", "--json")[1])["said"]] == [
        "two",
        "open",
        "one",
    ]
    assert "Janssen bv" in run("suppliers")[1]
    for arguments in (
        ["merge", "Jansen BV", "Nobody"],
        ["keep-apart", "Jansen BV", "Janssen bv"],
        ["merge", "Jansen BV"],
    ):
        status, out, err = run(*arguments)
        assert (status, out, err.count("\n")) == (2, "", 1)
