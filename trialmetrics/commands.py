"""The commands: options in, the package's own calls, a document or plain lines out, and an exit status."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from trialmetrics import wording
from trialmetrics.errors import TrialmetricsError, UsageError
from trialmetrics.language import _, ngettext
from trialmetrics.options import parser

TAKEN, PARTLY, NOTHING = 0, 1, 2
# What Ctrl-C raises; in a query the database turns it into an error of its own.
STOPPED = (KeyboardInterrupt, RuntimeError)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 all taken, 1 something set aside, 2 nothing changed."""
    options = parser().parse_args(arguments)
    try:
        return COMMANDS[options.command](options)
    except TrialmetricsError as error:
        print(str(error).replace("\n", " "), file=sys.stderr)
        return NOTHING
    except STOPPED as error:
        if not _is_stop(error):
            raise
        _say(_("Stopped; nothing was changed. Give the command again to start anew."))
        return NOTHING
    except BrokenPipeError:
        # The reader of our output went away; nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOTHING
    except OSError as error:
        print(
            _("The system does not let it: {reason}; make room, or give another place.").format(
                reason=error.strerror or error
            ),
            file=sys.stderr,
        )
        return NOTHING


def _load(options: argparse.Namespace) -> int:
    from trialmetrics.answers import how_it_was_read, settings_of
    from trialmetrics.intake import read
    from trialmetrics.store import Store

    settings = settings_of(options)
    if options.replace is not None and len(options.files) > 1:
        raise UsageError(
            _("--replace takes one file in the place of one upload; load the others by themselves.")
        )
    with Store.open(options.database) as store, tempfile.TemporaryDirectory() as folder:
        zone = _policy(options, store).clock.zone
        readings = []
        for number, path in enumerate(options.files):
            own = Path(folder) / str(number)
            own.mkdir()
            readings.append(read(path, own, settings, remembered=store.remembered(), zone=zone))
        revision = store.revision()
        try:
            reports = store.take(readings, options.user, replace=options.replace)
        except STOPPED as error:
            if _is_stop(error) and store.revision() != revision:
                _say(
                    _("Stopped when everything was stored already; `uploads` shows it, `undo` takes it out.")
                )
                return PARTLY
            raise
    if options.json:
        _print_json({"uploads": [report.document() for report in reports]})
    for report, reading in zip(reports, readings, strict=True):
        for sentence in how_it_was_read(reading):
            _say(f"{reading.file}: {sentence}")
        _say(
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
        for problem in report.problems[:10]:
            _say(f"  {_problem(problem)}")
        if report.set_aside:
            _say(
                _(
                    "  set-aside {id} --out FILE.csv writes what was set aside, to mend and load again."
                ).format(id=report.upload_id)
            )
    return PARTLY if any(report.set_aside or report.warnings for report in reports) else TAKEN


def _is_stop(error: BaseException) -> bool:
    return isinstance(error, KeyboardInterrupt) or str(error) == "Query interrupted"


def _problem(problem: dict[str, Any]) -> str:
    where = _("line {line}").format(line=problem["line"])
    column = f", {problem['column']}" if problem["column"] else ""
    return f"{where}{column}: {problem['reason']}"


def _uploads(options: argparse.Namespace) -> int:
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        found = store.uploads()
    shown = found[
        ["upload_id", "file", "kind", "rows", "taken", "set_aside", "already_known", "warnings", "holds",
         "uploaded_at", "uploaded_by", "changed_at", "changed_by", "replaces", "sha256"]
    ]  # fmt: skip
    if options.json:
        _print_json({"uploads": _records(shown)})
    else:
        _print_table(shown.drop(columns=["sha256", "replaces", "changed_at", "changed_by"]))
    return TAKEN


def _undo(options: argparse.Namespace) -> int:
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        (store.undo if options.command == "undo" else store.redo)(options.upload_id, options.user)
    sentence = _("Upload {id} is undone.") if options.command == "undo" else _("Upload {id} holds again.")
    print(sentence.format(id=options.upload_id), file=sys.stderr)
    return TAKEN


def _set_aside(options: argparse.Namespace) -> int:
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        if options.out and options.out.suffix.casefold() == ".xlsx":
            _write_bytes(options.out, store.set_aside_workbook(options.upload_id))
            return TAKEN
        text = store.set_aside(options.upload_id)
    if options.out:
        # The mark at the beginning tells spreadsheets that this is UTF-8.
        _write(options.out, text, encoding="utf-8-sig")
    else:
        sys.stdout.write(text)
    return TAKEN


def _suppliers(options: argparse.Namespace) -> int:
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        proposed, said = store.proposals(), store.namings()
    if options.json:
        _print_json({"proposals": _records(proposed), "said": _records(said)})
    else:
        print(_("Names that may be one supplier:"))
        _print_table(proposed)
        print(_("What was said of names:"))
        _print_table(said)
    return TAKEN


def _say_of_names(options: argparse.Namespace) -> int:
    from trialmetrics.store import Store

    sentences = {
        "merge": _("{one} and {other} are one supplier."),
        "refuse": _("{one} and {other} are two suppliers."),
        "part": _("What was said of {one} and {other} is taken back."),
    }
    with Store.open(options.database, create=False) as store:
        getattr(store, options.command)(options.one, options.other, options.user)
    _say(sentences[options.command].format(one=options.one, other=options.other))
    return TAKEN


def _trials(options: argparse.Namespace) -> int:
    from trialmetrics import documents

    ranking = _ranking(options)
    return _show(
        options,
        lambda: documents.trials_document(ranking),
        lambda: documents.trials_table(ranking),
        ["supplier", "trial_id", "category", "order_class", "state", "first_reply_hours", "chases", "score"],
    )


def _rank(options: argparse.Namespace) -> int:
    from trialmetrics import documents

    ranking = _ranking(options)
    status = _show(
        options,
        lambda: documents.rank_document(ranking),
        lambda: documents.rank_table(ranking),
        [
            "rank",
            "supplier",
            "verdict",
            "score",
            "score_low",
            "score_high",
            "p_below",
            "scored_trials",
            "more_trials",
        ],
    )
    if ranking.expected_wrong_rejections is not None:
        _say(
            _("Of those out on their score alone {share} are expected to be wrong.").format(
                share=wording.percent(ranking.expected_wrong_rejections)
            )
        )
    return status


def _plan(options: argparse.Namespace) -> int:
    from trialmetrics import documents, planning_words
    from trialmetrics.plan import plan

    made = plan(_ranking(options), trials=options.trials, money=options.money, aim=options.aim)
    status = _show(
        options,
        lambda: documents.plan_document(made),
        lambda: documents.plan_table(made),
        ["supplier", "trials", "small", "large", "testers", "cost", "chance", "why"],
    )
    for sentence in (planning_words.summary(made), *planning_words.notes(made)):
        _say(sentence)
    return status


def _ranking(options: argparse.Namespace) -> Any:
    from trialmetrics.ranking import Filters, rank
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        policy = _policy(options, store)
        chosen = vars(options)
        filters = Filters(
            categories=tuple(chosen.get("category") or ()),
            rounds=tuple(chosen.get("round") or ()),
            testers=tuple(chosen.get("tester") or ()),
            order_classes=tuple([options.order_class] if chosen.get("order_class") else []),
            start=chosen.get("start"),
            end=chosen.get("end"),
        )
        as_of = options.as_of
        if as_of and as_of.tzinfo:
            as_of = as_of.astimezone(policy.clock.zone).replace(tzinfo=None)
        return rank(store, filters, as_of=as_of, threshold=chosen.get("threshold"), policy=policy)


def _template(options: argparse.Namespace) -> int:
    from trialmetrics.intake.template import template

    form: Literal["csv", "xlsx"] = "xlsx" if options.out.suffix.casefold() == ".xlsx" else "csv"
    content = template(options.kind, language=options.language, filled=options.filled, form=form)
    _write_bytes(options.out, content)
    return TAKEN


def _simulate(options: argparse.Namespace) -> int:
    from trialmetrics.simulate import simulate

    log, truth = simulate(
        suppliers=options.suppliers, trials=options.trials, testers=options.testers, seed=options.seed
    )
    _write(options.out, log.to_csv(index=False))
    if options.truth:
        _write(options.truth, truth)
    return TAKEN


def _backup(options: argparse.Namespace) -> int:
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        store.backup(options.file)
    return TAKEN


def _restore(options: argparse.Namespace) -> int:
    from trialmetrics.store.store import default_path, restore

    restore(options.file, options.database or default_path())
    return TAKEN


def _check(options: argparse.Namespace) -> int:
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        found = store.check()
    for finding in found:
        print(finding, file=sys.stderr)
    if not found:
        print(_("The database holds together."), file=sys.stderr)
    return NOTHING if found else TAKEN


def _policy(options: argparse.Namespace, store: Any) -> Any:
    from trialmetrics.policy import load_policy

    return load_policy(options.policy) if options.policy else store.policy()


def _show(
    options: argparse.Namespace,
    document: Callable[[], dict[str, Any]],
    table: Callable[[], pd.DataFrame],
    columns: list[str],
) -> int:
    from trialmetrics import documents

    if options.csv:
        _write(options.csv, documents.csv_text(table()))
    if options.json:
        _print_json(document())
    elif not options.csv:
        shown = table()
        _print_table(shown[columns] if len(shown) else pd.DataFrame(columns=columns))
    return TAKEN


def _records(table: pd.DataFrame) -> list[dict[str, Any]]:
    return json.loads(table.to_json(orient="records", date_format="iso", date_unit="s"))


def _print_json(document: dict[str, Any]) -> None:
    json.dump(document, sys.stdout, ensure_ascii=False, allow_nan=False)
    sys.stdout.write("\n")


def _print_table(table: pd.DataFrame) -> None:
    shown = table.astype(object).map(lambda cell: f"{cell:.2f}" if isinstance(cell, float) else cell)
    print(shown.fillna("-").to_string(index=False) if len(shown) else _("Nothing yet."))


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)


def _write(path: Path, text: str, encoding: str = "utf-8") -> None:
    _write_bytes(path, text.encode(encoding))


def _write_bytes(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise UsageError(
            _("{path} cannot be written: {reason}.").format(path=path, reason=error.strerror)
        ) from error


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "load": _load,
    "uploads": _uploads,
    "undo": _undo,
    "redo": _undo,
    "set-aside": _set_aside,
    "suppliers": _suppliers,
    "merge": _say_of_names,
    "refuse": _say_of_names,
    "part": _say_of_names,
    "template": _template,
    "trials": _trials,
    "rank": _rank,
    "plan": _plan,
    "simulate": _simulate,
    "backup": _backup,
    "restore": _restore,
    "check": _check,
}
