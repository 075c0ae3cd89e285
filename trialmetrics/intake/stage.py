"""Bytes become lines: the file is refused by its content or decoded into a UTF-8 copy, one prefixed line per line."""

import codecs
import hashlib
from collections.abc import Iterator
from pathlib import Path

from trialmetrics.errors import UnreadableFile
from trialmetrics.language import _

CHUNK = 1 << 22
# Before every line of the copy, so that blank lines count when lines are counted.
PREFIX = "\x1f"
# Stands for a character that the copy cannot hold; as a control character it is reported where it stands.
STRAY = "\x01"
_UNHOLDABLE = {ord(each): STRAY for each in "\x00\x1e\x1f"}

_CONTROLS = bytes(each for each in range(32) if each not in b"\t\n\r\x0b\x0c\x1a")

_MAGIC = {
    b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd", b"7z\xbc\xaf": "7z",
    b"Rar!": "rar", b"%PDF": "PDF", b"\xd0\xcf\x11\xe0": "xls", b"\x89PNG": "PNG", b"\xff\xd8\xff": "JPEG",
    b"PAR1": "Parquet", b"SQLite": "SQLite",
}  # fmt: skip


def sha256(path: Path) -> str:
    """The fingerprint of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_workbook(path: Path) -> bool:
    """Whether the file is an Excel workbook (xlsx), by its content."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def stage(path: Path, target: Path, encoding: str | None) -> str:
    """Write the file's lines to `target` and return the encoding they were read in.

    Raises UnreadableFile for what is no text, or is not in the encoding asked for.
    """
    with path.open("rb") as file:
        head = file.read(4096)
    _refuse(head)
    for candidate in [encoding] if encoding else _candidates(head):
        try:
            _decode(path, target, candidate)
        except UnicodeDecodeError:
            continue
        except LookupError as error:
            raise UnreadableFile(
                _("{encoding} is no encoding; write one like utf-8 or cp1252.").format(encoding=encoding)
            ) from error
        return "utf-8" if candidate == "utf-8-sig" and not head.startswith(codecs.BOM_UTF8) else candidate
    raise UnreadableFile(
        _("The file is not in the encoding {encoding}; leave --encoding out, or name another.").format(
            encoding=encoding
        )
    )


def _refuse(head: bytes) -> None:
    if not head:
        raise UnreadableFile(_("The file is empty."))
    for magic, name in _MAGIC.items():
        if head.startswith(magic):
            raise UnreadableFile(
                _(
                    "This is a {kind} file, not a table; save it as CSV or xlsx, unpacked, and load that."
                ).format(kind=name)
            )
    if _utf16(head) is None and sum(head.count(each) for each in _CONTROLS) > len(head) // 20:
        raise UnreadableFile(_("This is no text; save the table as CSV or xlsx and load that."))


def _candidates(head: bytes) -> list[str]:
    utf16 = _utf16(head)
    return [utf16] if utf16 else ["utf-8-sig", "cp1252", "latin-1"]


def _utf16(head: bytes) -> str | None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Western text in UTF-16 has a zero in every other byte.
    for name, zeros, others in (("utf-16-le", head[1::2], head[::2]), ("utf-16-be", head[::2], head[1::2])):
        if len(head) >= 4 and zeros.count(0) > 0.7 * len(zeros) and others.count(0) < 0.05 * len(others) + 1:
            return name
    return None


def _decode(path: Path, target: Path, encoding: str) -> None:
    with target.open("w", encoding="utf-8", newline="") as copy:
        copy.write(PREFIX)
        for text in _chunks(path, encoding):
            copy.write(text.replace("\n", "\n" + PREFIX))


def _chunks(path: Path, encoding: str) -> Iterator[str]:
    """The file's text with plain line ends; universal newlines, and what the copy cannot hold marked."""
    with path.open("r", encoding=encoding, newline=None) as file:
        while text := file.read(CHUNK):
            if "\x00" in text or "\x1e" in text or "\x1f" in text:
                text = text.translate(_UNHOLDABLE)
            yield text
