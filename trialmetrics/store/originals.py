"""Uploaded files as they came, compressed under the hash of their content in a folder beside the database.

People may want one back; no figure depends on any. So a full disk or a missing file is logged, and hinders nothing else. The
environment variable TRIALMETRICS_KEEP_FILES=no keeps no further ones.
"""

import errno
import gzip
import hashlib
import html
import io
import logging
import os
import re
import secrets
import shutil
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path

from trialmetrics.access import Action, Person, require
from trialmetrics.errors import StoreError
from trialmetrics.store.reader import Reader
from trialmetrics.text.language import _

SETTING = "TRIALMETRICS_KEEP_FILES"
_OFF = ("no", "off", "false", "0")
_SHA256 = re.compile("[0-9a-f]{64}")
# Of the XML in a workbook: a tag, which may stand within a word that is partly bold; the end of a cell; and attributes with words.
_TAG, _END = re.compile("<[^>]*>"), re.compile(r"</(?:\w+:)?(?:si|is|v|f|c|text|p)>")
_ATTRIBUTE = re.compile(r'\s(?:name|display|tooltip|title|descr|prompt|Target)="([^"]*)"')
_LEVEL = 3  # of 9: spreadsheets hardly shrink further, and people wait
_CHUNK = 1 << 20
MIN_FREE = 256 << 20  # bytes that stay free for the database
_log = logging.getLogger("trialmetrics")


def folder_of(database: Path) -> Path:
    """The folder with the uploaded files of a database or of a backup; made with the first one."""
    return Path(f"{database.absolute()}.files")


def is_on() -> bool:
    """Whether uploaded files are kept."""
    return os.environ.get(SETTING, "").strip().casefold() not in _OFF


def copy_all(source: Path, target: Path) -> None:
    """Bring the uploaded files of one database beside another, which keeps those that it has; what fails is logged."""
    for path in [*folder_of(source).glob("*.gz")]:
        try:
            _copy(path, folder_of(target) / path.name)
        except OSError as error:
            _log.warning("The uploaded file %s was not copied to %s: %s", path, target, error)


class Originals:
    """The uploaded files of one database."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._folder = folder_of(reader.path)

    def keep(self, sha256: str, path: Path) -> None:
        """Keep the file at `path`, unless it has changed since it was read, or is kept already. Never raises."""
        if not is_on() or self.has(sha256):
            return
        target = self._path(sha256)
        partial = target.with_suffix(
            f".{secrets.token_hex(4)}.part"
        )  # of its own, as two may keep the same file at once
        try:
            _require_room(self._folder.parent, path.stat().st_size)
            self._folder.mkdir(mode=0o700, exist_ok=True)
            digest = hashlib.sha256()
            with path.open("rb") as source, gzip.open(partial, "wb", compresslevel=_LEVEL) as copy:
                while chunk := source.read(_CHUNK):
                    digest.update(chunk)
                    copy.write(chunk)
            if digest.hexdigest() == sha256:
                partial.replace(target)
        except Exception as error:  # whatever it is, the upload itself is stored
            _log.warning("The uploaded file %s is not kept: %s", path.name, error)
        finally:
            with suppress(OSError):
                partial.unlink(missing_ok=True)

    def has(self, sha256: str) -> bool:
        """Whether a file with this content is kept."""
        return _SHA256.fullmatch(sha256) is not None and self._path(sha256).is_file()

    def read(self, sha256: str, person: Person) -> bytes:
        """A kept file as it came, names and notes in it. Raises StoreError where it is missing or damaged."""
        require(person, Action.ORIGINALS)
        require(person, Action.SEE_NAMES)
        try:
            content = gzip.decompress(self._path(sha256).read_bytes())
        except (OSError, EOFError, zlib.error) as error:
            raise StoreError(_("This file is not kept any more; only what was read from it is.")) from error
        if hashlib.sha256(content).hexdigest() != sha256:
            raise StoreError(_("The kept copy of this file is damaged; only what was read from it is left."))
        return content

    def with_words(self, found: re.Pattern[str]) -> list[str]:
        """The hashes of the kept files that have such words in them, also in a column that is never read; unreadable ones too."""
        return [path.stem for path in [*self._folder.glob("*.gz")] if _has_words(path, found)]

    def delete(self, sha256: str, person: Person) -> None:
        """Delete a kept file; what was read from it stays. Raises StoreError where that is impossible,
        NotAllowed where somebody else uploaded it too and this person may not change what others did."""
        with self._reader.cursor() as cursor:
            rows = cursor.execute(
                "select distinct uploaded_by from upload_state where sha256 = ?", [sha256]
            ).fetchall()
        own = all(name == person.recorded for (name,) in rows)
        require(person, Action.UNDO_OWN if own else Action.UNDO_OTHERS)
        self.remove(sha256)

    def remove(self, sha256: str) -> None:
        """Delete a kept file, for a caller that has checked who may. Raises StoreError where that is impossible."""
        try:
            self._path(sha256).unlink(missing_ok=True)
        except OSError as error:
            raise StoreError(
                _("The file could not be deleted: {reason}.").format(reason=error.strerror or error)
            ) from error

    def _path(self, sha256: str) -> Path:
        assert _SHA256.fullmatch(sha256)
        return self._folder / f"{sha256}.gz"


def _has_words(path: Path, found: re.Pattern[str]) -> bool:
    try:
        content = gzip.decompress(path.read_bytes())
        if not zipfile.is_zipfile(io.BytesIO(content)):
            return any(found.search(text) for text in _readings(content))
        with zipfile.ZipFile(io.BytesIO(content)) as workbook:
            return any(
                found.search(html.unescape(text))
                for name in workbook.namelist()
                for text in _texts(workbook.read(name).decode("utf-8", "replace"))
            )
    except (OSError, EOFError, zlib.error, zipfile.BadZipFile):
        return True


def _readings(content: bytes) -> list[str]:
    return [content.decode(encoding, "replace") for encoding in ("utf-8", "utf-16-le", "utf-16-be", "cp1252")]


def _texts(xml: str) -> list[str]:
    """What cells, comments and properties say, as whole words either way, and the names of sheets, links and such."""
    return [_TAG.sub("", _END.sub(" ", xml)), _TAG.sub(" ", xml), "\n".join(_ATTRIBUTE.findall(xml))]


def _copy(source: Path, target: Path) -> None:
    """Link a file, which never changes, or copy it where that is impossible."""
    if target.exists():
        return
    target.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        os.link(source, target)
    except OSError:
        partial = target.with_suffix(".part")
        try:
            _require_room(target.parent, source.stat().st_size)
            shutil.copyfile(source, partial)
            partial.replace(target)
        finally:
            partial.unlink(missing_ok=True)


def _require_room(folder: Path, size: int) -> None:
    """Raise OSError where a file of `size` bytes would leave too little room for the database."""
    if shutil.disk_usage(folder).free < size + MIN_FREE:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))
