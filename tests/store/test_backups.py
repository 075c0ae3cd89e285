"""A backup a day while the database is in use, kept for some days; every copy is listed with the day on which it is deleted."""

import shutil
import threading
from datetime import date, datetime

import pytest

from trialmetrics.access import LOCAL, Person, Role
from trialmetrics.commands import main
from trialmetrics.errors import NotAllowed, UsageError
from trialmetrics.server.daily_backup import DailyBackup
from trialmetrics.store import Store, backup, backups, originals

LOG = "supplier,trial_id,event,occurred_at\nAdam,1,request,2026-03-02\n"


def daily(store: Store, day: date) -> None:
    with store.cursor() as cursor:
        backups.make_daily(cursor, store.path, day)
    backups.delete_expired(store.path, day)


def there(store: Store) -> list[str]:
    return sorted(path.name for path in backups.folder_of(store.path).glob("*.duckdb"))


def test_one_a_day_each_kept_for_fourteen_days(store, takes):
    takes(LOG)
    for day in (1, 1, 2, 14, 15):
        daily(store, date(2026, 3, day))
    assert there(store) == ["2026-03-02.duckdb", "2026-03-14.duckdb", "2026-03-15.duckdb"]
    assert {copy.expires for copy in backups.copies(store.path)} == {
        date(2026, 3, 16), date(2026, 3, 28), date(2026, 3, 29)
    }  # fmt: skip
    daily(store, date(2026, 4, 30))
    assert there(store) == ["2026-04-30.duckdb"]
    assert [path.name for path in backups.folder_of(store.path).glob("*.files")] == [
        "2026-04-30.duckdb.files"
    ]
    with Store.open(backups.folder_of(store.path) / there(store)[0]) as copy:
        assert copy.check() == []
        assert len(copy.uploads.all()) == 1


def test_a_setting_says_for_how_long(store, monkeypatch):
    monkeypatch.setenv(backups.SETTING, "3")
    daily(store, date(2026, 3, 2))
    daily(store, date(2026, 3, 5))
    assert there(store) == ["2026-03-05.duckdb"]


def test_without_daily_backups_those_that_are_there_stay(store, takes, monkeypatch):
    takes(LOG)
    daily(store, date(2026, 3, 2))
    made = store.backup_now(LOCAL)
    monkeypatch.setenv(backups.SETTING, "0")
    daily(store, date(2036, 3, 5))
    assert there(store) == sorted(["2026-03-02.duckdb", made.name])
    assert [copy.expires for copy in backups.copies(store.path)] == [None, None]


def test_a_backup_that_cannot_be_deleted_is_deleted_later(store, takes, monkeypatch, caplog):
    takes(LOG)
    daily(store, date(2026, 3, 2))
    files = originals.folder_of(backups.folder_of(store.path) / "2026-03-02.duckdb")
    assert [*files.iterdir()]
    with monkeypatch.context() as busy:
        busy.setattr(shutil, "rmtree", lambda *_all, **_looks: (_ for _ in ()).throw(OSError("in use")))
        daily(store, date(2026, 4, 2))
    assert "2026-03-02.duckdb is past its days and was not deleted: in use" in caplog.text
    # While the database is there, the files that are left with it are tried again.
    assert there(store) == ["2026-03-02.duckdb", "2026-04-02.duckdb"]
    daily(store, date(2026, 4, 3))
    assert there(store) == ["2026-04-02.duckdb", "2026-04-03.duckdb"]
    assert not files.exists()


def test_backups_of_what_was_all_undone_are_deleted_too(store, takes):
    takes(LOG)
    daily(store, date(2026, 3, 2))
    store.uploads.undo(1, LOCAL)
    assert store.is_empty()
    server = DailyBackup()
    server.serve(store)
    server.make()
    assert there(store) == []


def test_a_setting_that_is_no_number_is_refused(store, monkeypatch):
    monkeypatch.setenv(backups.SETTING, "a week")
    with pytest.raises(UsageError, match="a week"):
        daily(store, date(2026, 3, 2))


def test_nobody_waits_for_it(store, takes, monkeypatch):
    takes(LOG)
    halfway, go_on, write = threading.Event(), threading.Event(), backup.write

    def slowly(*arguments: object) -> None:
        halfway.set()
        assert go_on.wait(60)
        write(*arguments)

    monkeypatch.setattr(backup, "write", slowly)
    server = DailyBackup()
    server.serve(store)
    thread = threading.Thread(target=server.make)
    thread.start()
    assert halfway.wait(60)
    takes(LOG.replace("Adam", "Bert"))  # while it runs, others read and write
    assert len(store.uploads.all()) == 2
    go_on.set()
    thread.join()
    assert there(store) == [f"{datetime.now().date()}.duckdb"]


def test_what_fails_is_logged_and_tried_again(store, takes, monkeypatch, caplog):
    takes(LOG)
    server = DailyBackup()
    server.make()  # nothing is open yet
    server.serve(store)
    with monkeypatch.context() as full:
        full.setattr(
            backup, "_copy", lambda *_all: (_ for _ in ()).throw(OSError(28, "No space left on device"))
        )
        server.make()
    assert "No space left" in caplog.text
    assert there(store) == []
    server.make()
    assert len(there(store)) == 1


def test_the_list_names_every_copy(store, takes, tmp_path, capsys):
    takes(LOG)
    daily(store, datetime.now().date())
    store.backup(tmp_path / "mine.duckdb", LOCAL)
    lead = Person("Lea", Role.LEAD, verified=True)
    now = store.backup_now(lead)
    assert {copy.path for copy in store.backups(lead)} == {
        tmp_path / "mine.duckdb", now, backups.folder_of(store.path) / f"{datetime.now().date()}.duckdb"
    }  # fmt: skip
    assert store.backups(LOCAL)
    store.close()
    assert main(["--database", str(store.path), "backups"]) == 0
    out = capsys.readouterr().out
    assert all(words in out for words in ("mine.duckdb", "there until somebody deletes it", "deleted on"))
    assert originals.folder_of(now).is_dir()


def test_who_may_see_and_make_them(store):
    for call in (store.backup_now, store.backups):
        with pytest.raises(NotAllowed):
            call(Person("Tess", Role.TESTER, verified=True))
