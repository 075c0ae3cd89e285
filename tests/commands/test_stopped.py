"""Ctrl-C: a sentence, and nothing stored or everything."""

import json
import signal
import subprocess
import sys

import psutil

from tests.commands.given import LOG
from tests.conftest import ROOT
from trialmetrics.store import Store


def held(process, path):
    """Whether a child of this process has the file open; it is then stopped there, however busy the machine is."""
    try:
        for child in process.children():
            if str(path) in {file.path for file in child.open_files()}:
                child.suspend()
                return True
    except psutil.NoSuchProcess:
        pass
    return False


def test_ctrl_c_stops_it_with_a_sentence_and_stores_nothing(log, tmp_path):
    """The reader is at work when it comes: the file is long."""
    long, database = tmp_path / "long.csv", tmp_path / "trials.duckdb"
    header, *rows = LOG.splitlines(keepends=True)
    long.write_text(header + "".join(rows) * 200_000, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "trialmetrics",
        "--database",
        str(database),
        "load",
        str(log()),
        str(long),
    ]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    watched = psutil.Process(process.pid)
    while not held(watched, long):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (2, ""), err
    assert err == "Stopped; nothing was changed. Give the command again to start anew.\n"
    with Store.open(database) as store:
        assert store.uploads.all().empty


def test_ctrl_c_while_it_is_stored_undoes_what_was_begun(run, log, monkeypatch):
    def stop(*_all):
        raise KeyboardInterrupt

    monkeypatch.setattr("trialmetrics.store.upload_changes.current_events.refresh", stop)
    status, _out, err = run("load", log())
    assert (status, err) == (2, "Stopped; nothing was changed. Give the command again to start anew.\n")
    monkeypatch.undo()
    assert json.loads(run("uploads", "--json")[1])["uploads"] == []
    monkeypatch.setattr("trialmetrics.store.upload_changes.verify", stop)
    status, _out, err = run("load", log())
    assert status == 1
    assert "everything was stored already" in err
