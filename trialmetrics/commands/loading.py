"""Commands for files and uploads: load, uploads, undo, redo, set-aside."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trialmetrics import temporary_files
from trialmetrics.commands import load_document, output
from trialmetrics.commands.file_options import reading_notes, settings_from
from trialmetrics.commands.options import operator, zone_from
from trialmetrics.errors import UsageError
from trialmetrics.text import problem_text, question_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.lists import listed

if TYPE_CHECKING:
    from trialmetrics.intake import Reading
    from trialmetrics.store import UploadReport

MAX_PROBLEMS = 10  # shown of a file, those of unknown words aside
MAX_MEANINGS = 8  # shown of a word; the first ones are the most similar


def load(options: argparse.Namespace) -> int:
    """Run `load`: add the files to the database, all of them or none."""
    from trialmetrics.intake import read
    from trialmetrics.store import Store

    settings = settings_from(options)
    if options.replace is not None and len(options.files) > 1:
        raise UsageError(
            _("--replace takes one file in the place of one upload; load the others by themselves.")
        )
    with Store.open(options.database) as store, temporary_files.folder() as folder:
        zone = zone_from(options, store)
        readings = []
        for number, path in enumerate(options.files):
            copy_folder = Path(folder) / str(number)
            copy_folder.mkdir()
            readings.append(
                read(path, copy_folder, settings, remembered=store.uploads.remembered_settings(), zone=zone)
            )
        if any(reading.questions for reading in readings):
            _print_questions(readings, options.json)
            return output.NOTHING
        if settings.repeated and all(reading.kind == "events" for reading in readings):
            raise UsageError(
                _("--repeated is about the rows of a trial sheet; {file} was read as a trial log.").format(
                    file=readings[0].file
                )
            )
        revision = store.revision()
        try:
            batches = [reading.require_batch() for reading in readings]
            reports = store.uploads.add(batches, operator(options), replace=options.replace)
        except output.INTERRUPTS as error:
            if output.is_interrupt(error) and store.revision() != revision:
                output.print_message(
                    _("Stopped when everything was stored already; `uploads` shows it, `undo` takes it out.")
                )
                return output.PARTLY
            raise
    try:
        _print_reports(reports, readings, options.json)
    except OSError as error:
        # Stdout may be closed; the data is stored all the same, and the exit status says so.
        output.silence_stdout(error)
    return output.PARTLY if any(report.set_aside or report.warnings for report in reports) else output.TAKEN


def _print_questions(readings: "Sequence[Reading]", as_json: bool) -> None:
    """Print every open question of every file with the options that answer it; nothing was stored."""
    if as_json:
        output.print_json({"uploads": [load_document.of_reading(reading) for reading in readings]})
    for reading in readings:
        for question in reading.questions:
            sentence = f"{question_text.text(question)} {question_text.option(question)}"
            output.print_message(f"{reading.file}: {sentence}")
        if reading.questions:
            _print_words(reading)


def _print_words(reading: "Reading") -> None:
    """Print each text that is not known, once, with the option that says what it means."""
    for word in reading.unread:
        sentence = ngettext(
            "{n} row says {text} under {heading}, which is not known; say what it means with {option}: {meanings}.",
            "{n} rows say {text} under {heading}, which is not known; say what it means with {option}: {meanings}.",
            word.rows,
        ).format(
            n=word.rows,
            text=f"'{word.text}'",
            heading=word.heading,
            option=question_text.word_option(word.column, word.text, _("MEANING")),
            meanings=listed([*word.choices[:MAX_MEANINGS], _("nothing where it was not noted")], "or"),
        )
        output.print_message(f"{reading.file}: {sentence}")
    # Most words have their meaning cut short above; all meanings are listed once per column.
    columns = {word.column: word for word in reading.unread if len(word.choices) > MAX_MEANINGS}
    for word in columns.values():
        sentence = _("All meanings under {heading}: {meanings}.").format(
            heading=word.heading, meanings=listed(sorted(word.choices), "or")
        )
        output.print_message(f"{reading.file}: {sentence}")


def _print_reports(reports: "Sequence[UploadReport]", readings: "Sequence[Reading]", as_json: bool) -> None:
    """Print what became of each file, the words that are not known, and the first ten other problems."""
    from trialmetrics.intake.values.words import normalised_word

    if as_json:
        output.print_json({"uploads": list(map(load_document.of_upload, reports, readings))})
    for report, reading in zip(reports, readings, strict=True):
        for sentence in reading_notes(reading):
            output.print_message(f"{reading.file}: {sentence}")
        output.print_message(
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
        if report.displaced:
            sentence = ngettext(
                "{n} earlier trial no longer counts: neither has an order number, and a row of this file took its place. If they "
                "are two trials, take this file out with `undo {id}` and load it again with --set round=NAME.",
                "{n} earlier trials no longer count: they have no order number, and rows of this file took their place. If they "
                "are other trials, take this file out with `undo {id}` and load it again with --set round=NAME.",
                report.displaced,
            ).format(n=report.displaced, id=report.upload_id)
            output.print_message(f"{report.file}: {sentence}")
        _print_words(reading)
        words = {(word.heading, normalised_word(word.text)) for word in reading.unread}
        others = [
            problem
            for problem in problem_text.with_sentences(report.problems)
            if (problem["column"], normalised_word(problem["value"] or "")) not in words
        ]
        for problem in others[:MAX_PROBLEMS]:
            output.print_message(f"  {_problem_line(problem)}")
        if report.set_aside:
            mend = _("set-aside {id} --out FILE.csv writes what was set aside, to mend and load again.")
            output.print_message(f"  {mend.format(id=report.upload_id)}")


def _problem_line(problem: dict[str, Any]) -> str:
    where = _("line {line}").format(line=problem["line"])
    column = f", {problem['column']}" if problem["column"] else ""
    return f"{where}{column}: {problem['reason']}"


def uploads(options: argparse.Namespace) -> int:
    """Run `uploads`: list every upload, newest first."""
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        zone_from(options, store)
        # `holds` is the name in the documents of `uploads --json`.
        history = store.uploads.all().rename(columns={"active": "holds"})
    shown = history[
        ["upload_id", "file", "kind", "rows", "taken", "set_aside", "already_known", "warnings", "holds",
         "uploaded_at", "uploaded_by", "changed_at", "changed_by", "replaces", "sha256"]
    ]  # fmt: skip
    if options.json:
        output.print_json({"uploads": output.records(shown)})
    else:
        output.print_table(shown.drop(columns=["sha256", "replaces", "changed_at", "changed_by"]))
    return output.TAKEN


def undo(options: argparse.Namespace) -> int:
    """Run `undo` or `redo`: take an upload out of every figure, or put it back."""
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        change = store.uploads.undo if options.command == "undo" else store.uploads.redo
        change(options.upload_id, operator(options))
    sentence = _("Upload {id} is undone.") if options.command == "undo" else _("Upload {id} holds again.")
    output.print_message(sentence.format(id=options.upload_id))
    return output.TAKEN


def set_aside(options: argparse.Namespace) -> int:
    """Run `set-aside`: write the rows of an upload that were set aside, to be corrected and loaded again."""
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        if options.out and options.out.suffix.casefold() == ".xlsx":
            output.write_bytes(options.out, store.uploads.set_aside_workbook(options.upload_id))
            return output.TAKEN
        text = store.uploads.set_aside(options.upload_id)
    if options.out:
        # The byte order mark tells spreadsheets that this is UTF-8.
        output.write_text(options.out, text, encoding="utf-8-sig")
    else:
        output.print_text(text, end="")
    return output.TAKEN
