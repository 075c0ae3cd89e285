"""Charts on the page: passed on as they are."""

import json

from streamlit.testing.v1 import AppTest

CHART = {
    # No such thing as `nonsense`: Plotly refuses it where it looks.
    "data": [{"type": "scatter", "x": [1.5, None], "y": [0, 1], "nonsense": 1}],
    "layout": {"height": 120},
}


def page(chart):
    from pages._shared import plotly_charts

    plotly_charts.draw(chart, key="drawn", alt="two points")


def test_a_chart_reaches_the_browser_as_it_is_and_unchecked():
    test = AppTest.from_function(page, args=(CHART,), default_timeout=60).run()
    assert not test.exception
    (drawn,) = test.get("plotly_chart")
    assert json.loads(drawn.proto.spec) == CHART
    assert drawn.proto.alt == "two points"
    assert drawn.proto.theme == ""
    assert json.loads(drawn.proto.config)["modeBarButtons"] == [["toImage"]]
