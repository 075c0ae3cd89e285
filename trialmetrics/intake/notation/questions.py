"""Questions about ambiguous columns, and decisions where something settled them: codes with figures, JSON-able.

`text.question_text` words them."""

from collections.abc import Sequence
from typing import Any

from trialmetrics.intake.reading import Question
from trialmetrics.intake.values.dates import folded, three_numbers
from trialmetrics.vocabulary import INSTEAD_OF_DELIVERY

# The answer that nothing was noted; as a value it reads as not observed. It comes first, as it accuses nobody.
NOT_NOTED = "not noted"
SCALES = ((1, 5), (1, 7), (1, 10), (0, 100))
# Offered too where 1 may be the best grade, as at German schools: from the lowest grade to the best.
BEST_FIRST = ((6, 1), (5, 1), (1, 6))
# Offered where there are values below 1.
FROM_0 = ((0, 1), (0, 5), (0, 10), (0, 100), *SCALES[:-1])
# What settled it: a person's answer; an earlier file with this header; the column's values.
AS_SAID, AS_BEFORE, AS_VALUES_SHOW = ({"why": code} for code in ("as_said", "as_before", "as_values_show"))
# Every country that writes the month first does so with slashes or dashes.
AS_DOTS = {"why": "as_dots"}


def date_order_question(columns: Sequence[str], heading: str, example: str, *, of_some: bool) -> Question:
    """Ask which of two dates `example` is. `columns`: ours that the answer applies to, each with the separator (`COLUMN:/`)
    where it is about some dates of the column; `of_some`: others are decided."""
    dmy, mdy = date_readings(example)
    # If `example` is no date in either order there are no dates to choose from: ask for the order itself.
    if dmy == mdy:
        return _date_question("what_comes_first", {"heading": heading, "example": example}, columns, of_some)
    figures = {"heading": heading, "example": example, "dmy": dmy, "mdy": mdy}
    return _date_question("which_day", figures, columns, of_some)


def mixed_dates_question(
    columns: Sequence[str], heading: str, dmy: str, mdy: str, *, of_some: bool
) -> Question:
    """Ask for the order of a column with contradicting dates, such as `dmy` and `mdy`."""
    return _date_question("mixed_dates", {"heading": heading, "dmy": dmy, "mdy": mdy}, columns, of_some)


def decimal_question(name: str, heading: str, example: str) -> Question:
    """Ask which of two numbers `example` is."""
    sign = "," if "," in example else "."
    other_sign = "." if sign == "," else ","
    low = int(example.partition(sign)[0].replace(other_sign, "") or 0)
    figures = {
        "heading": heading,
        "example": example,
        "mark": sign,
        "whole": example.replace(sign, ""),
        "low": low,
        "high": low + 1,
    }
    return Question("decimal", "which_number", figures, (other_sign, sign), (name,))


def mixed_decimals_question(name: str, heading: str, comma: str, point: str) -> Question:
    """Ask for the decimal sign of a column with contradicting numbers, such as `comma` and `point`."""
    figures = {"heading": heading, "comma": comma, "point": point}
    return Question("decimal", "mixed_decimals", figures, (",", "."), (name,))


def scale_question(
    name: str, heading: str, top: float, *, zeros: bool, best_first: bool, of_some: bool
) -> Question:
    """Ask for the scale of ratings that go up to `top`; `zeros`: some are below 1; `best_first`: the heading suggests that 1 is
    the best grade. Up to 6 it may be so in any case."""
    scales = FROM_0 if zeros else SCALES
    if best_first:
        scales = (*BEST_FIRST, *scales)
    elif 5 < top <= 6:
        scales = (*scales, *BEST_FIRST[::2])
    return Question(
        "rating_scale",
        "which_scale_from_0" if zeros else "which_scale",
        {"heading": heading, "top": top},
        tuple(f"{low}-{high}" for low, high in scales),
        (name,),
        of_some,
    )


def best_grade_question(
    name: str, heading: str, words: Sequence[str], best: str, answers: tuple[str, str]
) -> Question:
    """Ask whether `best` is the best grade of a column with these words, lowest first."""
    figures = {"heading": heading, "words": [*words], "best": best, "texts": [best]}
    return Question(f"answers.{name}", "best_grade", figures, answers, (name,))


def none_question(name: str, heading: str, texts: Sequence[str], rows: int) -> Question:
    """Ask what a word such as `None` under a date says."""
    figures = {"heading": heading, "texts": [*texts], "rows": rows}
    return Question(f"answers.{name}", "nobody_or_not_noted", figures, (NOT_NOTED, "no"), (name,))


def beside_reply_question(
    name: str, heading: str, texts: Sequence[str], rows: int, *, none: bool
) -> Question:
    """Ask what words for nothing say under the delivery of rows with a reply; `none`: `None` is among them."""
    answers = (NOT_NOTED, *(("no",) if none else ()), *INSTEAD_OF_DELIVERY)
    figures = {"heading": heading, "texts": [*texts], "rows": rows}
    return Question(
        f"answers.{name}", "none_beside_reply" if none else "nothing_beside_reply", figures, answers, (name,)
    )


def date_order_decision(heading: str, example: str, order: str, why: dict[str, str]) -> dict[str, Any]:
    """How an ambiguous date was read."""
    dmy, mdy = date_readings(example)
    day = dmy if order == "dmy" else mdy
    return {"code": "date_read", "heading": heading, "example": example, "day": day, **why}


def decimal_decision(heading: str, example: str, sign: str, why: dict[str, str]) -> dict[str, Any]:
    """How an ambiguous amount was read."""
    number = example.replace("," if sign == "." else ".", "").replace(",", ".")
    return {"code": "number_read", "heading": heading, "example": example, "number": number, **why}


def scale_decision(heading: str, scale: tuple[int, int], why: dict[str, str]) -> dict[str, Any]:
    """The scale that ratings were read on."""
    return {"code": "ratings_read", "heading": heading, "low": scale[0], "high": scale[1], **why}


def grades_decision(heading: str, grades: dict[str, float], why: dict[str, str]) -> dict[str, Any]:
    """The ratings (1-5) that grades in words were read as."""
    return {"code": "grades_read", "heading": heading, "grades": grades, **why}


def currency_decision(heading: str, sign: str, currency: str) -> dict[str, Any]:
    """The currency assumed for a sign that several currencies share."""
    return {"code": "currency_read", "heading": heading, "sign": sign, "currency": currency}


def time_decision(heading: str, time: str) -> dict[str, Any]:
    """Two columns, of dates and of times of day, were read as one."""
    return {"code": "time_joined", "heading": heading, "time": time}


def sheet_decision(sheet: str, others: Sequence[str], fitting: Sequence[str]) -> dict[str, Any]:
    """The sheet that is read of a workbook; `fitting`: the `others` that could be read as well."""
    if fitting:
        return {"code": "sheet_of_several", "sheet": sheet, "fitting": list(fitting)}
    return {"code": "sheet_read", "sheet": sheet, "others": list(others)}


def hidden_rows_decision(rows: int) -> dict[str, Any]:
    """How many rows that the sheet hides are read."""
    return {"code": "hidden_rows", "rows": rows}


def next_table_decision(line: int) -> dict[str, Any]:
    """The line on which another table begins, which is not read."""
    return {"code": "next_table", "line": line}


def as_other_column(heading: str) -> dict[str, str]:
    """Reason: another column of the file settled it."""
    return {"why": "as_other_column", "other": heading}


def date_readings(text: str) -> tuple[str | None, str | None]:
    """The ISO date of a text read day first, and read month first; None where that is no date."""
    numbers = three_numbers(folded(text))
    if numbers is None:
        return None, None
    dmy, mdy = numbers.day_in("dmy"), numbers.day_in("mdy")
    return (dmy.isoformat() if dmy else None), (mdy.isoformat() if mdy else None)


def _date_question(code: str, figures: dict[str, Any], columns: Sequence[str], of_some: bool) -> Question:
    return Question("date_order", code, figures, ("dmy", "mdy"), tuple(columns), of_some)
