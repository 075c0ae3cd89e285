"""Tokens: shown once, of one person, for as long as that person is here."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.people import by
from trialmetrics.access import LOCAL, OPERATOR, Action, Role, file
from trialmetrics.access.roles import MATRIX
from trialmetrics.access.store import FILE, AccessStore
from trialmetrics.errors import NotAllowed, UsageError


@pytest.fixture
def access(tmp_path):
    opened = AccessStore(tmp_path / FILE)
    for name, role in (("anna", Role.ADMIN), ("bob", Role.LEAD), ("cas", Role.TESTER)):
        opened.people.add(name, role, OPERATOR)
    yield opened
    opened.close()


def test_a_token_is_its_persons_and_kept_as_a_hash(access, tmp_path):
    token = access.tokens.make("nightly \u202e upload", by("bob"), writes=True)
    assert access.tokens.person(token) == by("bob", Role.LEAD)
    assert not any(token.encode() in path.read_bytes() for path in tmp_path.iterdir())
    (listed,) = access.tokens.all(by("bob", Role.LEAD))
    assert (listed.name, listed.label, listed.writes) == ("bob", "nightly � upload", True)
    assert abs(listed.until - datetime.now(UTC) - timedelta(days=90)) < timedelta(minutes=5)
    assert access.tokens.person(token[:-1]) is None
    access.people.add("bob", Role.VIEWER, OPERATOR)
    assert access.tokens.person(token).allowed == MATRIX[Role.VIEWER] - {Action.SEE_NAMES}


def test_a_token_that_only_reads_leaves_looking(access):
    token = access.tokens.make("figures", by("bob"))
    assert access.tokens.person(token).allowed == {Action.LOOK, Action.SEE_NAMES}


def test_a_token_ends_by_itself_with_its_person_and_when_it_is_withdrawn(access, monkeypatch):
    token, other, third = (access.tokens.make("x", by(name), days=2) for name in ("bob", "cas", "anna"))
    access.people.remove("bob", OPERATOR)
    access.people.add("bob", Role.LEAD, OPERATOR)
    assert access.tokens.person(token) is None
    number = access.tokens.all(by("cas", Role.TESTER))[0].number
    access.tokens.withdraw(number, by("cas", Role.TESTER))
    assert access.tokens.person(other) is None
    with pytest.raises(UsageError, match="no such token"):
        access.tokens.withdraw(number, by("cas", Role.TESTER))
    monkeypatch.setattr(file, "now", lambda: datetime.now(UTC) + timedelta(days=1.9))
    assert access.tokens.person(third)
    monkeypatch.setattr(file, "now", lambda: datetime.now(UTC) + timedelta(days=2.1))
    assert access.tokens.person(third) is None


def test_the_number_of_a_token_that_was_withdrawn_is_never_that_of_another(access):
    bob = by("bob", Role.LEAD)
    access.tokens.make("one", bob)
    (first,) = access.tokens.all(bob)
    access.tokens.withdraw(first.number, bob)
    access.tokens.make("two", bob)
    (second,) = access.tokens.all(bob)
    assert second.number > first.number


def test_tokens_of_others_are_for_admins(access):
    access.tokens.make("x", by("bob"))
    (token,) = access.tokens.all(by("anna", Role.ADMIN))
    assert access.tokens.all(by("cas", Role.TESTER)) == []
    with pytest.raises(NotAllowed):
        access.tokens.withdraw(token.number, by("cas", Role.LEAD))
    access.tokens.withdraw(token.number, by("anna", Role.ADMIN))
    assert [(each.who, each.kind, each.name) for each in access.people.changes()[3:]] == [
        ("bob", "token", "bob"), ("anna", "withdrawn", "bob"),
    ]  # fmt: skip


def test_an_admin_makes_tokens_for_others_who_are_here(access):
    token = access.tokens.make("x", OPERATOR, name=" BOB ")
    assert access.tokens.person(token).name == "bob"
    assert [(each.who, each.kind, each.name) for each in access.people.changes()[3:]] == [
        ("operator", "token", "bob")
    ]
    for name, person in (("eve", OPERATOR), ("cas", by("cas", Role.LEAD)), ("bob", LOCAL)):
        with pytest.raises(NotAllowed):
            access.tokens.make("x", person, name=name)


@pytest.mark.parametrize("person", [LOCAL, OPERATOR, by("eve")])
def test_whoever_is_not_known_here_has_none(access, person):
    with pytest.raises(NotAllowed, match="Only somebody"):
        access.tokens.make("x", person)


@pytest.mark.parametrize(("label", "days"), [("", 1), (" ", 1), ("x", 0), ("x", 367)])
def test_what_a_token_needs(access, label, days):
    with pytest.raises(UsageError):
        access.tokens.make(label, by("bob"), days=days)


def test_a_backup_has_none_and_a_restore_ends_all(access, tmp_path):
    token = access.tokens.make("x", by("bob"))
    access.backup(tmp_path / "copy", by("anna"))
    access.restore(tmp_path / "copy", by("anna"))
    assert access.tokens.person(token) is None
    other = AccessStore(tmp_path / "copy")
    assert other.tokens.all(by("anna")) == []
    other.close()
