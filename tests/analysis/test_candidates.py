"""Candidates: what the measures add up to per supplier and category, beside the totals that SQL has."""

import math

import pytest

from tests.measures.worked import SHIPPED, aside, log, measured, said, sheet_row
from trialmetrics.analysis.candidates import candidates
from trialmetrics.analysis.judgement import TriedThreshold, applied

AS_OF = "2026-06-01 12:00"


def rows(events, observed=(), gaps=(), **choice):
    found = candidates(measured(events, observed, gaps, as_of=AS_OF, **choice))
    return found.set_index(["supplier", "category"]).to_dict("index")


def delivered(trial, *more, supplier="Acme", category="Paper", **attributes):
    """A trial answered after two hours and delivered on the third day; `more` events after that."""
    return log(
        "2026-03-02 09:00 request", "2026-03-02 11:00 reply", "2026-03-04 10:00 delivery", *more, supplier=supplier,
        trial=trial, category=category, **attributes,
    )  # fmt: skip


def test_spend_totals_and_where_else():
    found = rows(
        [
            *delivered("1", order_value=10.0, currency="EUR"), *delivered("2", order_value=5.0, currency="USD"),
            *delivered("3", order_value=2.5, currency="EUR", category="Tape"),
            *delivered("4", supplier="Bolt", order_value=100.0, currency="EUR"),
        ]
    )  # fmt: skip
    paper, tape, bolt = found["Acme", "Paper"], found["Acme", "Tape"], found["Bolt", "Paper"]
    assert (paper["spend"], tape["spend"]) == ({"EUR": 10, "USD": 5}, {"EUR": 2.5})
    assert paper["supplier_totals"]["spend"] == {"EUR": 12.5, "USD": 5}
    assert (paper["supplier_totals"]["trials"], paper["supplier_totals"]["served_of"]) == (3, 3)
    assert (paper["elsewhere"], tape["elsewhere"], bolt["elsewhere"]) == (["Tape"], ["Paper"], [])


def test_what_a_score_rests_on_and_what_nobody_noted():
    rated = said("- assessment", courtesy=4)
    found = rows([*delivered("1", rated), *delivered("2")])["Acme", "Paper"]
    assert {name: share for name, share in found["rests_on"].items() if share} == {
        "responsiveness": 1, "courtesy": 0.5, "outcome": 1,
    }  # fmt: skip
    # Nobody promised, nobody noted a chase; somebody rated.
    assert found["not_noted"] == ["promises", "chases"]
    promised = said("2026-03-02 12:00 confirmation", promised="2026-03-05")
    chased = log(
        "2026-03-02 09:00 request", "2026-03-06 09:00 chase", supplier="Bolt", trial="9", category="Paper"
    )
    assert rows([*delivered("1", promised, rated), *chased])["Acme", "Paper"]["not_noted"] == []


def test_of_a_sheet_without_columns_nothing_of_them_was_noted():
    events, observed = sheet_row(
        "2026-03-02 09:00 request", "2026-03-04 10:00 delivery", observed=["delivery"], category="Paper"
    )
    found = rows(events, [observed])["Acme", "Paper"]
    assert found["not_noted"] == ["promises", "replies", "ratings", "chases"]
    assert set(found["rests_on"].values()) != {1}
    assert (found["scored_trials"], found["ended_trials"]) == (0, 1)
    assert all(math.isnan(share) for share in found["rests_on"].values())


def test_nothing_is_missed_of_trials_that_still_run():
    running = log("2026-06-01 09:00 request", category="Paper")
    assert rows(running)["Acme", "Paper"]["not_noted"] == []


def test_rows_that_were_set_aside_are_counted():
    unanswered = log("2026-03-02 09:00 request", "2026-03-20 09:00 closed", trial="t1", category="Paper")
    other = delivered("t2")
    found = rows([*unanswered, *other], gaps=[aside("reply"), aside(None)])["Acme", "Paper"]
    assert found["gaps"] == 2
    assert found["judged_ignored"] == 0
    assert rows([*unanswered, *other])["Acme", "Paper"]["gaps"] == 0


def test_what_is_shown_and_judges_nothing():
    old = log(
        "2024-03-04 09:00 request",
        "2024-03-04 10:00 reply",
        "2024-03-05 10:00 delivery",
        trial="0",
        category="Paper",
    )
    found = rows([*old, *delivered("1"), *delivered("2", order_class="large")])["Acme", "Paper"]
    assert (found["unjudged_small"], found["unjudged_large"], found["judged_trials"]) == (1, 1, 1)


def test_waits_silence_at_infinity():
    silent = log("2026-03-02 09:00 request", "2026-03-20 09:00 closed", trial="2", category="Paper")
    found = rows([*delivered("1"), *silent])["Acme", "Paper"]
    assert found["replies"] == [2, math.inf]
    # Exactly one half was answered, and the other never.
    assert found["median_first_reply_hours"] == pytest.approx(2)


def test_knock_outs_are_counted_where_there_is_anything_to_count():
    silent = log(
        "2026-03-02 09:00 request",
        "2026-03-06 09:00 chase",
        "2026-03-20 09:00 closed",
        trial="2",
        category="Paper",
    )
    found = rows([*delivered("1"), *silent])["Acme", "Paper"]
    assert found["knock_out_counts"] == {"ignored": {"k": 1, "n": 2, "alone": False}}
    assert rows(delivered("1"))["Acme", "Paper"]["knock_out_counts"] == {}


def test_the_threshold_is_the_categorys_or_the_one_that_is_tried():
    policy = SHIPPED.with_threshold(70, "tape")

    def thresholds(tried):
        return [applied(policy, tried).of(category) for category in ("Paper", "Tape")]

    assert thresholds(None) == [60, 70]
    assert thresholds(12.5) == [12.5, 12.5]
    # For all, where a category keeps its own or not; and for one.
    assert thresholds(TriedThreshold(40, everywhere=False)) == [40, 70]
    assert thresholds(TriedThreshold(40)) == [40, 40]
    assert thresholds(TriedThreshold(40, "Paper", everywhere=False)) == [40, 70]


def test_no_trials_at_all():
    assert candidates(measured([], as_of=AS_OF)).empty
