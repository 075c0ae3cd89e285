"""What is asked of a person where a column can be read in two ways, and what is said where something else decided."""

import datetime as dt
from collections.abc import Mapping, Sequence

from trialmetrics.intake.reading import Question
from trialmetrics.intake.values.moments import three_numbers
from trialmetrics.text.language import _

SCALES = ((1, 5), (1, 7), (1, 10), (0, 100))
# Where there are values below 1.
FROM_0 = ((0, 1), (0, 5), (0, 10), (0, 100), *SCALES[:-1])


def ask_date_order(columns: Sequence[str], heading: str, example: str, *, of_some: bool) -> Question:
    """Which of two dates `example` is. `columns`: ours that the answer is for; `of_some`: others are decided."""
    dmy, mdy = date_readings(example)
    # Of what is no day in either order the readings are the same text: then the order itself is the choice.
    choices = (dmy, mdy) if dmy != mdy else (_("the day comes first"), _("the month comes first"))
    return Question(
        "date_order",
        _("Is {example} under {heading} {dmy} or {mdy}?").format(
            example=example, heading=heading, dmy=dmy, mdy=mdy
        )
        if dmy != mdy
        else _("What comes first in {example} under {heading}, the day or the month?").format(
            example=example, heading=heading
        ),
        _option("--date-order", ("dmy", "mdy"), columns if of_some else ()),
        dict(zip(("dmy", "mdy"), choices, strict=True)),
        tuple(columns),
    )


def ask_mixed_dates(columns: Sequence[str], heading: str, dmy: str, mdy: str, *, of_some: bool) -> Question:
    """Which of two orders holds in a column that has dates of both, such as `dmy` and `mdy`."""
    return Question(
        "date_order",
        _("Under {heading} there are {dmy} and {mdy}: what comes first? The others are set aside.").format(
            heading=heading, dmy=dmy, mdy=mdy
        ),
        _option("--date-order", ("dmy", "mdy"), columns if of_some else ()),
        {
            "dmy": _("the day, as in {example}").format(example=dmy),
            "mdy": _("the month, as in {example}").format(example=mdy),
        },
        tuple(columns),
    )


def ask_decimal(name: str, heading: str, example: str) -> Question:
    """Which of two numbers `example` is."""
    mark = "," if "," in example else "."
    other = "." if mark == "," else ","
    whole = example.replace(mark, "")
    first = int(example.partition(mark)[0].replace(other, "") or 0)
    return Question(
        "decimal",
        _("Is {example} under {heading} read as {whole}, or as a number between {low} and {high}?").format(
            example=example, heading=heading, whole=whole, low=first, high=first + 1
        ),
        _("Answer with --decimal , or --decimal . naming the decimal sign."),
        {
            other: _("{whole}: the {mark} parts the thousands").format(whole=whole, mark=mark),
            mark: _("between {low} and {high}: the {mark} is the decimal sign").format(
                low=first, high=first + 1, mark=mark
            ),
        },
        (name,),
    )


def ask_mixed_decimals(name: str, heading: str, comma: str, point: str) -> Question:
    """Which sign is the decimal one in a column that has numbers of both, such as `comma` and `point`."""
    return Question(
        "decimal",
        _("Under {heading} there are {comma} and {point}: which sign is the decimal one?").format(
            heading=heading, comma=comma, point=point
        ),
        _("Answer with --decimal , or --decimal . naming the decimal sign."),
        {
            ",": _("the comma, as in {example}").format(example=comma),
            ".": _("the point, as in {example}").format(example=point),
        },
        (name,),
    )


def ask_scale(name: str, heading: str, top: float, *, zeros: bool, of_some: bool) -> Question:
    """On which scale ratings are that go up to `top`; `zeros`: some of them are below 1."""
    shown = f"{top:g}"
    choices = {}
    for low, high in FROM_0 if zeros else SCALES:
        points = 10 * top if (low, high) == (1, 10) else 100 * (top - low) / (high - low)
        if top > high:
            said = _("{low} to {high}: {top} is a mistake")
        elif zeros and low:
            said = _("{low} to {high}: {top} is {points} of 100 points, and what is below {low} a mistake")
        else:
            said = _("{low} to {high}: {top} is {points} of 100 points")
        choices[f"{low}-{high}"] = said.format(low=low, high=high, top=shown, points=f"{points:.0f}")
    return Question(
        "rating_scale",
        (
            _("The ratings under {heading} begin below 1 and go up to {top}: on which scale are they?")
            if zeros
            else _("The ratings under {heading} go up to {top}: on which scale are they?")
        ).format(heading=heading, top=shown),
        _option("--rating-scale", [*choices], [name] if of_some else ()),
        choices,
        (name,),
    )


def say_date_order(heading: str, example: str, order: str, why: str) -> str:
    """How a date was read that could be read in two ways."""
    dmy, mdy = date_readings(example)
    return _("{heading}: {example} is read as {day}, {why}.").format(
        heading=heading, example=example, day=dmy if order == "dmy" else mdy, why=why
    )


def say_decimal(heading: str, example: str, sign: str, why: str) -> str:
    """How an amount was read that could be read in two ways."""
    number = example.replace("," if sign == "." else ".", "").replace(",", ".")
    return _("{heading}: {example} is read as {number}, {why}.").format(
        heading=heading, example=example, number=number, why=why
    )


def say_scale(heading: str, scale: tuple[int, int], why: str) -> str:
    """On which scale ratings were read."""
    return _("{heading}: ratings are read on {low} to {high}, {why}.").format(
        heading=heading, low=scale[0], high=scale[1], why=why
    )


def say_currency(heading: str, sign: str, code: str) -> str:
    """In which currency amounts are that carry a sign of several currencies."""
    return _(
        "{heading}: {sign} is read as {code}; where it is another currency, say so in a column currency, or for all rows."
    ).format(heading=heading, sign=sign, code=code)


def as_said() -> str:
    """Why: a person said so."""
    return _("as you said")


def as_other_column(heading: str) -> str:
    """Why: another column of the file decided."""
    return _("as {heading} shows").format(heading=heading)


def as_before() -> str:
    """Why: it was so in an earlier file with this header."""
    return _("as in an earlier file with this header")


def as_values_show() -> str:
    """Why: the values of the column itself."""
    return _("as its values show")


def date_readings(text: str) -> tuple[str, str]:
    """The date that a text names with the day first, and with the month first."""
    found = three_numbers(text)
    if found is None:
        return text, text
    first, second, year = found
    return _day(first, second, year, text), _day(second, first, year, text)


def _day(day: int, month: int, year: int, text: str) -> str:
    try:
        dt.date(year, month, day)
    except ValueError:
        return text
    return _("{day} {month} {year}").format(day=day, month=_months()[month], year=year)


def _months() -> Mapping[int, str]:
    names = (
        _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
        _("September"), _("October"), _("November"), _("December"),
    )  # fmt: skip
    return dict(enumerate(names, start=1))


def _option(option: str, answers: Sequence[str], columns: Sequence[str]) -> str:
    """How the command line answers, for the whole file or for the columns that are in question only."""
    if columns:
        said = [f"{option} {columns[0]}={answer}" for answer in answers]
        if len(columns) > 1:
            others = ", ".join(columns[1:])
            return _("Answer with {first} or {last} (and {others} likewise).").format(
                first=", ".join(said[:-1]), last=said[-1], others=others
            )
    else:
        said = [f"{option} {answers[0]}", *answers[1:-1], answers[-1]]
        if len(answers) == 2:
            said[-1] = f"{option} {answers[-1]}"
    return _("Answer with {first} or {last}.").format(first=", ".join(said[:-1]), last=said[-1])
