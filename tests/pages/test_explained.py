"""Every figure has one plain sentence, and the method behind it."""

import pytest
import streamlit as st

from pages._shared import widgets
from tests.conftest import ROOT

EXAMPLE = ROOT / "data" / "example-log.csv"


@pytest.mark.parametrize("page", ["ranking", "thresholds", "supplier", "plan", "testers"])
def test_every_chart_is_explained(shows, monkeypatch, page):
    charts, methods = [], []
    draw, explain = st.plotly_chart, widgets.explain

    def drawn(figure, **given):
        charts.append(given["alt"])
        return draw(figure, **given)

    def explained(*paragraphs):
        assert all(each.strip() for each in paragraphs)
        methods.append(paragraphs[-1])
        explain(*paragraphs)

    monkeypatch.setattr(st, "plotly_chart", drawn)
    monkeypatch.setattr(widgets, "explain", explained)
    shows(f"{page}.py", EXAMPLE, supplier="Lumen Print Studio")
    assert charts
    assert len(methods) >= len(charts)
