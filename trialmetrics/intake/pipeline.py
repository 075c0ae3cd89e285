"""Read one file: the way through intake from bytes to rows."""

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from trialmetrics import failures
from trialmetrics.errors import UnreadableFile, UsageError
from trialmetrics.intake import headings, memory
from trialmetrics.intake.files import decoding, lines
from trialmetrics.intake.files.source import find_source
from trialmetrics.intake.files.staging import NATIVE
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.notation import asking, detection
from trialmetrics.intake.notation.settings_check import refuse_notations, refuse_words
from trialmetrics.intake.reading import Proposal, Question, Settings
from trialmetrics.intake.rows import log_rows, raw_rows, row_checks, sheet_rows
from trialmetrics.intake.values import column_values
from trialmetrics.intake.values.numbers import SIGNS_OF_SEVERAL
from trialmetrics.intake.values.typed_texts import Typed
from trialmetrics.intake.values.words import plain_word
from trialmetrics.intake.worker import progress
from trialmetrics.text.language import _

PREVIEW = 10
MEMORY = "400MB"  # of the database that a file is read with; beyond it works on disk
THREADS = min(4, os.cpu_count() or 1)
_FIRST = f"(select * from given_row order by line limit {PREVIEW})"


def read_here(
    path: Path,
    folder: Path,
    settings: Settings,
    remembered: Mapping[str, Any],
    zone: ZoneInfo,
    now: datetime | None = None,
) -> dict[str, Any]:
    """Read a file in this process: the fields of a `Reading`, its preview as a list of rows, its tables in `folder`.

    `now`: the moment of the upload in `zone`, after whose day nothing can have happened; default the clock's.
    Raises UnreadableFile or UsageError.
    """
    now = now or now_in(zone)
    spilled = str(folder / "spilled")
    try:
        with duckdb.connect(
            config={"threads": THREADS, "memory_limit": MEMORY, "temp_directory": spilled}
        ) as database:
            _lock_down(database, path, folder)
            with progress.followed(database):
                return _read(database, path, folder, settings, remembered, zone, now)
    except OSError as error:
        raise UnreadableFile(failures.sentence(error, folder)) from error
    except (duckdb.Error, MemoryError) as error:
        raise UnreadableFile(_why_not(error, folder)) from error
    finally:
        for name in (lines.STAGED, lines.ITSELF):
            (folder / name).unlink(missing_ok=True)


def _why_not(error: Exception, folder: Path) -> str:
    """Why the database gave a file up, and what to do."""
    if failures.is_disk_full(error):
        return failures.disk_full_sentence(folder)
    if isinstance(error, duckdb.OutOfMemoryException | MemoryError):
        return _(
            "It needs more memory than a reader may take; take out the columns that are not needed, or load it in parts."
        )
    return _("It cannot be read as a table; save it anew as CSV or xlsx ({reason}).").format(
        reason=str(error).splitlines()[0] if str(error) else type(error).__name__
    )


def now_in(zone: ZoneInfo) -> datetime:
    """The local moment, to whole seconds, without its zone."""
    return datetime.now(zone).replace(microsecond=0, tzinfo=None)


def _lock_down(database: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> None:
    """What comes from a file reaches nothing but the file and the folder."""
    database.execute("set allowed_directories = [?]", [str(folder)])
    if str(path.resolve()).isprintable():
        database.execute("set allowed_paths = [?]", [str(path.resolve())])
    for setting in ("enable_external_access", "autoload_known_extensions", "autoinstall_known_extensions"):
        database.execute(f"set {setting} = false")
    database.execute("set preserve_insertion_order = true")
    for setting in progress.SETTINGS:
        database.execute(f"set {setting}")
    # Every file is read for what it is now, and none is kept in memory.
    database.execute("set enable_external_file_cache = false")
    database.execute("set lock_configuration = true")


def _read(
    database: duckdb.DuckDBPyConnection,
    path: Path,
    folder: Path,
    said: Settings,
    remembered: Mapping[str, Any],
    zone: ZoneInfo,
    now: datetime,
) -> dict[str, Any]:
    said = replace(said, columns={" ".join(theirs.split()): ours for theirs, ours in said.columns.items()})
    source = find_source(path, said)
    names = headings.names(source.header)
    signature = memory.signature(source.header)
    before = {} if said.afresh else remembered.get(signature, {})
    mended = memory.is_mended(source.header)
    settings = memory.recall(said, before, mended=mended)
    if settings.columns != said.columns:
        # What is remembered may show another line to be the header.
        source = find_source(path, settings)
        names = headings.names(source.header)
    _refuse_unknown(said, names)
    refuse_notations(said)
    kind = settings.kind
    if kind == "auto":
        kind = headings.kind_of(names, settings.columns, settings.values)
    _refuse_foreign(said, kind)
    chosen, torn = headings.recognise(names, kind, settings.columns)
    values = {ours: value for ours, value in settings.values.items() if ours in COLUMNS[kind]}
    places = {at: ours for at, ours in chosen.items() if ours not in values}
    mapping = {names[at]: ours for at, ours in places.items()}
    theirs = {**{ours: ours for ours in values}, **{ours: heading for heading, ours in mapping.items()}}
    progress.reached("columns")
    there, plain = raw_rows.load(database, source, folder, kind, places, values)
    recalled = before.get("found", {})
    questions = _missing(kind, names, places, [*torn], values)
    found, asked, decided = detection.find(database, kind, theirs, settings, recalled, mended=mended)
    questions += asked
    told: dict[str, Any] = {
        "sha256": decoding.sha256(path),
        "read_at": now.isoformat(),
        "kind": kind,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "sheets": list(source.sheets),
        "header": source.header,
        "names": names,
        "mapping": mapping,
        "signature": signature,
        "zone": zone.key,
        "remembered": bool(before),
        "recalled": memory.recalled(settings, said),
        "decided": decided,
        "proposals": _proposals(names, kind, places, settings, values),
    }
    if questions:
        return {
            **told,
            **dict.fromkeys(("rows", "set_aside", "warnings"), 0),
            "settings": memory.kept(settings, asdict(found)),
            "questions": questions,
            "unread": [],
            "preview": _raw_rows(database, places, names),
        }
    progress.reached("values")
    notations = detection.notations(kind, found, zone, plain)
    refuse_words(said, kind, notations)
    odd = column_values.read(database, kind, [*theirs], notations, _plain_answers(settings))
    decided += _signs_of_several(database, theirs, odd)
    column_values.supplier_keys(database)
    row_checks.find_problems(database, kind, theirs, there.unclosed)
    progress.reached("rows")
    typed = Typed(kind, notations, theirs.keys(), odd)
    preview = _read_rows(database, typed.sql(_FIRST), kind, theirs)
    kept: dict[str, Any] = asdict(found)
    if kind == "events":
        log_rows.write_log(database, folder, typed, theirs, now.date(), mended=mended)
    else:
        filled = {*sheet_rows.filled(database, [*theirs])}
        if mended:
            # A few rows of a sheet do not say which of its columns are empty in all of them.
            filled |= {*recalled.get("there", ())} & {*theirs}
        kept["there"] = sorted(filled)
        made = sheet_rows.write_sheet(
            database,
            folder,
            typed,
            theirs,
            kept["there"],
            recalled.get("made", {}) if mended else {},
            now.date(),
        )
        kept["made"] = {**recalled.get("made", {}), **made} if mended else made
    signs = {at: found.decimal[ours] for at, ours in places.items() if ours in found.decimal}
    return {
        **told,
        "rows": row_checks.one(database, "select count(*) from given_row"),
        "set_aside": row_checks.write_set_aside(database, folder, there, signs),
        "warnings": row_checks.write_problems(database, folder),
        "settings": memory.kept(settings, kept),
        "questions": [],
        "unread": row_checks.unread(database, kind, theirs),
        "preview": preview,
    }


def _refuse_unknown(said: Settings, names: Sequence[str]) -> None:
    ours_known = dict.fromkeys([*COLUMNS["events"], *COLUMNS["sheet"]])
    for heading, ours in said.columns.items():
        if heading not in names:
            near = headings.nearest_heading(heading, names) or sorted(names)[:30]
            raise UsageError(
                _("There is no column {heading}; the file has {columns}.").format(
                    heading=heading, columns=", ".join(near)
                )
            )
        if ours is not None and ours not in ours_known:
            raise UsageError(_not_ours(ours, [*ours_known]))
    for ours in said.values:
        if ours not in ours_known:
            raise UsageError(_not_ours(ours, [*ours_known]))


def _refuse_foreign(said: Settings, kind: str) -> None:
    """Refuse a mapping to a column that only the other kind of table has."""
    for ours in [*said.columns.values(), *said.values]:
        if ours is not None and ours not in COLUMNS[kind]:
            name = {"events": _("an event log"), "sheet": _("a trial sheet")}[kind]
            raise UsageError(
                _(
                    "{column} is no column of {kind}, which the file was taken for; map another, or say --kind."
                ).format(column=ours, kind=name)
            )


def _not_ours(name: str, ours: list[str]) -> str:
    return _("{name} is not one of our columns; those are {columns}.").format(
        name=name, columns=", ".join(headings.nearest_heading(name, ours) or ours)
    )


def _missing(
    kind: str, names: Sequence[str], places: Mapping[int, str], torn: list[str], given: Mapping[str, str]
) -> list[Question]:
    """Questions for needed columns that are not there, or that two headings claim."""
    free = [name for at, name in enumerate(names) if at not in places]
    found = {*places.values(), *given}
    wanted = [name for name, column in COLUMNS[kind].items() if column.needed and name not in found]
    questions = []
    for name in dict.fromkeys([*wanted, *(each for each in torn if each not in given)]):
        near = headings.nearest(name, free)
        shown = near or free[:30]
        questions.append(
            Question(
                f"columns.{name}",
                "which_column",
                {"name": name, "columns": shown},
                (*near, *(each for each in free if each not in near)),
            )
        )
    return questions


def _proposals(
    names: Sequence[str],
    kind: str,
    places: Mapping[int, str],
    settings: Settings,
    given: Mapping[str, str],
) -> list[Proposal]:
    left = [name for at, name in enumerate(names) if at not in places and name not in settings.columns]
    return [
        Proposal(heading, ours)
        for heading, ours in headings.propose(left, kind, {*places.values(), *given}).items()
    ]


def _signs_of_several(
    database: duckdb.DuckDBPyConnection, theirs: Mapping[str, str], odd: Collection[str]
) -> list[dict[str, Any]]:
    """What is said of signs beside amounts that stand for several currencies."""
    if "currency" in theirs or "order_value" not in odd:
        return []
    return [
        asking.say_currency(theirs["order_value"], sign, code)
        for sign, code in SIGNS_OF_SEVERAL.items()
        if row_checks.one(database, f"select count(*) from odd_order_value where contains(text, '{sign}')")
    ]


def _plain_answers(settings: Settings) -> dict[str, dict[str, str]]:
    return {
        ours: {plain_word(theirs): meant for theirs, meant in each.items() if meant is not None}
        for ours, each in settings.answers.items()
    }


def _raw_rows(
    database: duckdb.DuckDBPyConnection, places: Mapping[int, str], names: Sequence[str]
) -> list[dict[str, Any]]:
    """The first rows as they are written, by their headings."""
    chosen = ", ".join(["line", *(f'{ours} as "{ours}"' for ours in places.values())])
    found = database.execute(f"select {chosen} from {_FIRST}").fetchall()
    shown = ["line", *(names[at] for at in places)]
    return [dict(zip(shown, map(_shown, row), strict=True)) for row in found]


def _read_rows(
    database: duckdb.DuckDBPyConnection, value_row: str, kind: str, theirs: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The first rows as they were read, by our columns; what was not read as it is written."""
    names = [name for name in COLUMNS[kind] if name in theirs]
    shown = ", ".join(
        f"coalesce(case when {name}_bare then strftime({name}, '%Y-%m-%d') else strftime({name}, '%Y-%m-%d %H:%M') end, "
        f"(select first.{name} from {_FIRST} as first where first.line = typed.line)) as {name}"
        if COLUMNS[kind][name].kind == "moment"
        else name
        for name in names
    )
    found = database.execute(f"select line, {shown} from ({value_row}) as typed order by line").fetchall()
    return [dict(zip(["line", *names], map(_shown, row), strict=True)) for row in found]


def _shown(value: Any) -> Any:
    return value.replace(NATIVE, "") if isinstance(value, str) else value
