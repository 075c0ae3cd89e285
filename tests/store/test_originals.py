"""Uploaded files as they came: kept, handed out, deleted, backed up; and whatever fails there hinders nothing else."""

import gzip
import hashlib
import io
import shutil
import zipfile
from pathlib import Path

import pytest

from tests.people import by
from trialmetrics.errors import StoreError
from trialmetrics.store import Store, originals
from trialmetrics.store.backup import restore
from trialmetrics.store.free_text import phrase

# Windows-1252 and odd line ends: not one byte may change.
CONTENT = b"supplier,trial_id,event,occurred_at,note\r\nB\xfcro,T1,request,2026-03-02,x\r\n"
SHA256 = hashlib.sha256(CONTENT).hexdigest()


def folder(store: Store) -> Path:
    return originals.folder_of(store.path)


def test_a_file_comes_back_byte_by_byte(store, takes):
    assert takes(CONTENT).sha256 == SHA256
    assert store.uploads.originals.read(SHA256, by()) == CONTENT
    (kept,) = folder(store).iterdir()
    assert (kept.name, gzip.decompress(kept.read_bytes())) == (f"{SHA256}.gz", CONTENT)
    takes(CONTENT)  # the same once more takes no more room
    assert [*folder(store).iterdir()] == [kept]


def test_a_deleted_file_is_gone_and_what_was_read_from_it_is_not(store, takes):
    takes(CONTENT)
    store.uploads.originals.delete(SHA256, by())
    assert not store.uploads.originals.has(SHA256)
    with pytest.raises(StoreError, match="not kept any more"):
        store.uploads.originals.read(SHA256, by())
    store.uploads.originals.delete(SHA256, by())
    assert len(store.uploads.all()) == 1
    assert not store.is_empty()
    assert store.check() == []
    takes(CONTENT)
    assert store.uploads.originals.read(SHA256, by()) == CONTENT


@pytest.mark.parametrize("off", ["no", "OFF", "0", "false"])
def test_where_it_is_switched_off_nothing_is_kept(store, takes, monkeypatch, off):
    monkeypatch.setenv(originals.SETTING, off)
    takes(CONTENT)
    assert not folder(store).exists()
    assert len(store.uploads.all()) == 1


def test_a_full_disk_or_a_folder_in_the_way_hinders_no_upload(store, takes, monkeypatch):
    folder(store).write_bytes(b"in the way")
    assert takes(CONTENT).taken == 1
    folder(store).unlink()
    with monkeypatch.context() as full:

        def no_room(*_all: object, **_named: object) -> None:
            raise OSError(28, "No space left on device")

        full.setattr(originals.gzip, "open", no_room)
        assert takes(CONTENT.replace(b"T1", b"T2")).taken == 1
    assert [*folder(store).iterdir()] == []
    assert store.check() == []


def test_the_last_room_on_a_disk_is_left_to_the_database(store, takes, monkeypatch):
    usage = shutil.disk_usage(store.path.parent)
    monkeypatch.setattr(originals, "MIN_FREE", usage.total)
    assert takes(CONTENT).taken == 1
    assert not folder(store).exists()


def test_a_file_that_changed_after_it_was_read_is_not_kept(store, reads):
    reading = reads(CONTENT)
    reading.original.write_bytes(b"something else")
    store.uploads.add([reading.require_batch()], by("x"))
    assert [*folder(store).iterdir()] == []


def test_a_damaged_copy_is_never_handed_out(store, takes):
    takes(CONTENT)
    (kept,) = folder(store).iterdir()
    kept.write_bytes(gzip.compress(CONTENT.replace(b"x", b"y")))
    with pytest.raises(StoreError, match="damaged"):
        store.uploads.originals.read(SHA256, by())
    for broken in (b"no gzip", gzip.compress(CONTENT)[:-10]):
        kept.write_bytes(broken)
        with pytest.raises(StoreError, match="not kept any more"):
            store.uploads.originals.read(SHA256, by())


@pytest.mark.parametrize("linked", [True, False])
def test_a_backup_and_what_is_restored_from_it_have_the_files(store, takes, tmp_path, monkeypatch, linked):
    if not linked:

        def refused(*_all: object) -> None:
            raise OSError(1, "Operation not permitted")

        monkeypatch.setattr(originals.os, "link", refused)
    takes(CONTENT)
    target = tmp_path / "elsewhere" / "copy.duckdb"
    target.parent.mkdir()
    originals.copy_all(store.path, target)
    store.uploads.originals.delete(SHA256, by())  # from the database, not from its backup
    (kept,) = originals.folder_of(target).iterdir()
    assert gzip.decompress(kept.read_bytes()) == CONTENT


def test_backup_and_restore_take_the_files_along(store, takes, tmp_path):
    takes(CONTENT)
    store.backup(tmp_path / "copy.duckdb", by())
    fresh = tmp_path / "fresh" / "trials.duckdb"
    fresh.parent.mkdir()
    restore(tmp_path / "copy.duckdb", fresh, by())
    with Store.open(fresh) as restored:
        assert restored.uploads.originals.read(SHA256, by()) == CONTENT
        assert restored.check() == []


def test_a_backup_is_whole_without_a_file_that_cannot_be_copied(store, takes, tmp_path, monkeypatch):
    takes(CONTENT)

    def refused(*_all: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(originals, "_copy", refused)
    store.backup(tmp_path / "copy.duckdb", by())
    with Store.open(tmp_path / "copy.duckdb") as copy:
        assert (len(copy.uploads.all()), copy.check()) == (1, [])
        assert not copy.uploads.originals.has(SHA256)


def shared_strings(*items: str) -> bytes:
    """A workbook whose texts are those of `<si>` elements with this content."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as workbook:
        workbook.writestr(
            "xl/sharedStrings.xml", "<sst>" + "".join(f"<si>{each}</si>" for each in items) + "</sst>"
        )
        workbook.writestr(
            "xl/workbook.xml", '<sheets><sheet name="by Wilhelmina &amp; Co" sheetId="1"/></sheets>'
        )
        workbook.writestr("docProps/core.xml", "<creator>Ottoline</creator><modifiedBy>Anna</modifiedBy>")
    return made.getvalue()


@pytest.mark.parametrize("words", ["zebedee quux", "Anna", "Bert", "Ottoline", "by Wilhelmina & Co", "Cees"])
def test_words_are_found_in_the_cells_of_a_workbook(store, words):
    """Beside other cells, whose words they are not part of; partly in bold; and in names of sheets."""
    partly = "<r><rPr><b/></rPr><t>Zebe</t></r><r><t>dee Quux</t></r>"
    content = shared_strings("<t>Anna</t>", partly, "<t>Bert</t>", "<t>Dirk</t><phoneticPr/><t>Cees</t>")
    sha256 = hashlib.sha256(content).hexdigest()
    folder(store).mkdir()
    (folder(store) / f"{sha256}.gz").write_bytes(gzip.compress(content))
    kept = store.uploads.originals
    assert kept.with_words(phrase(words)) == [sha256]
    assert [kept.with_words(phrase(each)) for each in ("AnnaZebedee", "sheet", "sheetId", "bee")] == [[]] * 4
