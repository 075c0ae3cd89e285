"""Every page drawn twice shows the same: it changes nothing of what is kept for all readers, and asks for nothing anew."""

import re

import pandas as pd
import pytest

from pages._shared import server
from tests.conftest import ROOT
from tests.sampled import sampled
from trialmetrics import workspace
from trialmetrics.analysis import estimates
from trialmetrics.store import Store

DOWNLOAD = re.compile(r'deferred_file_id: "\w+"')
PAGES = [
    ("", {}), ("supplier", {"supplier": "Schoon & Co"}), ("thresholds", {"threshold": "70"}), ("plan", {}), ("testers", {}),
    ("thresholds", {"show": "weights"}), ("thresholds", {"show": "history"}), ("how_it_judges", {}),
    ("decisions", {}), ("record", {}),
]  # fmt: skip


def drawn(test):
    assert not test.exception
    # A download has another address each time.
    return [DOWNLOAD.sub("", f"{each.type} {each.proto}") for each in [*test.main, *test.sidebar]]


def kept():
    """All that pages are given, letter by letter."""
    space = server.workspace()
    rankings = [space.ranking(), space.ranking(threshold=70.0)]
    frames = [vars(each) | vars(each.measures) | {"trials": each.trials} for each in rankings]
    without = ("posterior", "measures", "layers")
    return [
        *({name: letters(value) for name, value in each.items() if name not in without} for each in frames),
        letters(space.curve()), letters(space.plan().lines), repr(space.choices()), dict(space.words(["x"])),
    ]  # fmt: skip


def letters(value):
    """A frame or a value, letter by letter."""
    return repr(value.to_dict("list")) if isinstance(value, pd.DataFrame) else repr(value)


@pytest.mark.parametrize("category", sampled(["Packaging", None], 2))
def test_a_page_drawn_again_is_the_same_and_costs_no_query_and_no_model(opens, monkeypatch, category):
    test = opens("", (ROOT / "data" / "example-log.csv").read_text(encoding="utf-8"))
    moment = workspace.now(server.workspace().policy())
    monkeypatch.setattr(workspace, "now", lambda _policy: moment)
    test.run()
    before, filtered = kept(), {"category": category} if category else {}
    asked, fitted = [], []
    cursor, posterior = Store.cursor, estimates.posterior
    monkeypatch.setattr(Store, "cursor", lambda store: asked.append(1) or cursor(store))
    monkeypatch.setattr(estimates, "posterior", lambda *rests_on: fitted.append(1) or posterior(*rests_on))
    for page, link in PAGES:
        first = drawn(opens(page, **filtered, **link))
        assert len(first) > 5, page
        asked.clear()
        assert drawn(opens(page, **filtered, **link)) == first, page
        assert asked == [], page
    assert fitted == []
    assert kept() == before
