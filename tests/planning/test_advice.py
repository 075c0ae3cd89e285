"""The advice on one candidate: one answer to what would change its verdict and what to do next."""

import re
from datetime import datetime

import pytest

from tests.conftest import ROOT, ZONE
from tests.people import by
from tests.planning.test_making import HEAD, trial
from trialmetrics.analysis import verdict
from trialmetrics.analysis.ranking import Filters, rank
from trialmetrics.intake import Settings, read
from trialmetrics.planning import advice
from trialmetrics.store import Store
from trialmetrics.text import plan_text

AS_OF = datetime(2026, 11, 24, 12)
OTHER_TRIALS = re.compile(r"(\d+) (?:more|further)|(One) more")


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The ranking of the example."""
    folder = tmp_path_factory.mktemp("example")
    with Store.open(folder / "trials.duckdb") as store:
        log = read(ROOT / "data" / "example-log.csv", folder, Settings(), name="log.csv", zone=ZONE)
        store.uploads.add([log.require_batch()], by("tester"))
        yield rank(store, as_of=AS_OF)


def said(ranking, supplier, category=None):
    """The advice on a supplier, in sentences."""
    rows = ranking.judged[ranking.judged["supplier"] == supplier]
    row = rows[rows["category"] == category].iloc[0] if category else rows.iloc[0]
    return plan_text.advice(advice(ranking, row["supplier_key"], row["category"]))


def test_no_candidate_is_given_two_numbers_of_further_trials(example):
    numbered = 0
    for row in example.suppliers.to_dict("records"):
        numbers = OTHER_TRIALS.findall(said(example, row["supplier"], row["category"]))
        assert len(numbers) <= 1, row["supplier"]
        numbered += len(numbers)
    assert numbered > 10


def test_who_is_to_be_tried_next_is_told_the_number_of_the_plan(example):
    row = example.suppliers[example.suppliers["supplier"] == "Studio Noord"].iloc[0]
    assert row["would_change"]["code"] == "would_change_served"
    assert said(example, "Studio Noord").startswith("Next place 1 small trial, by ")
    assert "further" not in said(example, "Studio Noord")


@pytest.mark.parametrize(
    ("supplier", "sentence"),
    [
        # Decided: what would change it.
        (
            "Noordzee Packaging B.V.",
            "About 2 further trials that score 90, with none of this in them, might reopen the verdict.",
        ),
        # Running: wait, and nothing else.
        (
            "Zilver Reiniging",
            "1 trial is not concluded: see how it ends, or note what is missing, before you place more.",
        ),
        # An incident is for a person and not for more trials; so is a polite no to everything.
        ("Kade Negen", "Read what was said, and decide yourself."),
        ("Atelier Vermeulen", "A larger order would show how it serves."),
        (
            "Helder Schoonmaak",
            "Too little is noted of its trials for a verdict; note more before you place more. "
            "2 trials of which everything is noted would allow a verdict.",
        ),
        (
            "Papyrus Offset",
            "About 1 further trial would settle it. By what is known today, more trials are not likely to bring an invitation.",
        ),
    ],
)
def test_one_answer(example, supplier, sentence):
    assert said(example, supplier) == sentence


def test_what_runs_is_waited_for(takes, store):
    takes(
        HEAD
        + trial("Runs", 1, 5)
        + trial("Runs", 2, 5, end="open")
        + trial("Done", 1, 5)
        + trial("Done", 2, 2)
    )
    ranking = rank(store, as_of=AS_OF)
    assert (
        said(ranking, "Runs")
        == "1 trial is not concluded: see how it ends, or note what is missing, before you place more."
    )


def test_an_incident_comes_before_orders_that_would_not_be_enough(takes, store):
    # Good, declined half of what came to something, and rude once: orders alone allow no invitation.
    rude = "A,A-1,rude,2026-09-02 13:00,,,,,,,,Get lost\n"
    head = HEAD.replace("\n", ",note\n")
    rows = "".join(trial("A", n, 5, end="decline" if n > 2 else "delivery") for n in range(1, 5))
    takes(head + rows.replace("\n", ",\n") + rude)
    (row,) = rank(store, as_of=AS_OF).suppliers.to_dict("records")
    assert {verdict.INCIDENT, verdict.DECLINED} <= set(row["vetoes"])
    assert row["would_change"]["code"] == "would_change_served"
    assert said(rank(store, as_of=AS_OF), "A") == "Somebody has to judge an incident first."


def test_of_large_orders_alone_the_small_ones_decide(takes, store):
    head = HEAD.replace("\n", ",order_class\n")
    takes(head + "".join(trial("A", n, 5) for n in (1, 2, 3)).replace("\n", ",large\n"))
    ranking = rank(store, Filters(order_classes=("large",)), as_of=AS_OF)
    assert said(ranking, "A") == "Its small orders decide about an invitation."


def test_who_ignored_everything_is_not_told_to_be_tried_by_another_tester(takes, store):
    """Silence is no matter of a strict tester, although nobody else tried the supplier."""
    silent = (
        "Mute,M-1,request,2026-09-02 10:00,Goods,Chris,50,EUR,,,\nMute,M-1,closed,2026-09-30 10:00,,,,,,,\n"
    )
    takes(HEAD + silent + "".join(trial(name, n, 4) for name in "AB" for n in (1, 2)))
    answer = said(rank(store, as_of=AS_OF), "Mute")
    assert "tester" not in answer
    assert "Place" not in answer
