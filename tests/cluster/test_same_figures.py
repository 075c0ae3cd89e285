"""Every figure of a ranking, and of the trials of chosen suppliers, is on a cluster what it is on DuckDB."""

from datetime import date, datetime

import pytest

from tests.measures.test_verbatim import AS_OF, POLICY, assert_same
from tests.measures.worked import policy_with
from trialmetrics.analysis.filters import Filters
from trialmetrics.analysis.ranking import ranking_from_measures
from trialmetrics.engine.trials import HeldTrials
from trialmetrics.errors import UsageError
from trialmetrics.export import documents
from trialmetrics.planning import plan

pytestmark = pytest.mark.cluster

OTHER = policy_with(windows__lapse_hours=24, windows__reply_hours=16.5, evidence__min_trials=2)
# Two moments, of which the example has a third, two policies, with and without filters: each look costs half a minute.
CHOICES = {
    "all": (POLICY, AS_OF, Filters()),
    "filtered, late, another policy": (
        OTHER, datetime(2027, 2, 1), Filters(rounds=("spring", "autumn"), order_classes=("small",), start=date(2026, 2, 1)),
    ),
}  # fmt: skip


@pytest.mark.parametrize("choice", CHOICES)
def test_of_five_hundred_trials(wild, choice):
    policy, as_of, filters = CHOICES[choice]
    here, there = (measure(policy, as_of, filters) for measure in (wild.here, wild.there))
    assert len(here.trial) > 10
    assert_same(here, there)
    ours, theirs = (ranking_from_measures(each, policy, filters, as_of) for each in (here, there))
    same(documents.rank_document(ours), documents.rank_document(theirs))
    for supplier in ours.suppliers["supplier_key"].unique()[::7]:
        of_supplier = [each.with_trials(each.measures.trials.of([supplier])) for each in (ours, theirs)]
        same(*map(documents.trials_document, of_supplier))
    if choice == "all":
        same(*(documents.plan_document(plan(each)) for each in (ours, theirs)))


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


def test_all_trials_at_once_are_refused_with_a_sentence():
    with pytest.raises(
        UsageError, match="From a cluster trials come one supplier at a time; name a supplier"
    ):
        HeldTrials(None).all()
