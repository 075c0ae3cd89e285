"""What a file holds is shown, and moves no cursor, rings no bell, turns no text around: on both outputs of every command."""

import io
import json
import re
import subprocess
import sys

import pytest
from python_calamine import CalamineWorkbook

from tests.conftest import ROOT
from tests.saving import put_in_force
from trialmetrics.access import Person, Role
from trialmetrics.commands.terminal import escape_json, escape_text
from trialmetrics.store import Store

COMMANDS = re.compile("(?!\r\n)[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")
BAD = "\x1b[31mA\x07\x9b2J\u202e"
# A name may hold what turns text around; control characters are refused there, and repeated in the sentence that says so.
LOG = f"""supplier,trial_id,event,occurred_at,note\r
Acme \u202egnp,1,request,2026-03-02,\r
Acme\u202e gnp,2,request,2026-03-02,\r
{BAD},1,request,gisteren{BAD},x\r
B,1,{BAD},2026-03-02,{BAD}\r
C,1,request,2026-03-02,{BAD}\r
"""


@pytest.fixture
def quiet(run, log):
    """Run a command; nothing of either output commands a terminal."""

    def command(*arguments: object) -> tuple[int, str, str]:
        status, out, err = run(*arguments)
        assert [*COMMANDS.findall(out), *COMMANDS.findall(err)] == [], (arguments, out, err)
        return status, out, err

    return command


def test_no_command_repeats_them(quiet, log, tmp_path):
    status, _out, err = quiet("load", log(LOG, f"{BAD}.csv"), "--as", BAD)
    assert status == 1
    assert "\\x1b[31m" in err
    for command in ("uploads", "rank", "trials", "plan", "suppliers", "check"):
        assert quiet(command)[0] == 0, command
    json.loads(quiet("uploads", "--json")[1])
    assert "\\u202e" in quiet("rank")[1]
    assert quiet("merge", BAD, "C")[0] == 2
    assert quiet("trials", "--supplier", BAD)[0] == 2
    assert quiet("load", log(LOG), "--map", f"{BAD}=supplier")[0] == 2
    assert quiet("load", tmp_path / f"{BAD}.none")[0] == 2
    assert quiet("load", log(LOG), "--encoding", BAD)[0] == 2


def test_what_people_write_in_forms_is_quiet_as_well(quiet, log, tmp_path, monkeypatch):
    """Reasons, objections, names of people, and words that are redacted."""
    assert quiet("load", log(), "--as", BAD)[0] == 0
    with Store.open(tmp_path / "trials.duckdb") as store:
        somebody = Person(BAD, Role.ADMIN, verified=True)
        put_in_force(store, store.policies.in_force().with_threshold(55), user=BAD, reason=f"{BAD} reason")
        basis, seen = {"candidate": {"verdict": "retry"}, "policy": 2, "filters": {}}, store.newest_change()
        number = store.decisions.decide(
            "A", "Paper", "invite", somebody, basis=basis, seen=seen, reason=f"{BAD} why"
        )
        store.decisions.object(number, f"{BAD} no", somebody)
    for command in ("decisions", "record"):
        for options in ((), ("--json",)):
            status, out, _err = quiet(command, *options)
            assert status == 0
            assert ("u001b" if options else "\\x1b[31m") in out, (command, out)
    for words in (BAD, f"{BAD} why"):
        monkeypatch.setattr(sys, "stdin", io.StringIO(words))
        quiet("redact", "--words")
    quiet("redact", "--words", "--as", BAD, "--supplier", BAD, "--trial", BAD)
    assert quiet("people", "add", BAD, "--role", "viewer")[0] == 2
    assert quiet("people", "remove", BAD)[0] == 2
    assert quiet("backup", tmp_path / f"{BAD}.duckdb")[0] == 0
    assert "\\x1b" in quiet("backups")[1]
    assert quiet("restore", tmp_path / f"{BAD}.none")[0] == 2


@pytest.mark.parametrize(
    "arguments", [[BAD], ["rank", BAD], ["rank", "--from", BAD], ["undo", BAD], ["rank", f"--{BAD}"]]
)
def test_what_is_misused_is_repeated_as_codes(quiet, arguments):
    status, _out, err = quiet(*arguments)
    assert status == 2
    assert "\\x1b[31m" in err.replace("\\\\", "\\")


def test_a_document_keeps_its_values(quiet, log):
    quiet("load", log(LOG, "log.csv"))
    suppliers = json.loads(quiet("rank", "--json")[1])["suppliers"]
    assert "Acme \u202egnp" in [each["supplier"] for each in suppliers]
    assert json.loads(escape_json(json.dumps([BAD, "é\n\t"], ensure_ascii=False))) == [BAD, "é\n\t"]


def test_what_was_set_aside_is_shown_on_a_terminal_and_kept_in_a_file(quiet, log, tmp_path):
    quiet("load", log(LOG, "log.csv"))
    _status, out, _err = quiet("set-aside", 1)
    # Intake itself cannot hold an escape: it came in as U+0001.
    assert "gisteren\\x01[31mA\\x07\\x9b2J\\u202e" in out
    quiet("set-aside", 1, "--out", tmp_path / "aside.csv")
    assert "gisteren\x01[31mA\x07\x9b2J\u202e" in (tmp_path / "aside.csv").read_bytes().decode("utf-8-sig")


def test_line_ends_and_tabs_are_left(quiet):
    assert escape_text("a\tb\r\nc\n\rd") == "a\tb\r\nc\n\\rd"


def test_an_error_that_nobody_foresaw_is_quiet_too(tmp_path):
    code = (
        "import sys; from trialmetrics.commands.output import print_traceback; sys.excepthook = print_traceback; "
        "raise KeyError('x') from ValueError('\\x1b[31m\\x9b')"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True)
    assert ended.returncode == 1
    assert b"\\x1b[31m" in ended.stderr
    assert COMMANDS.findall(ended.stderr.decode()) == []


@pytest.mark.parametrize("command", ["rank", "trials", "plan"])
def test_a_file_that_ends_in_xlsx_is_a_workbook(run, log, tmp_path, command):
    run("load", log())
    out = tmp_path / "out.XLSX"
    assert run(command, "--csv", out)[:2] == (0, "")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(out.read_bytes())).get_sheet_by_index(0).to_python()
    assert "Supplier" in rows[0]
    assert all("_" not in heading for heading in rows[0])
    if command != "plan":
        assert rows[1][rows[0].index("Supplier")] == "A"
        assert isinstance(rows[1][rows[0].index("Score")], float)
