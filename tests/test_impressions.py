"""First impressions: when all that is known is one, and what is said then."""

from datetime import datetime

import pytest

from trialmetrics import impressions
from trialmetrics.policy import Policy
from trialmetrics.ranking import Filters, rank

AS_OF = datetime(2026, 6, 1)
HEADER = "supplier,trial_id,order_class,requested_at,first_reply_at,delivered_at,outcome,rude,note,courtesy\n"


def trial(supplier: str, number: int = 1, *, good: bool = True, rude: str = "") -> str:
    if rude:
        return (
            f"{supplier},{supplier}{number},small,2026-01-05 10:00,2026-01-05 11:00,,fulfilled,1,{rude},1\n"
        )
    outcome, courtesy = ("fulfilled", 4) if good else ("brushed_off", 2)
    return f"{supplier},{supplier}{number},small,2026-01-05 10:00,2026-01-05 11:00,,{outcome},0,,{courtesy}\n"


def with_least(policy: Policy, least: int) -> Policy:
    return policy.model_copy(update={"evidence": policy.evidence.model_copy(update={"min_trials": least})})


@pytest.mark.parametrize(
    ("each", "least", "only"),
    [
        (1, 2, True),
        (1, 1, False),  # one trial is enough for a verdict
        (2, 2, False),
        (2, 3, True),
    ],
)
def test_it_is_the_policy_that_says_how_many_trials_are_a_first_impression(takes, store, each, least, only):
    takes(HEADER + "".join(trial(name, number) for name in "ABC" for number in range(each)))
    found = rank(store, as_of=AS_OF, policy=with_least(store.policy(), least))
    assert impressions.only(found) is only


def test_one_supplier_with_enough_trials_makes_a_ranking(takes, store):
    takes(HEADER + trial("A", 1) + trial("A", 2) + trial("B"))
    assert not impressions.only(rank(store, as_of=AS_OF))
    assert not impressions.only(rank(store, Filters(categories=("nothing",)), as_of=AS_OF))  # nobody is shown


def test_the_sentence_counts_leans_and_who_is_out(takes, store):
    takes(HEADER + trial("A") + trial("B") + trial("C", rude='"""Go away, small fry"""'))
    found = rank(store, as_of=AS_OF)
    leans = found.suppliers.set_index("supplier")["lean"]
    assert list(found.suppliers.set_index("supplier").loc[["A", "B", "C"], "verdict"]) == [
        "retry",
        "retry",
        "reject",
    ]
    found.suppliers["lean"] = found.suppliers["supplier"].map({"A": "in", "B": "unclear", "C": leans["C"]})
    out = "1 is out by what it did, whatever its score."
    assert (
        impressions.sentence(found)
        == f"One trial each: 1 leans in, of 1 it is unclear which way it leans. {out}"
    )
    found.suppliers["lean"] = found.suppliers["supplier"].map({"A": "out", "B": "out", "C": "out"})
    assert impressions.sentence(found) == f"One trial each: 2 lean out. {out}"
    found.suppliers["lean"] = found.suppliers["supplier"].map({"A": None, "B": "in", "C": None})
    assert impressions.sentence(found) == f"One trial each: 1 leans in, 1 cannot be judged yet. {out}"


def test_several_trials_are_not_called_one(takes, store):
    takes(HEADER + "".join(trial(name, number) for name in "AB" for number in (1, 2)))
    found = rank(store, as_of=AS_OF, policy=with_least(store.policy(), 3))
    assert impressions.sentence(found).startswith("Fewer than 3 trials each: ")


def test_the_leans_are_explained_by_the_policys_own_numbers(store):
    policy = store.policy()
    assert "at most 25 % probability" in impressions.leaning(policy)
    other = policy.evidence.model_copy(update={"in_at": 0.1, "out_at": 0.8})
    said = impressions.leaning(policy.model_copy(update={"evidence": other}))
    assert "at most 10 % probability" in said
    assert "at least 80 %" in said
