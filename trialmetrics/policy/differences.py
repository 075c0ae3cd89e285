"""What a changed policy changes: field by field, and which thresholds of single categories."""

from collections.abc import Iterator, Mapping
from typing import Any

from trialmetrics.policy.policy_errors import quoted
from trialmetrics.policy.rules import Policy, folded
from trialmetrics.text.language import _


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
    if category != place:
        return _("the threshold of {category}").format(category=category)
    currency = place.removeprefix("large_from.")
    return place if currency == place else _("large orders in {currency}, from").format(currency=currency)


def _value_words(places: Mapping[str, object], place: str) -> str:
    value = places.get(place)
    if value is None and place.startswith("threshold.by_category."):
        return _("{value} as for all").format(value=_value_words(places, "threshold.default"))
    return _("none") if value is None else f"{value:g}" if isinstance(value, float) else quoted(value)
