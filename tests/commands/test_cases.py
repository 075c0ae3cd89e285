"""Every small case gives its right values with `load`, `trials` and `rank`; what is asked is answered by the option offered."""

import json
import shlex

import pytest

from tests.intake.worked_cases import CASES, check
from tests.sampled import sampled


@pytest.mark.parametrize("name", sampled(CASES, 3))
def test_a_case_gives_its_right_values(run, tmp_path, name):
    case = CASES[name]
    file = tmp_path / case.name
    file.write_bytes(case.content)
    options = list(case.options)
    status, out, told = run("load", file, "--json", *options)
    if case.answers:
        assert status == 2
        questions = json.loads(out)["uploads"][0]["questions"]
        for question, answer in zip(questions, case.answers.values(), strict=True):
            (reading,) = [each for each in question["readings"] if each["answer"] == answer]
            options += shlex.split(reading["option"])
        status, out, told = run("load", file, "--json", *options)
    assert status == (1 if case.problems else 0), told
    (upload,) = json.loads(out)["uploads"]
    assert (upload["questions"], upload["words"]) == ([], [])
    assert {theirs: upload["mapping"].get(theirs) for theirs in case.mapping} == case.mapping
    assert [(each["line"], each["column"]) for each in upload["problems"]] == [*case.problems]
    assert (upload["set_aside"], upload["taken"]) == (case.rows_aside, upload["rows"] - case.rows_aside)
    trials, ranked = (
        json.loads(run(command, "--json", "--as-of", case.as_of)[1]) for command in ("trials", "rank")
    )
    check(case, trials["trials"], ranked["suppliers"])


def test_a_moment_of_a_form_is_in_its_own_offset(run, tmp_path):
    case = CASES["a log of a form"]
    (tmp_path / case.name).write_bytes(case.content)
    run("load", tmp_path / case.name)
    # F2 was delivered on 5 June at 00:30, in Amsterdam.
    for moment, state in (("2024-06-05T00:29", "open"), ("2024-06-05T00:30", "fulfilled")):
        trials = json.loads(run("trials", "--json", "--as-of", moment)[1])["trials"]
        assert {trial["trial_id"]: trial["state"] for trial in trials}["F2"] == state
