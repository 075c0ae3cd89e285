"""Charts of what the evidence says: testers, and how soon answers come."""

from datetime import time

import numpy as np
import pandas as pd
import pytest

from tests.charts.drawn import checked
from trialmetrics import charts
from trialmetrics.analysis.response_times import response
from trialmetrics.charts import Look, response_chart
from trialmetrics.policy import load_policy

LEVEL = 0.9
CLOCK = load_policy().clock


@pytest.fixture
def strict():
    return pd.DataFrame(
        {
            "tester": ["Bob", "<i>Ann</i>"],
            "trials": [12, 7],
            "severity": [8.0, -3.0],
            "severity_low": [2.0, -9.0],
            "severity_high": [15.0, 2.0],
        }
    )


def traces(figure, mode):
    return [trace for trace in figure.data if trace.mode == mode]


def test_the_testers_chart_has_what_is_given_less_at_the_left(strict):
    figure = checked(charts.testers_chart(strict, Look()))
    (dots,) = traces(figure, "markers")
    assert (list(dots.x), list(dots.y)) == ([-8, 3], [0, 1])
    (bars,) = traces(figure, "lines")
    assert list(bars.x) == [-15, -2, None, -2, 9, None]
    (counts,) = traces(figure, "text")
    assert list(counts.text) == ["12", "7"]
    assert figure.layout.yaxis.ticktext == ("Bob", "&lt;i&gt;Ann&lt;/i&gt;")
    assert "<i>" not in dots.hovertext[1]
    assert "8 less (15 less to 2 less)" in dots.hovertext[0]
    low, high = figure.layout.xaxis.range
    assert low < -15
    assert high > counts.x[0] > 15


def waits(*hours):
    """Waits, a negative one without an answer; as the measure has them."""
    return pd.DataFrame({"hours": np.abs(hours), "answered": np.array(hours) >= 0, "n": 1})


NOBODY = pd.DataFrame({"hours": [], "answered": [], "n": []})
CATEGORY = waits(2.0, -80.0, 2.0, 2.0, 112.0)


def drawn(own):
    own, others = response(own, LEVEL), response(CATEGORY, LEVEL)
    figure = checked(response_chart(own, others, "<b>Acme", "Paper", CLOCK, Look()))
    steps = {trace.name: trace for trace in traces(figure, "lines") if trace.name}
    return figure, steps


def test_the_response_chart_steps_and_ticks():
    figure, steps = drawn(waits(2.0, -80.0))
    # Half answered after 2 h; the other half silent for 80 h, of which 40 are drawn.
    assert (list(steps["&lt;b&gt;Acme"].x), list(steps["&lt;b&gt;Acme"].y)) == ([0, 2, 40], [0, 0.5, 0.5])
    assert list(steps["Paper"].y) == pytest.approx([0, 0.6, 0.6])
    assert steps["Paper"].line.shape == "hv"
    assert figure.layout.xaxis.range[0] == 0
    assert figure.layout.xaxis.tickvals == (0, 4, 8, 16, 24, 32, 40)
    (band,) = [trace for trace in figure.data if trace.fill == "toself"]
    assert list(band.x) == [2, 40, 40, 2]
    assert band.y[0] > 0.5 > band.y[-1]


def test_the_axis_is_marked_by_the_days_of_the_clock():
    own = response(waits(30.0, -80.0), LEVEL)
    plain = checked(
        response_chart(own, own, "Acme", "Paper", CLOCK.model_copy(update={"plain_hours": True}), Look())
    )
    # Up to the longest wait, within five days of 24 hours.
    assert plain.layout.xaxis.tickvals == (0, 12, 24, 48, 72)
    assert plain.layout.xaxis.title.text == "hours after the request"
    (ticks,) = traces(plain, "markers")
    assert ticks.hovertext[0] == "no answer in 3.3 days"
    long = checked(
        response_chart(own, own, "Acme", "Paper", CLOCK.model_copy(update={"closes": time(21)}), Look())
    )
    assert long.layout.xaxis.tickvals == (0, 6, 12, 24, 36, 48, 60)
    assert long.layout.xaxis.title.text == "service hours after the request (a working day has 12)"


def test_all_answered_stays_so_and_a_short_silence_is_a_tick():
    _figure, steps = drawn(waits(2.0, 2.0))
    assert (list(steps["&lt;b&gt;Acme"].x), list(steps["&lt;b&gt;Acme"].y)) == ([0, 2, 40], [0, 1, 1])
    own = response(waits(2.0, -9.0), LEVEL)
    figure = checked(response_chart(own, own, "Acme", "Paper", CLOCK, Look(dark=True)))
    (ticks,) = traces(figure, "markers")
    assert (list(ticks.x), list(ticks.y), ticks.hovertext[0]) == ([9], [0.5], "no answer in 9 h")
    # Nothing is drawn of what nobody knows.
    assert max(x for trace in traces(figure, "lines") for x in trace.x) == 9


def test_what_came_after_the_axis_ends_is_not_drawn():
    _figure, steps = drawn(waits(112.0))
    assert (list(steps["&lt;b&gt;Acme"].x), list(steps["&lt;b&gt;Acme"].y)) == ([0, 40], [0, 0])


def test_without_a_wait_the_chart_is_empty_not_broken():
    nothing = response(NOBODY, LEVEL)
    assert not traces(checked(response_chart(nothing, nothing, "A", "B", CLOCK, Look())), "lines")


def test_a_tester_whose_trials_all_came_to_nothing_has_no_dot(strict):
    unknown = pd.DataFrame({"tester": ["Cas"], "trials": [2]})
    figure = checked(charts.testers_chart(pd.concat([strict, unknown], ignore_index=True), Look()))
    (dots,) = traces(figure, "markers")
    assert list(dots.x) == [-8, 3, None]
    (bars,) = traces(figure, "lines")
    assert list(bars.x)[-3:] == [None, None, None]
