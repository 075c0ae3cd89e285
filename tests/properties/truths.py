"""Small random true logs: what happened in a few trials, as an event log or as a trial sheet.

A truth is free of contradictions, so that written in our own names it is taken without a remark. Its cells are typed: text, a
number, a count, a yes or no, a date (without a time) or a moment (local time of the policy), a statement, or None: empty.
"""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Enum
from random import Random
from typing import Any, Literal

AS_OF = datetime(2025, 9, 30, 12)


class Said(Enum):
    """What a cell states instead of a value."""

    UNKNOWN = "n/a"
    NEVER = "never"
    PENDING = "not yet"
    YES = "yes"
    NO = "no"


Cell = str | float | int | bool | date | datetime | Said | None
Row = dict[str, Cell]
Kind = Literal["events", "sheet"]
Precision = Literal["date", "minute", "second", "mixed"]

MOMENTS = ("occurred_at", "requested_at", "first_reply_at", "promised_at", "delivered_at", "closed_at")
RATINGS = ("welcome", "courtesy", "helpfulness")
COUNTS = ("chases", "errors", "recoveries", "initiatives", "rude", "belittling", "complaints")
YES_NO = ("new_customer", "chased_first", "disclosed")
ATTRIBUTES = ("category", "round", "tester", "order_value", "currency", "order_class", "new_customer")
REPLIES = ("reply", "question", "advice", "quote", "confirmation", "decline", "brush_off")
OTHER_EVENTS = (
    "chase", "complaint", "auto_reply", "dispatch", "delivery", "partial_delivery", "invoice", "initiative", "recovery", "error",
    "rude", "belittling", "disclosed", "assessment", "void",
)  # fmt: skip

SUPPLIERS = (
    "Ambacht Verpakking B.V.", "Müller & Söhne GmbH", "Calder Inks", "Café Décor SARL", "Pérez, Hijos y Cía.", 'De "Gouden" Pen',
    "Drukkerij 't Hart", "O'Neill Paper Ltd", "Zwart-Wit Etiketten", "Quick Labels Inc.", "Foaméa", "Grøn Emballage",
    "Ostler Glass", "3D Prints Eindhoven", "Hadleigh Pins",
)  # fmt: skip
CATEGORIES = ("Packaging", "Labels", "Ink & toner", "Büromaterial")
TESTERS = ("Anna", "Bob de Wit", "Chloé")
NOTES = (
    "friendly on the phone", "said: only a small one; no time", 'called it "peanuts", literally', "tweede poging, zie mail",
    "wrong colour", "line one\nline two", "called:\n\"too small\"", "first, second;\nthird",
    "über alles zufrieden",
)  # fmt: skip


@dataclass(frozen=True)
class Truth:
    """What happened: rows of typed cells under our own columns."""

    kind: Kind
    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @property
    def canonical(self) -> str:
        """The truth as CSV in our own names, ISO dates and plain words."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(self.columns)
        for row in self.rows:
            writer.writerow([_plain(row.get(name)) for name in self.columns])
        return out.getvalue()


def random_truth(random: Random) -> Truth:
    """2-6 suppliers with 1-4 trials each, as either kind."""
    return random.choice([_event_log, _event_log, _sheet])(random)


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case Said():
            return cell.value
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return cell.strftime("%Y-%m-%d %H:%M:%S")
        case date():
            return cell.isoformat()
        case float():
            return repr(cell)
    return str(cell)


def _event_log(random: Random) -> Truth:
    optional = (*ATTRIBUTES, "channel", "promised_at", *RATINGS, "rater", "note")
    chosen = [name for name in optional if random.random() < 0.45]
    cells = _Cells(random)
    on_every_row = random.random() < 0.4
    # The cells of a file share a precision; a pool of events makes kinds of event missing from whole files.
    precision: Precision = random.choice(["minute", "minute", "minute", "second", "date", "mixed"])
    pool = random.sample(OTHER_EVENTS, random.randint(3, len(OTHER_EVENTS)))
    rows: list[Row] = []
    for supplier, trial_id in _trials(random):
        at = _workday(random, precision)
        attributes = {name: cells.attribute(name) for name in ATTRIBUTES}
        events: list[Row] = [{"event": "request", "occurred_at": at, **attributes}]
        for _ in range(random.choice([0, 1, 2, 3, 5])):
            at = _later(random, at)
            event = random.choice(REPLIES) if random.random() < 0.5 else random.choice(pool)
            events.append({"event": event, "occurred_at": at})
        if random.random() < 0.4:
            events.append({"event": "closed", "occurred_at": _later(random, at)})
        for row in events:
            row |= {"supplier": supplier, "trial_id": trial_id}
            row["occurred_at"] = cells.as_precise(row["occurred_at"], precision)
            _decorate(random, cells, row, at)
            if on_every_row:
                row |= attributes
        rows += events
    random.shuffle(rows)
    columns = ("supplier", "trial_id", "event", "occurred_at", *chosen)
    return Truth("events", columns, tuple({name: row.get(name) for name in columns} for row in rows))


def _decorate(random: Random, cells: "_Cells", row: Row, at: datetime) -> None:
    """Add what belongs to single events: a promise, a channel, ratings, a quote."""
    event = row["event"]
    if event == "confirmation" or (event == "request" and random.random() < 0.2):
        row["promised_at"] = cells.as_precise(
            _weekday(at + timedelta(days=random.randint(2, 15))), cells.promise
        )
    if event in (*REPLIES, "chase") and random.random() < 0.5:
        row["channel"] = random.choice(["email", "phone", "web", "chat", "visit", "post"])
    if event == "assessment" or (event in REPLIES and random.random() < 0.2):
        row |= {name: cells.rating(name) for name in RATINGS if random.random() < 0.8}
        row["rater"] = random.choice([None, None, *TESTERS])
    if event in ("rude", "belittling", "void", "error") and random.random() < 0.7:
        row["note"] = random.choice(NOTES)


def _sheet(random: Random) -> Truth:
    optional = (
        *ATTRIBUTES, "channel", "first_reply_at", "promised_at", "delivered_at", "closed_at", *COUNTS, "chased_first", "outcome",
        "disclosed", *RATINGS, "note",
    )  # fmt: skip
    share = random.choice([0.3, 0.5, 0.7])
    chosen = [name for name in optional if random.random() < share]
    if random.random() < 0.7:
        chosen.insert(0, "trial_id")
    cells = _Cells(random)
    precision: dict[str, Precision] = {
        name: random.choice(["minute", "date", "date", "mixed" if name != "requested_at" else "second"])
        for name in MOMENTS
    }
    columns = ("supplier", "requested_at", *dict.fromkeys(chosen))
    rows = []
    for supplier, trial_id in _trials(random):
        row = _sheet_row(random, cells)
        row |= {"supplier": supplier, "trial_id": trial_id}
        for name in MOMENTS:
            if isinstance(row.get(name), datetime):
                row[name] = cells.as_precise(row[name], precision[name])
        rows.append({name: row.get(name) for name in columns})
    return Truth("sheet", columns, tuple(_consistent(row) for row in rows))


def _sheet_row(random: Random, cells: "_Cells") -> Row:
    asked = _workday(random, "minute")
    replied = _later(random, asked) if random.random() < 0.7 else None
    promised = _weekday(asked + timedelta(days=random.randint(2, 14))) if random.random() < 0.6 else None
    delivered = _later(random, _later(random, replied)) if replied and random.random() < 0.7 else None
    closed = (
        _later(random, max(filter(None, (asked, replied, delivered, promised))))
        if random.random() < 0.3
        else None
    )
    if delivered:
        outcome = "fulfilled"
    elif replied:
        outcome = random.choice(["declined", "brushed_off", "dropped", "open"])
    else:
        outcome = random.choice(["ignored", "void", "open"])
    row: Row = {
        "requested_at": asked,
        "first_reply_at": replied or random.choice([None, None, Said.NEVER, Said.UNKNOWN]),
        "promised_at": promised,
        "delivered_at": delivered,
        "closed_at": closed,
        "outcome": outcome if random.random() < 0.6 else None,
        "channel": random.choice(["email", "phone", "web"]),
        "chased_first": random.choice([None, True, False]),
        "disclosed": random.random() < 0.05,
        "note": random.choice([None, None, *NOTES]),
    }
    if replied and random.random() < 0.1:
        row["first_reply_at"] = Said.YES
    if delivered is None:
        row["delivered_at"] = random.choice(
            [None, None, Said.PENDING, Said.NO] if replied else [None, None, Said.UNKNOWN]
        )
    row |= {name: cells.attribute(name) for name in ATTRIBUTES}
    row |= {name: random.choice([0, 0, 0, 1, 2, None, Said.UNKNOWN]) for name in COUNTS}
    if replied:
        row |= {name: cells.rating(name) if random.random() < 0.8 else None for name in RATINGS}
    return row


def _consistent(row: Row) -> Row:
    """The row without what contradicts its other cells once some columns are left out."""
    answered = isinstance(row.get("first_reply_at"), date) or row.get("first_reply_at") is Said.YES
    if row.get("outcome") == "open" or not answered:
        row = {**row, **{name: None for name in RATINGS if name in row}}
    if row.get("outcome") not in (None, "open") and row.get("delivered_at") is Said.PENDING:
        row["delivered_at"] = None
    if row.get("outcome") == "ignored":
        row = {
            **row,
            **{name: 0 for name in ("recoveries", "initiatives", "rude", "belittling") if name in row},
        }
    return row


class _Cells:
    """Values that share a notation-independent habit within one file, such as whole ratings or values without cents."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self.promise: Precision = random.choice(["date", "date", "minute"])
        self._whole_ratings = {name: random.random() < 0.6 for name in RATINGS}
        self._cents = random.random() < 0.7
        self._currency = random.choice([("EUR",), ("EUR",), ("EUR", "USD", "GBP")])

    def attribute(self, name: str) -> Cell:
        """A value of the trial, or None in one of six."""
        random = self._random
        if random.random() < 1 / 6:
            return None
        made: dict[str, Callable[[], Cell]] = {
            "category": lambda: random.choice(CATEGORIES),
            "round": lambda: random.choice(["spring", "autumn"]),
            "tester": lambda: random.choice(TESTERS),
            "order_value": lambda: (
                random.choice([random.randint(20, 999), random.randint(1000, 250_000)])
                + (random.randint(1, 99) / 100 if self._cents else 0)
            ),
            "currency": lambda: random.choice(self._currency),
            "order_class": lambda: random.choice(["small", "large"]),
            "new_customer": lambda: random.random() < 0.7,
        }
        return made[name]()

    def rating(self, name: str) -> float:
        """A rating 1-5; those with a fraction are whole grades out of ten: 1.4, 1.8, ... 5."""
        if self._whole_ratings[name]:
            return float(self._random.choice([1, 2, 3, 4, 5, 5]))
        return round(1 + 0.4 * self._random.randint(1, 10), 1)

    def as_precise(self, at: Any, precision: Precision) -> date | datetime:
        """The moment, or its bare date."""
        bare = precision == "date" or (precision == "mixed" and self._random.random() < 0.3)
        return at.date() if bare else at


def _trials(random: Random) -> list[tuple[str, str]]:
    """Supplier and trial id of every trial; ids look like one program's."""
    pattern = random.choice(["T{n}", "PO-{n:05d}", "4500{n:04d}", "{letter}{n}", "2025/{n:03d}"])
    trials: list[tuple[str, str]] = []
    for supplier in random.sample(SUPPLIERS, random.randint(2, 6)):
        for _ in range(random.randint(1, 4)):
            n = len(trials) + 1
            trials.append((supplier, pattern.format(n=n, letter="ABC"[n % 3])))
    return trials


def _workday(random: Random, precision: Precision) -> datetime:
    minute = random.choice([0, 15, 30, 45]) if random.random() < 0.5 else random.randint(0, 59)
    second = random.randint(0, 59) if precision == "second" else 0
    day = date(2025, 1, 6) + timedelta(days=random.randint(0, 130))
    return _weekday(datetime.combine(day, time(random.randint(8, 16), minute, second)))


def _later(random: Random, at: datetime) -> datetime:
    """A moment after this one, between eight and eight on a weekday."""
    later = at + timedelta(minutes=random.choice([15, 60, 180, 26 * 60, 75 * 60, 7 * 24 * 60]))
    if random.random() < 0.5:
        later += timedelta(minutes=random.randint(0, 59))
    if not 8 <= later.hour < 20:
        later = later.replace(hour=9) + timedelta(days=1)
    return _weekday(later)


def _weekday(at: datetime) -> datetime:
    while at.weekday() > 4:
        at += timedelta(days=1)
    return at
