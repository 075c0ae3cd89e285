"""The weights chart: how often each supplier gets which verdict when the criteria weigh otherwise."""

import pandas as pd
import plotly.graph_objects as go

from trialmetrics import wording
from trialmetrics.figures.look import ROW_HEIGHT, VERDICTS, Look, escaped, faded, shortened
from trialmetrics.language import _

RIGHT = 62  # pixels, where "first in" stands
LABELLED = 0.16  # of the bar's length, from which on a part has room for its sign and share


def weights_chart(suppliers: pd.DataFrame, look: Look) -> go.Figure:
    """One bar per supplier, cut by the share of the weightings under which it gets each verdict; right of it how likely
    it is the best of all.

    `suppliers`: `supplier`, the shares `pass`, `retry`, `reject`, and `first`, NaN without a scored trial; best on top.
    """
    figure = look.figure(ROW_HEIGHT * len(suppliers) + 92)
    places = list(range(len(suppliers)))
    for verdict, mark in VERDICTS.items():
        colour = look.verdict(verdict)
        # Nothing is drawn for a share of nothing: its outline would be a line.
        shares = suppliers[verdict].where(suppliers[verdict] > 0)
        figure.add_bar(
            x=shares, y=places, orientation="h", width=0.74, name=wording.verdict_words(verdict),
            marker={"color": faded(colour), "line": {"color": colour, "width": 1}},
            text=[f"{mark.sign} {wording.percent(share)}" if share >= LABELLED else "" for share in shares],
            textposition="inside", insidetextanchor="middle", textangle=0, textfont={"color": look.ink, "size": 12},
            hovertext=[_hover(row) for row in suppliers.to_dict(orient="records")], hoverinfo="text",
        )  # fmt: skip
    for place, first in zip(places, suppliers["first"], strict=True):
        figure.add_annotation(
            x=1, xref="paper", xanchor="left", xshift=6, y=place, showarrow=False, text=wording.percent(first),
            font={"size": 12, "color": look.faint},
        )  # fmt: skip
    figure.add_annotation(
        x=1, xref="paper", xanchor="left", xshift=6, y=-0.95, showarrow=False, text=_("first in"),
        font={"size": 12, "color": look.faint},
    )  # fmt: skip
    key = "   ".join(
        f"<span style='color:{look.verdict(verdict)}'><b>{mark.sign} {_short(verdict)}</b></span>"
        for verdict, mark in VERDICTS.items()
    )
    figure.add_annotation(
        x=1, xref="paper", xanchor="right", y=-0.95, showarrow=False, text=key, font={"size": 12}
    )
    figure.update_xaxes(
        range=[0, 1], tickformat=".0%", dtick=0.25,
        title={"text": _("share of the weightings tried"), "standoff": 8},
    )  # fmt: skip
    figure.update_yaxes(
        tickvals=places, ticktext=[shortened(name) for name in suppliers["supplier"]],
        range=[len(suppliers) - 0.4, -1.5], automargin=True, ticklabelstandoff=6,
    )  # fmt: skip
    figure.update_layout(barmode="stack", bargap=0, margin={"r": RIGHT, "t": 8})
    return figure


def _short(verdict: str) -> str:
    return {"pass": _("invite"), "retry": _("more trials"), "reject": _("do not invite")}[verdict]


def _hover(row: dict) -> str:
    lines = [f"<b>{escaped(row['supplier'])}</b>"]
    for verdict, mark in VERDICTS.items():
        lines.append(f"{mark.sign} {wording.verdict_words(verdict)}: {wording.percent(row[verdict])}")
    if not pd.isna(row["first"]):
        lines.append(_("best of all with probability {chance}").format(chance=wording.percent(row["first"])))
    return "<br>".join(lines)
