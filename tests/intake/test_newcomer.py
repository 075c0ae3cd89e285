"""The newcomer's file: twelve suppliers as a newcomer notes them, as xlsx and as Dutch CSV, without a question too many."""

from datetime import datetime

import pytest

from tests.intake.taking import Taken, take, workbook

HEADER = [
    "Leverancier",
    "Besteld op",
    "Eerste reactie",
    "Hoe vaak nagebeld",
    "Vriendelijk 1-10",
    "Geleverd",
    "Opmerking",
]
ROWS = [
    ["Verfhandel De Kwast", "5-1-2026", "5-1-2026", "", "8", "8-1-2026", "Belde zelf terug"],
    ["Bouwmaat Zuid", "5-1-2026", "6-1-2026", "1", "7", "12-1-2026", ""],
    ["Jansen B.V.", "5-1-2026", "geen reactie", "2x", "n.v.t.", "", "Niets meer gehoord"],
    ["Schilder & Zn", "5-1-2026", "zelfde dag", "", "9", "ja", "Topservice!"],
    ["Kleur en Meer", "6-1-2026", "na 2 dagen", "2x", "🙂", "15-1-2026", ""],
    ["Lakwerk NV", "6-1-2026", "14-1-2026", "twee keer", "4", "nee", "\"Voor zo'n klein bedrag\", zei hij"],
    ["Pigment Plus", "6-1-2026", "7-1-2026", "", "7,5", "9-1-2026", ""],
    ["Verf Direct", "6-1-2026", "6-1-2026", "n.v.t.", "8", "7-1-2026", ""],
    ["De Blikken", "7-1-2026", "19-1-2026", "3", "5", "2-2-2026", "verkeerde kleur"],
    ["Tint", "7-1-2026", "8-1-2026", "", "6", "13-1-2026", ""],
    ["Coating Centrum", "7-1-2026", "?", "1 keer", "7", "20-1-2026", "reactie niet genoteerd"],
    ["Muurkracht", "7-1-2026", "9-1-2026", "", "8", "x", ""],
]  # fmt: skip


def dutch_csv() -> bytes:
    def cell(text: str) -> str:
        return '"' + text.replace('"', '""') + '"' if any(mark in text for mark in ';"') else text

    # Windows-1252 has no smiley: a person who saves as CSV there writes it otherwise.
    lines = [";".join(map(cell, row)).replace("🙂", "🙂") for row in [HEADER, *ROWS]]
    return "\r\n".join(lines).encode("utf-8-sig")


def excel() -> bytes:
    def cell(text: str) -> object:
        if text.count("-") == 2 and text.replace("-", "").isdigit():
            return datetime.strptime(text, "%d-%m-%Y")
        if text.replace(",", "").isdigit():
            return float(text.replace(",", "."))
        return text or None

    return workbook(["Proefbestellingen januari"], [], HEADER, *(map(cell, row) for row in ROWS))


@pytest.mark.parametrize("content", [dutch_csv(), excel()], ids=["csv", "xlsx"])
def test_all_twelve_are_taken_as_they_were_meant(content: bytes) -> None:
    taken = take(content)
    assert taken.questions == []
    assert (taken.kind, taken.rows, taken.set_aside, taken.problems) == ("sheet", 12, 0, [])
    assert taken.mapping == {
        "Leverancier": "supplier", "Besteld op": "requested_at", "Eerste reactie": "first_reply_at",
        "Hoe vaak nagebeld": "chases", "Vriendelijk 1-10": "courtesy", "Geleverd": "delivered_at", "Opmerking": "note",
    }  # fmt: skip
    silent = of(taken, "jansen bv")
    assert silent["events"] == ["request", "chase", "chase", "assessment"]
    assert silent["contact"]
    assert of(taken, "schilder & zn")["events"] == ["request", "reply", "delivery", "assessment"]
    assert of(taken, "lakwerk nv")["events"] == ["request", "reply", "chase", "chase", "assessment"]
    assert not of(taken, "verf direct")["chases"]
    assert of(taken, "tint")["chases"]
    # 1-10 grades: 8 is 1 + 0.4 x 8 = 4.2; the smiley is a 4 of 5.
    assert of(taken, "verfhandel de kwast")["courtesy"] == pytest.approx(4.2)
    assert of(taken, "kleur en meer")["courtesy"] == 4
    assert of(taken, "jansen bv")["courtesy"] is None


def of(taken: Taken, supplier: str) -> dict[str, object]:
    (row,) = [row for row in taken.sheet if row["supplier_key"] == supplier]
    events = [event for event in taken.events if event["supplier_key"] == supplier]
    order = ["request", "reply", "chase", "delivery", "assessment"]
    return {
        "events": sorted((event["event"] for event in events), key=order.index),
        "contact": row["contact_observed"],
        "chases": row["chases_observed"],
        "courtesy": next((event["courtesy"] for event in events if event["event"] == "assessment"), None),
    }
