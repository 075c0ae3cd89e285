"""Sentences for questions about a file, and for decisions made about it: one template per code, filled with its figures."""

import shlex
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from trialmetrics.text.language import _, ngettext
from trialmetrics.text.lists import listed
from trialmetrics.text.number_text import number

if TYPE_CHECKING:
    from trialmetrics.intake.reading import Question

_Figures = Mapping[str, Any]
_MAX_NAMES = 20  # in a sentence


def text(question: "Question") -> str:
    """The question, in the current language."""
    return QUESTIONS[question.code](question.figures)


def choices(question: "Question") -> dict[str, str]:
    """Answer -> its text."""
    return dict(zip(question.answers, CHOICES[question.code](question), strict=True))


def literal_option(question: "Question", answer: str | None = None) -> str:
    """The option that gives an answer, quoted to be pasted into a shell; by default the guess, else the first answer that makes no
    value a mistake."""
    if answer is None:
        answer = question.guess or next(
            (each for each in question.answers if _is_possible(question, each)), None
        )
    setting, _dot, name = question.setting.partition(".")
    if setting == "columns":
        return (
            _argument("--set", f"{name}=VALUE") if answer is None else _argument("--map", f"{answer}={name}")
        )
    if setting == "heading":
        return _argument("--map", f"{name}={answer}")
    if setting == "answers":
        return " ".join(word_option(name, text, str(answer)) for text in question.figures["texts"])
    option = "--" + setting.replace("_", "-")
    columns = question.columns if question.of_some else ()
    return " ".join(_argument(option, f"{column}={answer}") for column in columns) or _argument(
        option, str(answer)
    )


def _is_possible(question: "Question", answer: str) -> bool:
    """Whether an answer can be right for all values: a scale reaches as far as the ratings do."""
    if question.setting != "rating_scale" or question.figures["top"] > max(map(_highest, question.answers)):
        return True
    return _highest(answer) >= question.figures["top"]


def _highest(scale: str) -> int:
    """The highest grade of a scale such as 1-10, or 6-1 where 1 is the best."""
    return max(map(int, scale.split("-")))


def word_option(ours: str, text: str, meaning: str) -> str:
    """The option that says what a text under one of our columns means, quoted to be pasted into a shell."""
    return _argument("--map", f"{ours}:{text}={meaning}")


def _argument(option: str, value: str) -> str:
    # A value that begins with a dash would be taken for an option of its own.
    return shlex.quote(f"{option}={value}") if value.startswith("-") else f"{option} {shlex.quote(value)}"


def option(question: "Question") -> str:
    """Sentence: how to answer on the command line, for the whole file or only for the columns in question."""
    columns = question.columns if question.of_some else ()
    if question.setting == "date_order":
        return _option("--date-order", question.answers, columns)
    if question.setting == "rating_scale":
        return _option("--rating-scale", question.answers, columns)
    if question.setting in ("kind", "repeated"):
        return _option(f"--{question.setting}", question.answers, ())
    if question.setting == "decimal":
        return _("Answer with --decimal , or --decimal . naming the decimal sign.")
    if question.setting.startswith(("answers.", "heading.")):
        options = [literal_option(question, answer) for answer in question.answers]
        return _("Answer with {options}.").format(options=listed(options, "or"))
    name = question.figures["name"]
    if question.guess is not None:
        return _("Answer with {option} if {heading} is right, or --set {name}=VALUE for all rows.").format(
            option=literal_option(question), heading=question.guess, name=name
        )
    return _("Answer with --map 'THEIRS={name}', or --set {name}=VALUE for all rows.").format(name=name)


def decision(decision: _Figures) -> str:
    """How an ambiguous notation was read, and what decided it."""
    return DECISIONS[decision["code"]](decision)


def doubt(doubt: _Figures) -> str:
    """Why an answer does not seem to be right for the file."""
    return DOUBTS[doubt["code"]](doubt)


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
        points = 10 * top if (low, high) == (1, 10) else 100 * (top - low) / (high - low) + 0.0  # no -0
        if top > max(low, high):
            template = _("{low} to {high}: {top} is a mistake")
        elif high < low:
            template = _("{low} to {high}, 1 being the best: {top} is {points} of 100 points")
        elif low and question.code == "which_scale_from_0":
            template = _(
                "{low} to {high}: {top} is {points} of 100 points, and what is below {low} a mistake"
            )
        else:
            template = _("{low} to {high}: {top} is {points} of 100 points")
        words.append(template.format(low=low, high=high, top=_top(question.figures), points=f"{points:.0f}"))
    return words


def _texts(figures: _Figures) -> str:
    return listed(figures["texts"])


def _beside_reply(figures: _Figures) -> str:
    return ngettext(
        "{rows} row with a reply says {texts} under {heading}: what does that mean?",
        "{rows} rows with a reply say {texts} under {heading}: what does that mean?",
        figures["rows"],
    ).format(rows=figures["rows"], texts=_texts(figures), heading=figures["heading"])


def _nobody_or_not_noted(figures: _Figures) -> str:
    return ngettext(
        "{rows} row says {texts} under {heading}: did it not happen, or was it not noted?",
        "{rows} rows say {texts} under {heading}: did it not happen, or was it not noted?",
        figures["rows"],
    ).format(rows=figures["rows"], texts=_texts(figures), heading=figures["heading"])


def _word_meanings(question: "Question") -> list[str]:
    words = {
        "no": _("it was never delivered")
        if question.setting == "answers.delivered_at"
        else _("nobody answered"),
        "declined": _("the supplier declined"),
        "enquiry": _("it was an enquiry: nothing was to be delivered"),
        "not noted": _("nobody noted it"),
    }
    return [words[answer] for answer in question.answers]


def _kinds(_question: "Question") -> list[str]:
    return [_("one event: a trial log"), _("a whole trial: a trial sheet")]


def _best_grade(question: "Question") -> list[str]:
    best = question.figures["best"]
    return [
        _("yes: {word} is 5 of 5").format(word=best),
        _("no, there is a better one: {word} is 4 of 5").format(word=best),
    ]


def _numbers(figures: _Figures) -> list[str]:
    return [
        _("{whole}: the {mark} separates thousands").format(**figures),
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
    "repeated_rows": lambda figures: ngettext(
        "Several rows are of one trial by their {heading}: {example}, on lines {first} and {second}. They differ in {columns}. "
        "What are they?",
        "{rows} rows are of {trials} trials by their {heading}, such as {example} on lines {first} and {second}. They differ in "
        "{columns}. What are they?",
        figures["trials"],
    ).format(**figures, columns=", ".join(figures["differing"]) or _("columns that are not read")),
    "which_kind": lambda figures: _(
        "Is a row of this file one event, as {heading} suggests, or a whole trial?"
    ).format(heading=figures["heading"]),
    "other_kind": lambda figures: (
        _(
            "A row of this file looks like a whole trial; an earlier file with this header had events. Which is it?"
        )
        if figures["kind"] == "sheet"
        else _(
            "A row of this file looks like one event; an earlier file with this header had whole trials. Which is it?"
        )
    ),
    "promised_or_delivered": lambda figures: _(
        "Is {heading} the day that was promised, or the day that the goods came?"
    ).format(heading=figures["heading"]),
    "best_grade": lambda figures: _(
        "The grades under {heading}, lowest first, are {words}: is {best} the best one there is?"
    ).format(heading=figures["heading"], words=listed(figures["words"]), best=figures["best"]),
    "nobody_or_not_noted": _nobody_or_not_noted,
    "none_beside_reply": _beside_reply,
    "nothing_beside_reply": _beside_reply,
    "which_column": lambda figures: _("Which column is {name}? The file has {columns}.").format(
        name=figures["name"], columns=", ".join(figures["columns"]) or _("no other columns")
    ),
}

# Why a column was taken for one of ours.
_COLUMN_READ: dict[str, Callable[[], str]] = {
    "event": lambda: _("{heading} was read as the event, as its values are events."),
    "occurred_at": lambda: _(
        "{heading} was read as the moment of the event, as it is the only column of moments left."
    ),
    "trial_id": lambda: _("{heading} was read as the trial, as it repeats from event to event."),
    "other_is_actual": lambda: _(
        "{heading} was read as the day promised, as {other} is the day that the goods came."
    ),
    "lies_ahead": lambda: _(
        "{heading} was read as the day promised, as some of its dates are still to come."
    ),
    "as_before": lambda: _("{heading} was read as {name}, as in an earlier file with this header."),
    "values": lambda: _("{heading} was read as {name}, as its values show."),
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
    "repeated_rows": lambda _question: [
        _("lines of one order: requested with the first, delivered with the last, values added up"),
        _("one row, corrected: the last one holds"),
        _("trials of their own"),
    ],
    "which_kind": _kinds,
    "other_kind": _kinds,
    "promised_or_delivered": lambda question: [
        {
            "promised_at": _("the day that was promised"),
            "delivered_at": _("the day that the goods came"),
            "": _("neither: leave it alone"),
        }[answer]
        for answer in question.answers
    ],
    "best_grade": _best_grade,
    "nobody_or_not_noted": _word_meanings,
    "none_beside_reply": _word_meanings,
    "nothing_beside_reply": _word_meanings,
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
    "sheet_read": lambda figures: _("Sheet {sheet} is read, of a workbook that also has {others}.").format(
        sheet=figures["sheet"], others=_shortened(figures["others"])
    ),
    "sheet_of_several": lambda figures: _(
        "Only sheet {sheet} is read; {fitting} would fit as well: load the workbook again for each, choosing the sheet."
    ).format(sheet=figures["sheet"], fitting=_shortened(figures["fitting"])),
    "hidden_rows": lambda figures: ngettext(
        "{n} row that the sheet hides is read too.",
        "{n} rows that the sheet hides are read too.",
        figures["rows"],
    ).format(n=figures["rows"]),
    "next_table": lambda figures: _(
        "Another table, which begins on line {line}, is not read; move it to a sheet of its own to load it."
    ).format(line=figures["line"]),
    "repeated_read": lambda figures: {
        "lines": ngettext(
            "Several rows of one trial are read as lines of one order, {why}.",
            "{rows} rows of {trials} trials are read as lines of one order each, {why}.",
            figures["trials"],
        ),
        "corrections": ngettext(
            "Several rows of one trial are read as corrections of one row, of which the last holds, {why}.",
            "{rows} rows of {trials} trials are read as corrections of one row each, of which the last holds, {why}.",
            figures["trials"],
        ),
        "trials": ngettext(
            "Several rows that share a trial id are read as trials of their own, {why}.",
            "{rows} rows that share the ids of {trials} trials are read as trials of their own, {why}.",
            figures["trials"],
        ),
    }[figures["treatment"]].format(rows=figures["rows"], trials=figures["trials"], why=_why(figures)),
    "kind_read": lambda figures: (
        _("A row is one event: {id} repeats, and the values of {heading} are events.")
        if figures["kind"] == "events"
        else _("A row is a whole trial: each has its own {id}.")
    ).format(**figures),
    "kind_as_before": lambda figures: (
        _("A row is one event, as in an earlier file with this header.")
        if figures["kind"] == "events"
        else _("A row is a whole trial, as in an earlier file with this header.")
    ),
    "column_read": lambda figures: _COLUMN_READ[figures["why"]]().format(
        heading=figures["heading"], name=figures["name"], other=figures.get("other")
    ),
    "grades_read": lambda figures: _("{heading}: {grades} of 5, {why}.").format(
        heading=figures["heading"],
        grades=listed(f"{word} = {number(rating)}" for word, rating in figures["grades"].items()),
        why=_why(figures),
    ),
    "currency_read": lambda figures: _(
        "{heading}: {sign} is read as {code}; where it is another currency, say so in a column currency, or for all rows."
    ).format(heading=figures["heading"], sign=figures["sign"], code=figures["currency"]),
}

DOUBTS: dict[str, Callable[[_Figures], str]] = {
    "hardly_dates": lambda figures: ngettext(
        "{bad} of the {filled} value under {heading} is not a date: is it really {ours}?",
        "{bad} of the {filled} values under {heading} are not dates: is it really {ours}?",
        figures["filled"],
    ).format(**figures),
    "request_after_reply": lambda figures: ngettext(
        "In {early} of {trials} trial the supplier answers before the request under {heading}: check that column and its dates.",
        "In {early} of {trials} trials the supplier answers before the request under {heading}: check that column and its dates.",
        figures["trials"],
    ).format(**figures),
}


def _shortened(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_MAX_NAMES])
    more = len(names) - _MAX_NAMES
    return shown if more <= 0 else _("{names} and {n} more").format(names=shown, n=more)


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
