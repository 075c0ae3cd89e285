"""Testers: how strict, how far raters agree, and where tester and supplier cannot be told apart."""

from datetime import datetime

import numpy as np
import pytest

from tests.measures.worked import SHIPPED, log, measured, said
from trialmetrics.analysis import testers
from trialmetrics.analysis.ranking import Filters, ranking_from_measures
from trialmetrics.analysis.testers import agreement, groups, rated_twice
from trialmetrics.evidence.severity import severity
from trialmetrics.text import tester_text

AS_OF = "2026-06-01 12:00"
ALL = Filters()


def warnings(found):
    """What is warned of, in sentences."""
    return [tester_text.warning(each) for each in testers.warnings(found)]


def trial(number, supplier, tester, courtesy, *, category="Paper", second=None):
    """A trial answered and delivered at once, with a rating, and one by Zoe where there is a `second`."""
    events = [
        "2026-03-02 09:00 request",
        "2026-03-02 10:00 reply",
        said("2026-03-04 delivery", courtesy=courtesy),
    ]
    if second:
        events.append(said("- assessment", courtesy=second, rater="Zoe"))
    return log(*events, supplier=supplier, trial=f"T{number}", tester=tester, category=category)


def ranked(*trials, filters=ALL):
    """The ranking of trials, numbered."""
    events = [
        event for number, each in enumerate(trials) for event in trial(number, *each[:3], **dict(each[3:]))
    ]
    measures = measured(events, as_of=AS_OF, testers=filters.testers)
    return ranking_from_measures(measures, SHIPPED, filters, datetime.fromisoformat(AS_OF))


# Both tried both, Bob with much lower ratings; Carla tried Cito alone.
CROSSED = [
    (supplier, tester, courtesy)
    for supplier in ("Alfa", "Beta")
    for tester, courtesy in (("anna", 5), ("Bob", 1)) * 4
]


def test_one_row_per_tester_the_strictest_first():
    found = ranked(*CROSSED, ("Alfa", "Carla", 5), ("Cito", "Carla", 5), ("Cito", None, 3))
    frame = testers.testers(found).set_index("tester")
    assert frame.index[0] == "Bob"
    assert frame[["trials", "suppliers", "alone"]].to_dict("index") == {
        "Bob": {"trials": 8, "suppliers": 2, "alone": 0},
        "anna": {"trials": 8, "suppliers": 2, "alone": 0},
        # Cito was tried without a named tester as well.
        "Carla": {"trials": 2, "suppliers": 2, "alone": 0},
    }
    less = severity(found.posterior, 0.9)
    order = ["Bob", "Carla", "anna"]  # as the model numbers them
    assert list(frame.loc[order, "severity"]) == list(less.mean)
    assert list(frame.loc[order, "severity_low"]) == list(less.low)
    assert list(frame.loc[order, "severity_high"]) == list(less.high)
    # A rating of 1 for one of 5 is 100 points of courtesy, which weighs 20 of 45 here (20 responsiveness, 5 outcome).
    apart = frame.loc["Bob", "severity"] - frame.loc["anna", "severity"]
    assert apart == pytest.approx(100 * 20 / 45, abs=4)


def test_suppliers_that_nobody_else_tried():
    frame = testers.testers(
        ranked(*CROSSED, ("Cito", "Carla", 4), ("Cito", "Carla", 4), ("Alfa", "Carla", 4))
    )
    assert frame.set_index("tester")["alone"].to_dict() == {"anna": 0, "Bob": 0, "Carla": 1}


def test_one_tester_is_nobody_to_compare_with_and_the_reader_is_told():
    found = ranked(("Alfa", "Anna", 5), ("Beta", "Anna", 2))
    frame = testers.testers(found)
    assert frame["severity"].isna().all()
    assert list(frame["tester"]) == ["Anna"]
    assert warnings(found) == ["Anna alone tried these suppliers: this is how this tester sees them."]


def test_without_named_testers_there_is_nothing_to_say():
    found = ranked(("Alfa", None, 5), ("Beta", None, 2))
    assert testers.testers(found).empty
    assert warnings(found) == []


def test_nothing_at_all():
    found = ranked()
    assert testers.testers(found).empty
    assert groups(found).empty
    assert warnings(found) == []
    assert list(agreement(found)["trials"]) == [0, 0, 0]


def test_linked_by_one_tester_nothing_is_warned_of():
    found = ranked(("Alfa", "Anna", 5), ("Beta", "Anna", 4), ("Beta", "Bob", 3), ("Cito", "Bob", 2))
    assert groups(found).to_dict("records") == [
        {"testers": ["Anna", "Bob"], "suppliers": [("Alfa", None), ("Beta", None), ("Cito", None)]}
    ]
    assert warnings(found) == []


APART = [
    ("Alfa", "Anna", 5), ("Beta", "Anna", 4), ("Beta", "Bob", 3), ("Cito", "Bob", 2), ("Delta", "Bob", 2),
    ("Eik", "Carla", 4, ("category", "Tape")), ("Eik", "Carla", 2, ("category", "Tape")),
]  # fmt: skip


def test_groups_that_no_tester_links_are_named():
    found = ranked(*APART)
    assert groups(found).to_dict("records") == [
        {
            "testers": ["Anna", "Bob"],
            "suppliers": [(name, None) for name in ("Alfa", "Beta", "Cito", "Delta")],
        },
        {"testers": ["Carla"], "suppliers": [("Eik", None)]},
    ]
    assert warnings(found) == [
        "Only Anna and Bob tried Alfa, Beta, Cito and 1 more. Only Carla tried Eik. Between these groups a strict "
        "tester cannot be told from a poor supplier. One trial with a supplier of one group by a tester of another "
        "would mend that."
    ]


def test_trials_without_a_tester_link_too_and_else_are_named():
    assert warnings(ranked(*APART, ("Alfa", None, 3), ("Eik", None, 3, ("category", "Tape")))) == []


def test_unnamed_testers_are_a_group():
    (said,) = warnings(ranked(("Alfa", "Anna", 5), ("Beta", None, 3), ("Cito", None, 3)))
    assert said.startswith("Only unnamed testers tried Beta and Cito. Only Anna tried Alfa.")


def test_many_groups_are_counted():
    (said,) = warnings(ranked(*[(f"S{n}", f"T{n}", 3) for n in range(5)]))
    assert said.startswith(
        "Only T0 tried S0. Only T1 tried S1. Only T2 tried S2. There are 2 more such groups. "
    )


def test_what_the_category_hides_is_not_warned_of():
    assert warnings(ranked(*APART, filters=Filters(categories=("Paper",)))) == []
    tape = ranked(*APART, filters=Filters(categories=("Tape",)))
    assert warnings(tape) == ["Carla alone tried these suppliers: this is how this tester sees them."]
    # Linked with Bob by what is hidden, her strictness is known.
    linked = ranked(*APART, ("Cito", "Carla", 4), filters=Filters(categories=("Tape",)))
    assert warnings(linked) == []
    carla = ranked(*APART, filters=Filters(testers=("Carla",)))
    assert warnings(carla) == ["Carla alone tried these suppliers: this is how this tester sees them."]


def twice(*pairs):
    return [
        ("Alfa", "Anna", first, ("second", second)) if second else ("Alfa", "Anna", first)
        for first, second in pairs
    ]


def test_agreement_of_two_people_on_a_few_trials():
    found = ranked(*twice((1, 2), (4, 4), (5, None)))
    frame = agreement(found).set_index("rating")
    assert rated_twice(found) == 2
    assert list(frame["trials"]) == [0, 2, 0]
    # 1, 2 | 4, 4: within (1 + 1) / 1; all pairs 2 x (1 + 9 + 9 + 4 + 4) = 54; 1 - 3 x 2 / 54.
    assert frame.loc["courtesy", "alpha"] == pytest.approx(1 - 6 / 54)
    assert np.isnan(frame.loc["welcome", "alpha"])


def silent(number, supplier, tester):
    """A trial that was chased in vain."""
    events = ["2026-03-02 09:00 request", "2026-03-12 09:00 chase", "2026-03-31 09:00 closed"]
    return log(*events, supplier=supplier, trial=f"T{number}", tester=tester, category="Paper")


def test_who_met_only_silence_placed_trials_and_has_no_strictness():
    events = [event for number, each in enumerate(CROSSED) for event in trial(number, *each)]
    events += silent(90, "Cito", "Dora")
    found = ranking_from_measures(measured(events, as_of=AS_OF), SHIPPED, ALL, datetime.fromisoformat(AS_OF))
    frame = testers.testers(found).set_index("tester")
    assert frame.loc["Dora", ["trials", "suppliers", "alone"]].tolist() == [1, 1, 1]
    assert np.isnan(frame.loc["Dora", "severity"])
    assert frame.loc["Bob", "severity"] > 0


def test_a_supplier_in_two_categories_is_two_candidates_and_named_with_them():
    found = ranked(("Alfa", "Anna", 5), ("Beta", "Anna", 4), ("Alfa", "Bob", 3, ("category", "Tape")))
    assert groups(found).to_dict("records") == [
        {"testers": ["Anna"], "suppliers": [("Alfa", "Paper"), ("Beta", None)]},
        {"testers": ["Bob"], "suppliers": [("Alfa", "Tape")]},
    ]
