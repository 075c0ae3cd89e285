"""Odd and hostile files: a clear message, or rows that are all accounted for; no good row lost because of a bad one."""

import io
import re
import zipfile
from contextlib import suppress
from pathlib import Path
from random import Random

import duckdb
import pytest

from tests.intake.logs import Notation, log, mutate, write
from tests.intake.taking import LOG, ZONE, Taken, take, why_not, workbook
from trialmetrics.errors import TrialmetricsError, UnreadableFile
from trialmetrics.intake import headings, pipeline
from trialmetrics.intake.files import decoding, records
from trialmetrics.intake.files.staging import stage_text
from trialmetrics.intake.rows import row_checks
from trialmetrics.intake.values import value
from trialmetrics.intake.values.words import LONGEST_FIGURE, WORD_LISTS, read_value

SHARED = Path(__file__).parents[3] / "shared" / "data"
NOTATION = value.Notation(ZONE, "dmy")
LINES = write(log(60, seed=5), Notation()).decode().replace("regel een\nregel twee", "regel").encode()


def check(content: bytes, **settings: object) -> Taken | None:
    """Take a file in; what came of it, all accounted for, or None where it is refused or asked about."""
    try:
        taken = take(content, **settings)  # type: ignore[arg-type]
    except TrialmetricsError:
        return None
    if taken.questions:
        return None
    lines = {row["line"] for row in taken.events}
    aside = {row["line"] for row in taken.aside}
    assert not lines & aside
    assert len(lines) + len(aside) == taken.rows
    assert len(aside) == taken.set_aside
    assert {row["line"] for row in taken.problems if row["severity"] == "row"} == aside
    assert all(row["reason"] for row in taken.problems)
    return taken


def mutants(number: int, seed: int) -> None:
    """Whatever happened to the file: every line that is as it was, under a header that is as it was, is the event it was."""
    good = {row["line"]: row["key"] for row in take(LINES).events}
    header, *rows = LINES.decode().splitlines()
    keys = dict(zip(rows, (good[line] for line in sorted(good)), strict=True))
    assert len(keys) == len(rows) == len(good)
    random = Random(seed)
    looked_at = 0
    for _number in range(number):
        content = mutate(LINES, random)
        taken = check(content)
        lines = re.split("\r\n|\r|\n", content.decode("utf-8", "replace"))
        if lines[0] != header:
            continue
        assert taken, content[:200]
        found = {row["line"]: row["key"] for row in taken.events}
        untouched = {line: keys[text] for line, text in enumerate(lines, start=1) if text in keys}
        lost = {line for line, key in untouched.items() if found.get(line) != key}
        assert not lost, (lost, [lines[line - 1] for line in lost])
        looked_at += len(untouched)
    assert looked_at > 20 * number


def test_mutations_of_a_good_log() -> None:
    mutants(25, seed=11)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(12, 22))
def test_many_mutations_of_a_good_log(seed: int) -> None:
    mutants(200, seed)


def test_one_bad_row_never_takes_a_good_one_with_it() -> None:
    rows = LINES.decode().splitlines()
    for bad in ('"', '",', ',"', "x", '"""', 'A,"1,request', '\\"', "'", ",,,,,,,,,,,,,,,,,,,,", '"A","1"'):
        content = "\n".join([*rows[:30], bad, *rows[30:]]) + "\n"
        taken = take(content)
        assert {row["key"] for row in taken.events} == {row["key"] for row in take(LINES).events}, bad


# What opens quotes: by what, so often that the work of a scanner that looks again would show.
QUOTES = {
    "a quote on each short line": '"x\n' * 5000,
    "a quote alone on each line": '"\n' * 5000,
    "quotes that close in one cell and open in the next": '"x\n",' * 5000,
    "several quotes a line": '"a,"b,"c,"d\n' * 2000,
    "quotes doubled, an odd number": ('"' * 1001 + "\n") * 20,
    "a quote and nothing but line ends": f'"{chr(10) * 3000}"\n' * 4,
    "one quote, and no other": '"' + "x\n" * 5000,
}


@pytest.mark.parametrize("name", QUOTES)
def test_of_quotes_that_never_close_every_character_is_looked_at_a_few_times(
    name, monkeypatch, tmp_path
) -> None:
    looked_at = []
    quoted = records._quoted_cell

    def counted(text: str, start: int, delimiter: str) -> tuple[str, int | None]:
        looked_at.append(len(text) - start)
        return quoted(text, start, delimiter)

    def valid(cells: list[str]) -> bool:
        looked_at.append(sum(map(len, cells)))
        return False

    monkeypatch.setattr(records, "_quoted_cell", counted)
    text = QUOTES[name]
    staged = stage_text([text], tmp_path / "staged", ",", 3, valid)
    assert staged.lines >= text.count("\n")
    # The cells of a line that quotes part are looked at from each quote on: 4 a line at most here.
    assert sum(looked_at) <= 6 * len(text)


def test_a_record_of_many_quoted_cells_ends() -> None:
    lines = ['"x', *['","x'] * 100_000]
    record = records.scan(lines, 0, ",", lambda _cells: False)
    assert record.unclosed
    assert sum(map(len, lines[: record.line_count])) + record.line_count <= records.LONGEST_RECORD


def test_the_header_is_looked_for_among_open_quotes_without_reading_them_over_and_over(monkeypatch) -> None:
    looked_at = []
    quoted = records._quoted_cell
    monkeypatch.setattr(records, "_quoted_cell", lambda *what: looked_at.append(1) or quoted(*what))
    header, *good = LOG.splitlines()
    with suppress(TrialmetricsError):
        take("\n".join([header, *['","x'] * 20_000, *good]))
    # Of each of 1,000 lines under four delimiters not all the 20,000 behind it are looked at.
    assert len(looked_at) < 500_000


def refused(content: bytes | str, words: str) -> None:
    with pytest.raises(UnreadableFile, match=words):
        take(content)


def wide(columns: int, rows: int, cell: str = "x") -> str:
    """A sheet with so many columns."""
    heads = ["supplier", "requested_at", *(f"c{n}" for n in range(columns - 2))]
    row = ",".join(["A", "2026-01-05", *[cell] * (columns - 2)])
    return "\n".join([",".join(heads), *[row] * rows]) + "\n"


def test_more_columns_than_anybody_has_are_refused_and_the_widest_of_exports_are_read() -> None:
    refused(
        wide(1994, 3),
        "^The file has 1994 columns, more than the 500 that are read; take out those not needed",
    )
    refused(wide(501, 1), "501 columns")
    for cell in ("x", '"x, y"'):
        taken = take(wide(500, 5, cell))
        assert (taken.rows, taken.set_aside, len(taken.of("request"))) == (5, 0, 5)
    # Delimiters of columns that nobody uses are none.
    assert take(f"supplier,requested_at{',' * 16382}\nA,2026-01-05{',' * 16382}\n").rows == 1


def test_headings_are_told_apart_and_known_by_how_they_begin() -> None:
    names = headings.names(["x (column 3)", "x", "x", "", "y" * 1_000_000, "y" * 1_000_001])
    assert len({*names}) == 6
    assert names[:4] == ["x (column 3)", "x", "x (column 3) (column 3)", "column 4"]
    assert max(map(len, names)) <= headings.MAX_LENGTH + len(" (column 6)")


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_countless_tiny_lines_are_no_table(monkeypatch, end) -> None:
    monkeypatch.setattr(decoding, "MANY_LINES", 1000)
    header, *_rows = LOG.splitlines()
    refused(
        f"{header}{end}" + f"1,2{end}" * 2000,
        "lines of [45] characters on average, too short for rows of trials",
    )
    refused(end * 2000, "too short for rows of trials")
    row = f"A,1,request,2026-01-05{end}"
    assert take(f"{header}{end}" + row * 2000).rows == 2000


def test_a_file_that_is_mostly_wrong_is_refused_with_its_first_mistake(monkeypatch) -> None:
    monkeypatch.setattr(row_checks, "MAX_SET_ASIDE", 10)
    header, *good = LOG.splitlines()
    bad = ["A,1,request,yesterday"] * 11
    refused(
        "\n".join([header, *bad]),
        "^11 of 11 rows cannot be taken, more than anybody can mend. The first, on line 2: occurred_at is not a date",
    )
    assert take("\n".join([header, *bad, *good * 4])).set_aside == 11  # half of them and more are good
    assert take("\n".join([header, *bad[:10]])).set_aside == 10


@pytest.mark.parametrize("filling", [" ", "1 ", "1,", "1:", "a", "€", "1/", "\u00a0", "jan ", "-"])
def test_a_long_text_is_no_figure_whatever_it_is_made_of(filling) -> None:
    looked_at = 1 + LONGEST_FIGURE // len(filling)
    text = f"1{filling * looked_at}x"
    for columns in headings.COLUMNS.values():
        for name, column in columns.items():
            if column.kind not in WORD_LISTS and column.kind != "text":
                read = read_value(text, column.kind, name, NOTATION, {})
                assert why_not(read) == "is longer than 200 characters; shorten it", name


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (duckdb.OutOfMemoryException("Out of Memory Error: could not allocate"), "It needs more memory than a reader may"),
        (MemoryError(), "It needs more memory than a reader may take; take out the columns that are not needed, or load it"),
        (duckdb.OutOfMemoryException("see the 'max_temp_directory_size' setting"), "There is no room left in "),
        (duckdb.IOException("Could not write file: No space left on device"), "There is no room left in "),
        (OSError(28, "No space left on device"), "There is no room left in "),
    ],
)  # fmt: skip
def test_what_runs_out_is_said_in_words(monkeypatch, error, sentence) -> None:
    def runs_out(*_all: object) -> None:
        raise error

    monkeypatch.setattr(pipeline, "_read", runs_out)
    refused(LOG, f"^{sentence}")


def sheet_of(xml: str) -> bytes:
    """A workbook whose one sheet is this, after two columns of a trial sheet."""
    made, copied = zipfile.ZipFile(io.BytesIO(workbook(["supplier"]))), io.BytesIO()
    head = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    row = "".join(
        cell(f"{letter}{n}", text) for letter, n, text in (("A", 1, "supplier"), ("B", 1, "requested_at"))
    )
    first = "".join(cell(f"{letter}2", text) for letter, text in (("A", "Jansen"), ("B", "2026-01-05")))
    with zipfile.ZipFile(copied, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in made.namelist():
            body = made.read(name)
            if name == "xl/worksheets/sheet1.xml":
                body = f'{head}<sheetData><row r="1">{row}</row><row r="2">{first}</row>{xml}</sheetData></worksheet>'.encode()
            archive.writestr(name, body)
    return copied.getvalue()


def cell(name: str, text: str) -> str:
    return f'<c r="{name}" t="inlineStr"><is><t>{text}</t></is></c>'


def test_a_workbook_that_reaches_to_its_last_cell_is_refused_in_words() -> None:
    far = f'<row r="1048576">{cell("XFD1048576", "x")}</row>'
    refused(
        sheet_of(far),
        "^Sheet Blad1 reaches to cell XFD1048576, far right of any table of trials. Delete what stands",
    )
    refused(
        sheet_of(f'<row r="3">{cell("ABC3", "x")}</row><row r="900000">{cell("A900000", "x")}</row>'),
        "cell ABC3",
    )
    # What is only painted is nothing, nor is one remark beside a short table.
    assert take(sheet_of('<row r="1048576"><c r="XFD1048576" s="0"/></row>')).rows == 1
    beside = take(
        sheet_of(f'<row r="3">{cell("A3", "B")}{cell("B3", "2026-01-06")}{cell("XFD3", "x")}</row>')
    )
    assert (beside.rows, beside.set_aside) == (2, 0)


def test_a_workbook_that_is_not_what_it_says_is_refused_in_words() -> None:
    content = bytearray(sheet_of(f'<row r="3">{cell("A3", "x" * 5000)}</row>'))
    # The size unpacked, in the list of contents: what is packed is more.
    place = content.index(b"xl/worksheets/sheet1.xml", content.index(b"PK\x01\x02"))
    content[place - 22 : place - 18] = (100).to_bytes(4, "little")
    refused(bytes(content), "^The workbook cannot be read; save it as xlsx without a password, or as CSV")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not beside the checkout")
def test_odd_files_of_others() -> None:
    files = [path for path in sorted((SHARED / "odd_csv").rglob("*")) if path.is_file()]
    assert files
    for number, path in enumerate(files):
        content = path.read_bytes()
        check(content)
        if number % 4:
            continue
        # As if its first columns were what a sheet needs.
        places = {"column 1": "supplier", "column 2": "requested_at"}
        check(content, columns=places, date_order="dmy")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not beside the checkout")
def test_a_real_order_log() -> None:
    mapping = {
        "Vendor": "supplier", "ID": "trial_id", "Product Group": "category", "Line Item Value": "order_value",
        "PO Sent to Vendor Date": "requested_at", "Scheduled Delivery Date": "promised_at",
        "Delivered to Client Date": "delivered_at",
    }  # fmt: skip
    taken = take((SHARED / "SCMS_Delivery_History_Dataset.csv").read_bytes(), columns=mapping)
    assert (taken.rows, taken.set_aside, taken.warnings) == (10324, 5732, 5)
    assert len({row["supplier_key"] for row in taken.sheet}) == 68
    assert all("before the request" in row["reason"] for row in taken.problems if row["severity"] == "value")


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data is not beside the checkout")
@pytest.mark.parametrize("name", ["nl_semicolon_cp1252.csv", "ref_iso_comma_utf8.csv", "us_mdy_comma.csv"])
def test_the_same_orders_in_three_notations(name: str) -> None:
    taken = take(
        (SHARED / "formats" / name).read_bytes(),
        columns={"order_id": "trial_id", "ordered_at": "requested_at"},
    )
    assert (taken.questions, taken.rows, taken.set_aside) == ([], 1000, 271)
    requests = taken.of("request")
    assert round(sum(row["order_value"] for row in requests), 2) == 56_128_856.61
    assert len({row["supplier_key"] for row in requests}) == 39
    assert all(row["bare"] for row in requests)
