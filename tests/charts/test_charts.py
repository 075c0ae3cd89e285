"""Charts: what they show of a frame, in the one language of verdicts."""

from datetime import datetime

import pandas as pd
import pytest

from tests.charts.drawn import checked
from tests.conftest import ROOT
from trialmetrics.analysis.ranking import rank
from trialmetrics.charts import (
    VERDICTS,
    Look,
    criteria_chart,
    dumbbell_chart,
    plan_chart,
    threshold_chart,
)
from trialmetrics.vocabulary import CRITERIA

LIGHT, DARK = "#FFFFFF", "#14181D"


@pytest.fixture
def ranking(takes, store):
    takes(ROOT / "data" / "example-log.csv")
    return rank(store, as_of=datetime(2026, 11, 24, 12))


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize(("dark", "ground"), [(False, LIGHT), (True, DARK)])
def test_verdicts_stand_out_by_colour_and_by_shape(verdict, dark, ground):
    for colour, least in ((Look(dark).verdict(verdict), 3), (Look(dark).verdict_text(verdict), 4.5)):
        one, other = sorted([luminance(colour), luminance(ground)])
        assert (other + 0.05) / (one + 0.05) >= least
    assert (
        len({mark.shape for mark in VERDICTS.values()}) == len({mark.sign for mark in VERDICTS.values()}) == 3
    )


def test_charts_of_nothing_are_empty_not_broken(ranking):
    alone = ranking.suppliers.head(1)
    nobody = alone.head(0)
    assert checked(criteria_chart(alone.iloc[0].to_dict(), alone, Look())).layout.shapes == ()
    curve = pd.DataFrame({"threshold": range(101), "pass": 0, "retry": 0, "reject": 0})
    empty = checked(threshold_chart(curve, nobody, [60], None, Look()))
    assert [note.text for note in empty.layout.annotations] == ["in force 60"]


def test_the_threshold_chart_stacks_the_curve(ranking):
    curve = ranking.curve()
    figure = checked(threshold_chart(curve, ranking.suppliers, [55, 60], 72, Look(dark=True)))
    areas = {trace.name: list(trace.y) for trace in figure.data if trace.stackgroup}
    assert areas == {
        "do not invite": list(curve["reject"]),
        "more trials needed": list(curve["retry"]),
        "invite": list(curve["pass"]),
    }
    lines = {shape.x0: shape.line.dash for shape in figure.layout.shapes}
    assert lines == {55: "dash", 60: "dash", 72: "solid"}
    marks = sum(len(trace.x) for trace in figure.data if trace.mode == "markers")
    assert marks == ranking.suppliers["score"].notna().sum()
    # At the policy's thresholds there is no other one to show.
    held = checked(threshold_chart(curve, ranking.suppliers, [60], None, Look()))
    assert [shape.line.dash for shape in held.layout.shapes] == ["dash"]


def test_words_near_an_end_of_the_threshold_chart_lie_inwards(ranking):
    def sides(curve):
        figure = checked(threshold_chart(curve, ranking.suppliers, [60], None, Look()))
        words = {
            each.text.split(" ", 1)[1].removesuffix("</b>"): each
            for each in figure.layout.annotations
            if "<b>" in each.text
        }
        return {name: each.xanchor for name, each in words.items()}

    thresholds = range(101)
    curve = pd.DataFrame({"threshold": thresholds, "pass": 0, "retry": 1, "reject": 0})
    curve.loc[80:, "reject"] = 5
    curve.loc[:20, "pass"] = 5
    assert sides(curve) == {"invite": "left", "more trials needed": "center", "do not invite": "right"}


def test_the_criteria_chart_says_what_was_not_observed(ranking):
    supplier = ranking.suppliers.iloc[0].to_dict() | {"care": float("nan")}
    figure = checked(criteria_chart(supplier, ranking.suppliers, Look()))
    (texts,) = [trace.text for trace in figure.data if trace.type == "scatter" and trace.mode == "text"]
    assert texts[CRITERIA.index("care")] == "not observed"
    (bars,) = [trace.x for trace in figure.data if trace.type == "bar"]
    assert bars[CRITERIA.index("care")] is None


def test_the_dumbbell_chart_has_an_open_mark_for_small_and_a_full_one_for_large_orders():
    rows = pd.DataFrame(
        {
            "label": ["A & co", "B"],
            "words": ["64 points less (53 to 76)", "8 points less (10 more to 26 less)"],
            "small": [31.0, 86.0],
            "large": [96.0, 88.0],
            "n_small": [3, 2],
            "n_large": [3, 1],
            "judged": [True, False],
        }
    )
    look = Look()
    figure = checked(dumbbell_chart(rows, look))
    marks = {trace.name: trace for trace in figure.data if trace.mode == "markers"}
    assert list(marks["small"].x) == [31, 86]
    assert list(marks["large"].x) == [96, 88]
    assert (marks["small"].marker.symbol, marks["large"].marker.symbol) == ("circle-open", "circle")
    assert list(marks["small"].marker.color) == [look.ink, look.faint]  # grey: not judged
    assert figure.layout.yaxis.ticktext[0].startswith("A &amp; co<br>")
    assert "64 points less (53 to 76)" in figure.layout.yaxis.ticktext[0]
    assert "small 31 (3 trials), large 96 (3 trials)" in marks["large"].hovertext[0]
    assert "too few trials of one kind to compare" in marks["large"].hovertext[1]
    # A mark at 0 reaches half its size over the axis, and must not touch the words beside it.
    assert figure.layout.yaxis.ticklabelstandoff >= marks["small"].marker.size / 2 + 2
    assert "grey: too few to compare" in figure.layout.annotations[0].text
    assert "grey" not in checked(dumbbell_chart(rows.head(1), look)).layout.annotations[0].text


def test_the_plan_chart_has_a_bar_per_line():
    lines = pd.DataFrame({"chance": [0.62, 0.125]})
    figure = checked(plan_chart(lines, ["A <b>", "B"], ["1 more trial", "2 more trials"], Look()))
    (bars,) = figure.data
    assert (list(bars.x), list(bars.text)) == ([0.62, 0.125], ["60 %", "10 %"])
    assert list(figure.layout.yaxis.ticktext) == ["A &lt;b&gt;", "B"]
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # the first on top
    assert [note.text for note in figure.layout.annotations] == ["1 more trial", "2 more trials"]
