"""The dumbbell chart: small orders against large ones, one row each."""

import pandas as pd
import plotly.graph_objects as go

from trialmetrics.charts.theme import Look, shortened
from trialmetrics.text import wording
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import escaped

TWO_LINES = 46  # pixels: a name, and words under it
SIZE = 13


def dumbbell_chart(rows: pd.DataFrame, look: Look) -> go.Figure:
    """An open mark at the score of the small orders, a full one at that of the large, and the difference in words.

    `rows`: `label`, `words` (under the label), `small`, `large`: mean scores, `n_small`, `n_large`: trials, `judged`:
    yes/no; what is not is grey.
    """
    figure = look.figure(TWO_LINES * len(rows) + 84)
    rows = rows.reset_index(drop=True)
    figure.add_scatter(
        x=[x for row in rows.itertuples() for x in (row.small, row.large, None)],
        y=[y for place in rows.index for y in (place, place, None)],
        mode="lines", line={"color": look.neutral, "width": 3}, hoverinfo="skip",
    )  # fmt: skip
    hover = [_hover(row) for row in rows.to_dict(orient="records")]
    colours = [look.ink if judged else look.faint for judged in rows["judged"]]
    for name, symbol in (("small", "circle-open"), ("large", "circle")):
        figure.add_scatter(
            x=rows[name], y=rows.index, mode="markers", name=name, hovertext=hover, hoverinfo="text",
            marker={"symbol": symbol, "size": SIZE, "color": colours, "line": {"color": colours, "width": 2.5}},
            cliponaxis=False,
        )  # fmt: skip
    figure.add_annotation(
        x=1, xref="paper", xanchor="right", y=-0.72, showarrow=False, font={"size": 12, "color": look.faint},
        text=_("○ small orders   ● large orders") + ("" if rows["judged"].all() else "   " + _("grey: not judged")),
    )  # fmt: skip
    figure.update_xaxes(range=[-3, 103], dtick=20, tick0=0, title={"text": _("score, 0-100"), "standoff": 8})
    figure.update_yaxes(
        tickvals=list(rows.index), ticktext=[_label(row, look) for row in rows.itertuples()],
        range=[len(rows) - 0.45, -1], automargin=True, ticklabelstandoff=SIZE,
    )  # fmt: skip
    figure.update_layout(margin={"t": 8})
    return figure


def _label(row: object, look: Look) -> str:
    name, words = shortened(row.label), escaped(row.words)  # type: ignore[attr-defined]
    return f"{name}<br><span style='font-size:11px;color:{look.faint}'>{words}</span>"


def _hover(row: dict) -> str:
    small, large = (
        ngettext("{n} trial", "{n} trials", row[name]).format(n=row[name]) for name in ("n_small", "n_large")
    )
    trials = _("small {small} ({small_trials}), large {large} ({large_trials})").format(
        small=wording.score(row["small"]), small_trials=small,
        large=wording.score(row["large"]), large_trials=large,
    )  # fmt: skip
    lines = [f"<b>{escaped(row['label'])}</b>", trials, escaped(row["words"])]
    return "<br>".join(lines if row["judged"] else [*lines, _("too few trials of one kind to be judged")])
