"""The part of the supplier page on how soon it answers shows the figures of the package."""

import numpy as np
import pandas as pd
import pytest

from pages._response import sentence as sentence_of
from tests.conftest import ROOT
from trialmetrics import wording
from trialmetrics.ranking import rank
from trialmetrics.response import category_waits, compare, response, supplier_waits

EXAMPLE = ROOT / "data" / "example-log.csv"
HEAD = "supplier,trial_id,event,occurred_at,category\n"


def part(test):
    """Its sentence, its table and what it says of another supplier."""
    place = next(n for n, each in enumerate(test.markdown) if each.value.startswith("Half of its"))
    (table,) = [each.value for each in test.dataframe if "answered within" in each.value]
    return test.markdown[place].value, table, test.markdown[place + 1].value


def test_shares_and_median_as_the_package_has_them(shows, store):
    test = shows("supplier.py", EXAMPLE, supplier="Meijer & Zonen")
    found = rank(store)
    own = response(supplier_waits(found, "meijer & zonen"), 0.9)
    others = response(category_waits(found, ["Packaging"]), 0.9)
    said, table, beside = part(test)
    assert said == (
        f"Half of its {own.trials} requests were answered within {wording.hours(own.median)} "
        f"(with 90 % probability between {wording.hours(own.median_low)} and {wording.hours(own.median_high)}). "
        f"In its category (Packaging) half are answered within {wording.hours(others.median)}."
    )
    assert list(table["answered within"]) == ["4 h", "8 h", "16 h"]
    for heading, each in (("this supplier", own), ("its category", others)):
        assert list(table[heading]) == [
            wording.share(r.share, r.low, r.high) for r in each.within.itertuples()
        ]
    result = compare(
        supplier_waits(found, "meijer & zonen"),
        category_waits(found, ["Packaging"], without="meijer & zonen"),
    )
    assert beside == (
        f"Meijer & Zonen answers later than all others in Packaging: {wording.chance(result.p)}.".replace(
            "&", "\\&"
        )
    )


def test_another_supplier_is_chosen_and_stands_in_the_link(shows, store):
    test = shows("supplier.py", EXAMPLE, supplier="Meijer & Zonen")
    test.selectbox(key="compare").select("De Vries Verpakkingen").run()
    found = rank(store)
    result = compare(supplier_waits(found, "meijer & zonen"), supplier_waits(found, "de vries verpakkingen"))
    assert part(test)[2] == (
        f"Meijer \\& Zonen answers later than De Vries Verpakkingen: {wording.chance(result.p)}."
    )
    again = shows("supplier.py", supplier="Meijer & Zonen", compare="De Vries Verpakkingen")
    assert part(again)[2] == part(test)[2]
    # Itself, or whoever is not there, is nobody to compare with.
    itself = shows("supplier.py", supplier="Meijer & Zonen", compare="Meijer & Zonen")
    assert "all others in Packaging" in part(itself)[2]


def waits(*hours):
    """Waits, a negative one still going on."""
    return pd.DataFrame({"first_reply_hours": np.abs(hours), "reply_censored": np.array(hours) < 0})


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        ([2], "Its one request was answered after 2 h."),
        ([-80], "Its one request had no answer in 10 working days."),
        ([-80, -40], "None of its 2 requests had an answer; the longest waited 10 working days."),
        (
            [2, -80, -80],
            "Less than half of its 3 requests were answered; too few to say how near the truth that is; 2 had no answer.",
        ),
        (
            [2, 2],
            "Half of its 2 requests were answered within 2 h; too few to say how near the truth that is.",
        ),
        (
            [2, 2, 2, 2, 8, -80, -80],
            "Half of its 7 requests were answered within 2 h (with 90 % probability between 2 h and never); 2 had no answer.",
        ),
    ],
)
def test_the_sentence(hours, sentence):
    own = response(waits(*hours), 0.9)
    assert sentence_of(own, own, "Paper", 0.9) == sentence
    some, none = (response(waits(*[each] * 9), 0.9) for each in (3, -40))
    assert (
        sentence_of(own, some, "Paper", 0.9)
        == f"{sentence} In its category (Paper) half are answered within 3 h."
    )
    assert (
        sentence_of(own, none, "Paper", 0.9)
        == f"{sentence} In its category (Paper) less than half are answered."
    )


def test_who_has_nobody_beside_and_who_is_clearly_sooner(shows):
    rows = [
        f"{supplier},T{number},request,2026-03-02 09:00,{category}\n"
        + f"{supplier},T{number},reply,2026-03-02 11:00,\n" * (supplier != "Bolt")
        + f"{supplier},T{number},closed,2026-03-16 09:00,\n"
        for number in range(4)
        for supplier, category in (("Acme", "Paper"), ("Bolt", "Paper"), ("Cobb", "Tape"))
    ]
    test = shows("supplier.py", HEAD + "".join(rows), supplier="Acme")
    # Of 70 ways to deal eight waits to four and four, this and its mirror: 3 in 100.
    said = "Acme answers sooner than all others in Paper: this is unlikely to be chance, 3 in 100."
    assert part(test)[2] == said
    test.selectbox(key="supplier").select("Cobb").run()
    assert part(test)[2] == "Of all others in Tape no wait is known."
    test.selectbox(key="compare").select("Acme").run()
    assert part(test)[2] == "Between Cobb and Acme no difference can be seen."


def test_nothing_known_of_any_wait(shows):
    test = shows(
        "supplier.py", "supplier,requested_at,courtesy,chases\nAcme,2026-03-02,4,0\n", supplier="Acme"
    )
    assert "Of none of its judged trials is known how soon it was answered." in [
        each.value for each in test.caption
    ]
