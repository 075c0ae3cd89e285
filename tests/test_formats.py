"""The same thousand real order lines in three notations, from the command line to the documents."""

import json

import pytest

from trialmetrics.commands import main

MAPPED = ("--map", "order_id=trial_id", "--map", "ordered_at=requested_at")


def test_three_notations_are_one_log(shared, tmp_path, capsys):
    """1,000 rows, 271 without an order date; the other 729 sum to 56,128,856.61 over 39 suppliers (data/README.md)."""
    trials = []
    for name in ("ref_iso_comma_utf8.csv", "us_mdy_comma.csv", "nl_semicolon_cp1252.csv"):
        database = ("--database", str(tmp_path / f"{name}.duckdb"))
        status = main([*database, "load", str(shared / "data" / "formats" / name), *MAPPED, "--json"])
        (upload,) = json.loads(capsys.readouterr().out)["uploads"]
        assert status == 1
        assert [upload[key] for key in ("rows", "taken", "set_aside", "already_known")] == [1000, 729, 271, 0]
        rows = [each for each in upload["problems"] if each["severity"] == "row"]
        assert len(rows) == 271
        assert {each["reason"] for each in rows} == {"ordered_at is missing; fill it in"}
        main([*database, "trials", "--json", "--as-of", "2020-01-01"])
        document = json.loads(capsys.readouterr().out)["trials"]
        assert len(document) == 729
        assert sum(trial["order_value"] for trial in document) == pytest.approx(56_128_856.61, abs=0.005)
        assert len({trial["supplier"] for trial in document}) == 39
        trials.append(document)
        main([*database, "rank", "--json", "--as-of", "2020-01-01"])
        suppliers = json.loads(capsys.readouterr().out)["suppliers"]
        spent = sum(sum(each["spend"].values()) for each in suppliers)
        assert (len({each["supplier"] for each in suppliers}), spent) == (
            39,
            pytest.approx(56_128_856.61, abs=0.005),
        )
    assert trials[0] == trials[1] == trials[2]


def test_where_no_date_tells_the_order_it_is_asked(shared, tmp_path, capsys):
    lines = (shared / "data" / "formats" / "us_mdy_comma.csv").read_text(encoding="utf-8").splitlines()
    header, *rows = lines
    dates = [[cell for cell in row.split(",") if cell.count("/") == 2] for row in rows]
    unsure = [
        row
        for row, found in zip(rows, dates, strict=True)
        if len(found) == 3 and all(int(cell[3:5]) <= 12 for cell in found)
    ]
    assert unsure
    path = tmp_path / "unsure.csv"
    path.write_text("\n".join([header, *unsure]), encoding="utf-8")
    database = ("--database", str(tmp_path / "trials.duckdb"))
    assert main([*database, "load", str(path), *MAPPED]) == 2
    assert "Answer with --date-order dmy or --date-order mdy." in capsys.readouterr().err
    assert main([*database, "load", str(path), *MAPPED, "--date-order", "mdy"]) in (0, 1)
