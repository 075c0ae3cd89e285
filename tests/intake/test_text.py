"""Encodings and line ends; content that is no text."""

import gzip
import io
import zipfile

import pytest

from tests.intake.taking import LOG, take, workbook
from trialmetrics.errors import UnreadableFile

NAMED = LOG.replace("Bakker", "Café Zoë €")


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("cp1252", "cp1252"),
    ],
)
def test_an_encoding_is_found(encoding: str, found: str) -> None:
    taken = take(NAMED.encode(encoding))
    assert taken.encoding == found
    assert taken.header == ["supplier", "trial_id", "event", "occurred_at"]
    assert taken.events[-1]["supplier"] == "Café Zoë €"


def test_latin_1_is_read_as_it_is_written() -> None:
    # 0x81 is not defined in Windows-1252; é is the same byte in both.
    text = LOG.replace("Bakker", "Café").encode("latin-1") + b"X\x81Y,9,request,2026-01-07\n"
    taken = take(text)
    assert taken.encoding == "latin-1"
    assert {row["supplier"] for row in taken.events} == {"Jansen BV", "Café"}
    assert taken.reasons() == [(5, "supplier", "'X\x81Y' holds the control character U+0081; delete that")]


def test_one_bad_byte_does_not_change_how_the_rest_is_read() -> None:
    content = NAMED.encode() + b"Caf\xff,9,request,2026-01-07\n"
    taken = take(content)
    assert taken.encoding == "utf-8"
    assert taken.events[-1]["supplier"] == "Café Zoë €"
    assert [row["line"] for row in taken.aside] == [5]


def test_an_encoding_may_be_said() -> None:
    taken = take(LOG.replace("Bakker", "Бакер").encode("cp1251"), encoding="cp1251")
    assert taken.events[-1]["supplier"] == "Бакер"
    with pytest.raises(UnreadableFile, match="not in the encoding utf-8"):
        take("Café".encode("cp1252"), encoding="utf-8")
    with pytest.raises(UnreadableFile, match="klingon is not an encoding"):
        take(LOG, encoding="klingon")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    taken = take(LOG.replace("\n", end))
    assert [row["line"] for row in taken.events] == [2, 3, 4]
    assert taken.rows == 3


def test_no_line_end_at_the_end() -> None:
    assert take(LOG.rstrip("\n")).rows == 3


@pytest.mark.parametrize("odd", [*"\x01\x02\x03\x0b\x0c\x1a\x1b\x1c\x1d\x1e\x1f\x7f\x85", "\u2028"])
def test_only_line_ends_end_lines(odd: str) -> None:
    taken = take(LOG.replace("Bakker", f"Bak{odd}ker"))
    assert taken.rows == 3
    assert [row["line"] for row in taken.aside] == ([] if odd == "\u2028" else [4])


def packed() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("log.csv", LOG)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "empty"),
        (b"\n\n  \n", "no rows"),
        (gzip.compress(LOG.encode()), "gzip file, not a table; save the table as CSV or xlsx"),
        (b"%PDF-1.7\n", "PDF"),
        (bytes(range(256)) + b"\0" * 300, "not a text file"),
        (packed(), "zip file, not a table; unpack it"),
        (workbook(["supplier"])[:400], "damaged"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "xls"),
    ],
)
def test_what_is_no_text_is_refused_with_what_to_do(content: bytes, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=sentence):
        take(content)


def test_a_nul_spoils_only_its_own_row() -> None:
    taken = take(LOG.replace("Bakker", "Bak\0ker"))
    assert taken.reasons() == [
        (4, "supplier", "'Bak\x01ker' holds the control character U+0001; delete that")
    ]
    assert taken.rows == 3


def test_zeros_that_a_crash_left_do_not_make_a_file_binary() -> None:
    taken = take(LOG.encode() + b"\0" * 500)
    assert (taken.rows, taken.set_aside, len(taken.events)) == (4, 1, 3)
