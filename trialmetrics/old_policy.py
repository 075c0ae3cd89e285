"""Policies of the earlier version, which knew candidates, vetoes and rates neither: brought over, and what changes said."""

from collections.abc import Mapping
from typing import Any

from trialmetrics.language import _, ngettext


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
    months = shipped["windows"]["judged_months"]
    brought = {
        **content,
        "windows": {"judged_months": months, **content.get("windows", {})},
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
        ).format(out=_percent(limits["out_at"]), lean=_percent(limits["lean_out"])),
        ngettext(
            "The vetoes against invitations and the window are new: trials are judged until {months} month after the request.",
            "The vetoes against invitations and the window are new: trials are judged until {months} months after the request.",
            months,
        ).format(months=months),
    ]


def _percent(probability: float) -> str:
    return f"{100 * probability:.0f} %"
