"""What a command is asked for and no trial has is said, and changes nothing else."""

import json

import pytest

LOG = (
    "supplier,trial_id,event,occurred_at,category,round\n"
    "A,1,request,2026-03-02 09:00,Paper,Spring\nA,1,delivery,2026-03-03,,\n"
    "B,2,request,2026-03-02 09:00,Tape,Spring\nB,2,delivery,2026-03-03,,\n"
)


@pytest.mark.parametrize("command", ["rank", "plan"])
def test_a_value_that_no_trial_has_is_said(run, log, command):
    run("load", log(LOG))
    status, out, err = run(command, "--category", "Papier", "--round", "Spring", "--json")
    assert status == 0
    assert "No trial has the category 'Papier'. There are: Paper, Tape." in err
    assert "round" not in err
    document = json.loads(out)
    assert document.get("suppliers", document.get("lines")) == []


def test_a_category_however_spelled(run, log):
    run("load", log(LOG))
    status, out, err = run("rank", "--category", "PAPER", "--json")
    assert status == 0
    assert "No trial has" not in err
    assert [each["supplier"] for each in json.loads(out)["suppliers"]] == ["A"]
