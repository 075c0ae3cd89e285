"""Detect a file's type and encoding by content, and decode it; refuses binaries."""

import codecs
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

from trialmetrics.errors import UnreadableFile
from trialmetrics.intake.worker import progress
from trialmetrics.text.language import _

CHUNK = 1 << 22
HEAD = 1 << 16
LONG_LINE = 1 << 13  # bytes
# Beyond so many lines they must average so many bytes: a supplier, a trial and a date take twenty.
MANY_LINES, SHORT_LINE = 3_000_000, 10
# First bytes of file formats that are not text.
_BINARY_SIGNATURES = {
    b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ": "xz", b"\x28\xb5\x2f\xfd": "zstd", b"7z\xbc\xaf": "7z",
    b"Rar!": "rar", b"\x04\x22\x4d\x18": "lz4", b"%PDF": "PDF", b"\xd0\xcf\x11\xe0": "xls", b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG", b"GIF8": "GIF", b"PAR1": "Parquet", b"SQLite": "SQLite", b"\x7fELF": "program",
}  # fmt: skip
_SEVERAL_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_CONTROLS = bytes({*range(32), 127} - {*b"\t\n\r\f"})
_REPEATED = re.compile(rb"([\x00-\x1f\x7f])\1+")
_NOT_ASCII = bytes(range(128, 256))
_UNDEFINED = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_workbook(path: Path) -> bool:
    """Whether the file is a zip, as an Excel workbook (xlsx) is, by its content."""
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def find_encoding(path: Path, chosen: str | None) -> str:
    """The encoding of a file's text. Raises UnreadableFile if it is binary, or not in the encoding `chosen`.

    Mostly UTF-8 counts as UTF-8: the few wrong bytes become problems of their rows.
    """
    with path.open("rb") as file:
        head = file.read(HEAD)
    _refuse_binary(head)
    if chosen:
        _check_encoding(path, chosen)
        return chosen
    if utf16 := _utf16_name(head):
        return utf16
    if _is_utf8(path) or _mostly_utf8(path):
        return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    return "cp1252" if _is_cp1252(path) else "latin-1"


def chunks(path: Path, encoding: str) -> Iterator[str]:
    """The text in chunks, line ends as \\n; undecodable bytes become U+FFFD."""
    size = path.stat().st_size
    with path.open("rb") as raw, io.TextIOWrapper(raw, encoding, errors="replace", newline=None) as file:
        while text := file.read(CHUNK):
            yield text
            progress.report("lines", raw.tell() / size)


def refuse_short_lines(path: Path) -> None:
    """Raise UnreadableFile for millions of lines too short to be rows, each of which would cost as much as a row."""
    lines = max(sum(block.count(end) for block in _blocks(path)) for end in (b"\n", b"\r"))
    length = path.stat().st_size / max(lines, 1)
    if lines > MANY_LINES and length < SHORT_LINE:
        raise UnreadableFile(
            _(
                "The file has {lines} lines of {length} characters on average, too short for rows of trials; save the table anew."
            ).format(lines=f"{lines:,}", length=round(length))
        )


def _refuse_binary(head: bytes) -> None:
    if not head:
        raise UnreadableFile(_("The file is empty; save the table into it again, or choose another file."))
    for magic, name in _BINARY_SIGNATURES.items():
        if head.startswith(magic):
            raise UnreadableFile(
                _(
                    "This is a {kind} file, not a table; save the table as CSV or xlsx, unpacked, and load that."
                ).format(kind=name)
            )
    # Count a repeated character once: a file that a crash padded with zeros is still text.
    squeezed = _REPEATED.sub(rb"\1", head)
    if (
        _utf16_name(head) is None
        and len(squeezed) - len(squeezed.translate(None, _CONTROLS)) > len(squeezed) // 20
    ):
        raise UnreadableFile(_("This is not a text file; save the table as CSV or xlsx and load that."))


def spread_lines(path: Path, encoding: str, count: int) -> list[str]:
    """Up to `count` whole lines at evenly spread places of a file; none where a character has several bytes whatever it is."""
    if codecs.lookup(encoding).name.startswith(("utf-16", "utf-32")):
        return []
    size = path.stat().st_size
    lines = []
    with path.open("rb") as file:
        for place in range(count):
            file.seek(size * place // count)
            block = file.read(LONG_LINE)
            parts = block.replace(b"\r", b"\n").split(b"\n")[1:-1]
            if line := next((part for part in parts if part.strip()), None):
                lines.append(line.decode(encoding, errors="replace"))
    return lines


def _check_encoding(path: Path, encoding: str) -> None:
    try:
        with path.open("r", encoding=encoding, newline=None) as file:
            while file.read(CHUNK):
                pass
    except UnicodeError as error:
        raise UnreadableFile(
            _("The file is not in the encoding {encoding}; leave --encoding out, or name another.").format(
                encoding=encoding
            )
        ) from error
    except LookupError as error:
        raise UnreadableFile(
            _("{encoding} is not an encoding; write one like utf-8 or cp1252.").format(encoding=encoding)
        ) from error


def _utf16_name(head: bytes) -> str | None:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    # Western text in UTF-16 has a zero in every other byte.
    for encoding, zeros, others in (
        ("utf-16-le", head[1::2], head[::2]),
        ("utf-16-be", head[::2], head[1::2]),
    ):
        if len(head) >= 4 and zeros.count(0) > 0.7 * len(zeros) and others.count(0) < 0.05 * len(others) + 1:
            return encoding
    return None


def _is_utf8(path: Path) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for block in _blocks(path):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _mostly_utf8(path: Path) -> bool:
    """Whether multi-byte UTF-8 characters outnumber the bytes that are invalid in UTF-8."""
    characters = stray_bytes = 0
    for block in _blocks(path):
        if not block.isascii():
            characters += len(_SEVERAL_BYTES.findall(block))
            rest = _SEVERAL_BYTES.sub(b"", block)
            stray_bytes += len(rest) - len(rest.translate(None, _NOT_ASCII))
    return characters > stray_bytes


def _is_cp1252(path: Path) -> bool:
    return not any(_UNDEFINED.search(block) for block in _blocks(path))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            yield block
