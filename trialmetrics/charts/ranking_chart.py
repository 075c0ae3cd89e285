"""The ranking chart: one row per candidate, best on top, with why it has its verdict at the right."""

from typing import Any

import pandas as pd

from trialmetrics.charts.ranking_rows import Rows, arranged
from trialmetrics.charts.theme import (
    NARROW_SCREEN,
    ROW_HEIGHT,
    VERDICTS,
    WIDE_SCREEN,
    Chart,
    Look,
    shortened,
    shortened_apart,
)
from trialmetrics.records import records
from trialmetrics.text import candidate_text, number_text, short_reason, terms
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import escaped

# Maximum letters of a label: of each part where it has both, of a supplier without its category, and of each on a narrow screen.
SUPPLIER, CATEGORY, ALONE = 24, 12, 30
NARROW_SUPPLIER, NARROW_CATEGORY, NARROW_ALONE = 9, 7, 17
REASON = "--label: reason"  # made small on a narrow screen, as `WIDE_SCREEN` and `NARROW_SCREEN` are
_TOP, _BOTTOM = 1.2, 0.4  # rows of room above the first and below the last
# Plotly draws an axis only where a trace belongs to it; this one shows nothing.
_REASONS = {"type": "scatter", "mode": "none", "x": [0], "y": [0], "yaxis": "y2", "hoverinfo": "skip"}


def ranking_chart(candidates: pd.DataFrame, look: Look, *, everybody: bool = True) -> Chart:
    """A dot at the score, a thick bar for the 50 % and a thin one for the policy's interval, the threshold as a line, and why.

    `candidates`: rows of a ranking, best first. Those out for what they did follow under a heading of their own, pale and without a
    threshold. Without `everybody` only the most telling of many are shown. Hovering or clicking anywhere in a row means its
    candidate: each mark's `customdata` is a supplier key and category.
    """
    rows = arranged(candidates.assign(name=candidate_text.names(candidates)), everybody=everybody)
    shown, others = rows.candidates, int(candidates["score"].notna().sum()) - 1
    hover = [_hover(row, others) for row in records(shown)]
    shown = shown.assign(hover=pd.Series(hover, index=shown.index, dtype=object))
    span = [rows.number - _BOTTOM, -_TOP]
    layout = look.layout(
        ROW_HEIGHT * rows.number + 76,
        x={"range": [0, 101], "title": {"text": _("score, 0-100"), "standoff": 8}, "dtick": 20, "tickangle": 0},
        y={
            "tickvals": [*shown["place"].tolist(), *rows.gaps], "range": span,
            "ticktext": [*_labels(shown, look), *(_gap(number, look) for number in rows.gaps.values())],
        },
        yaxis2=look.y_axis(
            overlaying="y", side="right", range=span, showgrid=False, ticklabelstandoff=6, tickvals=shown["place"].tolist(),
            ticktext=[_why(row, look) for row in records(shown)],
        ),
        annotations=[*_threshold_words(shown, look), *_heading(rows, look)],
        hovermode="y",
    )  # fmt: skip
    return {
        "data": [*_marks(shown, look), *_unscored(shown), _threshold_line(shown, look), _REASONS],
        "layout": layout,
    }


def _marks(shown: pd.DataFrame, look: Look) -> list[dict[str, Any]]:
    """Thin bars, thick bars and dots per verdict that occurs; last and pale those out for what they did."""
    scored = shown[shown["score"].notna()]
    traces: list[dict[str, Any]] = []
    for out in (False, True):
        for verdict, mark in VERDICTS.items():
            alike = scored[(scored["verdict"] == verdict) & (scored["out"] == out)]
            if alike.empty:
                continue
            colour, places = look.verdict(verdict), alike["place"].tolist()
            for low, high, width in (("score_low", "score_high", 2), ("score_low_50", "score_high_50", 7)):
                ends = zip(alike[low].tolist(), alike[high].tolist(), strict=True)
                traces.append({
                    "type": "scatter", "x": [x for low, high in ends for x in (low, high, None)],
                    "y": [y for place in places for y in (place, place, None)],
                    "mode": "lines", "line": {"color": colour, "width": width}, "opacity": 0.2 if out else 0.55,
                    "hoverinfo": "skip",
                })  # fmt: skip
            symbol = (
                {"symbol": f"{mark.shape}-thin", "size": 8, "line": {"color": colour, "width": 2}}
                if out
                else {"symbol": mark.shape, "size": 12, "line": {"color": colour, "width": 1}}
            )
            traces.append({
                "type": "scatter", "x": alike["score"].tolist(), "y": places, "mode": "markers",
                "marker": {"color": colour, **symbol}, **_meaning(alike),
            })  # fmt: skip
    return traces


def _unscored(shown: pd.DataFrame) -> list[dict[str, Any]]:
    """Invisible marks of the candidates without a score, to hover and click."""
    unscored = shown[shown["score"].isna()]
    if unscored.empty:
        return []
    return [{
        "type": "scatter", "x": [50] * len(unscored), "y": unscored["place"].tolist(), "mode": "markers",
        "marker": {"opacity": 0}, **_meaning(unscored),
    }]  # fmt: skip


def _meaning(candidates: pd.DataFrame) -> dict[str, Any]:
    """What a mark says and opens."""
    return {
        "customdata": candidates[["supplier_key", "category"]].to_numpy().tolist(),
        "hovertext": candidates["hover"].tolist(), "hoverinfo": "text",
    }  # fmt: skip


def _threshold_line(shown: pd.DataFrame, look: Look) -> dict[str, Any]:
    judged = shown[~shown["out"]]
    return {
        "type": "scatter", "x": [x for threshold in judged["threshold"].tolist() for x in (threshold, threshold, None)],
        "y": [y for place in judged["place"].tolist() for y in (place - 0.5, place + 0.5, None)],
        "mode": "lines", "line": {"color": look.ink, "width": 1.5, "dash": "dot"}, "hoverinfo": "skip",
    }  # fmt: skip


def _threshold_words(shown: pd.DataFrame, look: Look) -> list[dict[str, Any]]:
    different = sorted(set(shown.loc[~shown["out"], "threshold"].tolist()))
    if not different:
        return []
    return [{
        "x": different[0], "y": -0.75, "showarrow": False, "font": {"size": 12, "color": look.ink},
        "text": _("threshold {scores}").format(scores=", ".join(map(number_text.score, different))),
    }]  # fmt: skip


def _heading(rows: Rows, look: Look) -> list[dict[str, Any]]:
    if rows.heading is None:
        return []
    return [{
        "x": 0, "y": rows.heading, "xanchor": "left", "yanchor": "middle", "showarrow": False,
        "font": {"size": 12, "color": look.faint}, "text": _("Out for what they did, whatever the score"),
    }]  # fmt: skip


def _labels(shown: pd.DataFrame, look: Look) -> list[str]:
    """The names, with their categories where several are shown: on a narrow screen only where the supplier is in several."""
    several = shown["name"] != shown["supplier"]
    repeated = several & shown["supplier"].duplicated(keep=False)
    names = shortened_apart(shown["supplier"], SUPPLIER if several.any() else ALONE)
    narrow_names = shortened_apart(shown["supplier"], NARROW_ALONE)
    labels = []
    for row, has_category, ambiguous in zip(records(shown), several, repeated, strict=True):
        supplier, colour = row["supplier"], look.faint if row["out"] else look.ink
        label = _coloured(names[supplier], colour, WIDE_SCREEN)
        if has_category:
            label += _coloured(f" · {shortened(row['category'], CATEGORY)}", look.faint, WIDE_SCREEN)
        if ambiguous:
            label += _coloured(shortened(supplier, NARROW_SUPPLIER), colour, NARROW_SCREEN)
            label += _coloured(f" · {shortened(row['category'], NARROW_CATEGORY)}", look.faint, NARROW_SCREEN)
        else:
            label += _coloured(narrow_names[supplier], colour, NARROW_SCREEN)
        labels.append(label)
    return labels


def _gap(number: int, look: Look) -> str:
    return _coloured(_("… {n} more").format(n=number_text.count(number)), look.faint)


def _why(row: dict, look: Look) -> str:
    return _coloured(escaped(short_reason.why(row)), look.verdict_text(row["verdict"]), REASON)


def _coloured(text: str, colour: str, style: str = "") -> str:
    return f"<span style='color:{colour};{style}'>{text}</span>"


def _hover(row: dict, others: int) -> str:
    """`others`: how many others it is compared with."""
    lines = [
        f"<b>{escaped(row['name'])}</b>",
        f"{VERDICTS[row['verdict']].sign} {terms.verdict_words(row['verdict'])}: {escaped(short_reason.why(row))}",
    ]
    if not number_text.is_missing(row["score"]):
        lines.append(
            _("score {score} ({low} to {high})").format(
                score=number_text.score(row["score"]), low=number_text.score(row["score_low"]),
                high=number_text.score(row["score_high"]),
            )
        )  # fmt: skip
    lines.append(
        ngettext("{n} trial: {outcomes}", "{n} trials: {outcomes}", int(row["trials"])).format(
            n=int(row["trials"]), outcomes=candidate_text.trials(row)
        )
    )
    if standing := candidate_text.standing(row, others):
        lines.append(standing)
    return "<br>".join(lines)
