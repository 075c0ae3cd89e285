"""The options of what both the command line and the HTTP routes do; a route has them as query parameters, `_` for `-`."""

import argparse
from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cache
from typing import Any, NoReturn

from trialmetrics.errors import UsageError
from trialmetrics.text.language import _

# Options that state how columns are written, with the values each accepts.
NOTATIONS = {
    "--date-order": ("dmy", "mdy"),
    "--decimal": (",", "."),
    "--rating-scale": ("1-5", "1-7", "1-10", "0-100", "0-1", "0-5", "0-10", "1-6", "6-1", "5-1"),
}
LONGEST_SHOWN = 100  # characters of a parameter in a sentence
Pairs = Iterable[tuple[str, str]]  # name and value of each parameter


def add_load(parser: argparse.ArgumentParser) -> None:
    """How files are read, and what they replace."""
    parser.add_argument("--kind", choices=["auto", "events", "sheet"], default="auto")
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar="THEIRS=OURS",
        help=_(
            "a column of the file (nothing after = leaves it alone; a date and a time of day may be one of ours); or, "
            "written COLUMN:TEXT=MEANING, what a text under one of our columns means, such as 'outcome:went well=fulfilled'"
        ),
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="COLUMN=VALUE", help=_("for the whole file")
    )
    for option, answers in NOTATIONS.items():
        parser.add_argument(
            option,
            action="append",
            default=[],
            type=_notation(answers),
            metavar="|".join(answers),
            help=_("of all columns; or COLUMN=ANSWER for one of ours")
            if option != "--date-order"
            else _(
                "of all columns; or COLUMN=ANSWER for one of ours, COLUMN:/=ANSWER for its dates with slashes"
            ),
        )
    parser.add_argument(
        "--repeated",
        choices=["lines", "corrections", "trials"],
        help=_(
            "what several rows of one trial are in a sheet: lines of one order, corrections of one row, or trials of their own"
        ),
    )
    parser.add_argument(
        "--afresh", action="store_true", help=_("forget what is remembered of files with the same header")
    )
    parser.add_argument("--encoding", metavar="NAME")
    parser.add_argument("--sheet", metavar="NAME", help=_("of a workbook; default: the first that fits"))
    parser.add_argument(
        "--replace", type=positive, metavar="UPLOAD_ID", help=_("undo that upload in the same step")
    )


def add_trials(parser: argparse.ArgumentParser) -> None:
    """Which trials, and as they were when."""
    parser.add_argument("--supplier", metavar="NAME", help=_("of this supplier only"))
    add_moments(parser)


def add_rank(parser: argparse.ArgumentParser) -> None:
    """Which trials are ranked, by which threshold, and as they were when."""
    for name in ("category", "round", "tester"):
        parser.add_argument(f"--{name}", action="append", metavar=name[0].upper())
    parser.add_argument("--order-class", choices=["small", "large"])
    parser.add_argument("--from", dest="start", type=day, metavar="DATE", help=_("first day of the request"))
    parser.add_argument("--to", dest="end", type=day, metavar="DATE", help=_("last day of the request"))
    parser.add_argument("--threshold", type=_threshold, metavar="X", help=_("instead of the policy's"))
    add_moments(parser)


def add_moments(parser: argparse.ArgumentParser) -> None:
    """The moments of looking."""
    parser.add_argument("--as-of", type=_moment, metavar="TIME", help=_("as it was then; default now"))
    parser.add_argument(
        "--known-at",
        type=_moment,
        metavar="TIME",
        help=_("as the database was then: its uploads, names and policy; also the default of --as-of"),
    )


# What a route does, as the command line calls it -> adds its options.
OPTIONS: dict[str, Callable[[argparse.ArgumentParser], None]] = {
    "load": add_load,
    "trials": add_trials,
    "rank": add_rank,
    "decisions": lambda _parser: None,
    "backup": lambda _parser: None,
}


def from_parameters(command: str, parameters: Pairs) -> argparse.Namespace:
    """The options in query parameters. Raises UsageError, also for one that there is not."""
    known, arguments = _by_parameter(command), []
    for name, value in parameters:
        action = known.get(name)
        if action is None:
            raise UsageError(
                _("There is no parameter {name} here; there are {known}.").format(
                    name=ascii(name[:LONGEST_SHOWN]), known=", ".join(known) or _("none")
                )
            )
        if "\0" in value:
            raise UsageError(_("{name} has a character that no option has.").format(name=name))
        if action.nargs != 0:
            arguments.append(f"{action.option_strings[0]}={value}")
        elif value in ("", "true"):
            arguments.append(action.option_strings[0])
        else:
            raise UsageError(_("Write {name}=true, or leave it out.").format(name=name))
    return _parser(command).parse_args(arguments)


def to_parameters(command: str, options: argparse.Namespace) -> list[tuple[str, str]]:
    """The query parameters that say the same as options of the command line."""
    found = []
    for name, action in _by_parameter(command).items():
        value = getattr(options, action.dest)
        for each in value if isinstance(value, list) else [value]:
            if each is not None and each is not False and each != action.default:
                found.append((name, _written(each)))
    return found


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true"
    if isinstance(value, tuple):  # the column, if any, and the answer
        return "=".join(part for part in value if part)
    return value.isoformat() if isinstance(value, date) else str(value)


@cache
def _by_parameter(command: str) -> dict[str, argparse.Action]:
    return {
        action.option_strings[0].removeprefix("--").replace("-", "_"): action
        for action in _parser(command)._actions
    }


@cache
def _parser(command: str) -> "_ParameterParser":
    parser = _ParameterParser(add_help=False, allow_abbrev=False)
    OPTIONS[command](parser)
    return parser


class _ParameterParser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        option, _colon, problem = message.removeprefix("argument --").partition(": ")
        raise UsageError(f"{option.replace('-', '_')}: {problem}.")


def day(text: str) -> date:
    """A date, for argparse."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            _("{text!r} is not a date; write it like 2026-11-24").format(text=text)
        ) from error


def positive(text: str) -> int:
    """A whole number above 0, for argparse."""
    if not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(_("{text!r} is not a whole number above 0").format(text=text))
    return int(text)


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            _("{text!r} is not a time; write it like 2026-11-24T09:30").format(text=text)
        ) from error


def _threshold(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 100:
        raise argparse.ArgumentTypeError(
            _("{text!r} is not a threshold; write a number from 0 to 100").format(text=text)
        )
    return value


def _notation(answers: tuple[str, ...]) -> Callable[[str], tuple[str | None, str]]:
    """An argparse type for ANSWER or COLUMN=ANSWER: returns (column, answer), column None for all columns."""

    def read(text: str) -> tuple[str | None, str]:
        column, separator, answer = text.rpartition("=")
        if answer not in answers or (separator and not column):
            raise argparse.ArgumentTypeError(
                _("{text} is not one of {answers}").format(text=text, answers=", ".join(answers))
            )
        return column or None, answer

    return read
