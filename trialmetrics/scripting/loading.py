"""Takes files in for a script: all of them or none."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from trialmetrics.access import Action, Person, require
from trialmetrics.errors import UsageError
from trialmetrics.intake.reading import Settings
from trialmetrics.scripting import load_document
from trialmetrics.scripting.file_options import reading_notes, settings_from
from trialmetrics.text.language import _, ngettext

if TYPE_CHECKING:
    from trialmetrics.intake import Reading
    from trialmetrics.store import Store, UploadReport


class Loaded(NamedTuple):
    """`document`: that of `load --json`; `notes`: sentences on how the files were read; `stored`: whether they were, which open
    questions prevent."""

    document: dict[str, Any]
    notes: list[str]
    stored: bool


def settings_for(options: argparse.Namespace, files: int) -> Settings:
    """The settings for reading so many files under the options of `load`. Raises UsageError."""
    if options.replace is not None and files > 1:
        raise UsageError(
            _("--replace takes one file in the place of one upload; load the others by themselves.")
        )
    return settings_from(options)


def read_files(
    store: "Store", files: Sequence[tuple[Path, str]], settings: Settings, folder: Path, zone: ZoneInfo
) -> "list[Reading]":
    """Read files (path and name of each); their tables go into `folder`, which the caller owns.

    Raises UsageError or UnreadableFile; nothing is stored yet.
    """
    from trialmetrics.intake import read

    readings = []
    for number, (path, name) in enumerate(files):
        place = folder / f"reading-{number}"
        place.mkdir()
        remembered = store.uploads.remembered_settings()
        readings.append(read(path, place, settings, name=name, remembered=remembered, zone=zone))
    asked = any(reading.questions for reading in readings)
    if not asked and settings.repeated and all(reading.kind == "events" for reading in readings):
        raise UsageError(
            _("--repeated is about the rows of a trial sheet; {file} was read as a trial log.").format(
                file=readings[0].file
            )
        )
    return readings


def store_readings(
    store: "Store", readings: "Sequence[Reading]", options: argparse.Namespace, person: Person
) -> Loaded:
    """Store what was read, unless there are open questions. Raises NotAllowed, UsageError or StoreError; nothing is stored then."""
    require(person, Action.UPLOAD)
    if any(reading.questions for reading in readings):
        return Loaded({"uploads": [load_document.of_reading(reading) for reading in readings]}, [], False)
    batches = [reading.require_batch() for reading in readings]
    reports = store.uploads.add(batches, person, replace=options.replace)
    notes = [note for parts in zip(reports, readings, strict=True) for note in _notes(*parts)]
    return Loaded({"uploads": [*map(load_document.of_upload, reports, readings)]}, notes, True)


def _notes(report: "UploadReport", reading: "Reading") -> list[str]:
    """What the document of a file that was stored does not say: how it was read, and whose place its trials took."""
    notes = [f"{reading.file}: {sentence}" for sentence in reading_notes(reading)]
    if report.displaced:
        sentence = ngettext(
            "{n} earlier trial no longer counts: neither has an order number, and a row of this file took its place. If they "
            "are two trials, take this file out with `undo {id}` and load it again with --set round=NAME.",
            "{n} earlier trials no longer count: they have no order number, and rows of this file took their place. If they "
            "are other trials, take this file out with `undo {id}` and load it again with --set round=NAME.",
            report.displaced,
        ).format(n=report.displaced, id=report.upload_id)
        notes.insert(0, f"{report.file}: {sentence}")
    return notes
