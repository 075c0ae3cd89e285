"""How soon candidates and categories answer, from a ranking."""

from datetime import datetime

import numpy as np
import pytest

from tests.measures.waiting import replied
from tests.measures.worked import SHIPPED, log, measured
from trialmetrics.analysis.ranking import Filters, ranking_from_measures
from trialmetrics.analysis.response_times import candidate_waits, category_waits, response

AS_OF = "2026-04-20 12:00"
LEVEL = 0.9
SOON, DAY, LATE = "2026-03-02 11:00 reply", "2026-03-03 09:00 reply", "2026-03-04 17:00 reply"


def trial(number, supplier, *events, **attributes):
    """A trial requested on a Monday at 9, closed two weeks later."""
    return log(
        "2026-03-02 09:00 request", *events, "2026-03-16 09:00 closed", supplier=supplier, trial=f"T{number}",
        **{"category": "Paper", **attributes},
    )  # fmt: skip


@pytest.fixture(scope="module")
def found():
    """Acme answers after 2, 2, 8 and 24 h and once not; Bolt, in two categories, never; Cobb after 2 h."""
    events = [
        *trial(1, "Acme", SOON), *trial(2, "Acme", SOON), *trial(3, "Acme", DAY), *trial(4, "Acme", LATE),
        *trial(5, "Acme"), *trial(6, "Bolt"), *trial(7, "Bolt", category="Tape"), *trial(8, "Cobb", SOON),
        # Still running, discovered, never requested, large beside small ones: not judged.
        *log("2026-04-20 09:00 request", supplier="Acme", trial="T9", category="Paper"),
        *trial(10, "Acme", SOON, "2026-03-05 disclosed"),
        *log("2026-03-02 09:00 reply", supplier="Acme", trial="T11", category="Paper"),
        *trial(12, "Acme", SOON, order_class="large"),
    ]  # fmt: skip
    return ranking_from_measures(
        measured(events, as_of=AS_OF), SHIPPED, Filters(), datetime.fromisoformat(AS_OF)
    )


def test_a_candidate(found):
    acme = response(candidate_waits(found, "acme", "Paper"), LEVEL)
    assert (acme.trials, acme.answered) == (5, 4)
    assert list(acme.within["hours"]) == [4, 8, 16]
    assert list(acme.within["share"]) == pytest.approx([0.4, 0.6, 0.6])
    assert ((acme.within["low"] < acme.within["share"]) & (acme.within["share"] < acme.within["high"])).all()
    assert list(acme.curve["hours"]) == [2, 8, 24]
    assert list(acme.curve["share"]) == pytest.approx([0.4, 0.6, 0.8])
    # Ten service days of 8 h, from Monday to the second Monday after.
    assert (list(acme.silent), acme.longest) == ([80], 80)


def test_silence_is_waiting(found):
    bolt = response(candidate_waits(found, "bolt", "Paper"), LEVEL)
    assert (bolt.trials, bolt.answered) == (1, 0)
    assert list(bolt.within["share"]) == [0, 0, 0]
    assert bolt.curve.empty


def test_whoever_was_silent_until_a_tester_gave_up_early_never_answered():
    """Three requests of a Monday at 9 closed as ignored after 48 h, and three answered after 49, 50 and 51 h."""
    events = [
        event
        for n in range(3)
        for event in (
            *log("2026-03-02 09:00 request", "2026-03-09 17:00 closed", supplier="Dorn", trial=f"D{n}", category="Paper"),
            *log("2026-03-02 09:00 request", f"2026-03-10 {10 + n}:00 reply", "2026-03-11 09:00 delivery",
                 supplier="Dorn", trial=f"E{n}", category="Paper"),
        )
    ]  # fmt: skip
    ranking = ranking_from_measures(
        measured(events, as_of=AS_OF), SHIPPED, Filters(), datetime.fromisoformat(AS_OF)
    )
    dorn = response(candidate_waits(ranking, "dorn", "Paper"), LEVEL)
    assert list(dorn.curve["hours"]) == [49, 50, 51]
    assert list(dorn.curve["share"]) == pytest.approx([1 / 6, 2 / 6, 3 / 6])
    (row,) = ranking.judged.to_dict(orient="records")
    assert row["half_reply_hours"] == 51


@pytest.mark.parametrize(
    ("waits", "half"),
    [
        ([1.0, 3.0, 8.0], 3.0),
        ([8.0, 1.0, 3.0, 4.0], 3.5),
        ([1.0, 3.0, np.inf, np.inf], 3.0),
        ([1.0, np.inf, np.inf], np.nan),
        ([np.inf], np.nan),
    ],
)
def test_half_within(waits, half):
    answered = np.isfinite(waits)
    found = replied(np.where(answered, waits, 5), answered)
    assert found["half_hours"] == pytest.approx(half, nan_ok=True)
    assert (found["n"], found["never"]) == (len(waits), (~answered).sum())


def test_a_category(found):
    paper, tape = category_waits(found, "Paper"), category_waits(found, "Tape")
    # Acme's and Cobb's 2, 2, 2, 8 and 24 h, and twice 80 h in vain.
    assert sorted(zip(paper["hours"], paper["answered"], paper["n"], strict=True)) == [
        (2, True, 3), (8, True, 1), (24, True, 1), (80, False, 2),
    ]  # fmt: skip
    assert list(tape[["hours", "answered", "n"]].itertuples(index=False, name=None)) == [(80, False, 1)]


def test_nothing_known(found):
    nobody = response(candidate_waits(found, "acme", "Tape"), LEVEL)
    assert (nobody.trials, nobody.answered, nobody.longest) == (0, 0, 0)
    assert nobody.within["share"].isna().all()
    assert nobody.curve.empty


def test_the_ranking_has_each_wait_and_their_median(found):
    acme, bolt = (
        found.judged.set_index(["supplier_key", "category"]).loc[key]
        for key in (("acme", "Paper"), ("bolt", "Tape"))
    )
    assert acme["replies"] == [2, 2, 8, 24, np.inf]
    assert acme["median_first_reply_hours"] == 8
    assert bolt["replies"] == [np.inf]
    assert np.isnan(bolt["median_first_reply_hours"])
