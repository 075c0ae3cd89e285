"""The policy: its sections and fields, validated. Immutable."""

from collections.abc import Mapping
from datetime import timedelta
from functools import lru_cache
from typing import Annotated, Literal, Self, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays
import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator
from scipy.special import betaincc

from trialmetrics.policy.field_types import (
    Amount,
    Count,
    CriterionName,
    Currency,
    ExactShare,
    KnockOutName,
    Points,
    Positive,
    Scale,
    ScoredState,
    Share,
    TimeOfDay,
)
from trialmetrics.text.language import _

PLAIN_DAY = 24.0  # hours in a day where every hour counts
# Up to this many trials the needed failures k of n are tabulated; beyond, the same share is needed.
MAX_TABULATED = 200


class PolicyPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, arbitrary_types_allowed=True)


class Clock(PolicyPart):
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


class Windows(PolicyPart):
    """Service hours of silence after which a trial counts as ignored or lapsed, and how many months of trials are judged."""

    reply_hours: Positive
    lapse_hours: Positive
    judged_months: Annotated[int, Field(ge=1, le=1200)]
    source: str


class Threshold(PolicyPart):
    """The score below which a candidate is rejected: the default, and those of single categories."""

    default: Points
    by_category: dict[str, Points]
    source: str

    def of(self, category: str) -> float:
        """The threshold of a category, whatever its case: its own if it has one, else the default."""
        category_thresholds = {folded(name): value for name, value in self.by_category.items()}
        return category_thresholds.get(folded(category), self.default)


class Evidence(PolicyPart):
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


class Vetoes(PolicyPart):
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


class Scoring(PolicyPart):
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


class Criterion(PolicyPart):
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


class KnockOut(PolicyPart):
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


class Policy(PolicyPart):
    """All rules and numbers behind a verdict, validated. Immutable: a change makes a new version."""

    version: Count
    currency: Currency
    order_class: Literal["small", "large"]
    # Off by default: a file written for an earlier version lacks it and means what it meant.
    large_from: dict[Currency, Amount] = {}
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
        """The threshold of a category; see `Threshold.of`."""
        return self.threshold.of(category)

    def with_large_from(self, limits: Mapping[str, float]) -> "Policy":
        """A copy in which orders from these amounts on, by currency, are large where no log says so; empty: no such rule."""
        return Policy.model_validate({**self.model_dump(), "large_from": dict(limits)})

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


def folded(text: str) -> str:
    """A text, such as a category, in the form used for comparison: lower case, single spaces."""
    return " ".join(text.casefold().split())
