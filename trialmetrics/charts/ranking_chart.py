"""The ranking chart: one row per candidate, best on top."""

from typing import Any

import pandas as pd

from trialmetrics.charts.theme import ROW_HEIGHT, VERDICTS, Chart, Look, shortened
from trialmetrics.text import candidate_text, number_text, terms
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import escaped

END = 101  # of the axis; the number of trials is written right of it
SUPPLIER, CATEGORY = 20, 12  # maximum letters of each where the label has both
_HOVER = [
    "name",
    "verdict",
    "why",
    "scored_trials",
    "score",
    "score_low",
    "score_high",
    "threshold",
    "p_below",
]


def ranking_chart(candidates: pd.DataFrame, look: Look) -> Chart:
    """A dot at the score, a thick bar for the 50 % and a thin one for the policy's interval, the threshold as a line.

    `candidates`: rows of a ranking, best first, with `why` in a few words; those without a score are left out. Each dot's
    `customdata` is the candidate's supplier key and category.
    """
    rows = candidates[candidates["score"].notna()].reset_index(drop=True)
    rows["name"] = candidate_text.names(rows)
    places = list(range(len(rows)))
    trials = {
        "type": "scatter", "x": [END] * len(rows), "y": places, "mode": "text", "textposition": "middle right",
        "hoverinfo": "skip", "textfont": {"color": look.faint, "size": 12}, "text": [str(n) for n in rows["scored_trials"]],
    }  # fmt: skip
    trials_heading = {
        "x": END + 5, "y": -0.75, "text": _("trials"), "showarrow": False, "xanchor": "right",
        "font": {"size": 12, "color": look.faint},
    }  # fmt: skip
    layout = look.layout(
        ROW_HEIGHT * len(rows) + 76,
        x={"range": [0, END + 5], "title": {"text": _("score, 0-100"), "standoff": 8}, "dtick": 20},
        y={
            "tickvals": places, "ticktext": [
                _label(*names, look)
                for names in zip(rows["supplier"], rows["name"], rows["category"], strict=True)
            ],
            "range": [len(rows) - 0.4, -1.2],
        },
        annotations=[*_threshold_words(rows, look), trials_heading],
    )  # fmt: skip
    return {"data": [*_candidates(rows, look), _threshold_line(rows, look), trials], "layout": layout}


def _candidates(rows: pd.DataFrame, look: Look) -> list[dict[str, Any]]:
    """Three traces per verdict that occurs: thin bars, thick bars, dots."""
    traces: list[dict[str, Any]] = []
    for verdict, mark in VERDICTS.items():
        same_verdict = rows[rows["verdict"] == verdict]
        if same_verdict.empty:
            continue
        colour, places = look.verdict(verdict), same_verdict.index.tolist()
        for low, high, width in (("score_low", "score_high", 2), ("score_low_50", "score_high_50", 7)):
            ends = zip(same_verdict[low].tolist(), same_verdict[high].tolist(), strict=True)
            traces.append({
                "type": "scatter", "x": [x for low, high in ends for x in (low, high, None)],
                "y": [y for place in places for y in (place, place, None)],
                "mode": "lines", "line": {"color": colour, "width": width}, "opacity": 0.55, "hoverinfo": "skip",
            })  # fmt: skip
        traces.append({
            "type": "scatter", "x": same_verdict["score"].tolist(), "y": places, "mode": "markers",
            "customdata": same_verdict[["supplier_key", "category"]].to_numpy().tolist(),
            "marker": {"symbol": mark.shape, "color": colour, "size": 12, "line": {"color": colour, "width": 1}},
            "hovertext": [_hover(row) for row in same_verdict[_HOVER].to_dict(orient="records")], "hoverinfo": "text",
        })  # fmt: skip
    return traces


def _threshold_line(rows: pd.DataFrame, look: Look) -> dict[str, Any]:
    return {
        "type": "scatter", "x": [x for threshold in rows["threshold"].tolist() for x in (threshold, threshold, None)],
        "y": [y for place in rows.index.tolist() for y in (place - 0.5, place + 0.5, None)],
        "mode": "lines", "line": {"color": look.ink, "width": 1.5, "dash": "dot"}, "hoverinfo": "skip",
    }  # fmt: skip


def _threshold_words(rows: pd.DataFrame, look: Look) -> list[dict[str, Any]]:
    if rows.empty:
        return []
    different = sorted(set(rows["threshold"].tolist()))
    return [{
        "x": different[0], "y": -0.75, "showarrow": False, "font": {"size": 12, "color": look.ink},
        "text": _("threshold {scores}").format(scores=", ".join(map(number_text.score, different))),
    }]  # fmt: skip


def _label(supplier: str, name: str, category: str, look: Look) -> str:
    """The name, and in a fainter colour the category where it is part of the name."""
    if name == supplier:
        return shortened(supplier)
    return f"{shortened(supplier, SUPPLIER)} <span style='color:{look.faint}'>· {shortened(category, CATEGORY)}</span>"


def _hover(row: dict) -> str:
    trials = ngettext("{n} trial", "{n} trials", row["scored_trials"]).format(n=row["scored_trials"])
    return "<br>".join(
        [
            f"<b>{escaped(row['name'])}</b>",
            f"{VERDICTS[row['verdict']].sign} {terms.verdict_words(row['verdict'])}: {escaped(row['why'])}",
            _("score {score} ({low} to {high}), {trials}").format(
                score=number_text.score(row["score"]), low=number_text.score(row["score_low"]),
                high=number_text.score(row["score_high"]), trials=trials,
            ),
            _("below {threshold} with probability {chance}").format(
                threshold=number_text.score(row["threshold"]), chance=number_text.chance(row["p_below"])
            ),
        ]
    )  # fmt: skip
