"""The timeline: what stands above and below each lane, how long nothing came, what has a date only and what has none."""

from datetime import datetime

import pandas as pd
import pytest

from tests.charts.drawn import checked
from tests.conftest import ROOT
from trialmetrics.analysis import waits
from trialmetrics.analysis.ranking import rank
from trialmetrics.charts import Look, timeline_chart
from trialmetrics.charts.theme import WIDE_SCREEN

AS_OF = datetime(2026, 11, 24, 12)
SHEET = "supplier,requested_at,first_reply_at,chases,errors,courtesy,promised_at,delivered_at,note\n"


@pytest.fixture
def draws(takes, store):
    """Take a log in and draw the time lines of a supplier: `draws(log, "a", judged=[...])`."""

    def draw(content, key, **columns):
        takes(content)
        ranking = rank(store, as_of=AS_OF)
        trials = ranking.trials[ranking.trials["supplier_key"] == key].sort_values("requested_at")
        events = store.events(key)
        trials = waits.with_silence(trials.assign(**columns), events, ranking.policy, AS_OF)
        trials = waits.with_precision(trials, events)
        return checked(timeline_chart(events, trials, ranking.policy, Look()))

    return draw


EXAMPLE = ROOT / "data" / "example-log.csv"
TEN_HAVE = "drukkerij ten have"


def marks(figure, symbol=None):
    """What is marked: words of the hover -> (x, y)."""
    return {
        tuple(text.replace("<b>", "").replace("</b>", "").split("<br>")): (x, y)
        for trace in figure.data
        if trace.mode == "markers" and symbol in (None, trace.marker.symbol)
        for text, x, y in zip(trace.hovertext, trace.x, trace.y, strict=True)
    }


def texts(figure):
    return [note.text for note in figure.layout.annotations]


def wedges(figure):
    """From where to where the wedges are, in days."""
    return [
        (trace.x[0], trace.x[1]) for trace in figure.data if trace.fill == "toself" and trace.opacity == 0.8
    ]


def test_the_suppliers_events_are_above_and_all_others_below(draws):
    figure = draws(EXAMPLE, TEN_HAVE)
    events = [
        (name, y) for (name, *_rest), (_x, y) in marks(figure).items() if not name.startswith("promised for")
    ]
    assert len(events) == 14
    for name, y in (("reply", -15 / 74), ("rude", 15 / 74), ("belittling", 1 + 15 / 74)):
        assert [y for known, y in events if known == name].count(pytest.approx(y)) == 1


def test_a_lane_says_class_date_state_and_whether_it_is_judged(draws):
    figure = draws(EXAMPLE, TEN_HAVE, judged=[True, False])
    assert [label.split("<br>") for label in figure.layout.yaxis.ticktext] == [
        ["small · 02-03-2026", "fulfilled"],
        ["small · 08-09-2026", "fulfilled", "not judged"],
    ]


def test_the_promised_date_is_shown(draws):
    figure = draws(EXAMPLE, "grootdruk europa")
    due = marks(figure, "square-open")
    assert ("promised for 13-03-2026",) in due
    # Requested on 3 March at 9:30; the promised day lasts from 9.6 to 10.6 days after that.
    assert due["promised for 13-03-2026",] == (pytest.approx(10 + 2.5 / 24, abs=0.001), 0)
    assert texts(figure).count("promised") == 6


def test_the_silence_of_a_sheet_is_a_wedge_through_the_reply_window(draws):
    figure = draws(SHEET + "A,2026-03-02 11:00,no reply,2,,,,,\n", "a")
    # Monday 11:00 and 40 service hours: the next Monday 11:00.
    assert wedges(figure) == [(0, 7)]
    assert marks(figure, "line-ns-open") == {("end of the reply window, 5 working days",): (7, 0)}
    assert [text for text in texts(figure) if text.startswith("no reply in ")]


def test_where_nobody_noted_answers_no_silence_is_drawn(draws):
    figure = draws("supplier,requested_at,courtesy,delivered_at\nA,2026-03-02,4,2026-03-04\n", "a")
    assert wedges(figure) == []
    assert not [text for text in texts(figure) if text.startswith("no reply")]


VOIDED = (
    "supplier,trial_id,event,occurred_at\nAcme,A1,request,2026-03-02 09:00\nAcme,A1,{end},2026-03-03 09:00\n"
)


@pytest.mark.parametrize("end", ["void", "test_discovered"])
def test_for_a_trial_that_does_not_count_nobody_is_said_to_be_silent(draws, end):
    figure = draws(
        VOIDED.format(end=end) + "Bee,B1,request,2026-03-02 09:00\nBee,B1,reply,2026-03-02 10:00\n", "acme"
    )
    assert wedges(figure) == []
    assert "no reply" not in " ".join(texts(figure))


def test_silence_is_said_for_as_long_as_it_was_looked_at(draws):
    """Chased on the second day, looked at in November: the window of 40 service hours ends on Monday 9 March, 9:00."""
    figure = draws(SHEET.replace("note", "trial_id") + "Acme,2026-03-02 09:00,no reply,2,,,,,A1\n", "acme")
    assert "no reply in 5 working days" in texts(figure)


def test_a_quick_answer_crosses_no_window(draws):
    figure = draws(SHEET + "A,2026-03-02 11:00,2026-03-03 11:00,0,,,,,\n", "a")
    assert wedges(figure) == [(0, 1)]
    assert marks(figure, "line-ns-open") == {}


def test_what_has_no_time_is_listed_by_its_lane(draws):
    figure = draws(SHEET + "A,2026-03-02 11:00,2026-03-03 11:00,2,1,,,,Slow\n", "a")
    assert "no time noted: note, chased 2×, error" in " ".join(texts(figure)).replace("<br>", " ")
    figure = draws(SHEET + "B,2026-03-02 11:00,2026-03-03 11:00,0,0,,,,\n", "b")
    assert not [text for text in texts(figure) if "no time" in text]


def test_of_a_bare_date_no_hour_is_claimed(draws):
    figure = draws(SHEET + "A,2026-03-02,2026-03-02,0,0,4,,2026-03-02,\n", "a")
    places = {name: x for (name, *_rest), (x, _y) in marks(figure).items()}
    # Reply and delivery stand beside each other in a bar as long as the day, the request in its middle.
    assert places == {
        "request": 0.5, "reply": pytest.approx(1 / 3), "delivery": pytest.approx(2 / 3),
    }  # fmt: skip
    bars = [
        trace for trace in figure.data if trace.mode == "lines" and list(trace.x) == [0, 1, None, 0, 1, None]
    ]
    assert len(bars) == 1
    assert wedges(figure) == []
    assert ":" not in " ".join(text for names in marks(figure) for text in names)


def test_no_night_is_greyed_where_only_the_date_is_known(draws):
    def shaded(figure):
        grid = Look().grid
        return sum(trace.fillcolor == grid for trace in figure.data)

    timed = "A,2026-03-02 09:00,2026-03-03 09:00,0,,,,,\n"
    assert shaded(draws(SHEET + timed, "a")) == 1
    assert shaded(draws(SHEET + "B,2026-03-02,2026-03-03,0,,,,,\n", "b")) == 0


def test_what_is_dated_before_the_request_is_not_drawn(draws):
    log = "supplier,trial_id,event,occurred_at\n"
    figure = draws(
        log + "A,1,request,2026-03-02 09:00\nA,1,reply,2026-02-27 10:00\nA,1,reply,2026-03-03 10:00\n", "a"
    )
    assert sorted(name for name, *_rest in marks(figure)) == ["reply", "request"]


def test_lanes_without_moments_are_empty_not_broken(draws):
    log = "supplier,trial_id,event,occurred_at\nA,1,request,2026-03-02 09:00\n"
    figure = draws(log, "a", requested_at=pd.NaT, trial_id="another")
    assert figure.layout.height > 0
    assert figure.layout.yaxis.ticktext[0].startswith("small · no date")


def test_on_a_narrow_screen_fewer_events_have_names(draws):
    """Answers on days 1, 2 and 10: in ten days two are 7 % apart, but not 30 %."""
    figure = draws(
        "supplier,trial_id,event,occurred_at\n"
        "Acme,A1,request,2026-03-02 10:00\nAcme,A1,reply,2026-03-03 10:00\n"
        "Acme,A1,confirmation,2026-03-04 10:00\nAcme,A1,delivery,2026-03-12 10:00\n",
        "acme",
    )
    assert texts(figure) == [
        "request",
        "reply",
        f'<span style="{WIDE_SCREEN}">confirmation</span>',
        "delivery",
    ]
