"""Policies of earlier versions: brought over, and what changes said.

The first version knew no candidates, vetoes or rates: its policies are recognised by that. Of any other, what it lacks has
the shipped value, and what is no part of a policy any more is left out.
"""

from collections.abc import Collection, Mapping
from typing import Any

from trialmetrics.text.language import _, ngettext
from trialmetrics.text.number_text import percent

# Where a policy lists what it means and nothing else: an entry that is not there is not missing.
LISTS = {("threshold", "by_category"), ("caps",), ("knock_outs",)}


def is_old(content: Mapping[str, Any]) -> bool:
    """Whether the content of a policy is of the earlier version."""
    evidence = content.get("evidence")
    return "vetoes" not in content and isinstance(evidence, Mapping) and "wrong_rejections" in evidence


def bring_over(content: Mapping[str, Any], shipped: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The content of an old policy as this version has it, and in sentences what changed.

    Weights, scales, windows, thresholds and clock stay; knock-outs and the limits of the evidence are those of `shipped`,
    the content of the shipped policy, but for the old `out_at`, which was the probability from which one leans out.
    """
    limits = dict(shipped["evidence"])
    was = content["evidence"].get("out_at")
    if isinstance(was, int | float) and limits["in_at"] < was <= limits["out_at"]:
        limits["lean_out"] = was
    months, windows = shipped["windows"]["judged_months"], content.get("windows")
    brought = {
        **content,
        "windows": {"judged_months": months, **windows} if isinstance(windows, Mapping) else windows,
        "evidence": limits,
        "vetoes": shipped["vetoes"],
        "knock_outs": shipped["knock_outs"],
    }
    return brought, [
        _(
            "This policy was saved by an earlier version. Its weights, scales, windows and thresholds are kept."
        ),
        _(
            "Its knock-outs are replaced: k of n trials now knocks out where the rate is surely above a limit."
        ),
        _(
            "What counts as sure is replaced: a score leaves out from {out} on; from {lean} on it only leans out."
        ).format(out=percent(limits["out_at"]), lean=percent(limits["lean_out"])),
        ngettext(
            "The vetoes against invitations and the window are new: trials are judged until {months} month after the request.",
            "The vetoes against invitations and the window are new: trials are judged until {months} months after the request.",
            months,
        ).format(months=months),
    ]


def completed(content: Mapping[str, Any], shipped: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The content of a policy with every field of the shipped one, and in a sentence those that it lacked and that say
    something there."""
    missing: list[str] = []
    full = _filled(content, shipped, (), missing)
    if not missing:
        return full, []
    return full, [
        ngettext(
            "The saved policy lacks {names}: the shipped value holds there.",
            "The saved policy lacks {names}: the shipped values hold there.",
            len(missing),
        ).format(names=", ".join(missing))
    ]


def _filled(
    content: Mapping[str, Any], shipped: Mapping[str, Any], place: tuple[str, ...], missing: list[str]
) -> dict[str, Any]:
    full = dict(content)
    for name, value in shipped.items():
        if name not in content:
            if place in LISTS:
                continue
            full[name] = value
            if value not in (None, []) and value is not False:
                missing.append(".".join((*place, name)))
        elif isinstance(value, Mapping) and isinstance(content[name], Mapping):
            full[name] = _filled(content[name], value, (*place, name), missing)
    return full


def without(
    content: Mapping[str, Any], places: Collection[tuple[str | int, ...]]
) -> tuple[dict[str, Any], list[str]]:
    """The content of a policy without what stands at these places, and in a sentence which those are."""
    left, names = dict(content), sorted({".".join(map(str, place)) for place in places})
    for place in sorted(set(places), key=str):
        left = _dropped(left, place)
    if not names:
        return left, []
    return left, [
        ngettext(
            "The saved policy has {names}, which no policy has any more: it is left out.",
            "The saved policy has {names}, which no policy has any more: they are left out.",
            len(names),
        ).format(names=", ".join(names))
    ]


def _dropped(content: Mapping[Any, Any], place: tuple[str | int, ...]) -> dict[Any, Any]:
    first, *rest = place
    if not rest:
        return {name: value for name, value in content.items() if name != first}
    if first not in content:
        return dict(content)
    return {**content, first: _dropped(content[first], tuple(rest))}
