"""First impressions: when all that is known is one, the facts first, and what is said of the leans."""

from datetime import datetime

import pytest

from tests.measures.worked import SHIPPED, log, measured, said
from trialmetrics.analysis.ranking import Filters, ranking_from_measures
from trialmetrics.text import first_impressions

AS_OF = "2026-06-01 12:00"


def trial(supplier, *events, number=1, request="2026-03-02 09:00 request", **attributes):
    """One trial with a promise nowhere: `events` after a request on a Monday at 9."""
    return log(
        request, *events, supplier=supplier, trial=f"{supplier}{number}", category="Paper", **attributes
    )


def ranked(*trials, least=2, categories=(), **clock):
    events = [event for each in trials for event in each]
    policy = SHIPPED.model_copy(
        update={
            "evidence": SHIPPED.evidence.model_copy(update={"min_trials": least}),
            "clock": SHIPPED.clock.model_copy(update=clock),
        }
    )
    measures = measured(events, as_of=AS_OF, policy=policy)
    return ranking_from_measures(
        measures, policy, Filters(categories=categories), datetime.fromisoformat(AS_OF)
    )


def good(supplier, number=1):
    return trial(
        supplier,
        "2026-03-02 11:00 reply",
        said("2026-03-04 10:00 delivery", courtesy=5, helpfulness=5),
        number=number,
    )


def silent(supplier, number=1):
    chases = ["2026-03-05 09:00 chase", "2026-03-09 09:00 chase", "2026-03-12 09:00 chase"]
    return trial(supplier, *chases, "2026-03-20 09:00 closed", number=number)


@pytest.mark.parametrize(
    ("each", "least", "only"),
    [
        (1, 2, True),
        (1, 1, False),  # one trial is enough for a verdict
        (2, 2, False),
        (2, 3, True),
    ],
)
def test_it_is_the_policy_that_says_how_many_trials_are_a_first_impression(each, least, only):
    found = ranked(*(good(name, number) for name in "ABC" for number in range(each)), least=least)
    assert first_impressions.only_first_impressions(found) is only


def test_one_candidate_with_enough_trials_makes_a_ranking():
    assert not first_impressions.only_first_impressions(ranked(good("A", 1), good("A", 2), good("B")))
    assert not first_impressions.only_first_impressions(
        ranked(good("A"), categories=("nothing",))
    )  # nobody is shown


def test_the_order_and_the_facts_come_first_then_the_leans():
    found = ranked(good("A"), good("B"), silent("C"))
    found.suppliers["lean"] = ["in", "unclear", "out"]
    assert list(found.suppliers["supplier"]) == ["A", "B", "C"]
    told = first_impressions.sentence(found)
    assert told == (
        "First: A (answered after 2 h, delivered). Last: C (never answered, chased 3 times). "
        "One trial each: 1 is probably above the threshold, 1 is unclear. "
        "1 is out for what it did, whatever its score."
    )
    assert "more trials needed" not in told


def test_leans_are_counted():
    found = ranked(good("A"), good("B"), good("C"))
    found.suppliers["lean"] = "out"
    assert first_impressions.sentence(found).endswith("One trial each: 3 are probably below the threshold.")
    found.suppliers["lean"] = [None, "in", None]
    assert first_impressions.sentence(found).endswith(
        "One trial each: 1 is probably above the threshold, 2 cannot be judged yet."
    )


def test_of_whom_too_little_is_noted_nobody_is_first_or_leans():
    """A delivery alone is 20 of 100: no praise for what nobody noted."""
    hardly_noted = trial("Hardly", said("2026-03-04 10:00 delivery", promised="2026-03-05"))
    said_of = first_impressions.sentence(ranked(hardly_noted, good("A"), silent("B")))
    assert said_of.startswith("First: A (")
    assert "1 has too little noted" in said_of


def test_several_trials_are_not_called_one():
    found = ranked(*(good(name, number) for name in "AB" for number in (1, 2)), least=3)
    assert "Fewer than 3 scored trials each: " in first_impressions.sentence(found)


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (["2026-03-02 11:00 reply", "2026-03-04 10:00 delivery"], "answered after 2 h, delivered"),
        (
            [said("2026-03-02 11:00 confirmation", promised="2026-03-05"), "2026-03-06 10:00 delivery"],
            "answered after 2 h, delivered 1 day late",
        ),
        (
            [said("2026-03-02 11:00 confirmation", promised="2026-03-05"), "2026-03-04 10:00 delivery"],
            "answered after 2 h, delivered on time",
        ),
        (
            ["2026-03-05 09:00 chase", "2026-03-20 09:00 closed"],
            "never answered, chased once",
        ),
        (["2026-03-02 11:00 decline"], "answered after 2 h, declined politely"),
        (["2026-03-02 11:00 brush_off", "2026-03-02 11:00 rude"], "answered after 2 h, brushed off, rude or belittling"),
        (
            [said("2026-03-02 11:00 confirmation", promised="2026-03-05"), "2026-03-20 09:00 closed"],
            "answered after 2 h, never delivered",
        ),
        (["2026-03-02 11:00 reply", "2026-03-03 09:00 closed"], "answered after 2 h, ended by us, or no delivery noted"),
        (["2026-03-02 11:00 quote", "2026-03-03 09:00 closed"], "answered after 2 h"),
        (["2026-03-02 11:00 reply", "- void"], "does not count, answered after 2 h"),
    ],
)  # fmt: skip
def test_the_facts_of_one_trial(events, expected):
    # Another candidate's delivery, so that deliveries are noted.
    found = ranked(trial("A", *events), good("Z"))
    facts = dict(zip(found.suppliers["supplier"], first_impressions.facts(found), strict=True))
    assert facts["A"] == expected


def test_a_wait_is_told_in_days_of_the_clock():
    late = trial("A", "2026-03-04 21:00 reply", "2026-03-05 10:00 delivery")
    # Three service days of 8 h, or 60 hours of any kind.
    assert first_impressions.facts(ranked(late)) == ["answered after 3 working days, delivered"]
    assert first_impressions.facts(ranked(late, plain_hours=True)) == ["answered after 2.5 days, delivered"]


def test_what_was_not_observed_is_not_said():
    # Nobody looked whether it answered: no contact in the round, no chase, not closed.
    found = ranked(trial("A"))
    assert first_impressions.facts(found) == ["not concluded"]


def test_the_leans_are_explained_by_the_policys_own_numbers():
    said_of_leans = first_impressions.lean_legend(SHIPPED)
    assert (
        "Probably above the threshold: its true score is, with a probability of at least 75 %; "
        in said_of_leans
    )
    assert "probably below: with at least 75 %" in said_of_leans
    other = SHIPPED.evidence.model_copy(update={"in_at": 0.1, "lean_out": 0.8})
    said_of_leans = first_impressions.lean_legend(SHIPPED.model_copy(update={"evidence": other}))
    assert "with a probability of at least 90 %; probably below: with at least 80 %" in said_of_leans
