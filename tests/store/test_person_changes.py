"""Changes of people stand in the record of the trials, each once."""

import json

import duckdb
import pytest

from tests.conftest import new_store
from tests.people import by
from tests.saving import put_in_force
from tests.signing_in import people_of
from trialmetrics.access import OPERATOR, Role
from trialmetrics.analysis import hidden_names
from trialmetrics.server import recorded_people
from trialmetrics.server.recorded_people import RecordedPeople
from trialmetrics.store import Store, backup, history
from trialmetrics.text import record_text

THREE = [
    ("person_removed", "bob", "anna"), ("person_added", "bob: lead", "anna"), ("person_added", "anna: admin", "operator"),
]  # fmt: skip


@pytest.fixture
def path(tmp_path):
    """The place of a database; three changes of people were made while nobody had it open."""
    with people_of(tmp_path) as access:
        access.people.add("anna", Role.ADMIN, OPERATOR)
        access.people.add("bob", Role.LEAD, by("anna"))
        access.people.remove("bob", by("anna"))
    path = tmp_path / "trials.duckdb"
    new_store(path).close()
    return path


def listed(store: Store) -> list[tuple[str, str, str]]:
    record = store.record().fillna({"subject": ""})
    return [*zip(record["kind"], record["subject"], record["who"], strict=True)]


def test_each_is_copied_once_also_after_a_restart(path):
    for _start in range(2):
        with Store.open(path) as store:
            server = RecordedPeople()
            server.serve(store)
            server.copy()
            assert recorded_people.copy(store) == 0
            assert listed(store) == THREE
            assert store.check() == []


def test_what_fails_midway_is_copied_whole_the_next_time(path, monkeypatch):
    with Store.open(path) as store:
        server, record, begun = RecordedPeople(), history.record, []

        def failing(*change):
            begun.append(change)
            if len(begun) == 2:
                raise OSError("no room")
            return record(*change)

        monkeypatch.setattr(history, "record", failing)
        server.serve(store)
        assert len(begun) == 2
        assert listed(store) == []
        server.copy()
        assert listed(store) == THREE


def test_nothing_is_copied_again_into_a_restored_database_nor_from_restored_people(path, tmp_path):
    copy, people = tmp_path / "copy.duckdb", tmp_path / "people.sqlite"
    with Store.open(path) as store, people_of(tmp_path) as access:
        recorded_people.copy(store)
        store.backup(copy, by())
        access.backup(people, by("anna"))
        access.people.add("cas", Role.LEAD, by("anna"))
        recorded_people.copy(store)
    backup.restore(copy, path, by())
    with Store.open(path) as store, people_of(tmp_path) as access:
        # What the backup lacks comes once more, into a record that has never had it.
        assert recorded_people.copy(store) == 1
        assert access.restore(people, by("anna")) == []
        assert recorded_people.copy(store) == 1
        new = [("people_restored", "", "anna"), ("person_added", "cas: lead", "anna")]
        assert listed(store) == [*new, *THREE]
        assert recorded_people.copy(store) == 0


def test_the_moment_is_that_of_the_change_and_the_past_goes_by_that_of_the_record(path):
    with people_of(path.parent) as access, Store.open(path) as store:
        put_in_force(store, store.policies.in_force().with_threshold(50), reason="agreed")
        recorded_people.copy(store)
        record, made = store.record(), access.people.changes()[-1].moment
        assert record["moment"][0] == made.astimezone(store.policies.zone())
        assert record["moment"][0] < record["moment"][3]  # made before, copied after
        with store.cursor() as cursor:
            numbers = cursor.execute("select number from history order by done_at, number").fetchall()
        assert numbers == [(1,), (2,), (3,), (4,)]


def test_who_may_not_see_names_does_not_see_them_here(path):
    with Store.open(path) as store:
        recorded_people.copy(store)
        hidden = hidden_names.of_record(store.record())
    assert hidden["subject"].tolist() == ["", "", ""]
    assert hidden["who"].tolist() == ["anna", "anna", "operator"]


def test_in_words(path):
    with Store.open(path) as store:
        recorded_people.copy(store)
        rows = store.record().to_dict("records")
    assert [(record_text.kind_words(row["kind"]), record_text.subject(row)) for row in rows] == [
        ("person removed", "bob"), ("person added", "bob (lead)"), ("person added", "anna (admin)"),
    ]  # fmt: skip


def test_a_database_without_people_makes_none(tmp_path):
    with new_store(tmp_path / "trials.duckdb") as store:
        RecordedPeople().serve(store)
        assert recorded_people.copy(store) == 0
    assert not (tmp_path / "access.sqlite").exists()


def test_a_record_that_lost_one_is_found_out(path):
    with Store.open(path) as store:
        recorded_people.copy(store)
    with duckdb.connect(str(path)) as connection:
        connection.execute("delete from person_change where person = 'anna'")
    with Store.open(path) as store:
        assert any("Which person was changed, number 1" in finding for finding in store.check())


def test_the_command_line_lists_them(path, capsys):
    from trialmetrics.__main__ import main

    assert main(["--database", str(path), "record", "--json"]) == 0
    record = json.loads(capsys.readouterr().out)["record"]
    assert [(row["kind"], row["subject"], row["who"]) for row in record] == THREE
