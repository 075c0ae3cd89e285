"""Columns that `load` leaves alone are named, with the nearest of ours."""

import json

from trialmetrics.commands import main

SHEET = "supplier,requested_at,Resolved,Colour\nA,2026-03-02,2026-03-09,red\n"


def test_unused_columns_are_in_the_document_and_in_one_line(tmp_path, capsys):
    path = tmp_path / "sheet.csv"
    path.write_text(SHEET, encoding="utf-8")
    assert main(["--database", str(tmp_path / "trials.duckdb"), "load", str(path), "--json"]) == 0
    printed = capsys.readouterr()
    (upload,) = json.loads(printed.out)["uploads"]
    assert upload["unused"] == [
        {"heading": "Resolved", "values": ["2026-03-09"], "nearest": "closed_at"},
        {"heading": "Colour", "values": ["red"], "nearest": None},
    ]
    assert (
        "sheet.csv: Columns left alone: Resolved (perhaps closed_at), Colour. Take one with --map 'THEIRS=OURS'."
        in printed.err.splitlines()
    )
