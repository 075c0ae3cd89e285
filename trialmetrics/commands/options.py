"""The options of the command line: which there are, and what each takes."""

import argparse
import getpass
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from trialmetrics.commands.output import say
from trialmetrics.commands.terminal import visible
from trialmetrics.text.language import _

# How columns may be written: what each option answers with.
NOTATIONS = {
    "--date-order": ("dmy", "mdy"),
    "--decimal": (",", "."),
    "--rating-scale": ("1-5", "1-7", "1-10", "0-100", "0-1", "0-5", "0-10"),
}
MISUSED = 2  # exit status: nothing was changed


def parser() -> argparse.ArgumentParser:
    """The parser of the command line; the command's name is in `command`."""
    top = _Parser(prog="trialmetrics", description=_("Vet suppliers by blind trial orders."))
    top.add_argument("--database", type=Path, metavar="PATH", help=_("default: data/trials.duckdb"))
    top.add_argument(
        "--policy", type=Path, metavar="FILE", help=_("a policy to use instead of the saved one")
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text)

    def add_json(made: argparse.ArgumentParser) -> None:
        made.add_argument("--json", action="store_true", help=_("one JSON document on standard output"))

    def add_user(made: argparse.ArgumentParser) -> None:
        made.add_argument(
            "--as", dest="user", default=_user(), type=_named, metavar="USER", help=_("who does it")
        )

    load = command("load", _("take files in"))
    load.add_argument("files", nargs="+", type=Path, metavar="FILE")
    load.add_argument("--kind", choices=["auto", "events", "sheet"], default="auto")
    load.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="THEIRS=OURS",
        help=_(
            "a column of the file (nothing after = leaves it alone); or, written COLUMN:TEXT=MEANING, what a text "
            "under one of our columns means, such as 'outcome:went well=fulfilled'"
        ),
    )
    load.add_argument(
        "--set", action="append", default=[], metavar="COLUMN=VALUE", help=_("for the whole file")
    )
    for option, answers in NOTATIONS.items():
        load.add_argument(
            option,
            action="append",
            default=[],
            type=_notation(answers),
            metavar="|".join(answers),
            help=_("of all columns; or COLUMN=ANSWER for one of ours"),
        )
    load.add_argument(
        "--afresh", action="store_true", help=_("forget what is remembered of files with the same header")
    )
    load.add_argument("--encoding", metavar="NAME")
    load.add_argument("--sheet", metavar="NAME", help=_("of a workbook; default: the first"))
    load.add_argument(
        "--replace", type=_positive, metavar="UPLOAD_ID", help=_("undo that upload in the same step")
    )
    add_user(load)
    add_json(load)

    add_json(command("uploads", _("what was taken in, newest first")))
    for name, text in (("undo", _("take an upload out of every figure")), ("redo", _("let it hold again"))):
        made = command(name, text)
        made.add_argument("upload_id", type=_positive, metavar="UPLOAD_ID")
        add_user(made)
    aside = command("set-aside", _("what was not taken, as a CSV or xlsx to mend"))
    aside.add_argument("upload_id", type=_positive, metavar="UPLOAD_ID")
    aside.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=_(
            "each cell as it came, a workbook where it ends in .xlsx; without it control characters are shown as codes"
        ),
    )

    add_json(command("suppliers", _("names that may be one supplier, and what was said of them")))
    for name, text in (
        ("merge", _("two names are one supplier")),
        ("refuse", _("two names are two suppliers")),
        ("part", _("take back what was said of two names")),
    ):
        made = command(name, text)
        made.add_argument("one", metavar="ONE")
        made.add_argument("other", metavar="OTHER")
        add_user(made)

    form = command("template", _("an example to fill in, as CSV or xlsx"))
    form.add_argument("kind", choices=["events", "sheet"])
    form.add_argument("--language", choices=["en", "nl"], default="en")
    form.add_argument("--filled", action="store_true", help=_("with example rows"))
    form.add_argument("--out", type=Path, required=True, metavar="FILE")

    trials = command("trials", _("state, measures, criteria and score of every trial"))
    trials.add_argument("--supplier", metavar="NAME", help=_("of this supplier only"))
    rank = command("rank", _("the ranking with evidence and verdicts"))
    plan = command("plan", _("who gets the next trials"))
    plan.add_argument(
        "--invite", type=_positive, metavar="N", help=_("how many to invite in each category; default 3")
    )
    plan.add_argument("--trials", type=_positive, metavar="N", help=_("place at most so many trials"))
    for made in (rank, plan):
        for name in ("category", "round", "tester"):
            made.add_argument(f"--{name}", action="append", metavar=name[0].upper())
        made.add_argument("--order-class", choices=["small", "large"])
        made.add_argument(
            "--from", dest="start", type=_day, metavar="DATE", help=_("first day of the request")
        )
        made.add_argument("--to", dest="end", type=_day, metavar="DATE", help=_("last day of the request"))
        made.add_argument("--threshold", type=_threshold, metavar="X", help=_("instead of the policy's"))
    for made in (trials, rank, plan):
        made.add_argument("--as-of", type=_moment, metavar="TIME", help=_("as it was then; default now"))
        output = made.add_mutually_exclusive_group()
        output.add_argument("--json", action="store_true", help=_("one JSON document on standard output"))
        output.add_argument(
            "--csv",
            type=Path,
            metavar="FILE",
            help=_("a table; a workbook in plain words where it ends in .xlsx"),
        )

    simulate = command("simulate", _("a log from a world whose truth is known"))
    simulate.add_argument("--suppliers", type=_positive, required=True, metavar="N")
    simulate.add_argument("--trials", type=_span, required=True, metavar="N|LO-HI", help=_("per supplier"))
    simulate.add_argument("--testers", type=_positive, required=True, metavar="N")
    simulate.add_argument("--seed", type=_seed, required=True, metavar="S")
    simulate.add_argument("--out", type=Path, required=True, metavar="LOG.csv")
    simulate.add_argument("--truth", type=Path, metavar="TRUTH.csv")

    command("backup", _("a consistent copy")).add_argument("file", type=Path, metavar="FILE")
    command("restore", _("back from a copy")).add_argument("file", type=Path, metavar="FILE")
    command("check", _("does the database hold together"))
    return top


def policy_of(options: argparse.Namespace, store: Any) -> Any:
    """The policy in the file that is named, else the saved one that was in force at the moment looked at; what an earlier
    version had otherwise is said, and where it is not today's."""
    from trialmetrics.policy import read_policy
    from trialmetrics.text.date_text import moment

    if options.policy:
        policy, notes = read_policy(options.policy)
    else:
        as_of = options.as_of
        policy, notes = store.policies.in_force(as_of), store.policies.upgrade_notes(as_of)
        today = store.policies.version()
        if policy.version != today:
            say(
                _("As of {moment}: policy version {n}, in force then; today's is version {today}.").format(
                    moment=moment(as_of, date_only=as_of.time() == time()), n=policy.version, today=today
                )
            )
    for note in notes:
        say(note)
    return policy


def zone_of(options: argparse.Namespace, store: Any) -> ZoneInfo:
    """The time zone of the policy in the file that is named, else of the saved one; where that cannot be used, it is said."""
    if options.policy:
        from trialmetrics.policy import read_policy

        return read_policy(options.policy)[0].clock.zone
    for note in store.policies.zone_notes():
        say(note)
    zone: ZoneInfo = store.policies.zone()
    return zone


class _Parser(argparse.ArgumentParser):
    def _print_message(self, message: str, file: Any = None) -> None:
        super()._print_message(visible(message), file)

    def error(self, message: str) -> NoReturn:
        self.exit(MISUSED, f"{self.prog}: {message}; {self.prog} --help lists the options\n")


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            _("{text!r} is no time; write it like 2026-11-24T09:30").format(text=text)
        ) from error


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            _("{text!r} is no date; write it like 2026-11-24").format(text=text)
        ) from error


def _threshold(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(
            _("{text!r} is no threshold; write a number from 0 to 100").format(text=text)
        )
    return value


def _span(text: str) -> tuple[int, int]:
    low, _dash, high = text.partition("-")
    try:
        span = int(low), int(high or low)
    except ValueError:
        span = (0, 0)
    if not 1 <= span[0] <= span[1]:
        raise argparse.ArgumentTypeError(
            _("{text!r} is no number of trials; write it like 3 or 1-5").format(text=text)
        )
    return span


def _positive(text: str) -> int:
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(_("{text!r} is no whole number above 0").format(text=text))
    return int(text)


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(_("{text!r} is no whole number from 0 up").format(text=text))
    return int(text)


def _named(text: str) -> str:
    return text.strip() or _user()


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


def _notation(answers: tuple[str, ...]) -> Callable[[str], tuple[str | None, str]]:
    """Reads ANSWER, for all columns, or COLUMN=ANSWER."""

    def read(text: str) -> tuple[str | None, str]:
        column, mark, answer = text.rpartition("=")
        if answer not in answers or (mark and not column):
            raise argparse.ArgumentTypeError(
                _("{text} is none of {answers}").format(text=text, answers=", ".join(answers))
            )
        return column or None, answer

    return read
