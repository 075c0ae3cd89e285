"""The plan of a ranking: who gets trials, how many, by whom, and what is expected; that its page says the same."""

import json
from datetime import date, datetime

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT, ZONE
from tests.people import by
from trialmetrics import planning
from trialmetrics.analysis import verdict
from trialmetrics.analysis.ranking import Filters, rank
from trialmetrics.errors import TrialmetricsError
from trialmetrics.export import documents
from trialmetrics.intake import Settings, read
from trialmetrics.planning import plan, plan_reasons
from trialmetrics.planning.invitation_chance import _refits, invitation_chances, simulate_invitations
from trialmetrics.planning.tester_assignment import Assignment, not_before
from trialmetrics.planning.trial_allocation import _allocate, _steps
from trialmetrics.store import Store
from trialmetrics.text import plan_text
from trialmetrics.text.plain_text import plain
from trialmetrics.workspace import Workspace

AS_OF = datetime(2026, 11, 24, 12)
HEAD = (
    "supplier,trial_id,event,occurred_at,category,tester,order_value,currency,courtesy,welcome,helpfulness\n"
)


def trial(supplier, number, rating, *, tester="Anna", end="delivery", month=9, welcome="4"):
    """The events of one trial that ended so; `end` open: it still runs."""
    day, name = f"2026-{month:02}-{number + 1:02}", f"{supplier}-{number}"
    if end == "open":
        return f"{supplier},{name},request,2026-11-24 09:30,Goods,{tester},50,EUR,,,\n"
    return (
        f"{supplier},{name},request,{day} 10:00,Goods,{tester},50,EUR,,,\n"
        f"{supplier},{name},reply,{day} 12:00,,,,,,,\n"
        f"{supplier},{name},{end},{day} 15:00,,,,,,,\n"
        f"{supplier},{name},assessment,{day} 16:00,,,,,{rating},{welcome},{rating}\n"
        f"{supplier},{name},closed,{day} 16:30,,,,,,,\n"
    )


@pytest.fixture
def looks(takes, store):
    """Take trials in and look at the ranking: `looks(trials...)` -> Ranking."""

    def look(*trials):
        takes(HEAD + "".join(trials))
        return rank(store, as_of=AS_OF)

    return look


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A store with the example."""
    folder = tmp_path_factory.mktemp("example")
    with Store.open(folder / "trials.duckdb") as store:
        store.uploads.add(
            [
                read(
                    ROOT / "data" / "example-log.csv", folder, Settings(), name="log.csv", zone=ZONE
                ).require_batch()
            ],
            by("tester"),
        )
        yield store


@pytest.fixture(scope="module")
def example(kept):
    return rank(kept, as_of=AS_OF)


@pytest.fixture(scope="module")
def made(example):
    return plan(example)


def test_each_category_stands_as_its_candidates_do(example, made):
    for goal in made.goals:
        mine = example.suppliers[example.suppliers["category"] == goal.category]
        counts = mine["verdict"].value_counts()
        assert (goal.candidates, goal.invited, goal.undecided) == (
            len(mine),
            counts.get("pass", 0),
            counts.get("retry", 0),
        )
        assert goal.close <= goal.undecided
        assert 0 <= goal.low <= goal.high <= goal.candidates
        assert goal.trials == made.lines.loc[made.lines["category"] == goal.category, "trials"].sum()
    assert {goal.category for goal in made.goals} == set(example.suppliers["category"])


def test_only_the_undecided_without_running_trials_get_some(example, made):
    rows = example.suppliers.set_index(["supplier_key", "category"])
    assert len(made.lines)
    for line in made.lines.itertuples():
        row = rows.loc[(line.supplier_key, line.category)]
        assert (row["verdict"], row["judged_running"]) == ("retry", 0)
        assert row["rule"] != verdict.ALL_DECLINED
        assert 1 <= line.trials <= planning.MAX_TRIALS_EACH
        assert len(line.testers) == line.trials
        assert plan_text.text(line.why).endswith(".")


def test_who_declined_everything_is_worth_a_larger_order(example, made):
    declined = example.suppliers[example.suppliers["rule"] == verdict.ALL_DECLINED]
    assert made.declined == sorted(declined["supplier"])
    assert made.declined


@pytest.mark.parametrize(
    ("veto", "served_of", "said"),
    [
        # What came to something may be a polite no: that it is good when it delivers was not seen.
        (verdict.CAME_TO_NOTHING, 5, "Only 1 of 5 requests came to something."),
        (verdict.DECLINED, 3, "It declined the only request that came to something."),
    ],
)
def test_why_tells_what_was_seen_and_no_more(veto, served_of, said):
    row = {
        "rule": verdict.BETWEEN, "vetoes": [veto], "served": 1, "served_of": served_of, "judged_declined": 1,
    }  # fmt: skip
    assert plan_text.text(plan_reasons.reason_for_trials(row)) == said


def test_what_runs_is_waited_for(looks):
    found = looks(
        trial("Runs", 1, 5), trial("Runs", 2, 5, end="open"), trial("Done", 1, 5), trial("Done", 2, 2)
    )
    made = plan(found)
    assert made.waiting == ["Runs"]
    assert (
        "Trials with Runs are not concluded: see how they end, or note what is missing, before you place more."
        in plan_text.notes(made)
    )
    assert "Runs" not in set(made.lines["supplier"])


def test_no_further_trial_where_enough_are_invited(kept):
    found = rank(kept, Filters(categories=("Packaging",)), as_of=AS_OF)
    made = plan(found, invite=int((found.suppliers["verdict"] == "pass").sum()))
    assert (made.trials, made.goals[0].enough) == (0, True)
    assert plan_text.goal(made.goals[0]).endswith("No further trial is needed for that.")


def test_nothing_is_promised_where_nothing_has_ended(looks):
    found = looks(trial("A", 1, 4, end="open"), trial("B", 1, 4, end="disclosed"))
    made = plan(found)
    assert (made.trials, made.goals[0].low, made.goals[0].high) == (0, 0, 0)
    assert plan_text.goal(made.goals[0]).endswith("No further trial is likely to bring another invitation.")


def test_where_too_little_is_noted_more_trials_are_no_answer(takes, store):
    # Replies, courtesy and outcomes are noted: 45 of 100.
    log = trial("A", 1, 5, welcome="").replace("16:00,,,,,5,,5", "16:00,,,,,5,,")
    takes(HEAD + log)
    made = plan(rank(store, as_of=AS_OF))
    assert (made.trials, made.thin) == (0, ["A"])
    assert any("is noted of the trials with A" in note for note in plan_text.notes(made))


@pytest.mark.parametrize("number", [{"invite": 0}, {"invite": 501}, {"trials": 0}, {"trials": 501}])
def test_a_number_out_of_range_is_refused(example, number):
    with pytest.raises(TrialmetricsError, match="whole number from 1 to 500"):
        plan(example, **number)


def test_steps_by_hand():
    # One trial brings nothing, two bring .6: they are placed together. The third adds .2.
    assert _steps(np.array([0, 0, 0.6, 0.8])) == [(pytest.approx(0.3), 2), (pytest.approx(0.2), 1)]
    assert _steps(np.array([0, 0.5, 0.55, 0.6])) == [(0.5, 1)]  # .05 more per trial is not worth one
    assert _steps(np.zeros(4)) == []


def test_trials_go_where_they_bring_most_until_enough_may_be_expected():
    chance = np.array([[0, 0.3, 0.5, 0.55], [0, 0.9, 0.9, 0.9], [0, 0.2, 0.2, 0.2], [0, 0.4, 0.4, 0.4]])
    category, free = np.array(["a", "a", "a", "b"]), np.full(4, True)

    def placed(wanted, most=None, settled=None):
        return _allocate(chance, free, category, settled or {}, wanted, most).tolist()

    assert placed(1) == [1, 1, 0, 1]  # .9, then .3 more: enough of a; b stays short whatever it does
    assert placed(1, most=1) == [0, 1, 0, 0]
    assert placed(2) == [2, 1, 1, 1]  # all that is worth placing
    assert placed(1, settled={"a": 1}) == [0, 0, 0, 1]
    assert _allocate(chance, ~free, category, {}, 3, None).tolist() == [0, 0, 0, 0]


def test_without_a_further_trial_the_verdicts_are_those_of_the_ranking(example):
    now = (example.judged["verdict"] == "pass").to_numpy()
    none = np.zeros(len(example.judged), dtype=int)
    assert simulate_invitations(example, none).tolist() == [now.tolist()]
    places = np.flatnonzero(example.judged["judged_running"] == 0)
    first = invitation_chances(example, places)[:, 0]
    # Draws stand for what the ranking integrates, so a verdict is the same unless it hangs on a hair.
    assert ((first == 1) == now[places]).mean() > 0.9
    assert set(first) <= {0.0, 1.0}


def test_a_tester_whom_the_supplier_does_not_know_then_the_one_with_least_to_do():
    pairs = [
        ("s", "Anna"),
        ("s", "Bram"),
        ("t", "Anna"),
        ("t", "Chris"),
        ("u", "Chris"),
        ("u", "Bram"),
        ("v", "Chris"),
    ]
    testers = Assignment(pd.DataFrame(pairs, columns=["supplier_key", "tester"]).assign(trials=1))
    assert testers.choose("s", 1) == ["Chris"]
    assert testers.choose("v", 2) == ["Anna", "Bram"]
    assert testers.choose("s", 1) == ["Anna"]  # all of them are known by now
    assert Assignment(pd.DataFrame(columns=["supplier_key", "tester", "trials"])).choose("s", 2) == []


def test_not_in_the_same_week():
    assert not_before(date(2026, 11, 23), date(2026, 11, 25)) == date(2026, 11, 30)
    assert not_before(date(2026, 11, 22), date(2026, 11, 24)) is None


def test_a_list_of_names_ends():
    assert plan_text.name_list(["A"]) == "A"
    assert plan_text.name_list("ABCDE") == "A, B, C, D and E"
    assert plan_text.name_list("ABCDEFG") == "A, B, C, D and 3 others"


def test_a_category_in_words():
    stand = {
        "category": "Goods",
        "wanted": 3,
        "candidates": 12,
        "invited": 1,
        "undecided": 6,
        "close": 2,
        "at_risk": [],
    }
    goal = planning.Goal(**stand, trials=5, low=2, high=4)
    assert plan_text.goal(goal) == (
        "Goods: 1 invited, 3 wanted. 6 are undecided, 2 of them with a good chance. "
        "After 5 more trials expect 2 to 4 of 12 to be invited."
    )


def test_the_document_says_what_the_plan_does(looks):
    made = plan(looks(trial("A", 1, 5, month=11), trial("A", 2, 4, month=11), trial("B", 22, 5, month=11)))
    assert set(made.lines["supplier"]) >= {"B"}
    document = json.loads(json.dumps(documents.plan_document(made)))
    assert [line["supplier"] for line in document["lines"]] == list(made.lines["supplier"])
    assert document["trials"] == made.trials
    days = {line["supplier"]: line["not_before"] for line in document["lines"]}
    assert days.get("B") == "2026-11-30"  # its last request was on Monday of this week
    assert document["cost"] == 50 * made.trials


def test_the_page_says_what_the_package_says(kept, made, monkeypatch):
    workspace = Workspace(kept)
    monkeypatch.setattr("pages._shared.server.present", lambda: workspace)
    monkeypatch.setattr("trialmetrics.workspace.now", lambda policy: AS_OF)
    # A page that is run without a browser has no cookies.
    monkeypatch.setattr("trialmetrics.server.claimed_names.from_cookies", lambda _cookies: "")
    page = AppTest.from_file(ROOT / "pages" / "plan.py", default_timeout=120).run()
    assert not page.exception
    assert page.title[0].value == "What to try next"
    assert [each.value for each in page.markdown[: len(made.goals)]] == [
        plain(plan_text.goal(goal)) for goal in made.goals
    ]
    captions = [each.value for each in page.caption]
    assert all(plain(note) in captions for note in plan_text.notes(made))
    kinds = [each.type for each in page.main]
    assert kinds.index("plotly_chart") < kinds.index("dataframe")
    table = page.dataframe[0].value
    assert list(table["supplier"]) == list(made.lines["supplier"])
    assert list(table["why"]) == [plan_text.text(each) for each in made.lines["why"]]


def test_of_very_many_candidates_the_whole_plan_is_worked_out_in_fewer_futures():
    # Twenty are the fewest of which 8 in 10 say anything.
    assert [_refits(n) for n in (1, 25, 500, 800, 1_000, 100_000)] == [40, 40, 40, 25, 20, 20]
