"""How soon suppliers and categories answer, from a ranking."""

from datetime import datetime

import numpy as np
import pytest

from tests.measures.chance import realistic
from tests.measures.worked import SHIPPED, log, measured
from trialmetrics.ranking import Filters, ranking
from trialmetrics.response import category_waits, compare, response, supplier_waits

AS_OF = "2026-04-20 12:00"
LEVEL = 0.9


def ranked(events, observed=(), gaps=()):
    measures = measured(events, observed, gaps, as_of=AS_OF)
    return ranking(measures, SHIPPED, Filters(), datetime.fromisoformat(AS_OF))


def trial(number, supplier, *events, category="Paper"):
    """A trial requested on a Monday at 9, closed two weeks later."""
    return log(
        "2026-03-02 09:00 request", *events, "2026-03-16 09:00 closed", supplier=supplier, trial=f"T{number}",
        category=category,
    )  # fmt: skip


SOON, DAY, LATE = "2026-03-02 11:00 reply", "2026-03-03 09:00 reply", "2026-03-04 17:00 reply"


@pytest.fixture(scope="module")
def found():
    """Acme answers after 2, 2, 8 and 24 h and once not; Bolt, in two categories, never; Cobb after 2 h."""
    return ranked(
        [
            *trial(1, "Acme", SOON), *trial(2, "Acme", SOON), *trial(3, "Acme", DAY), *trial(4, "Acme", LATE),
            *trial(5, "Acme"), *trial(6, "Bolt"), *trial(7, "Bolt", category="Tape"), *trial(8, "Cobb", SOON),
            # Still running, discovered, never requested: not judged.
            *log("2026-04-20 09:00 request", supplier="Acme", trial="T9"),
            *trial(10, "Acme", SOON, "2026-03-05 disclosed"),
            *log("2026-03-02 09:00 reply", supplier="Acme", trial="T11"),
        ]
    )  # fmt: skip


def test_a_supplier(found):
    acme = response(supplier_waits(found, "acme"), LEVEL)
    assert (acme.trials, acme.answered, acme.median) == (5, 4, 8)
    assert list(acme.within["hours"]) == [4, 8, 16]
    assert list(acme.within["share"]) == pytest.approx([0.4, 0.6, 0.6])
    assert ((acme.within["low"] < acme.within["share"]) & (acme.within["share"] < acme.within["high"])).all()
    assert list(acme.curve["hours"]) == [2, 8, 24]
    assert list(acme.curve["share"]) == pytest.approx([0.4, 0.6, 0.8])
    # Ten service days of 8 h, from Monday to the second Monday after.
    assert (list(acme.silent), acme.longest) == ([80], 80)
    assert (acme.median_low, acme.median_high) == (2, np.inf)


def test_silence_is_waiting(found):
    bolt = response(supplier_waits(found, "bolt"), LEVEL)
    assert (bolt.trials, bolt.answered, bolt.median) == (2, 0, np.inf)
    assert list(bolt.within["share"]) == [0, 0, 0]
    assert bolt.curve.empty


def test_categories_and_all_but_one_of_them(found):
    assert len(category_waits(found, ["Paper"])) == 7
    assert len(category_waits(found, ["Paper", "Tape"])) == 8
    assert set(category_waits(found, ["Paper"], without="acme")["supplier"]) == {"Bolt", "Cobb"}


def test_nothing_known(found):
    nobody = response(supplier_waits(found, "nobody"), LEVEL)
    assert (nobody.trials, nobody.answered, nobody.longest) == (0, 0, 0)
    assert np.isnan(nobody.median)
    assert nobody.within["share"].isna().all()
    assert nobody.curve.empty


def test_two_compared(found):
    acme, bolt = supplier_waits(found, "acme"), supplier_waits(found, "bolt")
    sooner, later = compare(acme, bolt), compare(bolt, acme)
    assert (sooner.sooner, later.sooner) == (True, False)
    # Of the 21 ways to give Bolt two of the seven waits, the 3 with two of the three silences are the most extreme.
    assert sooner.p == later.p == pytest.approx(3 / 21)
    assert compare(acme, supplier_waits(found, "nobody")).sooner is None


def test_medians_are_those_of_the_ranking():
    found = ranked(*realistic(trials=300, seed=11))
    medians = found.suppliers.set_index("supplier_key")["median_first_reply_hours"]
    assert medians.notna().sum() > 5
    for key, median in medians.items():
        own = response(supplier_waits(found, key), LEVEL).median
        assert own == (np.inf if np.isnan(median) else median)
