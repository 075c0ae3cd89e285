"""The dumbbell chart: scores of small and large orders, one row per candidate."""

import pandas as pd

from trialmetrics.charts.theme import Chart, Look, shortened_apart
from trialmetrics.records import records
from trialmetrics.text import number_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import escaped

TWO_LINES = 46  # pixels of a row: a name, and words under it
SIZE = 13  # pixels of a mark


def dumbbell_chart(rows: pd.DataFrame, look: Look) -> Chart:
    """An open mark at the score of small orders, a filled one at that of large orders, and the difference in words.

    `rows`: `label`, `words` (under the label), `small`, `large` (mean scores), `n_small`, `n_large` (trials), `judged` (yes/no;
    rows that are not are grey).
    """
    places, names = list(range(len(rows))), shortened_apart(rows["label"])
    scores = {name: rows[name].tolist() for name in ("small", "large")}
    hover = [_hover(row) for row in records(rows)]
    colours = [look.ink if judged else look.faint for judged in rows["judged"]]
    between = {
        "type": "scatter", "x": [x for ends in zip(*scores.values(), strict=True) for x in (*ends, None)],
        "y": [y for place in places for y in (place, place, None)],
        "mode": "lines", "line": {"color": look.neutral, "width": 3}, "hoverinfo": "skip",
    }  # fmt: skip
    marks = [
        {
            "type": "scatter", "x": scores[name], "y": places, "mode": "markers", "name": name, "hovertext": hover,
            "hoverinfo": "text", "cliponaxis": False,
            "marker": {"symbol": symbol, "size": SIZE, "color": colours, "line": {"color": colours, "width": 2.5}},
        }
        for name, symbol in (("small", "circle-open"), ("large", "circle"))
    ]  # fmt: skip
    key = {
        "x": 1, "xref": "paper", "xanchor": "right", "y": -0.72, "showarrow": False,
        "font": {"size": 12, "color": look.faint},
        "text": _("○ small orders   ● large orders") + ("" if rows["judged"].all() else "   " + _("grey: too few to compare")),
    }  # fmt: skip
    layout = look.layout(
        TWO_LINES * len(rows) + 84,
        x={"range": [-3, 103], "dtick": 20, "tick0": 0, "title": {"text": _("score, 0-100"), "standoff": 8}},
        y={
            "tickvals": places, "ticktext": [_label(names[row.label], row.words, look) for row in rows.itertuples()],
            "range": [len(rows) - 0.45, -1], "ticklabelstandoff": SIZE,
        },
        margin={"t": 8}, annotations=[key],
    )  # fmt: skip
    return {"data": [between, *marks], "layout": layout}


def _label(name: str, words: str, look: Look) -> str:
    return f"{name}<br><span style='font-size:11px;color:{look.faint}'>{escaped(words)}</span>"


def _hover(row: dict) -> str:
    small, large = (
        ngettext("{n} trial", "{n} trials", row[name]).format(n=row[name]) for name in ("n_small", "n_large")
    )
    trials = _("small {small} ({small_trials}), large {large} ({large_trials})").format(
        small=number_text.score(row["small"]), small_trials=small,
        large=number_text.score(row["large"]), large_trials=large,
    )  # fmt: skip
    lines = [f"<b>{escaped(row['label'])}</b>", trials, escaped(row["words"])]
    if not row["judged"]:
        lines.append(_("too few trials of one kind to compare"))
    return "<br>".join(filter(None, lines))
