"""Files taken in, and the history of what was: load, uploads, undo and redo, set-aside."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trialmetrics import temporary_files
from trialmetrics.commands import output
from trialmetrics.commands.file_options import how_it_was_read, settings_of
from trialmetrics.commands.options import zone_of
from trialmetrics.errors import UsageError
from trialmetrics.text import problem_text
from trialmetrics.text.language import _, ngettext

if TYPE_CHECKING:
    from trialmetrics.intake import Reading
    from trialmetrics.store import UploadReport


def load(options: argparse.Namespace) -> int:
    """Take files in: all of them or none."""
    from trialmetrics.intake import read
    from trialmetrics.store import Store

    settings = settings_of(options)
    if options.replace is not None and len(options.files) > 1:
        raise UsageError(
            _("--replace takes one file in the place of one upload; load the others by themselves.")
        )
    with Store.open(options.database) as store, temporary_files.folder() as folder:
        zone = zone_of(options, store)
        readings = []
        for number, path in enumerate(options.files):
            own = Path(folder) / str(number)
            own.mkdir()
            readings.append(
                read(path, own, settings, remembered=store.uploads.remembered_settings(), zone=zone)
            )
        revision = store.revision()
        try:
            batches = [reading.require_batch() for reading in readings]
            reports = store.uploads.add(batches, options.user, replace=options.replace)
        except output.STOPPED as error:
            if output.is_stop(error) and store.revision() != revision:
                output.say(
                    _("Stopped when everything was stored already; `uploads` shows it, `undo` takes it out.")
                )
                return output.PARTLY
            raise
    try:
        _tell(reports, readings, options.json)
    except OSError as error:
        # Nobody may be listening; what is stored is stored, and the exit status says so.
        output.hush(error)
    return output.PARTLY if any(report.set_aside or report.warnings for report in reports) else output.TAKEN


def _tell(reports: "Sequence[UploadReport]", readings: "Sequence[Reading]", as_json: bool) -> None:
    """What became of each file, and the first of its problems."""
    if as_json:
        output.print_json({"uploads": [report.document() for report in reports]})
    for report, reading in zip(reports, readings, strict=True):
        for sentence in how_it_was_read(reading):
            output.say(f"{reading.file}: {sentence}")
        output.say(
            _(
                "{file}: upload {id}; {taken} taken, {aside} set aside, {known} already known, {warnings}."
            ).format(
                file=report.file,
                id=report.upload_id,
                taken=report.taken,
                aside=report.set_aside,
                known=report.already_known,
                warnings=ngettext("{n} warning", "{n} warnings", report.warnings).format(n=report.warnings),
            )
        )
        for problem in problem_text.with_sentences(report.problems)[:10]:
            output.say(f"  {_problem(problem)}")
        if report.set_aside:
            mend = _("set-aside {id} --out FILE.csv writes what was set aside, to mend and load again.")
            output.say(f"  {mend.format(id=report.upload_id)}")


def _problem(problem: dict[str, Any]) -> str:
    where = _("line {line}").format(line=problem["line"])
    column = f", {problem['column']}" if problem["column"] else ""
    return f"{where}{column}: {problem['reason']}"


def uploads(options: argparse.Namespace) -> int:
    """Every upload, newest first."""
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        zone_of(options, store)
        # The document of `uploads --json` keeps its names.
        found = store.uploads.all().rename(columns={"active": "holds"})
    shown = found[
        ["upload_id", "file", "kind", "rows", "taken", "set_aside", "already_known", "warnings", "holds",
         "uploaded_at", "uploaded_by", "changed_at", "changed_by", "replaces", "sha256"]
    ]  # fmt: skip
    if options.json:
        output.print_json({"uploads": output.records(shown)})
    else:
        output.print_table(shown.drop(columns=["sha256", "replaces", "changed_at", "changed_by"]))
    return output.TAKEN


def undo(options: argparse.Namespace) -> int:
    """Take an upload out of every figure, or let it hold again."""
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        (store.uploads.undo if options.command == "undo" else store.uploads.redo)(
            options.upload_id, options.user
        )
    sentence = _("Upload {id} is undone.") if options.command == "undo" else _("Upload {id} holds again.")
    output.say(sentence.format(id=options.upload_id))
    return output.TAKEN


def set_aside(options: argparse.Namespace) -> int:
    """What was not taken of an upload, to mend."""
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        if options.out and options.out.suffix.casefold() == ".xlsx":
            output.write_bytes(options.out, store.uploads.set_aside_workbook(options.upload_id))
            return output.TAKEN
        text = store.uploads.set_aside(options.upload_id)
    if options.out:
        # The mark at the beginning tells spreadsheets that this is UTF-8.
        output.write(options.out, text, encoding="utf-8-sig")
    else:
        output.show(text, end="")
    return output.TAKEN
