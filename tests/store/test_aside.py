"""What was set aside: it opens right, goes in again after mending without a question, and ends as the good file."""

import csv
import io

import openpyxl
import pytest

from tests.intake.taking import ZONE
from tests.intake.taking import workbook as workbook_of
from tests.people import by
from tests.sampled import sampled
from trialmetrics.intake import Settings, read
from trialmetrics.store import Store
from trialmetrics.text import problem_text

# Five trials, day first, a decimal comma, a rating scale and an outcome that had to be asked, a column mapped by hand.
HEADER = ["Firma", "Besteld", "Vriendelijkheid", "Bedrag", "Afloop", "Wie"]
ROWS = [
    ["Café Één", "03-04-2026", "6", "1.234", "ging niet", "Ann"],
    ["Bakker", "04-05-2026", "5", "7,25", "ging niet", "Bob"],
    ["Coöp", "05-06-2026", "6", "2.345", "ging wel", "=Ann"],
    ["=Drie", "06-07-2026", "4", "3.456", "ging wel", "Bob"],
    ["Eén & Zn", "13-07-2026", "3", "4.567", "", "Ann"],
]
SAID = Settings(
    columns={"Wie": "tester"},
    values={"category": "Verf", "round": "lente"},
    answers={"outcome": {"ging niet": "ignored", "ging wel": "fulfilled"}},
    by_column={"rating_scale": {"courtesy": "1-7"}},
)
TOLD = ("column", "reason", "severity", "rows", "first_line")
WRONG = {("Bakker", 1): "04-05-206", ("=Drie", 1): "gisteren", ("Coöp", 1): ""}


def file(rows: list[list[str]], form: str) -> bytes:
    if form == "xlsx":
        # In a workbook the dates are what a person typed, as text; two of the amounts are numbers of Excel's own.
        # A name that begins with = is a formula there.
        typed = [
            [float(cell) if cell in ("6", "5") else cell.lstrip("=") or None for cell in row] for row in rows
        ]
        return workbook_of(HEADER, *typed)
    encoding, delimiter = form.split(" ")
    delimiter = {"tab": "\t", "bar": "|"}.get(delimiter, delimiter)
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows([HEADER, *rows])
    return text.getvalue().encode(encoding)


def broken() -> list[list[str]]:
    return [[WRONG.get((row[0], at), cell) for at, cell in enumerate(row)] for row in ROWS]


def mended_csv(text: str) -> bytes:
    delimiter = ";" if ";line;reason" in text else ","
    rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    assert rows[0] == [*HEADER, "line", "reason"]
    for row in rows[1:]:
        good = ROWS[int(row[6]) - 2]
        row[1] = good[1]
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def mended_workbook(content: bytes) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    assert [cell.value for cell in sheet[1]] == [*HEADER, "line", "reason"]
    for row in sheet.iter_rows(min_row=2):
        assert all(cell.data_type != "f" for cell in row)  # nothing is a formula
        good = ROWS[row[6].value - 2]
        row[1].value = good[1]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


WAYS = [
    ("utf-8-sig ;", "csv"), ("utf-16 ;", "csv"), ("cp1252 tab", "csv"), ("utf-8 ,", "xlsx"), ("xlsx", "csv"), ("xlsx", "xlsx"),
]  # fmt: skip


@pytest.mark.parametrize(("form", "way"), sampled(WAYS, 2))
def test_mended_it_goes_in_again_without_a_question_and_ends_as_the_good_file(tmp_path, form, way) -> None:
    def opened(name: str) -> Store:
        return Store.open(tmp_path / f"{name}.duckdb")

    def load(store: Store, content: bytes, said: Settings, name: str):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "file").write_bytes(content)
        reading = read(
            folder / "file",
            folder,
            said,
            name=name,
            remembered=store.uploads.remembered_settings(),
            zone=ZONE,
        )
        assert reading.questions == []
        return store.uploads.add([reading.require_batch()], by("x"))[0]

    with opened("good") as good, opened("mended") as mended:
        load(good, file(ROWS, form), SAID, "good")
        first = load(mended, file(broken(), form), SAID, "broken")
        assert (first.rows, first.taken, first.set_aside) == (5, 2, 3)
        aside = (
            mended_csv(mended.uploads.set_aside(1))
            if way == "csv"
            else mended_workbook(mended.uploads.set_aside_workbook(1))
        )
        second = load(mended, aside, Settings(), "mended")
        assert (second.rows, second.taken, second.set_aside, second.warnings) == (3, 3, 0, 0)

        def said(store: Store) -> list[str]:
            with store.cursor() as cursor:
                # A trial without an id of its own is known by its place, which rows that were set aside keep.
                found = cursor.execute("select * exclude (source) from current_event").fetchall()
            return sorted(map(repr, found))

        assert said(mended) == said(good)


def test_the_delimiter_is_the_files_own_else_that_of_its_language(takes, store) -> None:
    takes("supplier,requested_at\n,2026-01-05\n")
    takes("supplier\trequested_at\torder_value\n\t13-01-2026\t7,50\n")
    takes(workbook_of(["supplier", "requested_at"], ["", "13-01-2026"], title="x"))
    takes(workbook_of(["supplier", "requested_at", "order_value"], ["", "13-01-2026", "7.50"], title=";"))
    heads = [store.uploads.set_aside(upload).splitlines()[0] for upload in (1, 2, 3, 4)]
    assert heads == [
        "supplier,requested_at,line,reason",
        "supplier;requested_at;order_value;line;reason",
        "supplier;requested_at;line;reason",
        "supplier,requested_at,order_value,line,reason",
    ]


def test_all_reasons_of_a_row_each_with_what_to_do(takes, store) -> None:
    takes("supplier,requested_at,courtesy,chases\n,soon,44,often\nA,2026-01-05,3,1\n")
    (row,) = list(csv.DictReader(io.StringIO(store.uploads.set_aside(1))))
    assert row["reason"].split("; ") == [
        "'44' is not a rating from 1 to 5",
        "write one of those",
        "'often' is not a count",
        "write a whole number",
        "'soon' is not a date",
        "write yyyy-mm-dd",
        "supplier is missing",
        "fill it in",
    ]


def test_what_is_wrong_is_counted_by_column_and_reason(takes, store, reads) -> None:
    rows = "".join(f"A,T{n},request,{n}-13-2026\n" for n in range(14, 17))
    rows += "A,T9,singing,2026-03-02\nB,,request,2026-03-02\n"
    takes("supplier,trial_id,event,occurred_at\n" + rows)
    kinds = store.uploads.problem_kinds(1).to_dict("records")
    told = [{name: {**kind, "reason": problem_text.kind_text(kind)}[name] for name in TOLD} for kind in kinds]
    assert told == [
        {"column": "occurred_at", "reason": "is not a date; write yyyy-mm-dd", "severity": "row", "rows": 3, "first_line": 2},
        {
            "column": "event",
            "reason": "is not known here; write one of request, chase, complaint, auto_reply, reply, question, ...",
            "severity": "row", "rows": 1, "first_line": 5,
        },
        {"column": "trial_id", "reason": "trial_id is missing; fill it in", "severity": "row", "rows": 1, "first_line": 6},
    ]  # fmt: skip
    assert list(store.uploads.problems(1, 2)["line"]) == [2, 3]
