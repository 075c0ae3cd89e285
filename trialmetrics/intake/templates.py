"""Templates: a trial log or trial sheet to fill in, empty or filled, in English or Dutch, as CSV or xlsx."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Literal

from trialmetrics.export.csv_text import csv_of, notation_of
from trialmetrics.export.xlsx import workbook_of
from trialmetrics.vocabulary import EVENT_COLUMNS, SHEET_COLUMNS

Cell = str | int | float | date | datetime | None

# Headings of the Dutch templates.
_DUTCH = {
    "supplier": "leverancier", "trial_id": "proef", "event": "gebeurtenis", "occurred_at": "tijdstip",
    "category": "categorie", "round": "ronde", "tester": "inkoper", "order_value": "bedrag", "currency": "valuta",
    "order_class": "ordergrootte", "new_customer": "nieuwe klant", "channel": "kanaal", "promised_at": "beloofd op",
    "welcome": "welkom 1-5", "courtesy": "beleefdheid 1-5", "helpfulness": "behulpzaamheid 1-5", "note": "opmerking",
    "rater": "beoordelaar", "requested_at": "besteld op", "first_reply_at": "eerste reactie",
    "delivered_at": "geleverd op", "closed_at": "afgesloten op", "chases": "hoe vaak nagebeld",
    "chased_first": "eerst nagebeld", "errors": "fouten", "recoveries": "hersteld", "initiatives": "initiatieven",
    "rude": "grof", "belittling": "kleinerend", "complaints": "klachten", "outcome": "uitkomst", "disclosed": "ontdekt",
}  # fmt: skip

# Dutch for the texts of the examples.
_WORDS = {
    "request": "bestelling", "auto_reply": "automatisch antwoord", "reply": "antwoord", "confirmation": "bevestiging",
    "chase": "nagebeld", "delivery": "levering", "error": "fout", "recovery": "herstel", "belittling": "kleinerend",
    "decline": "nette afwijzing", "closed": "afgesloten", "assessment": "beoordeling", "email": "e-mail",
    "phone": "telefoon", "yes": "ja", "no": "nee", "no reply": "geen reactie", "same day": "zelfde dag",
    "small": "klein", "declined": "afgewezen", "n/a": "n.v.t.", "Paint": "Verf", "spring": "voorjaar",
    "Came by with a colour chart": "Kwam langs met een kleurenwaaier",
    "'For such a small amount?'": "'Voor zo'n klein bedrag?'",
    "Wrong colour": "Verkeerde kleur", "Exchanged the next day": "De dag erna omgeruild",
    "Does not sell to offices, named a colleague who does": "Levert niet aan kantoren, noemde een collega die dat wel doet",
}  # fmt: skip

_EVENTS: tuple[dict[str, Cell], ...] = (
    {"supplier": "De Kwast B.V.", "trial_id": "1", "event": "request", "occurred_at": datetime(2026, 3, 16, 9, 30),
     "category": "Paint", "round": "spring", "tester": "Anna", "order_value": 48.5, "currency": "EUR",
     "order_class": "small", "new_customer": "yes", "channel": "email"},
    {"supplier": "De Kwast B.V.", "trial_id": "1", "event": "auto_reply", "occurred_at": datetime(2026, 3, 16, 9, 31)},
    {"supplier": "De Kwast B.V.", "trial_id": "1", "event": "confirmation", "occurred_at": datetime(2026, 3, 16, 11, 5),
     "channel": "phone", "promised_at": date(2026, 3, 20)},
    {"supplier": "De Kwast B.V.", "trial_id": "1", "event": "delivery", "occurred_at": date(2026, 3, 20)},
    {"supplier": "De Kwast B.V.", "trial_id": "1", "event": "error", "occurred_at": date(2026, 3, 20), "note": "Wrong colour"},
    {"supplier": "De Kwast B.V.", "trial_id": "1", "event": "recovery", "occurred_at": date(2026, 3, 23),
     "note": "Exchanged the next day"},
    {"supplier": "De Kwast B.V.", "trial_id": "1", "event": "assessment", "occurred_at": date(2026, 3, 24),
     "welcome": 5, "courtesy": 4.5, "helpfulness": 4},
    {"supplier": "Lakwerk NV", "trial_id": "1", "event": "request", "occurred_at": datetime(2026, 3, 16, 9, 40),
     "category": "Paint", "round": "spring", "tester": "Anna", "order_value": 51.25, "currency": "EUR",
     "order_class": "small", "new_customer": "yes", "channel": "email"},
    {"supplier": "Lakwerk NV", "trial_id": "1", "event": "chase", "occurred_at": datetime(2026, 3, 19, 14, 0), "channel": "phone"},
    {"supplier": "Lakwerk NV", "trial_id": "1", "event": "belittling", "occurred_at": datetime(2026, 3, 19, 14, 0),
     "channel": "phone", "courtesy": 1, "note": "'For such a small amount?'"},
    {"supplier": "Lakwerk NV", "trial_id": "1", "event": "closed", "occurred_at": date(2026, 4, 20)},
)  # fmt: skip

_SHEET: tuple[dict[str, Cell], ...] = (
    {"supplier": "De Kwast B.V.", "requested_at": datetime(2026, 3, 16, 9, 30), "category": "Paint", "round": "spring",
     "tester": "Anna", "order_value": 48.5, "currency": "EUR", "order_class": "small", "channel": "email",
     "first_reply_at": datetime(2026, 3, 16, 11, 5), "promised_at": date(2026, 3, 20), "delivered_at": date(2026, 3, 20),
     "chases": 0, "errors": 1, "recoveries": 1, "initiatives": 1, "welcome": 5, "courtesy": 4.5, "helpfulness": 4,
     "note": "Came by with a colour chart"},
    {"supplier": "Lakwerk NV", "requested_at": date(2026, 3, 16), "category": "Paint", "round": "spring", "tester": "Anna",
     "order_value": 51.25, "first_reply_at": "no reply", "closed_at": date(2026, 4, 20), "chases": 2, "belittling": 1,
     "courtesy": 1, "note": "'For such a small amount?'"},
    {"supplier": "Tint & Zn", "requested_at": date(2026, 3, 17), "category": "Paint", "round": "spring", "tester": "Anna",
     "order_value": 45, "first_reply_at": "same day", "chases": "n/a", "outcome": "declined", "courtesy": 4,
     "note": "Does not sell to offices, named a colleague who does"},
)  # fmt: skip


@cache  # a new workbook carries a new timestamp, so a browser would take it for another file
def template(
    kind: Literal["events", "sheet"],
    *,
    language: str = "en",
    filled: bool = False,
    form: Literal["csv", "xlsx"] = "csv",
) -> bytes:
    """The bytes of a file to fill in, with example rows if `filled` (they load without a question). CSV opens in the Excel of that
    language."""
    columns = list(EVENT_COLUMNS if kind == "events" else SHEET_COLUMNS)
    header = [_DUTCH[name] if language == "nl" else name for name in columns]
    examples = (_EVENTS if kind == "events" else _SHEET) if filled else ()
    rows = [[_translated(row.get(name), language) for name in columns] for row in examples]
    return workbook_of(header, rows, in_memory=True) if form == "xlsx" else _csv(header, rows, language)


def _translated(cell: Cell, language: str) -> Cell:
    return _WORDS.get(cell, cell) if language == "nl" and isinstance(cell, str) else cell


def _csv(header: Sequence[str], rows: Sequence[Sequence[Cell]], language: str) -> bytes:
    texts = ([_date_text(cell, language) for cell in row] for row in rows)
    return csv_of(header, texts, notation_of(language), line_end="\r\n").encode("utf-8-sig")


def _date_text(cell: Cell, language: str) -> Cell:
    """Dates in the language's format; other cells unchanged, as `csv_of` formats numbers."""
    day = "%d-%m-%Y" if language == "nl" else "%Y-%m-%d"
    match cell:
        case datetime():
            return cell.strftime(f"{day} %H:%M")
        case date():
            return cell.strftime(day)
        case _:
            return cell
