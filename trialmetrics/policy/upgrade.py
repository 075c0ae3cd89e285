"""Upgrades policies that earlier versions saved, with a sentence on each change.

The first format had no vetoes and is recognised by that. In any later one, missing fields get the shipped value and
unknown fields are dropped.
"""

from collections.abc import Collection, Mapping
from typing import Any

from trialmetrics.text.language import _, ngettext
from trialmetrics.text.number_text import percent

# Sections whose entries are optional: an absent entry is meant to be absent.
OPEN_SECTIONS = {("large_from",), ("threshold", "by_category"), ("caps",), ("knock_outs",)}


def is_first_format(content: Mapping[str, Any]) -> bool:
    """Whether the content of a policy has the format of the first version."""
    evidence = content.get("evidence")
    return "vetoes" not in content and isinstance(evidence, Mapping) and "wrong_rejections" in evidence


def upgrade(content: Mapping[str, Any], shipped: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The content of a first-format policy in today's format, and sentences on what changed.

    Weights, scales, windows, thresholds and clock stay. Knock-outs, vetoes and the limits of the evidence come from
    `shipped`, the content of the shipped policy, except that the old `out_at` becomes today's `lean_out`.
    """
    limits = dict(shipped["evidence"])
    old_out_at = content["evidence"].get("out_at")
    if isinstance(old_out_at, int | float) and limits["in_at"] < old_out_at <= limits["out_at"]:
        limits["lean_out"] = old_out_at
    months, windows = shipped["windows"]["judged_months"], content.get("windows")
    upgraded = {
        **content,
        "windows": {"judged_months": months, **windows} if isinstance(windows, Mapping) else windows,
        "evidence": limits,
        "vetoes": shipped["vetoes"],
        "knock_outs": shipped["knock_outs"],
    }
    return upgraded, [
        _(
            "This policy was saved by an earlier version. Its weights, scales, windows and thresholds are kept."
        ),
        _(
            "Its knock-outs are replaced: k of n trials now knocks out where the rate is surely above a limit."
        ),
        _(
            "What counts as sure is replaced: a score leaves out from {out} on; from {lean} on it is only called probably below."
        ).format(out=percent(limits["out_at"]), lean=percent(limits["lean_out"])),
        ngettext(
            "The vetoes against invitations and the window are new: trials are judged until {months} month after the request.",
            "The vetoes against invitations and the window are new: trials are judged until {months} months after the request.",
            months,
        ).format(months=months),
    ]


def with_defaults(content: Mapping[str, Any], shipped: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """The content of a policy with its missing fields filled from the shipped one, and a sentence that names them.

    Missing fields whose shipped value is empty, None or false are not named.
    """
    missing: list[str] = []
    complete = _fill(content, shipped, (), missing)
    if not missing:
        return complete, []
    return complete, [
        ngettext(
            "The saved policy lacks {names}: the shipped value holds there.",
            "The saved policy lacks {names}: the shipped values hold there.",
            len(missing),
        ).format(names=", ".join(missing))
    ]


def _fill(
    content: Mapping[str, Any], shipped: Mapping[str, Any], path: tuple[str, ...], missing: list[str]
) -> dict[str, Any]:
    complete = dict(content)
    for name, value in shipped.items():
        if name not in content:
            if path in OPEN_SECTIONS:
                continue
            complete[name] = value
            if value not in (None, [], {}) and value is not False:
                missing.append(".".join((*path, name)))
        elif isinstance(value, Mapping) and isinstance(content[name], Mapping):
            complete[name] = _fill(content[name], value, (*path, name), missing)
    return complete


def without_fields(
    content: Mapping[str, Any], paths: Collection[tuple[str | int, ...]]
) -> tuple[dict[str, Any], list[str]]:
    """The content of a policy without the fields at these paths, and a sentence that names them."""
    remaining, names = dict(content), sorted({".".join(map(str, path)) for path in paths})
    for path in sorted(set(paths), key=str):
        remaining = _without_field(remaining, path)
    if not names:
        return remaining, []
    return remaining, [
        ngettext(
            "The saved policy has {names}, which no policy has any more: it is left out.",
            "The saved policy has {names}, which no policy has any more: they are left out.",
            len(names),
        ).format(names=", ".join(names))
    ]


def _without_field(content: Mapping[Any, Any], path: tuple[str | int, ...]) -> dict[Any, Any]:
    first, *rest = path
    if not rest:
        return {name: value for name, value in content.items() if name != first}
    if first not in content:
        return dict(content)
    return {**content, first: _without_field(content[first], tuple(rest))}
