"""Commands under a policy that cannot be used, and commands that look back."""

import json

import pytest

from tests.commands.given import LOG
from tests.saving import backdate, overwrite, put_in_force
from trialmetrics.policy import SHIPPED, load_policy
from trialmetrics.store import Store


@pytest.fixture
def saved(run, log, tmp_path):
    """A database with a log and two policies, of which only the first may be usable."""

    def make(content: str | None = None):
        run("load", log())
        with Store.open(tmp_path / "trials.duckdb") as store:
            put_in_force(store, load_policy().with_threshold(70))
            put_in_force(store, load_policy().with_threshold(80))
            backdate(store, 2, "2026-02-10 11:00:00")
            if content:
                overwrite(store, content, version=3)

    return make


def test_what_needs_the_rules_is_refused_in_one_line_and_the_rest_goes_on(run, log, saved, tmp_path):
    saved("{")
    for command in ("rank", "trials", "plan"):
        status, out, err = run(command)
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert err.startswith("The policy of version 3, saved by Ann on ")
    told = err.strip()
    status, _out, err = run("load", log(LOG.replace("T1", "T9"), "more.csv"))
    assert status == 0
    assert err.splitlines()[:2] == [
        told,
        "Until then times are those of Europe/Amsterdam, as in the shipped policy.",
    ]
    status, out, err = run("uploads", "--json")
    assert (status, len(json.loads(out)["uploads"]), err.splitlines()[0]) == (0, 2, told)
    assert run("undo", 2)[0] == run("redo", 2)[0] == run("suppliers")[0] == 0
    assert run("backup", tmp_path / "copy.duckdb")[0] == 0
    assert run("restore", tmp_path / "copy.duckdb", database=tmp_path / "other.duckdb")[0] == 0
    assert run("check") == (2, "", f"{told}\n")
    # What the line proposes works.
    assert run("--policy", SHIPPED, "rank", "--json")[0] == 0
    assert run("--policy", SHIPPED, "load", log(LOG.replace("T1", "T8"), "third.csv"))[2].count("policy") == 0


@pytest.mark.parametrize("command", ["trials", "plan"])
def test_a_look_back_says_under_which_policy_it_is_made(run, saved, command):
    saved()
    status, out, err = run(command, "--as-of", "2026-03-01", "--json")
    assert status == 0
    assert json.loads(out).get("policy", 2) == 2
    assert err.splitlines()[0] == "As of 01-03-2026: policy version 2, in force then; today's is version 3."


def test_before_any_was_saved_the_shipped_one_was_in_force(run, saved):
    saved()
    _status, out, err = run("rank", "--as-of", "2026-02-10T11:59:59", "--json")
    assert (json.loads(out)["policy"], json.loads(out)["threshold"]) == (1, 60)
    assert err.startswith("As of 10-02-2026 11:59: policy version 1, in force then; today's is version 3.")
    _status, out, _err = run("rank", "--as-of", "2026-02-10T11:00:00+00:00", "--json")
    assert (json.loads(out)["policy"], json.loads(out)["as_of"]) == (2, "2026-02-10T12:00:00")


def test_a_policy_file_and_a_day_ahead_say_nothing_of_it(run, saved):
    saved()
    _status, out, err = run("--policy", SHIPPED, "rank", "--as-of", "2026-03-01", "--json")
    assert (json.loads(out)["policy"], "in force then" in err) == (1, False)
    _status, out, err = run("rank", "--as-of", "2999-01-01", "--json")
    assert (json.loads(out)["policy"], "in force then" in err) == (3, False)


def test_a_look_back_under_a_policy_that_served_needs_no_policy_of_today(run, saved):
    saved("{")
    status, out, _err = run("rank", "--as-of", "2026-03-01", "--json")
    assert (status, json.loads(out)["threshold"]) == (0, 70)


def test_a_policy_file_with_slips_is_one_line_with_their_places(run, log, tmp_path):
    run("load", log())
    text = SHIPPED.read_text(encoding="utf-8")
    for written, slip in (("opens = 09:00:00", "opens = 0"), ("reply_hours = 40", "reply_hour = 40")):
        assert written in text
        text = text.replace(written, slip)
    mine = tmp_path / "mine.toml"
    mine.write_text(text, encoding="utf-8")
    assert run("--policy", mine, "rank") == (
        2,
        "",
        f"The policy {mine} cannot be used: clock.opens: 0 is no time of day; write one like 09:00:00; "
        "windows.reply_hours: missing; every field of the shipped policy is needed; "
        "windows.reply_hour: a policy has no such field; reply_hours may be meant.\n",
    )
