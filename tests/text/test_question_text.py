"""What is asked and what was decided about a file is a code with figures; each reader has it in their own language."""

import ast
import json
from dataclasses import asdict

import pytest

from tests.conftest import ROOT
from tests.intake.taking import take
from tests.intake.test_sheets_of_workbooks import book
from tests.text.artificial import Marked, told_in
from trialmetrics.intake.remembered_settings import signature
from trialmetrics.intake.worker.__main__ import _json_ready
from trialmetrics.text import language, question_text

# Code of a question -> a file that asks it.
ASKED = {
    "which_day": "supplier,requested_at\nA,01-02-2026\n",
    "mixed_dates": "supplier,requested_at\nA,13-02-2026\nB,02-13-2026\n",
    "which_number": "supplier,requested_at,order_value\nA,2026-01-05,1.234\n",
    "mixed_decimals": 'supplier,requested_at,order_value\nA,2026-01-05,"12,50"\nB,2026-01-05,12.50\n',
    "which_scale": "supplier,requested_at,vriendelijk\nA,2026-01-05,6\nB,2026-01-05,3\n",
    "which_scale_from_0": "supplier,requested_at,vriendelijk\nA,2026-01-05,0\nB,2026-01-05,7\n",
    "repeated_rows": "supplier,trial_id,requested_at,order_value\nA,1,2026-01-05,2\nA,1,2026-01-05,3\n",
    "which_kind": "supplier,no,day,what\nA,1,2026-01-05,ordered\nA,1,2026-01-06,delivered\n",
    "promised_or_delivered": "supplier,requested_at,delivery date\nA,2026-01-05,2026-01-06\n",
    "best_grade": "supplier,requested_at,vriendelijk\nA,2026-01-05,matig\nB,2026-01-05,redelijk\n",
    "nobody_or_not_noted": "supplier,requested_at,first_reply_at\nA,2026-01-05,None\n",
    "nothing_beside_reply": "supplier,requested_at,first_reply_at,delivered_at\nA,2026-01-05,2026-01-06,NULL\n",
    "none_beside_reply": "supplier,requested_at,first_reply_at,delivered_at\nA,2026-01-05,2026-01-06,None\n",
    "which_column": "suplier,requested_at,note\nA,2026-01-05,x\n",
}
NUMBERS = "supplier,requested_at,order_value\nA,2026-01-05,{}\n"
ROWS = [["supplier", "requested_at"], ["A", "2026-01-05"]]


def hide(sheets, _made):
    sheets["One"].set_row(1, None, None, {"hidden": True})


DECIDED = {
    "sheet_read": (book({"One": ROWS, "Other": [["x"]]}), {}),
    "sheet_of_several": (book({"One": ROWS, "Two": ROWS}), {}),
    "hidden_rows": (book({"One": ROWS}, hide), {}),
    "next_table": (book({"One": [*ROWS, [], ["requested_at", "supplier"], ["2026-01-05", "B"]]}), {}),
    "kind_read": ("supplier,no,day,what\nA,1,2026-01-05,request\nA,1,2026-01-06,reply\n", {}),
    "kind_as_before": (
        "supplier,no,day,what\nA,1,2026-01-05,ordered\nA,1,2026-01-06,delivered\n",
        {"remembered": {signature(["supplier", "no", "day", "what"]): {"found": {"kind": "events"}}}},
    ),
    "column_read": ("supplier,trial_id,event,day\nA,1,request,2026-01-05\n", {}),
    "date_read": ("supplier,requested_at\nA,01-02-2026\n", {"date_order": "mdy"}),
    "number_read": (NUMBERS.format("1.234"), {"decimal": ","}),
    "ratings_read": ("supplier,requested_at,vriendelijk\nA,2026-01-05,5\n", {}),
    "grades_read": ("supplier,requested_at,vriendelijk\nA,2026-01-05,goed\nB,2026-01-05,uitstekend\n", {}),
    "currency_read": (NUMBERS.format("$5"), {}),
    "time_joined": ("supplier,trial_id,event,date,time\nA,1,request,2026-01-05,09:30\n", {}),
    "repeated_read": (ASKED["repeated_rows"], {"repeated": "lines"}),
}


def literals(path: str, call: str | None) -> set[str]:
    """The codes written out in a file: the second argument of each `call`, or the value of each `"code"`."""
    codes = set()
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if call and isinstance(node, ast.Call) and getattr(node.func, "id", "") == call:
            place = node.args[0 if call == "_date_question" else 1]
            codes |= {each.value for each in ast.walk(place) if isinstance(each, ast.Constant)}
        if not call and isinstance(node, ast.Dict):
            codes |= {
                value.value
                for key, value in zip(node.keys, node.values, strict=True)
                if isinstance(key, ast.Constant) and key.value == "code" and isinstance(value, ast.Constant)
            }
    return codes


def test_every_code_has_its_sentences_and_every_sentence_is_used():
    asking = "trialmetrics/intake/notation/questions.py"
    others = (
        "trialmetrics/intake/column_matching.py",
        "trialmetrics/intake/pipeline.py",
        "trialmetrics/intake/rows/repeated_rows.py",
    )
    asked = literals(asking, "_date_question").union(
        *(literals(path, "Question") for path in (asking, *others))
    )
    assert asked == {*question_text.QUESTIONS} == {*question_text.CHOICES}
    decided = set().union(*(literals(path, None) for path in (asking, *others)))
    assert decided == {*question_text.DECISIONS} == {*DECIDED}
    assert literals("trialmetrics/intake/rows/doubts.py", None) == {*question_text.DOUBTS}
    # A date that is no day in either order is asked for only where a rule of dates changes; another kind, after an earlier file.
    assert {*ASKED} == asked - {"what_comes_first", "other_kind"}


@pytest.mark.parametrize("code", ASKED)
def test_a_question_crosses_to_a_reader_of_another_language(code, monkeypatch):
    (question,) = take(ASKED[code]).questions
    assert question.code == code
    assert json.loads(json.dumps(question, default=_json_ready)) == json.loads(json.dumps(asdict(question)))
    assert tuple(question_text.choices(question)) == question.answers
    monkeypatch.setattr(language, "_translation", Marked)
    for name in ("xx", "yy"):
        assert told_in(name, lambda: question_text.text(question)).startswith(f"<{name} ")
        assert told_in(name, lambda: question_text.option(question)).startswith(f"<{name} Answer with ")
        words = told_in(name, lambda: question_text.choices(question)).values()
        if code != "which_column":  # there the answers are the headings of the file
            assert all(each.startswith(f"<{name} ") for each in words)


@pytest.mark.parametrize("code", DECIDED)
def test_a_decision_crosses_to_a_reader_of_another_language(code, monkeypatch):
    content, said = DECIDED[code]
    decisions = [each for each in take(content, **said).decided if each["code"] == code]
    assert decisions
    assert json.loads(json.dumps(decisions)) == decisions
    monkeypatch.setattr(language, "_translation", Marked)
    for name in ("xx", "yy"):
        assert told_in(name, lambda: question_text.decision(decisions[0])).startswith(f"<{name} ")
