"""The policy: weights, scales, thresholds, knock-outs, clock and windows; checked, versioned, as tables for SQL."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import time, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
import numpy as np
import pyarrow as pa
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    model_validator,
)
from scipy.special import betaincc

from trialmetrics.errors import PolicyError
from trialmetrics.policy.policy_errors import in_words, is_unknown, outermost, place, shown, toml_line
from trialmetrics.policy.upgrade import bring_over, completed, is_old, without
from trialmetrics.text.language import _

SHIPPED = Path(__file__).parent.with_suffix(".toml")
PLAIN_DAY = 24.0  # hours of a day on which every hour counts as waiting

# Beyond every measure that can occur: the outermost segments of a scale reach so far.
FAR = 1e300
# Trials of one candidate up to which k of n is looked up as it stands; of more, the same share is asked.
MOST_COUNTED = 200
# More trials, rounds or versions than this nobody means; whole numbers up to it fit every table.
MOST = 10**6
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
# Kept as a fraction so that 4 k >= n is compared without rounding.
ExactShare = Annotated[
    Fraction, BeforeValidator(lambda v: _fraction(v)), PlainSerializer(str), Field(ge=0, le=1)
]
# Of a file, a pair is a list.
Point = Annotated[tuple[Finite, Finite], Field(strict=False)]
Scale = Annotated[list[Point], Field(min_length=1, max_length=50)]
Count = Annotated[int, Field(ge=1, le=MOST)]
TimeOfDay = Annotated[time, BeforeValidator(lambda v: _time(v))]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


class Clock(_Part):
    """When a supplier may be expected to answer: service hours of a country, or plain hours."""

    country: str
    time_zone: str
    opens: TimeOfDay
    closes: TimeOfDay
    weekdays: Annotated[list[Annotated[int, Field(ge=1, le=7)]], Field(min_length=1)]
    plain_hours: bool
    source: str

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.closes <= self.opens:
            raise ValueError(_("closes must be later than opens"))
        try:
            ZoneInfo(self.time_zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(
                _("{zone} is no time zone; write one like Europe/Amsterdam").format(zone=self.time_zone)
            ) from error
        if self.country not in holidays.list_supported_countries():
            raise ValueError(
                _("{country} is no country whose holidays are known; write two letters like NL").format(
                    country=self.country
                )
            )
        return self

    @property
    def day_hours(self) -> float:
        """Service hours of a service day; 24 with plain hours, and only then."""
        if self.plain_hours:
            return PLAIN_DAY
        opens, closes = (
            timedelta(hours=at.hour, minutes=at.minute, seconds=at.second) for at in (self.opens, self.closes)
        )
        return (closes - opens) / timedelta(hours=1)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which every moment without an offset is read."""
        return ZoneInfo(self.time_zone)


class Windows(_Part):
    """How long silence may last, in service hours, before it is an answer."""

    reply_hours: Positive
    lapse_hours: Positive
    judged_months: Annotated[int, Field(ge=1, le=1200)]
    source: str


class Threshold(_Part):
    """The score below which a supplier is rejected, for all or by category."""

    default: Points
    by_category: dict[str, Points]
    source: str


class Evidence(_Part):
    """How sure is sure enough."""

    min_trials: Annotated[int, Field(ge=1, le=100)]
    verdict_coverage: Points
    out_at: Share
    in_at: Share
    lean_out: Share
    interval: Annotated[float, Field(gt=0, lt=1)]
    most_further: Annotated[int, Field(ge=1, le=100)]
    clearly: Share
    source: str

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.in_at < self.lean_out <= self.out_at:
            raise ValueError(_("in_at must be smaller than lean_out, and lean_out at most out_at"))
        return self


class Vetoes(_Part):
    """What keeps a good score from being an invitation."""

    nothing_trials: Count
    nothing_share: ExactShare
    declined_share: ExactShare
    source: str

    @model_validator(mode="after")
    def _check(self) -> Self:
        if not self.declined_share:
            raise ValueError(_("declined_share must be more than 0: else nobody is ever invited"))
        return self


class Scoring(_Part):
    """The numbers of a trial's score that are not a scale."""

    min_coverage: Points
    service_day_hours: Positive
    half_day_hours: Positive
    not_answered_responsiveness: Points
    not_answered_follow_through: Points
    chased_first_factor: Share
    made_good_bonus: Points
    made_good_limit: Points
    helpful_without_rating: Points
    source: str


class Criterion(_Part):
    """One criterion: its weight, and the scale from measure to 0-100 (or, for `outcome`, a score per state)."""

    weight: Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False)]
    unit: str
    scale: Scale | None = None
    on_time: Scale | None = None
    states: dict[ScoredState, Points] | None = None
    no_value_on: list[ScoredState] = []
    source: str

    @model_validator(mode="after")
    def _check(self) -> Self:
        for points in (self.scale, self.on_time):
            xs = [x for x, _y in points or []]
            if sorted(set(xs)) != xs:
                raise ValueError(_("the points of a scale must go up from left to right"))
        if any(not 0 <= y <= 100 for _x, y in self.scale or []):
            raise ValueError(_("the scores of a scale must lie between 0 and 100"))
        if any(not 0 <= y <= 1 for _x, y in self.on_time or []):
            raise ValueError(_("the factors of on_time must lie between 0 and 1"))
        return self


class KnockOut(_Part):
    """One rule that leaves out whatever the score: k of n trials, or (`small_penalty`) points between two classes."""

    limit: ExactShare | None = None
    probability: Share
    least: Count | None = None
    alone_chases: Count | None = None
    alone_words: bool = False
    points: Points | None = None
    trials_each: Count | None = None
    source: str

    def needed(self) -> np.ndarray:
        """The least k of n trials that knocks out, for n = 1..MOST_COUNTED: whole numbers; more than n where none does."""
        assert self.limit is not None
        assert self.least is not None
        return _needed(float(self.limit), self.probability, self.least)


@lru_cache(maxsize=64)
def _needed(limit: float, probability: float, least: int) -> np.ndarray:
    n, k = np.arange(1, MOST_COUNTED + 1), np.arange(MOST_COUNTED + 1)[:, None]
    sure = betaincc(1 + k, 1 + np.maximum(n - k, 0), limit) >= probability
    # Rising in k, so the least is how many are not enough.
    found = np.maximum(((k <= n) & ~sure).sum(axis=0), least)
    found.setflags(write=False)
    return found


class Policy(_Part):
    """Everything that decides, checked; immutable, a change is a new version."""

    version: Count
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")]
    order_class: Literal["small", "large"]
    category: Annotated[str, Field(min_length=1, max_length=100)]
    enquiry_rounds: list[str]
    clock: Clock
    windows: Windows
    threshold: Threshold
    evidence: Evidence
    vetoes: Vetoes
    scoring: Scoring
    criteria: dict[CriterionName, Criterion]
    caps: dict[ScoredState, Points]
    knock_outs: dict[KnockOutName, KnockOut]

    @model_validator(mode="after")
    def _check(self) -> Self:
        missing = [name for name in get_args(CriterionName) if name not in self.criteria]
        if missing:
            raise ValueError(_("criteria are missing: {names}").format(names=", ".join(missing)))
        for name, criterion in self.criteria.items():
            if name == "outcome" and (not criterion.states or len(criterion.states) < 5):
                raise ValueError(_("criteria.outcome needs a score for each of the five states"))
            if name != "outcome" and not criterion.scale:
                raise ValueError(_("criteria.{name} needs a scale").format(name=name))
        if not self.criteria["care"].on_time:
            raise ValueError(_("criteria.care needs on_time"))
        if sum(criterion.weight for criterion in self.criteria.values()) <= 0:
            raise ValueError(_("at least one criterion needs a weight above 0"))
        for knock_out, rule in self.knock_outs.items():
            needs = ("points", "trials_each") if knock_out == "small_penalty" else ("limit", "least")
            if any(getattr(rule, each) is None for each in needs):
                raise ValueError(
                    _("knock_outs.{name} needs {needs} and probability").format(
                        name=knock_out, needs=", ".join(needs)
                    )
                )
        return self

    @property
    def weights(self) -> dict[str, float]:
        """Weight of each criterion, normalised to sum to 100."""
        total = sum(criterion.weight for criterion in self.criteria.values())
        return {name: 100 * criterion.weight / total for name, criterion in self.criteria.items()}

    def threshold_of(self, category: str) -> float:
        """The threshold of the candidates of a category: its own, however spelled, else the default."""
        own = {folded(name): value for name, value in self.threshold.by_category.items()}
        return own.get(folded(category), self.threshold.default)

    def with_threshold(
        self, value: float, category: str | None = None, *, everywhere: bool = False
    ) -> "Policy":
        """This policy with another threshold: of one category, or of all that have none of their own; `everywhere`: of those
        that have one as well, which then have it no longer."""
        by_category = {} if everywhere else dict(self.threshold.by_category)
        if category is not None:
            own = {name: x for name, x in by_category.items() if folded(name) != folded(category)}
            by_category = own | {category: value}
        default = value if category is None else self.threshold.default
        threshold = self.threshold.model_copy(update={"default": default, "by_category": by_category})
        return Policy.model_validate({**self.model_dump(), "threshold": threshold.model_dump()})

    def tables(self) -> dict[str, pa.Table]:
        """The policy as the small tables that the measures read; the calendar and the moment are not among them."""
        text, number = pa.string(), pa.float64()
        scoring = self.scoring.model_dump(exclude={"source"})
        windows = {"reply_window_hours": self.windows.reply_hours, "lapse_hours": self.windows.lapse_hours}
        counted = {name: rule for name, rule in self.knock_outs.items() if rule.limit is not None}
        return {
            "policy_scale": _table(
                self._segments(), criterion=text, x_from=number, x_to=number, y_from=number, y_to=number
            ),
            "policy_weight": _table(
                ((0, *each) for each in self.weights.items()),
                weighting=pa.int64(),
                criterion=text,
                weight=number,
            ),
            "policy_outcome": _table(
                (self.criteria["outcome"].states or {}).items(), state=text, score=number
            ),
            "policy_cap": _table(self.caps.items(), state=text, cap=number),
            "policy_no_value": _table(
                ((name, state) for name, each in self.criteria.items() for state in each.no_value_on),
                criterion=text,
                state=text,
            ),
            "policy_setting": _table({**windows, **scoring}.items(), name=text, value=number),
            "policy_text": _table(
                ((name, getattr(self, name)) for name in ("currency", "order_class", "category")),
                name=text,
                value=text,
            ),
            "policy_enquiry_round": _table(((each,) for each in self.enquiry_rounds), round=text),
            "policy_knock_out": _table(
                (
                    (name, n, int(k))
                    for name, rule in counted.items()
                    for n, k in enumerate(rule.needed(), start=1)
                ),
                knock_out=text,
                n=pa.int64(),
                needed=pa.int64(),
            ),
            "policy_alone": _table(
                (
                    (name, rule.alone_chases, rule.alone_words)
                    for name, rule in counted.items()
                    if rule.alone_chases is not None or rule.alone_words
                ),
                knock_out=text,
                chases=pa.int64(),
                words=pa.bool_(),
            ),
        }

    def _segments(self) -> list[tuple[str, float, float, float, float]]:
        scales: dict[str, Scale | None] = {name: each.scale for name, each in self.criteria.items()}
        scales["on_time"] = self.criteria["care"].on_time
        rows = []
        for name, points in scales.items():
            if not points:
                continue
            ends = [(-FAR, points[0][1]), *points, (FAR, points[-1][1])]
            rows += [(name, x0, x1, y0, y1) for (x0, y0), (x1, y1) in pairwise(ends)]
        return rows


def folded(category: str) -> str:
    """A category as it is compared: without case and repeated spaces."""
    return " ".join(category.casefold().split())


def overruled(policy: Policy, value: float, category: str | None = None) -> list[tuple[str, float]]:
    """The categories with a threshold of their own that a change to `value` contradicts, and that threshold, by name.

    Of a change for one category: its own, which is replaced. For all (None): those that keep theirs unless the change is
    made `everywhere`.
    """
    return sorted(
        (name, own)
        for name, own in policy.threshold.by_category.items()
        if own != value and (category is None or folded(name) == folded(category))
    )


def differences(before: Policy, after: Policy) -> list[str]:
    """What is another in `after`, apart from the version: `the threshold: 60 → 70`."""
    was, now = (dict(_places(each.model_dump(mode="json", exclude={"version"}))) for each in (before, after))
    return [
        f"{_place_words(place)}: {_or_none(was, place)} → {_or_none(now, place)}"
        for place in dict.fromkeys([*was, *now])
        if _or_none(was, place) != _or_none(now, place)
    ]


def load_policy(path: Path | str | None = None) -> Policy:
    """The policy of a TOML file, or the shipped one. Raises PolicyError naming the file, the place and the mend."""
    return read_policy(path)[0]


def read_policy(path: Path | str | None = None) -> tuple[Policy, list[str]]:
    """The same, and in sentences what of it was brought over from an earlier version. A field that is mistyped or missing is
    an error: whoever writes a policy means every field of it."""
    path = Path(path) if path else SHIPPED
    content, notes = _brought_over(_toml(path))
    return policy_of(content, str(path)), notes


def saved_policy(written: str, origin: str, version: int | None = None) -> tuple[Policy, list[str]]:
    """The policy of a JSON text that any version saved, and in sentences what of it was brought over to this one; its number
    is `version`, where that is known from elsewhere.

    A field that it lacks has the shipped value, one that no policy has any more is left out. Raises PolicyError for what
    cannot be read, or be used.
    """
    content, notes = _brought_over(_json(written, origin))
    content = content if version is None else {**content, "version": version}
    shipped = load_policy().model_dump(mode="json")
    content, missing = completed(content, shipped)
    content, unknown = without(content, _unknown(content))
    return policy_of(content, origin), [*notes, *missing, *unknown]


def saved_zone(written: str) -> ZoneInfo | None:
    """The time zone of a policy that was saved as this JSON text, be the rest of it usable or not; None: nor that."""
    # Whatever else stands there is no business of whoever asks for the time.
    with suppress(PolicyError, LookupError, TypeError, ValueError, OSError):
        return ZoneInfo(_json(written, "")["clock"]["time_zone"])
    return None


def policy_of(content: Mapping[str, Any], origin: str) -> Policy:
    """The policy with this content; `origin` names it in messages. Raises PolicyError."""
    try:
        return Policy.model_validate(content)
    except ValidationError as error:
        raise PolicyError(
            _("The policy {file} cannot be used: {reasons}.").format(
                file=origin, reasons=in_words(error.errors(), _fields())
            )
        ) from error


def _unknown(content: Mapping[str, Any]) -> list[tuple[str | int, ...]]:
    """The places of this content of which a policy of this version knows nothing."""
    try:
        Policy.model_validate(content)
    except ValidationError as error:
        return [place(each) for each in outermost(error.errors()) if is_unknown(each)]
    return []


def _brought_over(content: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    return bring_over(content, _toml(SHIPPED)) if is_old(content) else (content, [])


def _json(written: str, origin: str) -> dict[str, Any]:
    try:
        content = json.loads(written)
    except (ValueError, RecursionError) as error:
        raise PolicyError(_("The policy {file} is not valid JSON.").format(file=origin)) from error
    if not isinstance(content, dict):
        raise PolicyError(
            _("The policy {file} is no policy but {value}.").format(file=origin, value=shown(content))
        )
    return content


def _toml(path: Path) -> dict[str, Any]:
    text = ""
    try:
        text = path.read_text(encoding="utf-8")
        return tomllib.loads(text)
    except OSError as error:
        raise PolicyError(
            _("The policy {file} cannot be read: {reason}.").format(file=path, reason=error.strerror)
        ) from error
    except (ValueError, RecursionError) as error:
        raise PolicyError(
            _("The policy {file} is not valid TOML: {reason}.").format(
                file=path, reason=toml_line(text, error)
            )
        ) from error


def _fields() -> set[str]:
    """The name of every field of a policy and its parts, and of every entry that they may list."""
    listed = {name for kind in (CriterionName, ScoredState, KnockOutName) for name in get_args(kind)}
    parts: list[type[BaseModel]] = [Policy, *_Part.__subclasses__()]
    return listed.union(*(part.model_fields for part in parts))


def _places(content: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, object]]:
    """The dotted place and the value of every field of nested content."""
    for name, value in content.items():
        if isinstance(value, Mapping):
            yield from _places(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _place_words(place: str) -> str:
    """A place as whoever saves on the page Thresholds knows it; any other one as it is written in the policy's file."""
    if place == "threshold.default":
        return _("the threshold")
    category = place.removeprefix("threshold.by_category.")
    return place if category == place else _("the threshold of {category}").format(category=category)


def _or_none(places: Mapping[str, object], place: str) -> str:
    value = places.get(place)
    return _("none") if value is None else f"{value:g}" if isinstance(value, float) else shown(value)


def _fraction(written: Any) -> Fraction:
    try:
        if isinstance(written, bool) or not _FRACTION.fullmatch(str(written)):
            raise ValueError(written)
        return Fraction(str(written))
    except (ValueError, ZeroDivisionError) as error:
        raise ValueError(_("{value} is no share; write one like 1/3").format(value=shown(written))) from error


def _time(written: Any) -> time:
    if isinstance(written, time) and written.tzinfo is None:
        return written
    if isinstance(written, str) and _TIME.fullmatch(written):
        with suppress(ValueError):
            return time.fromisoformat(written)
    raise ValueError(
        _("{value} is no time of day; write one like 09:00:00").format(value=shown(written))
    ) from None


def _table(rows: Iterable[Iterable[Any]], **columns: pa.DataType) -> pa.Table:
    schema = pa.schema(columns.items())
    return pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema=schema)
