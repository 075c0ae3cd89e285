"""Every figure of a ranking, and of the trials of chosen suppliers, is on a cluster what it is on DuckDB."""

from datetime import date, datetime

import pytest

from tests.measures.test_verbatim import assert_same
from tests.measures.worked import policy_with
from trialmetrics.analysis.filters import Filters
from trialmetrics.analysis.ranking import ranking_from_measures
from trialmetrics.analysis.sensitivity import changes
from trialmetrics.export import documents
from trialmetrics.planning import plan

pytestmark = pytest.mark.cluster

CHOICES = {
    "all": ({}, Filters()),
    "filtered": ({}, Filters(rounds=("spring",), testers=("Ann",), start=date(2026, 2, 1))),
    "large only": ({}, Filters(order_classes=("large",))),
    "early": ({"as_of": datetime(2026, 3, 4, 10, 30)}, Filters()),
    "late": ({"as_of": datetime(2027, 2, 1)}, Filters()),
    "another policy": (
        {"policy": policy_with(windows__lapse_hours=24, windows__reply_hours=16.5, evidence__min_trials=2)},
        Filters(),
    ),
}


@pytest.mark.parametrize("choice", CHOICES)
def test_of_five_hundred_trials(wild, choice):
    asked, filters = CHOICES[choice]
    policy, as_of = asked.get("policy", wild.policy), asked.get("as_of", wild.as_of)
    here, there = (measure(policy, as_of, filters) for measure in (wild.here, wild.there))
    assert_same(here, there)
    ours, theirs = (ranking_from_measures(each, policy, filters, as_of) for each in (here, there))
    same(documents.rank_document(ours), documents.rank_document(theirs))
    for supplier in ours.suppliers["supplier_key"].unique()[::7]:
        of_supplier = [each.with_trials(each.measures.trials.of([supplier])) for each in (ours, theirs)]
        same(*map(documents.trials_document, of_supplier))
    if choice == "all":
        same(*(documents.plan_document(plan(each)) for each in (ours, theirs)))
        assert changes(ours) == changes(theirs)


def same(one, other, place=""):
    """Texts, counts, states, ranks and verdicts identical, numbers within 1e-9."""
    if isinstance(one, dict):
        assert one.keys() == other.keys(), place
        for key in one:
            same(one[key], other[key], f"{place}/{key}")
    elif isinstance(one, list):
        assert len(one) == len(other), place
        for number, both in enumerate(zip(one, other, strict=True)):
            same(*both, f"{place}/{number}")
    elif isinstance(one, float) and isinstance(other, float):
        assert one == pytest.approx(other, abs=1e-9, rel=0), place
    else:
        assert one == other, place
