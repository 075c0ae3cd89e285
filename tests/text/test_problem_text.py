"""Every problem of a file has a sentence, made where it is shown: one stored problem reads in as many languages as readers."""

import ast
import csv
import io
import json
import re

import pytest

from tests.conftest import ROOT
from tests.intake.taking import take
from tests.text.artificial import Marked, told_in
from trialmetrics.export import tables
from trialmetrics.intake.rows import problems
from trialmetrics.store.database import MIGRATIONS
from trialmetrics.text import language, problem_text

LOG = "supplier,trial_id,event,occurred_at,courtesy,order_value,currency,note,category\n"
GOOD = "A,T0,request,2026-03-02,,,,,Paper\n"
SHEET = "supplier,trial_id,requested_at,first_reply_at,chases,new_customer\n"
# Code -> a file in which it is the first problem, and its sentence, as the release before wrote it.
RAISED = {
    "spreadsheet_error": (
        LOG + "A,T1,request,2026-03-02,#REF!,,,,\n",
        "'#REF!' is an error of the spreadsheet; mend it there, or write the value",
    ),
    "control_character": (
        LOG + "A,T1,request,2026-03-02,,,,a\x07b,\n",
        "'a\x07b' holds the control character U+0007; delete that",
    ),
    "undecodable": (
        LOG + "A,T1,request,2026-03-02,,,,a\ufffdb,\n",
        "'a\ufffdb' holds bytes that are not text in this encoding; write it again",
    ),
    "too_long": (
        LOG + f"A,T1,request,2026-03-02,{'7' * 201},,,,\n",
        f"'{'7' * 60}' is longer than 200 characters; shorten it",
    ),
    "unknown_word": (
        SHEET + "A,T1,2026-03-02,,,maybe\n",
        "'maybe' is not known here; write one of yes, no",
    ),
    "unknown_word_of_many": (
        LOG + "A,T1,deliverd,2026-03-02,,,,,\n",
        "'deliverd' is not known here; write one of delivery, request, chase, complaint, auto_reply, reply, ...",
    ),
    "not_a_currency": (
        LOG + "A,T1,request,2026-03-02,,5,XXQ,,\n",
        "'XXQ' is not a currency; write three letters such as EUR",
    ),
    "not_a_number": (
        LOG + "A,T1,request,2026-03-02,,much,,,\n",
        "'much' is not a number; write it like 1234.56",
    ),
    "out_of_range": (
        LOG + "A,T1,request,2026-03-02,,-5,,,\n",
        "'-5' is out of range; write a number from 0 up",
    ),
    "not_a_rating": (
        LOG + "A,T1,request,2026-03-02,soso,,,,\n",
        "'soso' is not a rating; write a number from 1 to 5",
    ),
    "off_the_scale": (
        LOG + "A,T1,request,2026-03-02,9,,,,\n",
        "'9' is not a rating from 1 to 5; write one of those",
    ),
    "not_a_count": (
        SHEET + "A,T1,2026-03-02,,often,\n",
        "'often' is not a count; write a whole number",
    ),
    "too_many": (
        SHEET + "A,T1,2026-03-02,,1001,\n",
        "'1001' is more than 1000; write how often it happened",
    ),
    "not_a_date": (
        LOG + "A,T1,request,31-02-2026,,,,,\nA,T2,request,13-02-2026,,,,,\n",
        "'31-02-2026' is not a date; write dd-mm-yyyy",
    ),
    "not_a_year": (
        LOG + "A,T1,request,1999-03-02,,,,,\n",
        "'1999-03-02' has a year that is not between 2000 and 2100; mend the year",
    ),
    "not_a_time": (
        LOG + "A,T1,request,2026-03-02 noon,,,,,\n",
        "'2026-03-02 noon' has a time that cannot be read; write it like 14:30",
    ),
    "ambiguous_zone": (
        LOG + "A,T1,request,2026-03-02 09:00 IST,,,,,\n",
        "'2026-03-02 09:00 IST' has a time zone, IST, that stands for several; write how far it is from UTC, like +01:00",
    ),
    "other_weekday": (
        LOG + "A,T1,request,Tue 02/03/2026,,,,,\n" + "A,T2,request,13/03/2026,,,,,\n" * 11,
        "'Tue 02/03/2026' names a weekday that its date does not have; mend the one or the other",
    ),
    "clock_or_duration": (
        SHEET + "A,T1,2026-03-02,9:30,,\n",
        "'9:30' may be a time of day or how long it took; write the date before it, or the time it took like 2 h 30 min",
    ),
    "lies_ahead": (
        LOG + "A,T1,request,2035-03-02,,,,,\n",
        "'2035-03-02' lies ahead of today; mend the date",
    ),
    "before_request": (
        SHEET + "A,T1,2026-03-02,2026-03-01,,\n",
        "'2026-03-01' is before the request; mend the one or the other",
    ),
    "missing": (LOG + "A,,request,2026-03-02,,,,,\n", "trial_id is missing; fill it in"),
    "differs_within_trial": (
        LOG + "A,T0,reply,2026-03-03,,,,,Paint\n",
        "'Paint' is not what the earliest row of the trial says, which holds; make them the same",
    ),
    "rows_elsewhere": (
        "supplier,trial_id,requested_at,line,reason\nA,T1,2026-03-02,7,x\n",
        "'T1' has other rows that are in another file; mend this row there, and load that file whole",
        {"repeated": "lines"},
    ),
    "beyond_header": (
        LOG + "A,T1,request,2026-03-02,,,,,,beyond\n",
        "the row has more cells than the header; put quotes around a text that holds the delimiter",
    ),
    "needs_lead": (
        LOG + "A,T1,request,2026-03-02,,,,,\n",
        "the row voids, gives away or replaces a trial that somebody else logged; a lead can add it",
        {"needs_lead": (3,)},
    ),
    "unclosed_quote": (
        LOG + 'A,T1,request,2026-03-02,,,,"fine,\nA,T2,request,2026-03-02,,,,,\n',
        "the row opens a quote that is never closed; close it, or take it out",
    ),
}
# What is raised of a file; the others are of databases of earlier releases: texts, and a code that is now a question.
AS_TEXT = {"as_written", "value_as_written"}
OF_OLD = {*AS_TEXT, "stands_twice"}


def raised_in_code() -> set[str]:
    """The codes that intake raises, each written out where it is."""
    codes = set()
    for path in sorted((ROOT / "trialmetrics" / "intake").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                if node.func.id in ("Problem", "unreadable") and isinstance(node.args[0], ast.Constant):
                    codes.add(node.args[0].value)
                elif node.func.id in ("Problem", "unreadable"):
                    assert path.name == "value.py", f"a code that cannot be found: {path}:{node.lineno}"
    return codes


def test_every_code_has_a_template_and_every_template_is_used():
    assert raised_in_code() == {*problem_text.CODES} - OF_OLD
    of_old = set(re.findall(r"'(\w*as_written)'", (MIGRATIONS / "7.sql").read_text(encoding="utf-8")))
    assert of_old == AS_TEXT
    assert {*RAISED} == raised_in_code()


@pytest.mark.parametrize("code", RAISED)
def test_a_file_raises_it_and_its_sentence_says_how_to_mend_it(code):
    text, sentence, *settings = RAISED[code]
    head, rows = text.split("\n", 1)
    taken = take(f"{head}\n{GOOD if head + chr(10) == LOG else ''}{rows}", **dict(*settings))
    problem = taken.problems[0]
    assert (problem["code"], problem_text.text(problem)) == (code, sentence)
    assert "{" not in sentence
    assert isinstance(json.loads(problem["parts"]), dict)


@pytest.fixture
def speaks(monkeypatch):
    """What something says to a reader of an artificial language."""
    monkeypatch.setattr(language, "_translation", Marked)
    return told_in


BAD = "supplier,trial_id,event,occurred_at\nA,T1,request,31-02-2026\nA,,request,13-02-2026\n"


def test_two_readers_have_one_stored_problem_each_in_their_language(store, takes, speaks):
    report = takes(BAD)
    with store.cursor() as cursor:
        stored = cursor.execute("select code, parts from problem order by line").fetchall()
    assert stored == [("not_a_date", '{"order": "dmy"}'), ("missing", "{}")]
    for name in ("xx", "yy"):
        dated = f"<{name} '31-02-2026' is not a date; write <{name} dd-mm-yyyy>>"
        missing = f"<{name} trial_id is missing; fill it in>"

        def listed(say, name=name):
            return [row["reason"] for row in speaks(name, say)]

        assert listed(lambda: report.document()["problems"]) == [dated, missing]
        assert listed(lambda: problem_text.with_sentences(store.uploads.problems(1).to_dict("records"))) == [
            dated,
            missing,
        ]
        shown = speaks(name, lambda: tables.problems(store.uploads.problems(1)))
        assert [*shown[f"<{name} How to mend it>"]] == [dated, missing]
        aside = speaks(name, lambda: list(csv.DictReader(io.StringIO(store.uploads.set_aside(1)))))
        assert [row["reason"] for row in aside] == [dated, missing]
        kinds = speaks(
            name,
            lambda: [
                problem_text.kind_text(kind) for kind in store.uploads.problem_kinds(1).to_dict("records")
            ],
        )
        assert kinds == [f"<{name}  is not a date; write <{name} dd-mm-yyyy>>", missing]


def test_a_row_without_a_column_is_told_as_the_row(store, takes, reads):
    content = "supplier,trial_id,event,occurred_at\nA,T1,request,2026-03-02,beyond\nA,,request,2026-03-02\n"
    sentences = [
        "the row has more cells than the header; put quotes around a text that holds the delimiter",
        "trial_id is missing; fill it in",
    ]
    reading = reads(content)
    first, kinds = problems.first(reading, 10), problems.kinds(reading)
    assert [row["reason"] for row in problem_text.with_sentences(first.to_dict("records"))] == sentences
    assert [problem_text.kind_text(kind) for kind in kinds.to_dict("records")] == sentences
    takes(content)
    assert [
        problem_text.kind_text(kind) for kind in store.uploads.problem_kinds(1).to_dict("records")
    ] == sentences


def test_rows_set_aside_come_back_whatever_the_language_of_their_reasons(store, takes, speaks):
    takes(BAD)
    text = speaks("xx", lambda: store.uploads.set_aside(1))
    assert "<xx " in text
    mended = text.replace("31-02-2026", "28-02-2026").replace("A,,", "A,T2,")
    report = takes(mended)
    assert (report.rows, report.taken, report.set_aside, report.warnings) == (2, 2, 0, 0)
