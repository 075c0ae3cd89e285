"""The palette and layout shared by all charts; colour-blind safe, with at least 3:1 contrast to the background."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from trialmetrics.text import short_names
from trialmetrics.text.plain_text import escaped

ROW_HEIGHT = 27  # pixels
FONT = '"Source Sans", sans-serif'

# Styles of a label's parts: the style sheet of the pages shows one of them by the width of the screen; a saved picture has the wide
# one.
WIDE_SCREEN, NARROW_SCREEN = "--label: wide", "--label: narrow; display: none"

# A plotly.js figure: `data`, a list of traces, and `layout`, as plain JSON data. Not graph_objects: their validation costs more
# than everything else, and the tests validate every chart once.
Chart = dict[str, Any]


class Mark(NamedTuple):
    """How a verdict is shown: colours, marker shape and sign, as colour alone is not accessible. `light_text`: the colour of text
    on a light background, which needs more contrast than a mark."""

    light: str
    dark: str
    shape: str
    sign: str
    light_text: str


# Okabe and Ito's blue, amber and vermilion, adjusted for contrast to a light and a dark background.
VERDICTS = {
    "pass": Mark("#0072B2", "#56B4E9", "circle", "●", "#0072B2"),
    "retry": Mark("#B87900", "#F0B93A", "diamond", "◆", "#8F5F00"),
    "reject": Mark("#C44601", "#FF8A5B", "x", "✕", "#C44601"),
}


class Look(NamedTuple):
    """The colours of a chart in the light or dark theme."""

    dark: bool = False

    def verdict(self, verdict: str) -> str:
        """The colour of a verdict."""
        mark = VERDICTS[verdict]
        return mark.dark if self.dark else mark.light

    def verdict_text(self, verdict: str) -> str:
        """The colour of text about a verdict."""
        mark = VERDICTS[verdict]
        return mark.dark if self.dark else mark.light_text

    @property
    def ink(self) -> str:
        """Text and lines that carry meaning."""
        return "#E8EAED" if self.dark else "#0E1720"

    @property
    def faint(self) -> str:
        """What is not judged or not observed, and secondary text."""
        return "#9AA5B1" if self.dark else "#616E7C"

    @property
    def grid(self) -> str:
        """Grid lines, bands and shades."""
        return "rgba(154,165,177,0.22)" if self.dark else "rgba(97,110,124,0.16)"

    @property
    def neutral(self) -> str:
        """Bars that do not show a verdict."""
        return "#7B93AB" if self.dark else "#8BA3BA"

    def layout(
        self,
        height: int,
        x: dict[str, Any],
        y: dict[str, Any],
        margin: dict[str, int] | None = None,
        **others: Any,
    ) -> dict[str, Any]:
        """The layout of a chart `height` pixels high with these axes; `others`: further or overriding entries."""
        return {
            "height": height,
            "margin": {"l": 8, "r": 8, "t": 28, "b": 40, **(margin or {})},
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"family": FONT, "size": 13, "color": self.ink},
            "showlegend": False,
            "hoverlabel": {"font": {"family": FONT, "size": 13}, "align": "left"},
            "dragmode": False,
            "modebar": {"bgcolor": "rgba(0,0,0,0)", "color": self.faint, "activecolor": self.ink},
            "xaxis": self.x_axis(**x),
            "yaxis": self.y_axis(**{"showgrid": False, **y}),
            **others,
        }

    def x_axis(self, **axis: Any) -> dict[str, Any]:
        """An axis along the values."""
        return self._axis(tickcolor=self.faint, **axis)

    def y_axis(self, **axis: Any) -> dict[str, Any]:
        """An axis along the rows or shares, with room for its labels."""
        return self._axis(automargin=True, **axis)

    def _axis(self, title: dict[str, Any] | None = None, **axis: Any) -> dict[str, Any]:
        """The settings that all axes share."""
        return {
            "zeroline": False,
            "fixedrange": True,
            "gridcolor": self.grid,
            "title": {"font": {"size": 13}, **(title or {})},
            **axis,
        }


def shortened(name: str, longest: int = 30) -> str:
    """A name for an axis: `short_names.short`, escaped."""
    return escaped(short_names.short(name, longest))


def shortened_apart(names: Iterable[str], longest: int = 30) -> dict[str, str]:
    """Each name of an axis: `short_names.short_apart`, escaped."""
    return {name: escaped(short) for name, short in short_names.short_apart(names, longest).items()}


def faded(colour: str) -> str:
    """A hex colour as a translucent fill on which text stays readable."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red},{green},{blue},0.42)"
