"""People on the command line: whoever holds the file names the first admin, and sends people away while the dashboard runs."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from trialmetrics.access import Action
from trialmetrics.access.sessions import hash_of
from trialmetrics.access.store import open_access


@pytest.fixture
def access(tmp_path):
    """The access data beside the database of the commands."""
    return open_access(tmp_path / "trials.duckdb")


def test_the_first_admin_others_and_sending_one_away(run, access):
    assert run("people", "add", "anna@example.org", "--role", "admin") == (
        0,
        "",
        "anna@example.org is admin.\n",
    )
    assert run("people", "add", "bob", "--role", "viewer", "--as", "Cas")[0] == 0
    session = hash_of(access.sessions.begin("bob"))
    assert json.loads(run("people", "list", "--json")[1]) == {
        "people": [{"name": "anna@example.org", "role": "admin"}, {"name": "bob", "role": "viewer"}]
    }
    assert run("people", "list")[1] == "anna@example.org  admin\nbob  viewer\n"
    assert run("people", "remove", "bob") == (0, "", "bob may not sign in any more.\n")
    assert access.sessions.person(session) is None
    assert access.people.changes()[1].who == "Cas (not verified)"


def test_what_cannot_be_is_one_sentence_and_changes_nothing(run, access):
    run("people", "add", "anna", "--role", "admin")
    for arguments, sentence in (
        (("remove", "anna"), "Nobody would be left as admin"), (("remove", "eve"), "nobody called eve"),
        (("add", "team", "--role", "lead"), "cannot be the name"), (("restore", "nowhere.sqlite"), "no backup"),
    ):  # fmt: skip
        status, out, err = run("people", *arguments)
        assert (status, out, err.count("\n")) == (2, "", 1)
        assert sentence in err


def test_people_have_a_backup_of_their_own(run, access, tmp_path):
    run("people", "add", "anna", "--role", "admin")
    copy = tmp_path / "people.sqlite"
    assert run("people", "backup", copy)[0] == 0
    run("people", "add", "bob", "--role", "lead")
    assert run("people", "restore", copy)[0] == 0
    assert run("people", "list")[1] == "anna  admin\n"
    assert run("people", "backup", copy)[0] == 2


def test_whoever_was_removed_since_a_backup_is_named_when_it_is_restored(run, access, tmp_path):
    for name, role in (("anna", "admin"), ("bob", "lead")):
        run("people", "add", name, "--role", role)
    run("people", "backup", tmp_path / "people.sqlite")
    run("people", "remove", "bob")
    assert run("people", "restore", tmp_path / "people.sqlite")[::2] == (
        0, "Removed since that backup and still kept out: bob. Add anyone who should be let in again.\n"
    )  # fmt: skip


def test_a_token_of_somebody_is_printed_once_listed_and_withdrawn(run, access):
    run("people", "add", "anna", "--role", "admin")
    status, token, err = run("people", "token", "Anna", "nightly \x1b upload", "--write", "--days", "7")
    assert (status, err) == (0, "Keep it where only your program can read it; it is shown this once.\n")
    assert access.tokens.person(token.strip()).name == "anna"
    (listed,) = json.loads(run("people", "tokens", "--json")[1])["tokens"]
    assert (listed["number"], listed["name"], listed["label"], listed["writes"]) == (
        1,
        "anna",
        "nightly ␛ upload",
        True,
    )
    assert (
        timedelta(days=6) < datetime.fromisoformat(listed["until"]) - datetime.now(UTC) <= timedelta(days=7)
    )
    assert run("people", "tokens")[1] == f"1  anna  nightly ␛ upload  writes  {listed['until']}\n"
    assert run("people", "withdraw", "1") == (0, "", "Token 1 has ended.\n")
    assert access.tokens.person(token.strip()) is None
    assert [(each.who.endswith("(not verified)"), each.kind) for each in access.people.changes()[1:]] == [
        (False, "token"), (False, "withdrawn"),
    ]  # fmt: skip


def test_a_token_reads_alone_unless_it_is_said_otherwise(run, access):
    run("people", "add", "anna", "--role", "admin")
    token = run("people", "token", "anna", "figures", "--as", "Cas")[1].strip()
    assert access.tokens.person(token).allowed == {Action.LOOK, Action.SEE_NAMES}
    assert access.people.changes()[-1].who == "Cas (not verified)"
    for wrong in (
        ("token", "eve", "x"),
        ("token", "anna", " "),
        ("token", "anna", "x", "--days", "367"),
        ("withdraw", "9"),
    ):
        assert run("people", *wrong)[:2] == (2, "")
