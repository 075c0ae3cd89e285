"""The quote rule: a quoted field that never closes ends where a line alone is a valid row again, or at 4,000 characters."""

import pytest

from tests.intake.taking import Taken, take
from trialmetrics.intake.files.records import LONGEST_QUOTED, scan

HEADER = "supplier,trial_id,event,occurred_at,note\n"
ROWS = "B,1,request,2026-01-06,\nC,1,request,2026-01-07,x\n"


def lines(taken: Taken) -> list[int]:
    return [row["line"] for row in taken.events]


def test_a_note_of_4000_characters_over_many_lines_is_whole_wherever_its_column_stands() -> None:
    note = "\n".join(["y" * 99] * 40)[:LONGEST_QUOTED]
    header = HEADER.replace("occurred_at,note", "note,occurred_at")
    taken = take(f'{header}A,1,rude,"{note}",2026-01-05\nB,1,request,,2026-01-06\n')
    assert taken.problems == []
    assert [(row["line"], row["note"]) for row in taken.events] == [(2, note.rstrip()), (42, None)]


def test_an_open_quote_ends_at_4000_characters_of_its_field() -> None:
    for closing in (LONGEST_QUOTED, LONGEST_QUOTED + 1):
        # The field: three characters, a line end, and one line of as many as are left.
        text = ['a,"abc', "x" * (closing - 4) + '",b']
        record = scan(text, 0, ",", lambda _cells: False)
        assert (record.line_count, record.unclosed) == (
            (2, False) if closing == LONGEST_QUOTED else (1, True)
        )


@pytest.mark.parametrize(
    "row",
    [
        "B,1,request,2026-01-06,fine", "B,1,request,2026-01-06", "B,1,request,2026-01-06,fine,,,", "B,1,request,6 jan 2026,",
        'B,1,request,2026-01-06,"quoted, and closed"', "B,1,sang,13/01/2026,", "'B,1,request,2026-01-06 10:00,",
    ],
)  # fmt: skip
def test_an_open_quote_ends_before_a_row_with_or_without_all_its_cells(row: str) -> None:
    taken = take(f'{HEADER}A,1,request,2026-01-05,"open\n{row}\n{ROWS}')
    assert taken.rows == 4
    assert taken.reasons()[0][0] == 2
    assert {*lines(taken)} | {row["line"] for row in taken.aside} == {2, 3, 4, 5}
    assert {2, 4, 5} <= {*lines(taken)}


def test_an_open_quote_takes_what_is_no_row_with_it() -> None:
    taken = take(f'{HEADER}A,1,rude,2026-01-05,"open\n,1,request,2026-01-06,x\nloose words\n{ROWS}')
    assert (taken.rows, lines(taken)) == (3, [2, 5, 6])
    assert taken.events[0]["note"] == "open\n,1,request,2026-01-06,x\nloose words"


def test_words_in_a_note_that_only_resemble_a_row_stay_in_it() -> None:
    note = "he said:\nJansen, 2 keer, en, op 5 januari, weg\nand hung up"
    taken = take(f'{HEADER}A,1,rude,2026-01-05,"{note}"\n{ROWS}')
    assert taken.problems == []
    assert (taken.events[0]["note"], lines(taken)) == (note, [2, 5, 6])
    sheet = take(
        'supplier;requested_at;note\nA;2026-01-05;"Jansen; om 5 uur; gebeld\nklaar"\nC;2026-01-07;\n'
    )
    assert (sheet.rows, sheet.problems) == (2, [])


def test_a_quote_opened_in_the_header_or_a_title_hides_neither() -> None:
    for top in (HEADER.replace("note", '"note'), f'"{HEADER}', f'A "title\n{HEADER}', f'"A title\n{HEADER}'):
        taken = take(top + ROWS)
        first = top.count("\n") + 1
        assert (taken.questions, lines(taken), taken.set_aside) == ([], [first, first + 1], 0)


def test_a_column_that_is_given_for_the_whole_file_is_not_looked_for_in_its_rows() -> None:
    text = 'trial_id,event,occurred_at,note\n1,request,2026-01-05,"open\n2,request,2026-01-06,\n'
    assert lines(take(text, values={"supplier": "A"})) == [2, 3]
