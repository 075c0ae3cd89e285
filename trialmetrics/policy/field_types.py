"""The types of a policy's fields: names, shares, points of a scale, times of day, each with its limits."""

import re
from contextlib import suppress
from datetime import time
from fractions import Fraction
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, PlainSerializer

from trialmetrics.policy.policy_errors import quoted
from trialmetrics.text.language import _

# Upper limit of counts in a policy: no real one is larger, and it fits every table.
MAX_COUNT = 10**6
_FRACTION = re.compile(r"\s*(\d{1,9}(\s*/\s*\d{1,9})?|\d{0,9}\.\d{1,20}|\d(\.\d{1,20})?e-\d{1,2})\s*")
_TIME = re.compile(r"\d\d:\d\d(:\d\d(\.\d{1,6})?)?")

CriterionName = Literal[
    "responsiveness", "follow_through", "courtesy", "welcome", "helpfulness", "care", "outcome", "devotion"
]
ScoredState = Literal["fulfilled", "brushed_off", "declined", "ignored", "dropped"]
KnockOutName = Literal["incidents", "ignored", "brushed_off", "dropped", "small_penalty"]

Points = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, le=1e6, allow_inf_nan=False)]
Finite = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]
# A fraction, so that a rule such as 4 k >= n is compared without rounding.
ExactShare = Annotated[
    Fraction, BeforeValidator(lambda v: _fraction(v)), PlainSerializer(str), Field(ge=0, le=1)
]
# Files hold a pair as a list.
Point = Annotated[tuple[Finite, Finite], Field(strict=False)]
Scale = Annotated[list[Point], Field(min_length=1, max_length=50)]
Count = Annotated[int, Field(ge=1, le=MAX_COUNT)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]
Amount = Annotated[float, Field(gt=0, le=1e12, allow_inf_nan=False)]
TimeOfDay = Annotated[time, BeforeValidator(lambda v: _time(v))]


def _fraction(text: Any) -> Fraction:
    try:
        if isinstance(text, bool) or not _FRACTION.fullmatch(str(text)):
            raise ValueError(text)
        return Fraction(str(text))
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(_("{value} is no share; write one like 1/3").format(value=quoted(text))) from error


def _time(text: Any) -> time:
    if isinstance(text, time) and text.tzinfo is None:
        return text
    if isinstance(text, str) and _TIME.fullmatch(text):
        with suppress(ValueError):
            return time.fromisoformat(text)
    raise ValueError(
        _("{value} is no time of day; write one like 09:00:00").format(value=quoted(text))
    ) from None
