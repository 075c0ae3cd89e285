"""The commands: options in, the package's own calls, a document or plain lines out, and an exit status."""

import argparse
import getpass
import json
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal, NoReturn

import pandas as pd

from trialmetrics import wording
from trialmetrics.errors import TrialmetricsError, UsageError
from trialmetrics.language import _, ngettext

TAKEN, PARTLY, NOTHING = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(NOTHING, f"{self.prog}: {message}; {self.prog} --help lists the options\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 all taken, 1 something set aside, 2 nothing changed."""
    options = _parser().parse_args(arguments)
    try:
        return options.run(options)
    except TrialmetricsError as error:
        print(str(error).replace("\n", " "), file=sys.stderr)
        return NOTHING
    except BrokenPipeError:
        # The reader of our output went away; nothing is left to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return NOTHING


def _load(options: argparse.Namespace) -> int:
    from trialmetrics.intake import Settings, read
    from trialmetrics.store import Store

    settings = Settings(
        kind=options.kind,
        columns={
            theirs: ours or None for theirs, ours in (_pair(each, split_last=True) for each in options.map)
        },
        values=dict(map(_pair, options.set)),
        date_order=options.date_order,
        decimal=options.decimal,
        rating_scale=options.rating_scale,
        encoding=options.encoding,
        sheet=options.sheet,
    )
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
        reports = store.take(readings, options.user, replace=options.replace)
    if options.json:
        _print_json({"uploads": [report.document() for report in reports]})
    for report in reports:
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
        _print_json(
            {"uploads": json.loads(shown.to_json(orient="records", date_format="iso", date_unit="s"))}
        )
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
        text = store.set_aside(options.upload_id)
    if options.out:
        # The mark at the beginning tells spreadsheets that this is UTF-8.
        _write(options.out, text, encoding="utf-8-sig")
    else:
        sys.stdout.write(text)
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
            _("Of the rejections by probability {share} are expected to be wrong.").format(
                share=wording.percent(ranking.expected_wrong_rejections)
            )
        )
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


def _pair(text: str, *, split_last: bool = False) -> tuple[str, str]:
    name, mark, value = text.rpartition("=") if split_last else text.partition("=")
    if not mark or not name.strip():
        raise UsageError(_("{text} does not say what equals what; write NAME=VALUE.").format(text=text))
    return name.strip(), value.strip()


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no time; write it like 2026-11-24T09:30") from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no date; write it like 2026-11-24") from error


def _threshold(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(f"{text!r} is no threshold; write a number from 0 to 100")
    return value


def _span(text: str) -> tuple[int, int]:
    low, _dash, high = text.partition("-")
    try:
        span = int(low), int(high or low)
    except ValueError:
        span = (0, 0)
    if not 1 <= span[0] <= span[1]:
        raise argparse.ArgumentTypeError(f"{text!r} is no number of trials; write it like 3 or 1-5")
    return span


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number above 0")
    return int(text)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="trialmetrics", description=_("Vet suppliers by blind trial orders."))
    parser.add_argument("--database", type=Path, metavar="PATH", help=_("default: data/trials.duckdb"))
    parser.add_argument(
        "--policy", type=Path, metavar="FILE", help=_("a policy to use instead of the saved one")
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace], int], text: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=text, description=text)
        made.set_defaults(run=run)
        return made

    def add_json(made: argparse.ArgumentParser) -> None:
        made.add_argument("--json", action="store_true", help=_("one JSON document on standard output"))

    def add_user(made: argparse.ArgumentParser) -> None:
        made.add_argument("--as", dest="user", default=_user(), metavar="USER", help=_("who does it"))

    load = command("load", _load, _("take files in"))
    load.add_argument("files", nargs="+", type=Path, metavar="FILE")
    load.add_argument("--kind", choices=["auto", "events", "sheet"], default="auto")
    load.add_argument(
        "--map", action="append", default=[], metavar="THEIRS=OURS", help=_("a column of the file")
    )
    load.add_argument(
        "--set", action="append", default=[], metavar="COLUMN=VALUE", help=_("for the whole file")
    )
    load.add_argument("--date-order", choices=["dmy", "mdy"])
    load.add_argument("--decimal", choices=[",", "."])
    load.add_argument("--rating-scale", choices=["1-5", "1-7", "1-10", "0-100"])
    load.add_argument("--encoding", metavar="NAME")
    load.add_argument("--sheet", metavar="NAME", help=_("of a workbook; default: the first"))
    load.add_argument(
        "--replace", type=_positive, metavar="UPLOAD_ID", help=_("undo that upload in the same step")
    )
    add_user(load)
    add_json(load)

    add_json(command("uploads", _uploads, _("what was taken in, newest first")))
    for name, text in (("undo", _("take an upload out of every figure")), ("redo", _("let it hold again"))):
        made = command(name, _undo, text)
        made.add_argument("upload_id", type=_positive, metavar="UPLOAD_ID")
        add_user(made)
    aside = command("set-aside", _set_aside, _("what was not taken, as a CSV to mend"))
    aside.add_argument("upload_id", type=_positive, metavar="UPLOAD_ID")
    aside.add_argument("--out", type=Path, metavar="FILE")

    form = command("template", _template, _("an example to fill in, as CSV or xlsx"))
    form.add_argument("kind", choices=["events", "sheet"])
    form.add_argument("--language", choices=["en", "nl"], default="en")
    form.add_argument("--filled", action="store_true", help=_("with example rows"))
    form.add_argument("--out", type=Path, required=True, metavar="FILE")

    trials = command("trials", _trials, _("state, measures, criteria and score of every trial"))
    rank = command("rank", _rank, _("the ranking with evidence and verdicts"))
    for name in ("category", "round", "tester"):
        rank.add_argument(f"--{name}", action="append", metavar=name[0].upper())
    rank.add_argument("--order-class", choices=["small", "large"])
    rank.add_argument("--from", dest="start", type=_day, metavar="DATE", help=_("first day of the request"))
    rank.add_argument("--to", dest="end", type=_day, metavar="DATE", help=_("last day of the request"))
    rank.add_argument("--threshold", type=_threshold, metavar="X", help=_("instead of the policy's"))
    for made in (trials, rank):
        made.add_argument("--as-of", type=_moment, metavar="TIME", help=_("as it was then; default now"))
        output = made.add_mutually_exclusive_group()
        output.add_argument("--json", action="store_true", help=_("one JSON document on standard output"))
        output.add_argument("--csv", type=Path, metavar="FILE")

    simulate = command("simulate", _simulate, _("a log from a world whose truth is known"))
    simulate.add_argument("--suppliers", type=_positive, required=True, metavar="N")
    simulate.add_argument("--trials", type=_span, required=True, metavar="N|LO-HI", help=_("per supplier"))
    simulate.add_argument("--testers", type=_positive, required=True, metavar="N")
    simulate.add_argument("--seed", type=int, required=True, metavar="S")
    simulate.add_argument("--out", type=Path, required=True, metavar="LOG.csv")
    simulate.add_argument("--truth", type=Path, metavar="TRUTH.csv")

    command("backup", _backup, _("a consistent copy")).add_argument("file", type=Path, metavar="FILE")
    command("restore", _restore, _("back from a copy")).add_argument("file", type=Path, metavar="FILE")
    command("check", _check, _("does the database hold together"))
    return parser
