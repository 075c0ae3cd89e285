"""Quotes, delimiters, lines: cells as they were meant, each with its own line; expected records by hand."""

from hypothesis import given
from hypothesis import strategies as st

from tests.intake.taking import LOG, take
from trialmetrics.intake.files.records import LONGEST_QUOTED, scan, split


def never(_cells: list[str]) -> bool:
    return False


def test_cells_of_one_line() -> None:
    assert split("a,b,c", ",") == ["a", "b", "c"]
    assert split('"a","b, c","say ""no"""', ",") == ["a", "b, c", 'say "no"']
    assert split('a, "b, c" ,d', ",") == ["a", "b, c", "d"]
    assert split('5" pipe,"6"" pipe"', ",") == ['5" pipe', '6" pipe']
    assert split('"he said "no" to me",x', ",") == ['he said "no" to me', "x"]
    assert split("", ",") == [""]


def test_a_quoted_cell_may_hold_line_ends() -> None:
    record = scan(['a,"one', "two", 'three",b', "c"], 0, ",", never)
    assert record == (["a", "one\ntwo\nthree", "b"], 3, False)


def test_an_unclosed_quote_ends_where_a_line_alone_is_a_row_again() -> None:
    def valid(cells: list[str]) -> bool:
        return len(cells) == 3

    lines = ['a,"oops,b', "not a row", "c,d,e", 'f,"g",h']
    assert scan(lines, 0, ",", valid) == (["a", "oops,b\nnot a row"], 2, True)


def test_an_unclosed_quote_ends_at_4000_characters() -> None:
    lines = ['"start', *["x" * 99] * 100]
    record = scan(lines, 0, ",", never)
    # 5 characters of the first line, then 100 a line with its line end, and one quote: 39 lines fit.
    assert record.unclosed
    assert record.line_count == 40
    assert len(record.cells[0]) <= LONGEST_QUOTED


def test_one_quote_never_swallows_the_rest() -> None:
    rows = [f"S{n},1,request,2026-01-05,fine" for n in range(200)]
    rows[50] = 'S50,1,request,2026-01-05,"oops'
    taken = take("\n".join(["supplier,trial_id,event,occurred_at,note", *rows]))
    assert (taken.rows, taken.set_aside, len(taken.events)) == (200, 0, 200)
    assert taken.events[50]["note"] == "oops"
    assert taken.reasons() == [
        (52, None, "the row opens a quote that is never closed; close it, or take it out")
    ]


def test_notes_over_several_lines_keep_their_lines() -> None:
    text = 'supplier;trial_id;event;occurred_at;note\nA;1;rude;2026-01-05;"one\n\ntwo; ""three"""\nB;1;request;2026-01-05;\n'
    taken = take(text)
    assert [(row["line"], row["note"]) for row in taken.events] == [(2, 'one\n\ntwo; "three"'), (5, None)]


def test_delimiters_are_found() -> None:
    for delimiter in ",;\t|":
        taken = take(LOG.replace(",", delimiter))
        assert (taken.delimiter, len(taken.events)) == (delimiter, 3)
        taken = take(f"sep={delimiter}\n" + LOG.replace(",", delimiter))
        assert (taken.delimiter, [row["line"] for row in taken.events]) == (delimiter, [3, 4, 5])


def test_a_sep_line_that_parts_nothing_is_overruled() -> None:
    taken = take("sep=,\n" + LOG.replace(",", ";"))
    assert (taken.delimiter, [row["line"] for row in taken.events], taken.problems) == (";", [3, 4, 5], [])


def test_a_delimiter_may_be_said() -> None:
    assert take(LOG.replace(",", "~"), delimiter="~").rows == 3


def test_a_semicolon_file_with_commas_in_every_row() -> None:
    text = (
        "leverancier;proef;gebeurtenis;tijdstip;opmerking\n"
        + "A;1;vraag;2026-01-05;een, twee, drie, vier, vijf\n" * 3
    )
    assert take(text).delimiter == ";"


def test_every_cell_quoted() -> None:
    taken = take("\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in LOG.splitlines()))
    assert len(taken.events) == 3
    assert taken.problems == []


def test_a_row_with_more_cells_than_the_header_is_set_aside() -> None:
    taken = take(LOG + "A,1,reply,2026-01-07,extra,cells\n" + "A,1,reply,2026-01-08,,\n")
    assert taken.reasons() == [
        (5, None, "the row has more cells than the header; put quotes around a text that holds the delimiter")
    ]
    assert taken.aside == [{"line": 5, "cells": ["A", "1", "reply", "2026-01-07", "extra", "cells"]}]
    assert taken.events[-1]["line"] == 6


def test_a_row_with_fewer_cells_lacks_the_rest() -> None:
    taken = take(LOG + "A,1\n")
    assert [(line, column) for line, column, _reason in taken.reasons()] == [(5, "event"), (5, "occurred_at")]


def test_a_line_of_ten_megabytes_and_one_of_a_million_cells_spoil_only_themselves() -> None:
    long = "x" * (10 << 20) + ",1,request,2026-01-05\n"
    wide = "," * 1_000_000 + "x\n"
    taken = take(LOG + long + wide + "A,1,request,2026-01-05\n")
    assert taken.rows == 6
    assert [row["line"] for row in taken.aside] == [5, 6]
    assert taken.events[-1]["line"] == 7


cells = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('",; \n'), max_size=12)


@given(st.lists(st.lists(cells, min_size=3, max_size=3), min_size=1, max_size=6))
def test_what_is_written_by_the_rules_is_read_back(rows: list[list[str]]) -> None:
    def quoted(cell: str) -> str:
        return '"' + cell.replace('"', '""') + '"'

    lines = "\n".join(",".join(map(quoted, row)) for row in rows).split("\n")
    at, found = 0, []
    while at < len(lines):
        record = scan(lines, at, ",", never)
        assert not record.unclosed
        found.append(record.cells)
        at += record.line_count
    assert found == rows


@given(st.lists(st.text('ab,"', max_size=8), min_size=1, max_size=8))
def test_every_line_belongs_to_one_record(lines: list[str]) -> None:
    at = 0
    while at < len(lines):
        record = scan(lines, at, ",", lambda cells: len(cells) == 3)
        assert 1 <= record.line_count <= len(lines) - at
        at += record.line_count
    assert at == len(lines)
