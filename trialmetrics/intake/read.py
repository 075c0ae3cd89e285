"""Read one file: the way through intake from bytes to rows."""

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from trialmetrics.errors import UnreadableFile, UsageError
from trialmetrics.intake import columns, headings, notation, records, rows, stage
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.reading import Question, Reading, Settings
from trialmetrics.intake.values import Notation
from trialmetrics.language import _

PREVIEW = 10
_LIMITS: dict[str, Any] = {"threads": 2, "memory_limit": "1GB", "preserve_insertion_order": True}


def read(
    path: Path,
    folder: Path,
    settings: Settings = Settings(),  # noqa: B008 -- immutable
    *,
    name: str | None = None,
    zone: ZoneInfo,
) -> Reading:
    """Read a file as a trial log or trial sheet, its tables into `folder` (which the caller owns).

    `name` is shown instead of the path's; `zone`: where times with an offset are taken to. Raises UnreadableFile for
    what cannot be read at all, UsageError for settings that do not fit; what the file cannot tell becomes a question.
    """
    file = name or path.name
    try:
        with duckdb.connect(config={**_LIMITS, "temp_directory": str(folder)}) as database:
            return _read(database, path, file, folder, settings, zone)
    except (UnreadableFile, UsageError) as error:
        raise type(error)(f"{file}: {error}") from error
    except OSError as error:
        raise UnreadableFile(
            _("{file} cannot be read: {reason}.").format(file=file, reason=error.strerror)
        ) from error


def _read(
    database: duckdb.DuckDBPyConnection,
    path: Path,
    file: str,
    folder: Path,
    settings: Settings,
    zone: ZoneInfo,
) -> Reading:
    encoding, delimiter, header = _records(database, path, folder, settings)
    _refuse_unknown(settings, header)
    kind = settings.kind
    if kind == "auto":
        kind = headings.kind_of(header, settings.columns, settings.values)
    places, torn = headings.recognise(header, kind, settings.columns)
    places = {at: ours for at, ours in places.items() if ours not in settings.values}
    mapping = {header[at].strip(): ours for at, ours in places.items()}
    questions = _missing(kind, header, places, torn, settings)
    notations: dict[str, Notation] = {}
    if not questions:
        columns.texts(database, kind, places, settings.values, header)
        notations, questions = _notations(database, kind, mapping, settings, zone)
    told: dict[str, Any] = {
        "file": file,
        "sha256": stage.sha256(path),
        "kind": kind,
        "encoding": encoding,
        "delimiter": delimiter,
        "header": header,
        "mapping": mapping,
        "settings": asdict(settings),
    }
    if questions:
        preview = _first(database, header)
        return Reading(
            **told, rows=0, set_aside=0, warnings=0, questions=questions, preview=preview, folder=folder
        )
    columns.values(database, kind, notations)
    columns.supplier_keys(database)
    rows.find_problems(database, kind, {ours: theirs for theirs, ours in mapping.items()}, len(header))
    rows.set_aside(database)
    if kind == "events":
        rows.write_log(database, folder)
    else:
        rows.write_sheet(database, folder, {*mapping.values(), *settings.values})
    set_aside, warnings = rows.write_problems(database, folder)
    count = database.execute("select count(*) from given_row").fetchone()
    return Reading(
        **told,
        rows=count[0] if count else 0,
        set_aside=set_aside,
        warnings=warnings,
        questions=[],
        preview=_read_rows(database, kind, [*mapping.values(), *settings.values]),
        folder=folder,
    )


def _records(
    database: duckdb.DuckDBPyConnection, path: Path, folder: Path, settings: Settings
) -> tuple[str, str, list[str]]:
    """Make the table `record` of what stands under the header; encoding, delimiter and the header."""
    if stage.is_workbook(path):
        sheet = records.load_workbook(database, path, settings.sheet)
        first = database.execute(
            "select line, cells from record where trim(array_to_string(cells, '')) <> '' order by line limit ?",
            [headings.FIRST_LINES],
        ).fetchall()
        at, header = _header(first, settings)
        database.execute("delete from record where line <= ?", [at])
        return "xlsx", sheet, header
    staged = folder / "staged.txt"
    encoding = stage.stage(path, staged, settings.encoding)
    records.load_lines(database, staged)
    staged.unlink()
    lines = database.execute(
        "select line, text from physical where trim(text) <> '' order by line limit ?", [headings.FIRST_LINES]
    ).fetchall()
    said = lines[0][1].strip() if lines else ""
    delimiter = settings.delimiter
    if said.casefold().startswith("sep=") and len(said) == 5:
        delimiter = delimiter or said[4]
        lines = lines[1:]
    delimiter = delimiter or headings.find_delimiter([text for _line, text in lines], settings.columns)
    at, header = _header([(line, records.split(text, delimiter)) for line, text in lines], settings)
    records.split_lines(database, delimiter, at, len(header))
    return encoding, delimiter, header


def _header(lines: list[tuple[int, list[str]]], settings: Settings) -> tuple[int, list[str]]:
    if not lines:
        raise UnreadableFile(_("The file holds no rows."))
    return headings.find_header(lines, settings.columns)


def _refuse_unknown(settings: Settings, header: list[str]) -> None:
    theirs = {heading.strip() for heading in header}
    for heading, ours in settings.columns.items():
        if heading not in theirs:
            near = headings.nearest_heading(heading, theirs)
            raise UsageError(
                _("there is no column {heading}; the file has {columns}.").format(
                    heading=heading, columns=", ".join(near or sorted(theirs))
                )
            )
        if ours is not None and ours not in {*COLUMNS["events"], *COLUMNS["sheet"]}:
            raise UsageError(_not_ours(ours))
    for ours in settings.values:
        if ours not in {*COLUMNS["events"], *COLUMNS["sheet"]}:
            raise UsageError(_not_ours(ours))


def _not_ours(name: str) -> str:
    return _("{name} is not one of our columns; those are {columns}.").format(
        name=name, columns=", ".join(dict.fromkeys([*COLUMNS["events"], *COLUMNS["sheet"]]))
    )


def _missing(
    kind: str, header: list[str], places: Mapping[int, str], torn: list[str], settings: Settings
) -> list[Question]:
    """Questions for needed columns that are not there, or that two headings claim."""
    free = [heading.strip() for at, heading in enumerate(header) if at not in places and heading.strip()]
    found = {*places.values(), *settings.values}
    wanted = [name for name, column in COLUMNS[kind].items() if column.needed and name not in found]
    questions = []
    for name in dict.fromkeys([*wanted, *torn]):
        near = headings.nearest(name, free) or free
        questions.append(
            Question(
                f"columns.{name}",
                _("Which column is {name}? The file has {columns}.").format(
                    name=name, columns=", ".join(near) or _("no other columns")
                ),
                _("Answer with --map 'THEIRS={name}', or --set {name}=VALUE for all rows.").format(name=name),
                {heading: heading for heading in near},
            )
        )
    return questions


def _notations(
    database: duckdb.DuckDBPyConnection,
    kind: str,
    mapping: Mapping[str, str],
    settings: Settings,
    zone: ZoneInfo,
) -> tuple[dict[str, Notation], list[Question]]:
    theirs = {ours: heading for heading, ours in mapping.items()}
    of_kind = {
        wanted: [name for name, column in COLUMNS[kind].items() if column.kind == wanted]
        for wanted in ("moment", "number", "rating")
    }
    orders, asked_order = notation.date_orders(database, of_kind["moment"], settings.date_order)
    signs, asked_sign = notation.decimals(database, of_kind["number"] + of_kind["rating"], settings.decimal)
    scales, asked_scale = notation.rating_scales(
        database, {name: theirs.get(name, name) for name in of_kind["rating"]}, settings.rating_scale, signs
    )
    notations = {
        name: Notation(zone, orders.get(name), signs.get(name, "."), scales.get(name, (1, 5)))
        for name in COLUMNS[kind]
    }
    return notations, [*asked_order, *asked_sign, *asked_scale]


def _first(database: duckdb.DuckDBPyConnection, header: list[str]) -> pd.DataFrame:
    found = database.execute("select cells from record order by line limit ?", [PREVIEW]).fetchall()
    width = len(header)
    return pd.DataFrame([[*cells, *[""] * width][:width] for (cells,) in found], columns=header)


def _read_rows(database: duckdb.DuckDBPyConnection, kind: str, names: list[str]) -> pd.DataFrame:
    """The first rows as they were read, by our columns."""
    chosen = ", ".join(name for name in COLUMNS[kind] if name in names)
    return database.execute(f"select line, {chosen} from value_row order by line limit {PREVIEW}").df()
