"""Commands for files and uploads: load, uploads, undo, redo, set-aside."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from trialmetrics import temporary_files
from trialmetrics.commands import output
from trialmetrics.commands.options import operator, zone_from
from trialmetrics.scripting.loading import read_files, settings_for, store_readings
from trialmetrics.text import question_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.lists import listed

MAX_PROBLEMS = 10  # shown of a file, those of unknown words aside
MAX_MEANINGS = 8  # shown of a word; the first ones are the most similar


def load(options: argparse.Namespace) -> int:
    """Run `load`: add the files to the database, all of them or none."""
    from trialmetrics.store import Store

    settings = settings_for(options, len(options.files))
    with Store.open(options.database) as store, temporary_files.folder() as folder:
        zone = zone_from(options, store)
        files = [(path, path.name) for path in options.files]
        readings = read_files(store, files, settings, Path(folder), zone)
        revision = store.revision()
        try:
            loaded = store_readings(store, readings, options, operator(options))
        except output.INTERRUPTS as error:
            if output.is_interrupt(error) and store.revision() != revision:
                output.print_message(
                    _("Stopped when everything was stored already; `uploads` shows it, `undo` takes it out.")
                )
                return output.PARTLY
            raise
    return print_loaded(loaded.document, loaded.notes, as_json=options.json)


def print_loaded(document: Mapping[str, Any], notes: Sequence[str], *, as_json: bool) -> int:
    """Print the document of `load --json`, and what it says of each file as sentences. Returns the exit status."""
    uploads = document["uploads"]
    asked = any(upload["questions"] for upload in uploads)
    try:
        if as_json:
            output.print_json(dict(document))
        for note in notes:
            output.print_message(note)
        for upload in uploads:
            (_print_questions if asked else _print_upload)(upload)
    except OSError as error:
        if asked:
            raise
        # Stdout may be closed; the data is stored all the same, and the exit status says so.
        output.silence_stdout(error)
    if asked:
        return output.NOTHING
    aside = any(upload["set_aside"] or upload["warnings"] for upload in uploads)
    return output.PARTLY if aside else output.TAKEN


def _print_questions(upload: Mapping[str, Any]) -> None:
    """Print every open question of a file with the options that answer it; nothing was stored."""
    for question in upload["questions"]:
        output.print_message(f"{upload['file']}: {question['text']} {question['answer']}")
    if upload["questions"]:
        _print_words(upload)


def _print_words(upload: Mapping[str, Any]) -> None:
    """Print each text that is not known, once, with the option that says what it means."""
    for word in upload["words"]:
        sentence = ngettext(
            "{n} row says {text} under {heading}, which is not known; say what it means with {option}: {meanings}.",
            "{n} rows say {text} under {heading}, which is not known; say what it means with {option}: {meanings}.",
            word["count"],
        ).format(
            n=word["count"],
            text=f"'{word['text']}'",
            heading=word["heading"],
            option=question_text.word_option(word["column"], word["text"], _("MEANING")),
            meanings=listed([*word["meanings"][:MAX_MEANINGS], _("nothing where it was not noted")], "or"),
        )
        output.print_message(f"{upload['file']}: {sentence}")
    # Most words have their meaning cut short above; all meanings are listed once per column.
    columns = {word["column"]: word for word in upload["words"] if len(word["meanings"]) > MAX_MEANINGS}
    for word in columns.values():
        sentence = _("All meanings under {heading}: {meanings}.").format(
            heading=word["heading"], meanings=listed(sorted(word["meanings"]), "or")
        )
        output.print_message(f"{upload['file']}: {sentence}")


def _print_upload(upload: Mapping[str, Any]) -> None:
    """Print what became of a file, the words that are not known, and the first ten other problems."""
    from trialmetrics.intake.values.words import normalised_word

    output.print_message(
        _("{file}: upload {id}; {taken} taken, {aside} set aside, {known} already known, {warnings}.").format(
            file=upload["file"],
            id=upload["upload_id"],
            taken=upload["taken"],
            aside=upload["set_aside"],
            known=upload["already_known"],
            warnings=ngettext("{n} warning", "{n} warnings", upload["warnings"]).format(n=upload["warnings"]),
        )
    )
    _print_words(upload)
    words = {(word["heading"], normalised_word(word["text"])) for word in upload["words"]}
    others = [
        problem
        for problem in upload["problems"]
        if (problem["column"], normalised_word(problem["value"] or "")) not in words
    ]
    for problem in others[:MAX_PROBLEMS]:
        output.print_message(f"  {_problem_line(problem)}")
    if upload["set_aside"]:
        mend = _("set-aside {id} --out FILE.csv writes what was set aside, to mend and load again.")
        output.print_message(f"  {mend.format(id=upload['upload_id'])}")


def _problem_line(problem: Mapping[str, Any]) -> str:
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
