"""Good logs by seed, written in any notation; mutations of what was written."""

import itertools
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple

from trialmetrics.vocabulary import EVENTS, WORDS

COLUMNS = (
    "supplier",
    "trial_id",
    "event",
    "occurred_at",
    "order_value",
    "channel",
    "promised_at",
    "courtesy",
    "note",
)
DUTCH = {
    "supplier": "leverancier", "trial_id": "proef", "event": "gebeurtenis", "occurred_at": "tijdstip",
    "order_value": "bedrag", "channel": "kanaal", "promised_at": "beloofd op", "courtesy": "beleefdheid",
    "note": "opmerking",
}  # fmt: skip
NOTES = [
    "",
    "",
    "",
    'said "no"',
    "twee, of drie; keer",
    "Café Zoë: 5 %",
    "regel een\nregel twee",
    "=SUM(1)",
    "tab\there",
]


class Notation(NamedTuple):
    """How a log is written."""

    encoding: str = "utf-8"
    delimiter: str = ","
    dates: str = "iso"
    decimal: str = "."
    end: str = "\n"
    language: str = "en"


def log(events: int, seed: int) -> list[dict[str, Any]]:
    """Events as values, one dict each; trials of some suppliers by turns."""
    random = Random(seed)
    start = datetime(2026, 1, 5, 8)
    rows = []
    for number in range(events):
        moment = start + timedelta(minutes=random.randrange(60 * 24 * 200))
        rows.append(
            {
                "supplier": random.choice(
                    ["Jansen B.V.", "Bakker & Zn", "Café Zoë", "Acme, Inc.", "de Vries"]
                ),
                "trial_id": str(number // 6),
                "event": random.choice(list(EVENTS)),
                "occurred_at": moment if random.random() < 0.8 else moment.date(),
                "order_value": random.choice([None, None, 12.5, 1234.56, 1000.0]),
                "channel": random.choice(["", "email", "phone"]),
                "promised_at": (moment + timedelta(days=5)).date() if random.random() < 0.2 else None,
                "courtesy": random.choice([None, None, 1.0, 3.5, 5.0]),
                "note": random.choice(NOTES),
            }
        )
    return rows


def notations() -> Iterator[Notation]:
    """24 of them: encodings x delimiters x date orders x decimal signs x line ends x languages, each in turn."""
    encodings = [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-16-be with mark",
        "cp1252",
        "latin-1",
    ]
    others = itertools.cycle(
        itertools.product(
            [";", ",", "\t", "|"],
            ["dmy", "iso", "mdy", "named"],
            [",", "."],
            ["\r\n", "\n", "\r"],
            ["nl", "en"],
        )
    )
    for number in range(24):
        found = next(others)
        for _skip in range(6):
            found = next(others)
        yield Notation(encodings[number % len(encodings)], *found)


def write(rows: list[dict[str, Any]], how: Notation) -> bytes:
    """The log as a file."""
    header = [DUTCH[name] if how.language == "nl" else name for name in COLUMNS]
    lines = [how.delimiter.join(header)]
    lines += [
        how.delimiter.join(_quoted(_cell(name, row[name], how), how) for name in COLUMNS) for row in rows
    ]
    text = how.end.join(lines) + how.end
    if how.encoding == "utf-16-be with mark":
        return f"\ufeff{text}".encode("utf-16-be")
    return text.encode(how.encoding)


def _cell(name: str, value: Any, how: Notation) -> str:
    if value is None:
        return ""
    if name in ("occurred_at", "promised_at"):
        day = {"iso": "%Y-%m-%d", "dmy": "%d-%m-%Y", "mdy": "%m/%d/%Y", "named": "%d %b %Y"}[how.dates]
        return value.strftime(day + (" %H:%M" if isinstance(value, datetime) else ""))
    if isinstance(value, float):
        text = f"{value:,.2f}" if how.language == "en" else f"{value:.2f}"
        return text if how.decimal == "." else text.replace(",", "_").replace(".", ",").replace("_", ".")
    if name == "event" and how.language == "nl":
        return next(iter(WORDS["event"][value][::-1]), value).capitalize()
    return value


def _quoted(cell: str, how: Notation) -> str:
    if any(mark in cell for mark in (how.delimiter, '"', "\n", "\r")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def mutate(content: bytes, random: Random) -> bytes:
    """Something happens to a file: bytes flipped, cut, doubled, quotes opened, columns swapped, NULs, long lines, wide ones."""
    at = random.randrange(len(content))
    other = random.randrange(at, min(len(content), at + 2000) + 1)
    kind = random.randrange(9)
    if kind == 0:
        changed = bytearray(content)
        for _flip in range(random.choice([1, 5, 50])):
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
        return bytes(changed)
    if kind == 1:
        return content[:at]
    if kind == 2:
        return content[:at] + content[other:]
    if kind == 3:
        return content[:other] + content[at:]
    if kind == 4:
        return (
            content[:at]
            + random.choice([b'"', b",", b";", b"\t", b"'", b"\\", b"\r", b'""']) * random.choice([1, 1, 3])
            + content[at:]
        )
    if kind == 5:
        lines = content.split(b"\n")
        line = random.randrange(len(lines))
        cells = lines[line].split(b",")
        random.shuffle(cells)
        lines[line] = b",".join(cells)
        return b"\n".join(lines)
    if kind == 6:
        return content[:at] + b"\0" * random.choice([1, 3, 400]) + content[at:]
    if kind == 7:
        return (
            content[:at]
            + random.choice([b"x", b",", b'"', b" "]) * random.choice([10_000, 10 << 20])
            + content[at:]
        )
    return content[:at] + b"\n" + b"," * 100_000 + b"\n" + content[at:]
