"""Every page on trials that stay on an engine, as on a cluster: the same figures, and nobody asks for all trials at once."""

from contextlib import nullcontext
from datetime import datetime

import duckdb
import pytest
import streamlit as st

from pages._shared import news, server
from trialmetrics import workspace
from trialmetrics.cluster.settings import ENGINE, EVENTS
from trialmetrics.engine import DuckDB, run
from trialmetrics.engine.trials import HeldTrials
from trialmetrics.events import StoredEvents
from trialmetrics.text import first_impressions

PAGES = ("", "supplier", "thresholds", "plan", "testers", "how_it_judges", "decisions", "record", "upload")
LOG = "supplier,trial_id,event,occurred_at,category,tester,courtesy,rater,note\n"


def trial(supplier, number, day, tester, *, silent=False, note=""):
    """A trial of March 2026; who is silent is chased and closed."""
    rows = [f"{supplier},{number},request,2026-03-{day:02} 09:00,Paper,{tester},,,"]
    if silent:
        rows += [
            f"{supplier},{number},chase,2026-03-{day + 2:02} 09:00,,,,,",
            f"{supplier},{number},closed,2026-03-{day + 9:02} 09:00,,,,,",
        ]
    else:
        rows += [
            f"{supplier},{number},reply,2026-03-{day:02} 1{day % 8}:30,,,{1 + day % 5},,{note}",
            f"{supplier},{number},assessment,,,,{5 - day % 3},Cas,",
            f"{supplier},{number},delivery,2026-03-{day + 1:02} 10:00,,,,,",
        ]
    return "\n".join(rows) + "\n"


MANY = LOG + "".join(
    trial(
        supplier,
        f"{supplier[0]}{n}",
        2 + n,
        ("Ann", "Bob")[n % 2],
        silent=n % every == 0,
        note="well done" if n == 3 else "",
    )
    for supplier, every in (("Acme", 9), ("Bolt", 2), ("Cobb", 5))
    for n in range(1, 9)
)
FEW = LOG + trial("Acme", "A1", 2, "Ann", note="very kind") + trial("Bolt", "B1", 3, "Bob", silent=True)


class HeldEvents(StoredEvents):
    whole = False

    def measure(self, policy, as_of, chosen=None):
        class Held(DuckDB):
            def trials(self):
                return HeldTrials(self)

        connection = duckdb.connect(config={"threads": 1})
        with self._store.cursor() as cursor:
            for name in ("current_event", "current_observed", "current_gap"):
                connection.register("arrived", cursor.execute(f"select * from {name}").to_arrow_table())
                connection.execute(f"create table {name} as from arrived")
                connection.unregister("arrived")
        return run(Held(connection), policy, as_of, chosen)

    def noted(self, supplier_keys=None):
        assert supplier_keys is not None
        return super().noted(supplier_keys)


def hold(store):
    """From here on the trials stay on an engine."""
    space = server.present()
    space.events = HeldEvents(store)
    space.forget()


def shown(test):
    assert not test.error
    texts = [each.value for each in (*test.title, *test.markdown, *test.metric, *test.caption)]
    return texts, [each.value.astype(str).values.tolist() for each in test.dataframe]


@pytest.mark.parametrize("log", [MANY, FEW], ids=["many", "few"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_shows_the_same(opens, store, monkeypatch, page, log):
    # A minute may pass between the two.
    monkeypatch.setattr(workspace, "now", lambda _policy: datetime(2026, 6, 1, 12))
    link = {"supplier": "Acme"} if page == "supplier" else {}
    kept = shown(opens(page, log, **link))
    hold(store)
    assert shown(opens(page, **link)) == kept


def test_the_trials_of_all_are_no_download(opens, store):
    def labels(test):
        return {each.proto.label for each in test.get("download_button")}

    kept = labels(opens("", MANY))
    hold(store)
    held = labels(opens(""))
    assert kept - held == {"Download the trials as Excel", "Download the trials as CSV"}
    assert "Download the ranking as CSV" in held


def test_where_events_are_elsewhere_none_are_added(opens, monkeypatch):
    monkeypatch.setenv(ENGINE, "spark://host:7077")
    monkeypatch.setenv(EVENTS, "parquet:/events")
    test = opens("upload")
    assert [
        each.value
        for each in test.info
        if "on a cluster: what happened is added and mended there" in each.value
    ]
    assert not test.file_uploader
    assert not [each for each in test.button if "xample" in each.label]


def test_a_look_back_says_that_the_events_are_those_of_today(opens, store, monkeypatch):
    def strip(test):
        return [each.value.replace("\u2060", "") for each in test.warning]

    opens("", MANY)
    assert "later uploads" in strip(opens("", known_at="2026-06-01T12:00:00"))[0]
    monkeypatch.setenv(ENGINE, "spark://host:7077")
    (said,) = strip(opens("decisions", known_at="2026-06-01T12:00:00"))
    assert "later uploads" not in said
    assert (
        "as they were known on 01-06-2026 12:00. The events are in a table on a cluster, which has no earlier state"
        in said
    )


def test_more_first_impressions_than_can_be_told_are_a_ranking(opens, store, monkeypatch):
    def happened(test):
        return ["what happened" in each.value for each in test.dataframe]

    assert any(happened(opens("", FEW)))
    hold(store)
    assert any(happened(opens("")))
    monkeypatch.setattr(first_impressions, "MOST_TRIALS", 1)
    test = opens("")
    assert not test.error
    assert test.dataframe
    assert not any(happened(test))


def test_a_page_says_of_when_the_events_are_and_that_they_have_changed(opens, store, monkeypatch):
    opens("", MANY)
    hold(store)
    events = server.present().events
    monkeypatch.setattr(events, "state", lambda: "Events as the table had them at nine.")
    test = opens("")
    assert [each for each in test.sidebar.caption if each.value == "Events as the table had them at nine."]
    assert not [each for each in test.button if each.key == "show news"]
    monkeypatch.setattr(news, "watch", lambda seen: news._draw(seen - 1))
    monkeypatch.setattr(events, "revision", lambda: store.revision() + 7)
    test = opens("")
    assert [each for each in test.button if each.key == "show news"]
    assert [
        each
        for each in test.markdown
        if each.value.replace("\u2060", "") == "The table of the events has changed:"
    ]


def test_while_a_cluster_works_the_page_says_so(opens, store, monkeypatch):
    said = []
    monkeypatch.setattr(st, "spinner", lambda text: (said.append(text), nullcontext())[1])
    opens("", MANY)
    assert said == []
    monkeypatch.setenv(ENGINE, "spark://host:7077")
    opens("")
    # Before the first page is known, and while its figures are worked out.
    assert said == ["The cluster works out the figures."] * 2
