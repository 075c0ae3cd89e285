"""People on the command line: whoever holds the file names the first admin, and sends people away while the dashboard runs."""

import json

import pytest

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
