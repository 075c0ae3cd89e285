"""People, their sessions, and what was changed about them."""

import os
import stat
from datetime import UTC, datetime, timedelta

import pytest

from tests.conftest import new_store
from tests.people import by
from trialmetrics.access import OPERATOR, Person, Role
from trialmetrics.access import file as module
from trialmetrics.access.people import Known
from trialmetrics.access.sessions import hash_of
from trialmetrics.access.store import FILE, AccessStore
from trialmetrics.errors import NotAllowed, UsageError
from trialmetrics.store import backup


@pytest.fixture
def access(tmp_path):
    opened = AccessStore(tmp_path / FILE)
    yield opened
    opened.close()


@pytest.fixture
def later(monkeypatch):
    """Move the clock: `later(hours=9)`."""
    moved = [timedelta()]

    class Clock(datetime):
        @classmethod
        def now(cls, tz=None):
            return datetime.now(tz) + moved[0]

    monkeypatch.setattr(module, "datetime", Clock)

    def move(**span):
        moved[0] += timedelta(**span)

    return move


def test_the_file_is_its_owners_alone(access, tmp_path):
    old = os.umask(0)
    try:
        access.people.add("Anna", Role.ADMIN, OPERATOR)
    finally:
        os.umask(old)
    for path in tmp_path.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_people_have_one_role_each_whatever_the_case_of_their_name(access):
    access.people.add("anna@example.org", Role.ADMIN, OPERATOR)
    access.people.add(" Bob  de Wit ", Role.VIEWER, OPERATOR)
    access.people.add("bob de wit", Role.LEAD, OPERATOR)
    assert access.people.all(OPERATOR) == [
        Known("anna@example.org", Role.ADMIN),
        Known("Bob de Wit", Role.LEAD),
    ]
    with pytest.raises(UsageError, match="has that role already"):
        access.people.add("BOB DE WIT", Role.LEAD, OPERATOR)


@pytest.mark.parametrize(
    "name",
    ["", " ", "team", "Operator", "trialmetrics", "Anna (not verified)", "a\u202eb", "x" * 201, "a\x00b"],
)
def test_what_cannot_be_a_name(access, name):
    with pytest.raises(UsageError, match="cannot be the name"):
        access.people.add(name, Role.ADMIN, OPERATOR)
    with pytest.raises(UsageError, match="cannot be the name"):
        access.sessions.begin(name, role=Role.ADMIN)


def test_the_last_admin_stays(access):
    access.people.add("anna", Role.ADMIN, OPERATOR)
    for change in (
        lambda: access.people.remove("anna", OPERATOR),
        lambda: access.people.add("anna", Role.LEAD, OPERATOR),
    ):
        with pytest.raises(UsageError, match="Nobody would be left as admin"):
            change()
    assert access.people.all(OPERATOR) == [Known("anna", Role.ADMIN)]
    access.people.add("bob", Role.ADMIN, OPERATOR)
    access.people.remove("anna", by("bob"))
    assert access.people.all(OPERATOR) == [Known("bob", Role.ADMIN)]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TESTER, Role.LEAD])
def test_people_are_for_admins(access, role, tmp_path):
    access.people.add("anna", Role.ADMIN, OPERATOR)
    person = by("anna", role)
    deeds = [
        lambda: access.people.add("bob", Role.VIEWER, person), lambda: access.people.remove("anna", person),
        lambda: access.backup(tmp_path / "copy", person), lambda: access.restore(tmp_path / "copy", person),
    ]  # fmt: skip
    for deed in deeds:
        with pytest.raises(NotAllowed):
            deed()
    assert access.people.all(OPERATOR) == [Known("anna", Role.ADMIN)]
    assert not (tmp_path / "copy").exists()


def test_a_session_is_kept_as_a_hash_and_has_the_role_of_the_moment(access, tmp_path):
    access.people.add("anna", Role.ADMIN, OPERATOR)
    access.people.add("bob", Role.VIEWER, OPERATOR)
    token = access.sessions.begin("BOB")
    session = hash_of(token)
    assert access.sessions.person(session) == Person("bob", Role.VIEWER, verified=True)
    assert access.sessions.person(token) is None
    assert not any(token.encode() in path.read_bytes() for path in tmp_path.iterdir())
    access.people.add("bob", Role.LEAD, OPERATOR)
    assert access.sessions.person(session) == Person("bob", Role.LEAD, verified=True)
    access.people.remove("bob", OPERATOR)
    assert access.sessions.person(session) is None
    access.people.add("bob", Role.LEAD, OPERATOR)
    assert access.sessions.person(session) is None  # what has ended does not come back


def test_a_session_ends_after_eight_idle_hours_and_after_seven_days(access, later):
    session = hash_of(access.sessions.begin("bob", role=Role.VIEWER))
    later(hours=7.9)
    access.sessions.touch(session)
    later(hours=7.9)
    assert access.sessions.person(session)
    later(hours=0.2)
    assert access.sessions.person(session) is None
    session = hash_of(access.sessions.begin("bob", role=Role.VIEWER))
    for _day in range(7 * 4 - 1):
        later(hours=6)
        access.sessions.touch(session)
        assert access.sessions.person(session)
    later(hours=6.1)
    assert access.sessions.person(session) is None


def test_a_role_by_groups_holds_unless_somebody_gave_another(access):
    session = hash_of(access.sessions.begin("gus", role=Role.LEAD))
    assert access.sessions.person(session).role == Role.LEAD
    access.people.add("gus", Role.VIEWER, OPERATOR)
    assert access.sessions.person(session).role == Role.VIEWER
    with pytest.raises(UsageError, match="eve has no role here"):
        access.sessions.begin("eve")


def test_a_name_that_was_handed_on_lets_nobody_in(access):
    access.people.add("info@example.org", Role.LEAD, OPERATOR)
    access.sessions.begin("info@example.org", subject="issuer 1")
    access.sessions.begin("info@example.org", subject="issuer 1")
    with pytest.raises(UsageError, match="for another account"):
        access.sessions.begin("info@example.org", subject="issuer 2")


def test_a_name_that_was_handed_on_lets_nobody_in_by_their_groups_either(access):
    access.sessions.begin("gus", subject="issuer 1", role=Role.VIEWER)
    access.sessions.begin("gus", role=Role.VIEWER)  # a proxy knows no subject
    with pytest.raises(UsageError, match="for another account"):
        access.sessions.begin("Gus", subject="issuer 2", role=Role.LEAD)
    # Nor once an admin gave the name a role of its own.
    access.people.add("GUS", Role.LEAD, OPERATOR)
    with pytest.raises(UsageError, match="for another account"):
        access.sessions.begin("gus", subject="issuer 2", role=Role.LEAD)
    assert access.sessions.begin("gus", subject="issuer 1")
    access.people.remove("gus", OPERATOR)
    access.people.add("gus", Role.VIEWER, OPERATOR)
    assert access.sessions.begin("gus", subject="issuer 2")


def test_ending_one_session_leaves_the_others(access):
    one, other = (hash_of(access.sessions.begin("bob", role=Role.LEAD)) for _ in range(2))
    access.sessions.end(one)
    assert access.sessions.person(one) is None
    assert access.sessions.person(other)


def test_changes_are_recorded_with_who_made_them(access):
    access.people.add("anna", Role.ADMIN, OPERATOR)
    access.people.add("bob", Role.VIEWER, by("anna"))
    access.people.add("bob", Role.LEAD, Person("cas", Role.ADMIN))
    access.people.remove("bob", by("anna"))
    made = [(each.who, each.kind, each.name, each.role) for each in access.people.changes()]
    assert made == [
        ("operator", "added", "anna", "admin"), ("anna", "added", "bob", "viewer"),
        ("cas (not verified)", "role", "bob", "lead"), ("anna", "removed", "bob", None),
    ]  # fmt: skip
    assert len({each.id for each in access.people.changes()}) == 4
    assert abs(access.people.changes()[0].moment - datetime.now(UTC)) < timedelta(minutes=5)


def test_another_process_sees_a_change_at_once(access, tmp_path):
    access.people.add("anna", Role.ADMIN, OPERATOR)
    access.people.add("bob", Role.LEAD, OPERATOR)
    session = hash_of(access.sessions.begin("bob"))
    other = AccessStore(tmp_path / FILE)
    other.people.remove("bob", OPERATOR)
    other.close()
    assert access.sessions.person(session) is None


def test_a_restored_backup_brings_back_people_and_no_session(access, tmp_path):
    access.people.add("anna", Role.ADMIN, OPERATOR)
    access.people.add("bob", Role.LEAD, OPERATOR)
    session = hash_of(access.sessions.begin("anna"))
    copy = tmp_path / "copy.sqlite"
    access.backup(copy, by("anna"))
    assert session.encode() not in copy.read_bytes()
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with pytest.raises(UsageError, match="exists already"):
        access.backup(copy, by("anna"))
    access.people.add("cas", Role.LEAD, OPERATOR)
    assert access.restore(copy, by("anna")) == []
    assert [each.name for each in access.people.all(OPERATOR)] == ["anna", "bob"]
    assert access.sessions.person(session) is None
    assert [each.kind for each in access.people.changes()] == ["added", "added", "added", "restored"]


def test_a_restored_backup_brings_back_nobody_who_was_removed(access, tmp_path):
    """Neither whom somebody gave a role, nor whom groups gave one; whoever was out before stays out, too."""
    for name in ("anna", "bob", "dora"):
        access.people.add(name, Role.ADMIN, OPERATOR)
    access.sessions.begin("gus", subject="issuer 7", role=Role.LEAD)
    access.people.remove("dora", OPERATOR)
    token = access.tokens.make("figures", by("bob"))
    copy = tmp_path / "copy.sqlite"
    access.backup(copy, by("anna"))
    for name in ("Bob", "gus"):
        access.people.remove(name, OPERATOR)
    access.people.add("dora", Role.ADMIN, OPERATOR)
    assert access.restore(copy, by("anna")) == ["bob", "gus"]
    assert access.people.all(OPERATOR) == [Known("anna", Role.ADMIN)]
    assert access.people.removed(OPERATOR) == ["bob", "dora", "gus"]
    assert access.tokens.person(token) is None
    with pytest.raises(UsageError, match="gus was removed here"):
        access.sessions.begin("gus", subject="issuer 7", role=Role.LEAD)


def test_whoever_was_removed_stays_out_whatever_their_groups_until_they_are_added(access):
    access.people.add("anna", Role.ADMIN, OPERATOR)
    access.people.add("bob", Role.LEAD, OPERATOR)
    access.sessions.begin("bob", subject="issuer 1")
    gus = hash_of(access.sessions.begin("gus", subject="issuer 2", role=Role.LEAD))
    assert access.people.all(OPERATOR)[2] == Known("gus", Role.LEAD, by_groups=True)
    for name in ("bob", "GUS"):
        access.people.remove(name, by("anna"))
    assert access.sessions.person(gus) is None
    assert access.people.removed(OPERATOR) == ["bob", "gus"]
    for name, subject in (("bob", None), ("Bob", "issuer 9"), ("bob2", "issuer 1"), ("gus", "issuer 2")):
        with pytest.raises(UsageError, match="was removed here"):
            access.sessions.begin(name, subject=subject, role=Role.ADMIN)
        assert not access.people.may_enter("bob", Role.ADMIN)
    with pytest.raises(UsageError, match="nobody called gus"):
        access.people.remove("gus", by("anna"))
    access.people.add("gus", Role.VIEWER, by("anna"))
    assert (
        access.sessions.person(hash_of(access.sessions.begin("gus", subject="issuer 3"))).role == Role.VIEWER
    )
    assert access.people.removed(OPERATOR) == ["bob"]
    assert access.people.may_enter("gus", None)


def test_restored_trials_bring_back_no_person_session_or_token(access, tmp_path):
    path, copy = tmp_path / "trials.duckdb", tmp_path / "copy.duckdb"
    for name in ("anna", "bob"):
        access.people.add(name, Role.ADMIN, OPERATOR)
    session, token = hash_of(access.sessions.begin("bob")), access.tokens.make("figures", by("bob"))
    with new_store(path) as store:
        store.backup(copy, by("bob"))
    assert access.sessions.person(session)
    access.people.remove("bob", by("anna"))
    backup.restore(copy, path, OPERATOR)
    again = AccessStore(tmp_path / FILE)
    assert [again.sessions.person(session), again.tokens.person(token)] == [None, None]
    assert again.people.all(OPERATOR) == [Known("anna", Role.ADMIN)]
    with pytest.raises(UsageError, match="bob was removed here"):
        again.sessions.begin("bob", role=Role.ADMIN)
    again.close()
