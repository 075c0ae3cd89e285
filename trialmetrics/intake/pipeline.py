"""Read one file: all steps of intake in order, from bytes to the tables of a batch."""

import os
from collections.abc import Collection, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

from trialmetrics import error_messages
from trialmetrics.errors import UnreadableFile
from trialmetrics.intake import column_matching, headings, remembered_settings
from trialmetrics.intake.files import decoding, lines
from trialmetrics.intake.files.source import find_source
from trialmetrics.intake.headings import COLUMNS
from trialmetrics.intake.notation import detection, guessed_columns, questions
from trialmetrics.intake.notation.settings_check import (
    refuse_columns_of_other_kind,
    refuse_notations,
    refuse_unknown_columns,
    refuse_words,
    with_colons_in_headings,
)
from trialmetrics.intake.reading import Proposal, Settings
from trialmetrics.intake.rows import (
    doubts,
    log_rows,
    preview,
    raw_rows,
    repeated_rows,
    row_checks,
    sheet_rows,
    unknown_words,
)
from trialmetrics.intake.values import column_values
from trialmetrics.intake.values.numbers import AMBIGUOUS_SIGNS
from trialmetrics.intake.values.typed_texts import Typed
from trialmetrics.intake.values.words import normalised_word
from trialmetrics.intake.worker import progress
from trialmetrics.text.language import _

MEMORY = "400MB"  # of the in-memory database; beyond it DuckDB spills to disk
THREADS = min(4, os.cpu_count() or 1)


def read_here(
    path: Path,
    folder: Path,
    settings: Settings,
    remembered: Mapping[str, Any],
    zone: ZoneInfo,
    now: datetime | None = None,
) -> dict[str, Any]:
    """Read a file in this process: the fields of a `Reading` as a dict, the preview as a list of rows; writes tables to `folder`.

    `now`: local time of the upload in `zone` (default: the clock); events on a later day are rejected.
    Raises UnreadableFile or UsageError.
    """
    now = now or now_in(zone)
    spilled = str(folder / "spilled")
    try:
        with duckdb.connect(
            config={"threads": THREADS, "memory_limit": MEMORY, "temp_directory": spilled}
        ) as database:
            _lock_down(database, path, folder)
            with progress.report_queries(database):
                return _read(database, path, folder, settings, remembered, zone, now)
    except OSError as error:
        raise UnreadableFile(error_messages.sentence(error, folder)) from error
    except (duckdb.Error, MemoryError) as error:
        raise UnreadableFile(_failure_sentence(error, folder)) from error
    finally:
        for name in (lines.STAGED, lines.ORIGINAL):
            (folder / name).unlink(missing_ok=True)


def _failure_sentence(error: Exception, folder: Path) -> str:
    """Sentence: why the database could not read the file, and what to do."""
    if error_messages.is_disk_full(error):
        return error_messages.disk_full_sentence(folder)
    if isinstance(error, duckdb.OutOfMemoryException | MemoryError):
        return _(
            "It needs more memory than a reader may take; take out the columns that are not needed, or load it in parts."
        )
    return _("It cannot be read as a table; save it anew as CSV or xlsx ({reason}).").format(
        reason=str(error).splitlines()[0] if str(error) else type(error).__name__
    )


def now_in(zone: ZoneInfo) -> datetime:
    """The local time as a naive datetime, to whole seconds."""
    return datetime.now(zone).replace(microsecond=0, tzinfo=None)


def _lock_down(database: duckdb.DuckDBPyConnection, path: Path, folder: Path) -> None:
    """Restrict the database to the file and the folder, so that no content can reach anything else."""
    database.execute("set allowed_directories = [?]", [str(folder)])
    if str(path.resolve()).isprintable():
        database.execute("set allowed_paths = [?]", [str(path.resolve())])
    for setting in ("enable_external_access", "autoload_known_extensions", "autoinstall_known_extensions"):
        database.execute(f"set {setting} = false")
    database.execute("set preserve_insertion_order = true")
    for setting in progress.SETTINGS:
        database.execute(f"set {setting}")
    # A file may change between readings: cache nothing.
    database.execute("set enable_external_file_cache = false")
    database.execute("set lock_configuration = true")


def _read(
    database: duckdb.DuckDBPyConnection,
    path: Path,
    folder: Path,
    user_settings: Settings,
    remembered: Mapping[str, Any],
    zone: ZoneInfo,
    now: datetime,
) -> dict[str, Any]:
    user_settings = replace(
        user_settings,
        columns={" ".join(heading.split()): ours for heading, ours in user_settings.columns.items()},
    )
    source = find_source(path, user_settings, remembered)
    names = headings.names(source.header)
    if (with_colons := with_colons_in_headings(user_settings, names)) != user_settings:
        user_settings = with_colons
        source = find_source(path, user_settings, remembered)
        names = headings.names(source.header)
    signature = remembered_settings.signature(source.header)
    # Files without a header have nothing by which to know one from another.
    known = source.header_end > 0 and not user_settings.afresh
    earlier = remembered.get(signature, {}) if known else {}
    mended = remembered_settings.is_mended(source.header)
    settings = remembered_settings.recall(user_settings, earlier, names, mended=mended)
    if settings.columns != user_settings.columns:
        # Remembered headings may identify another line as the header; the sheet stays.
        sheet = source.delimiter if source.sheets else None
        choices = [decision for decision in source.decisions if "sheet" in decision]
        source = find_source(path, replace(settings, sheet=sheet), remembered)
        source = source._replace(decisions=[*choices, *source.decisions])
        names = headings.names(source.header)
    refuse_unknown_columns(user_settings, names)
    refuse_notations(user_settings)
    detected_earlier = earlier.get("found", {})
    matching = column_matching.match(
        names,
        source.sample,
        settings,
        detected_earlier,
        now.date(),
        mended=mended,
        all_records=source.sample_is_all,
    )
    kind = matching.kind
    refuse_columns_of_other_kind(user_settings, kind)
    values = {ours: value for ours, value in settings.values.items() if ours in COLUMNS[kind]}
    places = {position: ours for position, ours in matching.places.items() if ours not in values}
    times = {ours: position for ours, position in matching.times.items() if ours not in values}
    mapping = {names[position]: ours for position, ours in places.items()}
    heading_of = {**{ours: ours for ours in values}, **{ours: heading for heading, ours in mapping.items()}}
    mapping |= {names[position]: ours for ours, position in times.items()}
    progress.report("columns")
    guesses = guessed_columns.places(matching.questions, names)
    file_lines, plain_texts = raw_rows.load(
        database, source, folder, kind, {**places, **guesses}, values, times
    )
    open_questions = guessed_columns.without_implausible(database, kind, matching.questions)
    # What follows from a guess is asked in the same round.
    heading_of |= guessed_columns.headings(open_questions)
    detected, notation_questions, decisions = detection.detect_notations(
        database, kind, heading_of, settings, detected_earlier, zone, mended=mended
    )
    notations = detection.notations(kind, detected, heading_of, zone, plain_texts)
    answers = _normalised_answers(settings)
    open_questions += notation_questions
    joined = [questions.time_decision(heading_of[ours], names[position]) for ours, position in times.items()]
    decisions = [*source.decisions, *matching.decided, *joined, *decisions]
    columns_to_remember = matching.to_remember(names)
    column_values.write_supplier_keys(database)
    rows_differ = kind == "sheet" and repeated_rows.find(database, [*heading_of])
    treatment = (settings.repeated or detected_earlier.get("repeated")) if kind == "sheet" else None
    if rows_differ and not treatment:
        open_questions.append(repeated_rows.question(database, heading_of))
    elif rows_differ and treatment:
        why = questions.AS_SAID if settings.repeated else questions.AS_BEFORE
        decisions.append(repeated_rows.decision(database, treatment, why))
    answer: dict[str, Any] = {
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
        "remembered": bool(earlier),
        "recalled": remembered_settings.carried_over(settings, user_settings),
        "decided": decisions,
        "proposals": [Proposal(heading, ours) for heading, ours in matching.proposals.items()],
        "unused": [] if mended else matching.unused,
        "as_written": preview.as_written(database, file_lines, len(names)),
    }
    if open_questions:
        return {
            **answer,
            **dict.fromkeys(("rows", "set_aside", "warnings"), 0),
            "settings": remembered_settings.to_remember(settings, asdict(detected) | columns_to_remember),
            "questions": open_questions,
            "unread": unknown_words.find(database, kind, heading_of, notations, answers),
            "doubts": [],
            "preview": [],
            "examples": [],
        }
    progress.report("values")
    refuse_words(user_settings, kind, notations)
    irregular = column_values.read_irregular(database, kind, [*heading_of], notations, answers)
    decisions += _currency_decisions(database, heading_of, irregular)
    row_checks.find_problems(database, kind, heading_of, file_lines.unclosed)
    row_checks.set_aside_for_lead(database, settings.needs_lead)
    progress.report("rows")
    typed = Typed(kind, notations, heading_of.keys(), irregular)
    first_rows = preview.as_read(database, typed, heading_of)
    examples = preview.examples(database, typed, heading_of)
    to_remember: dict[str, Any] = asdict(detected) | columns_to_remember
    if kind == "events":
        log_rows.write_log(database, folder, typed, heading_of, now.date(), mended=mended)
    else:
        filled_columns = {*sheet_rows.filled_columns(database, [*heading_of])}
        if mended:
            # A few rows cannot show which columns were empty throughout the whole sheet.
            filled_columns |= {*detected_earlier.get("there", ())} & {*heading_of}
        to_remember["there"] = sorted(filled_columns)
        assigned_ids, incomplete = sheet_rows.write_sheet(
            database,
            folder,
            typed,
            heading_of,
            to_remember["there"],
            detected_earlier.get("made", {}) if mended else {},
            now.date(),
            repeated=treatment,
            covered=[(places[at], first, last) for first, last, at in source.covered if at in places],
            incomplete=detected_earlier.get("incomplete", {}),
            mended=mended,
        )
        to_remember |= {"repeated": treatment, "incomplete": incomplete}
        to_remember["made"] = {**detected_earlier.get("made", {}), **assigned_ids} if mended else assigned_ids
    signs = {
        position: detected.decimal[ours] for position, ours in places.items() if ours in detected.decimal
    }
    return {
        **answer,
        "rows": row_checks.fetch_count(database, "select count(*) from raw_row"),
        "set_aside": row_checks.write_set_aside(database, folder, file_lines, signs),
        "warnings": row_checks.write_problems(database, folder),
        "settings": remembered_settings.to_remember(settings, to_remember),
        "questions": [],
        "unread": unknown_words.find(
            database,
            kind,
            {name: heading_of[name] for name in heading_of if name in irregular},
            notations,
            answers,
        ),
        "doubts": doubts.find(database, folder, kind, heading_of, answered=_answers_on_dates(settings, kind)),
        "preview": first_rows,
        "examples": examples,
    }


def _currency_decisions(
    database: duckdb.DuckDBPyConnection, heading_of: Mapping[str, str], irregular: Collection[str]
) -> list[dict[str, Any]]:
    """Decisions on currency signs, such as `$`, that stand for several currencies."""
    if "currency" in heading_of or "order_value" not in irregular:
        return []
    return [
        questions.currency_decision(heading_of["order_value"], sign, code)
        for sign, code in AMBIGUOUS_SIGNS.items()
        if row_checks.fetch_count(
            database, f"select count(*) from irregular_order_value where contains(text, '{sign}')"
        )
    ]


def _answers_on_dates(settings: Settings, kind: str) -> bool:
    """Whether a person chose a column of dates, or the order of their day and month."""
    chosen = [COLUMNS[kind][ours].kind for ours in settings.columns.values() if ours in COLUMNS[kind]]
    return "moment" in chosen or bool(settings.date_order or settings.by_column.get("date_order"))


def _normalised_answers(settings: Settings) -> dict[str, dict[str, str]]:
    return {
        ours: {normalised_word(theirs): meant for theirs, meant in texts.items() if meant is not None}
        for ours, texts in settings.answers.items()
    }
