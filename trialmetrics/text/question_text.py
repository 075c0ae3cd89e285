"""Sentences for questions about a file, and for decisions made about it: one template per code, filled with its figures."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from trialmetrics.text.language import _

if TYPE_CHECKING:
    from trialmetrics.intake.reading import Question

_Figures = Mapping[str, Any]


def text(question: "Question") -> str:
    """The question, in the current language."""
    return QUESTIONS[question.code](question.figures)


def choices(question: "Question") -> dict[str, str]:
    """Answer -> its text."""
    return dict(zip(question.answers, CHOICES[question.code](question), strict=True))


def option(question: "Question") -> str:
    """How to answer on the command line, for the whole file or only for the columns in question."""
    columns = question.columns if question.of_some else ()
    if question.setting == "date_order":
        return _option("--date-order", question.answers, columns)
    if question.setting == "rating_scale":
        return _option("--rating-scale", question.answers, columns)
    if question.setting == "decimal":
        return _("Answer with --decimal , or --decimal . naming the decimal sign.")
    return _("Answer with --map 'THEIRS={name}', or --set {name}=VALUE for all rows.").format(
        name=question.figures["name"]
    )


def decision(decision: _Figures) -> str:
    """How an ambiguous notation was read, and what decided it."""
    return DECISIONS[decision["code"]](decision)


def _why(decision: _Figures) -> str:
    return {
        "as_said": _("as you said"),
        "as_before": _("as in an earlier file with this header"),
        "as_values_show": _("as its values show"),
        "as_dots": _("as dates with dots put the day first"),
        "as_other_column": _("as {heading} shows"),
    }[decision["why"]].format(heading=decision.get("other"))


def _day(day: str | None, example: str) -> str:
    """An ISO date in words; None: the `example` itself."""
    if day is None:
        return example
    names = (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
        _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    at = date.fromisoformat(day)
    return _("{day} {month} {year}").format(day=at.day, month=names[at.month - 1], year=at.year)


def _days(figures: _Figures) -> dict[str, str]:
    return {order: _day(figures[order], figures["example"]) for order in ("dmy", "mdy")}


def _top(figures: _Figures) -> str:
    return f"{figures['top']:g}"


def _scales(question: "Question") -> list[str]:
    top, words = question.figures["top"], []
    for answer in question.answers:
        low, high = map(int, answer.split("-"))
        points = 10 * top if (low, high) == (1, 10) else 100 * (top - low) / (high - low)
        if top > high:
            template = _("{low} to {high}: {top} is a mistake")
        elif low and question.code == "which_scale_from_0":
            template = _(
                "{low} to {high}: {top} is {points} of 100 points, and what is below {low} a mistake"
            )
        else:
            template = _("{low} to {high}: {top} is {points} of 100 points")
        words.append(template.format(low=low, high=high, top=_top(question.figures), points=f"{points:.0f}"))
    return words


def _numbers(figures: _Figures) -> list[str]:
    return [
        _("{whole}: the {mark} parts the thousands").format(**figures),
        _("between {low} and {high}: the {mark} is the decimal sign").format(**figures),
    ]


QUESTIONS: dict[str, Callable[[_Figures], str]] = {
    "which_day": lambda figures: _("Is {example} under {heading} {dmy} or {mdy}?").format(
        **{**figures, **_days(figures)}
    ),
    "what_comes_first": lambda figures: _(
        "What comes first in {example} under {heading}, the day or the month?"
    ).format(**figures),
    "mixed_dates": lambda figures: _(
        "Under {heading} there are {dmy} and {mdy}: what comes first? The others are set aside."
    ).format(**figures),
    "which_number": lambda figures: _(
        "Is {example} under {heading} read as {whole}, or as a number between {low} and {high}?"
    ).format(**figures),
    "mixed_decimals": lambda figures: _(
        "Under {heading} there are {comma} and {point}: which sign is the decimal one?"
    ).format(**figures),
    "which_scale": lambda figures: _(
        "The ratings under {heading} go up to {top}: on which scale are they?"
    ).format(heading=figures["heading"], top=_top(figures)),
    "which_scale_from_0": lambda figures: _(
        "The ratings under {heading} begin below 1 and go up to {top}: on which scale are they?"
    ).format(heading=figures["heading"], top=_top(figures)),
    "which_column": lambda figures: _("Which column is {name}? The file has {columns}.").format(
        name=figures["name"], columns=", ".join(figures["columns"]) or _("no other columns")
    ),
}

# In the order of the answers.
CHOICES: dict[str, Callable[["Question"], Sequence[str]]] = {
    "which_day": lambda question: [*_days(question.figures).values()],
    "what_comes_first": lambda _question: [_("the day comes first"), _("the month comes first")],
    "mixed_dates": lambda question: [
        _("the day, as in {example}").format(example=question.figures["dmy"]),
        _("the month, as in {example}").format(example=question.figures["mdy"]),
    ],
    "which_number": lambda question: _numbers(question.figures),
    "mixed_decimals": lambda question: [
        _("the comma, as in {example}").format(example=question.figures["comma"]),
        _("the point, as in {example}").format(example=question.figures["point"]),
    ],
    "which_scale": _scales,
    "which_scale_from_0": _scales,
    "which_column": lambda question: question.answers,
}

DECISIONS: dict[str, Callable[[_Figures], str]] = {
    "date_read": lambda figures: _("{heading}: {example} is read as {day}, {why}.").format(
        heading=figures["heading"],
        example=figures["example"],
        day=_day(figures["day"], figures["example"]),
        why=_why(figures),
    ),
    "number_read": lambda figures: _("{heading}: {example} is read as {number}, {why}.").format(
        heading=figures["heading"], example=figures["example"], number=figures["number"], why=_why(figures)
    ),
    "ratings_read": lambda figures: _("{heading}: ratings are read on {low} to {high}, {why}.").format(
        heading=figures["heading"], low=figures["low"], high=figures["high"], why=_why(figures)
    ),
    "time_joined": lambda figures: _("{time} is read as the time of day of {heading}.").format(**figures),
    "currency_read": lambda figures: _(
        "{heading}: {sign} is read as {code}; where it is another currency, say so in a column currency, or for all rows."
    ).format(heading=figures["heading"], sign=figures["sign"], code=figures["currency"]),
}


def _option(option: str, answers: Sequence[str], columns: Sequence[str]) -> str:
    if columns:
        examples = [f"{option} {columns[0]}={answer}" for answer in answers]
        if len(columns) > 1:
            others = ", ".join(columns[1:])
            return _("Answer with {first} or {last} (and {others} likewise).").format(
                first=", ".join(examples[:-1]), last=examples[-1], others=others
            )
    else:
        examples = [f"{option} {answers[0]}", *answers[1:-1], answers[-1]]
        if len(answers) == 2:
            examples[-1] = f"{option} {answers[-1]}"
    return _("Answer with {first} or {last}.").format(first=", ".join(examples[:-1]), last=examples[-1])
