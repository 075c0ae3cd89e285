"""The argument parser of the command line, and the policy and time zone that its options choose."""

import argparse
import getpass
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo

from trialmetrics.access import OPERATOR, Person, Role
from trialmetrics.commands.output import print_message
from trialmetrics.commands.terminal import escape_text
from trialmetrics.scripting import options as shared
from trialmetrics.scripting.options import day, positive
from trialmetrics.scripting.reporting import policy_in_force
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import visible

USAGE_ERROR = 2  # exit status; nothing was changed


def parser() -> argparse.ArgumentParser:
    """The parser of the whole command line; `command` in its result is the name of the command."""
    root = _Parser(prog="trialmetrics", description=_("Vet suppliers by blind trial orders."))
    root.add_argument("--database", type=Path, metavar="PATH", help=_("default: data/trials.duckdb"))
    root.add_argument(
        "--policy", type=Path, metavar="FILE", help=_("a policy to use instead of the saved one")
    )
    for name, metavar, text in (
        ("engine", "ADDRESS", _("a cluster with the events, such as spark://host:7077")),
        ("events", "PLACE", _("where they are there: parquet:/path, or the name of a table")),
        ("scratch", "FOLDER", _("a folder that this machine and its workers reach")),
    ):
        root.add_argument(f"--{name}", metavar=metavar, help=text)
    commands = root.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, text: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=text, description=text)

    def add_json(subparser: argparse.ArgumentParser) -> None:
        subparser.add_argument("--json", action="store_true", help=_("one JSON document on standard output"))

    def add_user(subparser: argparse.ArgumentParser) -> None:
        subparser.add_argument(
            "--as", dest="user", metavar="USER", help=_("who does it, recorded as not verified")
        )

    load = command("load", _("take files in"))
    load.add_argument("files", nargs="+", type=Path, metavar="FILE")
    shared.add_load(load)
    add_user(load)
    add_json(load)

    add_json(command("uploads", _("what was taken in, newest first")))
    for name, text in (("undo", _("take an upload out of every figure")), ("redo", _("let it hold again"))):
        subparser = command(name, text)
        subparser.add_argument("upload_id", type=positive, metavar="UPLOAD_ID")
        add_user(subparser)
    set_aside = command("set-aside", _("what was not taken, as a CSV or xlsx to mend"))
    set_aside.add_argument("upload_id", type=positive, metavar="UPLOAD_ID")
    set_aside.add_argument(
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
        ("keep-apart", _("two names are two suppliers")),
        ("unlink", _("withdraw the decision on two names")),
        # Former names of these two: not listed.
        ("refuse", ""),
        ("part", ""),
    ):
        subparser = command(name, text) if text else commands.add_parser(name)
        subparser.add_argument("one", metavar="ONE")
        subparser.add_argument("other", metavar="OTHER")
        add_user(subparser)

    people = command("people", _("who may sign in, and as what")).add_subparsers(
        dest="change", required=True, metavar="CHANGE"
    )
    adding = people.add_parser("add", help=_("let somebody sign in, or give them another role"))
    removing = people.add_parser("remove", help=_("end somebody's sessions, and let them in no more"))
    for subparser in (adding, removing):
        subparser.add_argument("name", metavar="NAME", help=_("as the sign-in service has it"))
        add_user(subparser)
    adding.add_argument("--role", choices=[*Role], required=True)
    add_json(people.add_parser("list", help=_("everybody who has a role")))
    token = people.add_parser(
        "token", help=_("make a token for programs of somebody; it is printed this once")
    )
    token.add_argument("name", metavar="NAME", help=_("of somebody who has a role"))
    token.add_argument("label", metavar="LABEL", help=_("what it is for"))
    token.add_argument(
        "--write", action="store_true", help=_("may do all that its person may, not just look")
    )
    token.add_argument("--days", type=positive, metavar="N", help=_("how long it lasts; default 90"))
    withdraw = people.add_parser("withdraw", help=_("end a token"))
    withdraw.add_argument("number", type=positive, metavar="NUMBER", help=_("as `people tokens` has it"))
    for subparser in (token, withdraw):
        add_user(subparser)
    add_json(people.add_parser("tokens", help=_("the tokens of everybody, without the tokens themselves")))
    for name, text in (
        ("backup", _("a copy of the people, without sessions")),
        ("restore", _("the people of a copy; every session ends")),
    ):
        people.add_parser(name, help=text).add_argument("file", type=Path, metavar="FILE")

    template = command("template", _("an example to fill in, as CSV or xlsx"))
    template.add_argument("kind", choices=["events", "sheet"])
    template.add_argument("--language", choices=["en", "nl"], default="en")
    template.add_argument("--filled", action="store_true", help=_("with example rows"))
    template.add_argument("--out", type=Path, required=True, metavar="FILE")

    trials = command("trials", _("state, measures, criteria and score of every trial"))
    shared.add_trials(trials)
    rank = command("rank", _("the ranking with evidence and verdicts"))
    plan = command("plan", _("who gets the next trials"))
    plan.add_argument(
        "--invite", type=positive, metavar="N", help=_("how many to invite in each category; default 3")
    )
    plan.add_argument("--trials", type=positive, metavar="N", help=_("place at most so many trials"))
    shared.add_rank(rank)
    shared.add_rank(plan)
    for subparser in (trials, rank, plan):
        output = subparser.add_mutually_exclusive_group()
        output.add_argument("--json", action="store_true", help=_("one JSON document on standard output"))
        output.add_argument(
            "--csv",
            type=Path,
            metavar="FILE",
            help=_("a table; a workbook in plain words where it ends in .xlsx"),
        )

    decisions = command("decisions", _("what was decided on candidates, and what was shown then"))
    add_json(decisions)
    add_json(command("record", _("who changed what, when and why, newest first")))

    simulate = command("simulate", _("a log from a world whose truth is known"))
    simulate.add_argument("--suppliers", type=positive, required=True, metavar="N")
    simulate.add_argument(
        "--trials", type=_trial_range, required=True, metavar="N|LO-HI", help=_("per supplier")
    )
    simulate.add_argument("--testers", type=positive, required=True, metavar="N")
    simulate.add_argument("--seed", type=_seed, required=True, metavar="S")
    simulate.add_argument("--out", type=Path, required=True, metavar="LOG.csv")
    simulate.add_argument("--truth", type=Path, metavar="TRUTH.csv")

    redact = command("redact", _("remove words for good; rows and figures stay"))
    where = redact.add_mutually_exclusive_group(required=True)
    where.add_argument(
        "--words", action="store_true",
        help=_("words from standard input, wherever they stand: so they are not in the history of your shell"),
    )  # fmt: skip
    where.add_argument(
        "--line",
        type=_upload_line,
        metavar="UPLOAD_ID:LINE",
        help=_("all words that this line of an upload brought"),
    )
    redact.add_argument(
        "--supplier",
        metavar="NAME",
        help=_("with --words: they are one whole note of one trial of this supplier"),
    )
    redact.add_argument("--trial", metavar="TRIAL_ID", help=_("with --supplier: the trial of that note"))
    expire = command("expire", _("remove notes, rows set aside and kept files of a certain age for good"))
    expire.add_argument(
        "--before", type=day, required=True, metavar="DATE", help=_("of trials that ended before")
    )
    for subparser in (redact, expire):
        subparser.add_argument(
            "--dry-run", action="store_true", help=_("say what would go, and change nothing")
        )
        add_user(subparser)
        add_json(subparser)

    add_json(command("backups", _("the copies made so far, and when each is deleted")))
    backup = command("backup", _("a consistent copy"))
    backup.add_argument("file", type=Path, metavar="FILE")
    for subparser in (load, trials, rank, decisions, backup):
        subparser.add_argument(
            "--server",
            metavar="URL",
            help=_("of a dashboard, with your token for it in the environment variable TRIALMETRICS_TOKEN"),
        )
    command("restore", _("back from a copy")).add_argument("file", type=Path, metavar="FILE")
    command("check", _("does the database hold together"))
    export = command("export-events", _("the current events as Parquet, as a cluster reads them"))
    export.add_argument("folder", type=Path, metavar="FOLDER")
    command("check-events", _("what the event table on a cluster lacks"))
    command("refresh", _("keep facts of settled trials on the cluster, so that a look reads less"))
    return root


def policy_from(options: argparse.Namespace, store: Any) -> Any:
    """The policy of `--policy`, else the saved one in force at `--as-of`; prints what `policy_in_force` notes."""
    if options.policy:
        from trialmetrics.policy import read_policy

        policy, notes = read_policy(options.policy)
        for note in notes:
            print_message(note)
        return policy
    return policy_in_force(store, options.as_of, print_message)


def zone_from(options: argparse.Namespace, store: Any) -> ZoneInfo:
    """The time zone of the policy of `--policy`, else of the saved policy. Prints a message where that cannot be used."""
    if options.policy:
        from trialmetrics.policy import read_policy

        return read_policy(options.policy)[0].clock.zone
    for note in store.policies.zone_notes():
        print_message(note)
    zone: ZoneInfo = store.policies.zone()
    return zone


class _Parser(argparse.ArgumentParser):
    def _print_message(self, message: str, file: Any = None) -> None:
        super()._print_message(escape_text(message), file)

    def error(self, message: str) -> NoReturn:
        self.exit(USAGE_ERROR, f"{self.prog}: {message}; {self.prog} --help lists the options\n")


def _upload_line(text: str) -> tuple[int, int]:
    upload_id, _colon, line = text.partition(":")
    try:
        return positive(upload_id), positive(line)
    except argparse.ArgumentTypeError as error:
        raise argparse.ArgumentTypeError(
            _("{text!r} is not a line of an upload; write it like 3:17").format(text=text)
        ) from error


def _trial_range(text: str) -> tuple[int, int]:
    low, _dash, high = text.partition("-")
    try:
        span = int(low), int(high or low)
    except ValueError:
        span = (0, 0)
    if not 1 <= span[0] <= span[1]:
        raise argparse.ArgumentTypeError(
            _("{text!r} is not a number of trials; write it like 3 or 1-5").format(text=text)
        )
    return span


def _seed(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(_("{text!r} is not a whole number from 0 up").format(text=text))
    return int(text)


def operator(options: argparse.Namespace) -> Person:
    """Who holds the file, under the name of their account; `--as` names somebody else, which nobody checks."""
    claimed = " ".join(visible(getattr(options, "user", None) or "").split())
    return replace(OPERATOR, name=claimed or _account(), verified=not claimed)


def _account() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
