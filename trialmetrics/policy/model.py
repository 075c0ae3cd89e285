"""The policy model: fields and validation, loading from TOML and JSON, and the tables that the SQL measures read."""

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
from trialmetrics.policy.policy_errors import (
    error_sentence,
    field_path,
    is_unknown_field,
    quoted,
    toml_line,
    without_nested,
)
from trialmetrics.policy.upgrade import is_first_format, upgrade, with_defaults, without_fields
from trialmetrics.text.language import _

SHIPPED = Path(__file__).parent.with_suffix(".toml")
PLAIN_DAY = 24.0  # hours in a day where every hour counts

# Further than any measure; the outermost segments of a scale extend to here.
BEYOND_SCALE = 1e300
# Up to this many trials the needed failures k of n are tabulated; beyond, the same share is needed.
MAX_TABULATED = 200
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
TimeOfDay = Annotated[time, BeforeValidator(lambda v: _time(v))]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


class Clock(_Part):
    """The hours that count as waiting: a country's service hours, or all hours."""

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
        """Hours that count on a service day; 24 with plain hours and only then."""
        if self.plain_hours:
            return PLAIN_DAY
        opens, closes = (
            timedelta(hours=at.hour, minutes=at.minute, seconds=at.second) for at in (self.opens, self.closes)
        )
        return (closes - opens) / timedelta(hours=1)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of every moment without an offset."""
        return ZoneInfo(self.time_zone)


class Windows(_Part):
    """Service hours of silence after which a trial counts as ignored or lapsed, and how many months of trials are judged."""

    reply_hours: Positive
    lapse_hours: Positive
    judged_months: Annotated[int, Field(ge=1, le=1200)]
    source: str


class Threshold(_Part):
    """The score below which a candidate is rejected: the default, and those of single categories."""

    default: Points
    by_category: dict[str, Points]
    source: str


class Evidence(_Part):
    """How much evidence a verdict needs, and how sure it must be."""

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
    """When a candidate with a good score is not invited all the same."""

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
    """The constants in the score of a trial."""

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
    """One criterion: its weight, and its scale from measure to score 0-100 (for `outcome`, a score per state)."""

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
    """One rule that rejects whatever the score: k of n trials failed or, for `small_penalty`, points between order classes."""

    limit: ExactShare | None = None
    probability: Share
    least: Count | None = None
    alone_chases: Count | None = None
    alone_words: bool = False
    points: Points | None = None
    trials_each: Count | None = None
    source: str

    def needed(self) -> np.ndarray:
        """For n = 1..MAX_TABULATED trials, the least number of failures that knocks out; more than n if none does."""
        assert self.limit is not None
        assert self.least is not None
        return _needed_failures(float(self.limit), self.probability, self.least)


@lru_cache(maxsize=64)
def _needed_failures(limit: float, probability: float, least: int) -> np.ndarray:
    n, k = np.arange(1, MAX_TABULATED + 1), np.arange(MAX_TABULATED + 1)[:, None]
    sure = betaincc(1 + k, 1 + np.maximum(n - k, 0), limit) >= probability
    # `sure` rises with k, so the number of k that are not enough is the least k that is.
    least_failures = np.maximum(((k <= n) & ~sure).sum(axis=0), least)
    least_failures.setflags(write=False)
    return least_failures


class Policy(_Part):
    """All rules and numbers behind a verdict, validated. Immutable: a change makes a new version."""

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
            if any(getattr(rule, field) is None for field in needs):
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
        """The threshold of a category, whatever its case: its own if it has one, else the default."""
        category_thresholds = {folded(name): value for name, value in self.threshold.by_category.items()}
        return category_thresholds.get(folded(category), self.threshold.default)

    def with_threshold(
        self, value: float, category: str | None = None, *, everywhere: bool = False
    ) -> "Policy":
        """A copy with another threshold: for one category, or the default. `everywhere` also removes the thresholds of single
        categories."""
        by_category = {} if everywhere else dict(self.threshold.by_category)
        if category is not None:
            category_thresholds = {
                name: x for name, x in by_category.items() if folded(name) != folded(category)
            }
            by_category = category_thresholds | {category: value}
        default = value if category is None else self.threshold.default
        threshold = self.threshold.model_copy(update={"default": default, "by_category": by_category})
        return Policy.model_validate({**self.model_dump(), "threshold": threshold.model_dump()})

    def tables(self) -> dict[str, pa.Table]:
        """The tables of policy values that the SQL measures read, by name; the calendar and the moment are made elsewhere."""
        text, number = pa.string(), pa.float64()
        scoring = self.scoring.model_dump(exclude={"source"})
        windows = {"reply_window_hours": self.windows.reply_hours, "lapse_hours": self.windows.lapse_hours}
        counting_rules = {name: rule for name, rule in self.knock_outs.items() if rule.limit is not None}
        return {
            "policy_scale": _table(
                self._scale_segments(), criterion=text, x_from=number, x_to=number, y_from=number, y_to=number
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
                (
                    (name, state)
                    for name, criterion in self.criteria.items()
                    for state in criterion.no_value_on
                ),
                criterion=text,
                state=text,
            ),
            "policy_setting": _table({**windows, **scoring}.items(), name=text, value=number),
            "policy_text": _table(
                ((name, getattr(self, name)) for name in ("currency", "order_class", "category")),
                name=text,
                value=text,
            ),
            "policy_enquiry_round": _table(((name,) for name in self.enquiry_rounds), round=text),
            "policy_knock_out": _table(
                (
                    (name, n, int(k))
                    for name, rule in counting_rules.items()
                    for n, k in enumerate(rule.needed(), start=1)
                ),
                knock_out=text,
                n=pa.int64(),
                needed=pa.int64(),
            ),
            "policy_alone": _table(
                (
                    (name, rule.alone_chases, rule.alone_words)
                    for name, rule in counting_rules.items()
                    if rule.alone_chases is not None or rule.alone_words
                ),
                knock_out=text,
                chases=pa.int64(),
                words=pa.bool_(),
            ),
        }

    def _scale_segments(self) -> list[tuple[str, float, float, float, float]]:
        scales: dict[str, Scale | None] = {name: criterion.scale for name, criterion in self.criteria.items()}
        scales["on_time"] = self.criteria["care"].on_time
        rows = []
        for name, points in scales.items():
            if not points:
                continue
            ends = [(-BEYOND_SCALE, points[0][1]), *points, (BEYOND_SCALE, points[-1][1])]
            rows += [(name, x0, x1, y0, y1) for (x0, y0), (x1, y1) in pairwise(ends)]
        return rows


def folded(category: str) -> str:
    """A category in the form used for comparison: lower case, single spaces."""
    return " ".join(category.casefold().split())


def overruled(policy: Policy, value: float, category: str | None = None) -> list[tuple[str, float]]:
    """The category thresholds that differ from a new threshold `value`, as (category, threshold), sorted.

    For a change to one category: the threshold it replaces, if any. For a change to the default (`category` None): the
    categories that keep their own unless the change is made `everywhere`.
    """
    return sorted(
        (name, category_thresholds)
        for name, category_thresholds in policy.threshold.by_category.items()
        if category_thresholds != value and (category is None or folded(name) == folded(category))
    )


def differences(before: Policy, after: Policy) -> list[str]:
    """The fields that differ, except the version, one line each: `the threshold: 60 → 70`."""
    values_before, values_after = (
        dict(_leaves(policy.model_dump(mode="json", exclude={"version"}))) for policy in (before, after)
    )
    return [
        f"{_field_words(place)}: {_value_words(values_before, place)} → {_value_words(values_after, place)}"
        for place in dict.fromkeys([*values_before, *values_after])
        if _value_words(values_before, place) != _value_words(values_after, place)
    ]


def load_policy(path: Path | str | None = None) -> Policy:
    """The policy in a TOML file, or the shipped one. Raises PolicyError with the file, the field and how to fix it."""
    return read_policy(path)[0]


def read_policy(path: Path | str | None = None) -> tuple[Policy, list[str]]:
    """The policy in a TOML file, or the shipped one, and sentences on what was upgraded from an earlier format.

    Raises PolicyError, also for a missing or unknown field: people who write a policy mean every field of it.
    """
    path = Path(path) if path else SHIPPED
    content, notes = _upgraded(_toml(path))
    return policy_of(content, str(path)), notes


def saved_policy(text: str, origin: str, version: int | None = None) -> tuple[Policy, list[str]]:
    """The policy in a JSON text that any version of this program saved, and sentences on what was upgraded.

    `version` replaces the number in the text. Missing fields get the shipped value, unknown ones are dropped. Raises
    PolicyError for text that is no JSON or no valid policy.
    """
    content, notes = _upgraded(_json(text, origin))
    content = content if version is None else {**content, "version": version}
    shipped = load_policy().model_dump(mode="json")
    content, missing = with_defaults(content, shipped)
    content, unknown = without_fields(content, _unknown_fields(content))
    return policy_of(content, origin), [*notes, *missing, *unknown]


def saved_zone(text: str) -> ZoneInfo | None:
    """The time zone in a saved policy, even if the rest of it is invalid; None if the zone is invalid too."""
    # Only the zone matters here; errors elsewhere in the policy are reported by whoever reads all of it.
    with suppress(PolicyError, LookupError, TypeError, ValueError, OSError):
        return ZoneInfo(_json(text, "")["clock"]["time_zone"])
    return None


def policy_of(content: Mapping[str, Any], origin: str) -> Policy:
    """The policy with this content. Raises PolicyError, which calls it `origin`."""
    try:
        return Policy.model_validate(content)
    except ValidationError as error:
        raise PolicyError(
            _("The policy {file} cannot be used: {reasons}.").format(
                file=origin, reasons=error_sentence(error.errors(), _fields())
            )
        ) from error


def _unknown_fields(content: Mapping[str, Any]) -> list[tuple[str | int, ...]]:
    """Paths of the fields that a policy of this version does not have."""
    try:
        Policy.model_validate(content)
    except ValidationError as invalid:
        return [field_path(error) for error in without_nested(invalid.errors()) if is_unknown_field(error)]
    return []


def _upgraded(content: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    return upgrade(content, _toml(SHIPPED)) if is_first_format(content) else (content, [])


def _json(text: str, origin: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise PolicyError(_("The policy {file} is not valid JSON.").format(file=origin)) from error
    if not isinstance(content, dict):
        raise PolicyError(
            _("The policy {file} is no policy but {value}.").format(file=origin, value=quoted(content))
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
    """The names of all fields of a policy and its sections, and of all entries with fixed names."""
    entry_names = {name for kind in (CriterionName, ScoredState, KnockOutName) for name in get_args(kind)}
    parts: list[type[BaseModel]] = [Policy, *_Part.__subclasses__()]
    return entry_names.union(*(part.model_fields for part in parts))


def _leaves(content: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Dotted path and value of every field in nested content."""
    for name, value in content.items():
        if isinstance(value, Mapping):
            yield from _leaves(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _field_words(place: str) -> str:
    """A dotted path in the words of the page Thresholds; other paths as they stand in the policy file."""
    if place == "threshold.default":
        return _("the threshold")
    category = place.removeprefix("threshold.by_category.")
    return place if category == place else _("the threshold of {category}").format(category=category)


def _value_words(places: Mapping[str, object], place: str) -> str:
    value = places.get(place)
    return _("none") if value is None else f"{value:g}" if isinstance(value, float) else quoted(value)


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


def _table(rows: Iterable[Iterable[Any]], **columns: pa.DataType) -> pa.Table:
    schema = pa.schema(columns.items())
    return pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows], schema=schema)
