"""The plan of a ranking: who, how many, which class, by whom, at what cost, and why; and that its page says the same."""

from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from tests.conftest import ROOT, ZONE
from trialmetrics import documents, planning, wording
from trialmetrics.errors import TrialmetricsError
from trialmetrics.intake import Settings, read
from trialmetrics.planning import next_step, plan, telling, usual_aim, words
from trialmetrics.planning.order_costs import OrderCosts
from trialmetrics.planning.tester_choice import Assignment
from trialmetrics.ranking import Filters, rank
from trialmetrics.store import Store

AS_OF = datetime(2026, 11, 24, 12)
EXAMPLE = ROOT / "data" / "example-log.csv"
HEAD = "supplier,trial_id,event,occurred_at,category,tester,order_value,currency,order_class,courtesy\n"


def trial(
    supplier, number, rating, *, tester="Anna", value=50, currency="EUR", order_class="small", end="delivery"
):
    """The events of one trial that ended so; `end` open: it still runs."""
    day = f"2026-09-{number + 1:02}"
    name = f"{supplier}-{number}"
    lines = [f"{supplier},{name},request,{day} 10:00,Goods,{tester},{value},{currency},{order_class},"]
    if end == "open":
        lines = [line.replace(day, "2026-11-24").replace("10:00", "09:30") for line in lines]
    else:
        lines += [
            f"{supplier},{name},reply,{day} 12:00,,,,,,",
            f"{supplier},{name},{end},{day} 15:00,,,,,,",
            f"{supplier},{name},assessment,{day} 16:00,,,,,,{rating}",
            f"{supplier},{name},closed,{day} 16:30,,,,,,",
        ]
    return "\n".join(lines) + "\n"


@pytest.fixture
def looks(takes, store):
    """Take trials in and look at the ranking: `looks(trials...)` -> Ranking."""

    def look(*trials, threshold=None):
        if trials:
            takes(HEAD + "".join(trials))
        return rank(store, as_of=AS_OF, threshold=threshold)

    return look


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """A store with the example."""
    folder = tmp_path_factory.mktemp("example")
    with Store.open(folder / "trials.duckdb") as store:
        store.take([read(EXAMPLE, folder, Settings(), name="log.csv", zone=ZONE)], "tester")
        yield store


@pytest.fixture(scope="module")
def example(kept):
    return rank(kept, as_of=AS_OF)


def line(made, supplier):
    return made.lines.set_index("supplier").loc[supplier]


def test_only_those_without_a_verdict_get_trials_and_the_budget_is_kept(example):
    undecided = set(example.suppliers.loc[example.suppliers["verdict"] == "retry", "supplier"])
    for budget in (1, 5, 10, 30):
        made = plan(example, trials=budget)
        assert made.undecided == len(undecided)
        assert set(made.lines["supplier"]) <= undecided
        assert made.trials <= budget
        assert (made.lines["small"] + made.lines["large"] == made.lines["trials"]).all()
        assert (made.lines["chance"] >= made.lines["chance_now"]).all()
        assert made.evenly <= made.settles <= made.undecided


def test_more_money_never_settles_less_and_is_not_exceeded(example):
    settled = []
    for budget in (60, 250, 1000, 6000):
        made = plan(example, money=budget, aim="verdicts")
        assert made.cost <= budget
        settled.append(made.settles)
    assert settled == sorted(settled)
    # The large order that one of them asks for is left to a budget that can pay it.
    assert plan(example, money=1000, aim="verdicts").lines["large"].sum() == 0
    assert plan(example, money=6000, aim="verdicts").lines["large"].sum() == 1


def test_the_curve_holds_the_plan_and_rises(example):
    made = plan(example, trials=10)
    now = made.curve[made.curve["budget"] == 10].iloc[0]
    assert (now["plan"], now["evenly"]) == (made.settles, made.evenly)
    assert made.curve["plan"].iloc[0] < 1
    # Futures are drawn: a step may fall by a draw or two.
    assert (np.diff(made.curve["plan"]) > -0.05).all()


def test_a_civil_no_is_asked_again_at_real_volume(looks):
    found = looks(
        trial("No", 1, 4, end="decline"), trial("No", 2, 4, end="decline", tester="Bram"),
        trial("Yes", 1, 3), trial("Yes", 2, 4, tester="Bram", order_class="large", value=900),
    )  # fmt: skip
    step = line(plan(found, trials=8), "No")
    assert step["large"] == step["trials"]
    assert step["why"] == "It said a civil no: ask again at real volume."
    assert step["cost"] == 900 * step["trials"]


def test_large_orders_come_where_small_ones_scored_far_less(looks):
    poor = [trial("Two-faced", day, 1, tester="Bram") for day in (1, 2, 3)]
    good = [trial("Two-faced", 4, 5, order_class="large"), trial("Other", 5, 3)]
    score = looks(*poor, *good).suppliers.set_index("supplier").loc["Two-faced", "score"]
    found = looks(threshold=score)  # where it can be neither in nor out
    row = found.judged.set_index("supplier").loc["Two-faced"]
    assert row["large_score"] - row["small_score"] > 15
    assert row["verdict"] == "retry"
    step = line(plan(found, trials=8, aim="verdicts"), "Two-faced")
    assert step["large"] >= 1
    assert "large ones show whether that is so" in step["why"]


def test_what_runs_is_waited_for_and_counts_as_coming(looks):
    found = looks(
        *(trial("Runs", day, 4, end="open") for day in (1, 2)), trial("Done", 1, 4), trial("Done", 2, 2)
    )
    key = found.judged.set_index("supplier").loc["Runs", "supplier_key"]
    assert next_step(found, key) == "2 trials still run: wait for them first."
    made = plan(found, trials=1, aim="verdicts")
    assert "Trials that still run are counted as coming." in planning.notes(made)
    assert made.waiting == ["Runs"]
    assert "Wait first for Runs: trials still run." in planning.notes(made)
    # Two that come may speak a verdict without another.
    nothing = made.curve[made.curve["budget"] == 0].iloc[0]
    assert nothing["plan"] > 0


def test_burnt_trials_count_for_nothing(looks):
    found = looks(
        trial("Burnt", 1, 4, end="disclosed"), trial("Burnt", 2, 4), trial("Fair", 1, 2), trial("Fair", 2, 4)
    )
    assert found.judged.set_index("supplier").loc["Burnt", "scored_trials"] == 1
    step = line(plan(found, trials=6), "Burnt")
    assert step["scored_trials"] == 1


def test_nothing_is_promised_where_nothing_was_scored(looks):
    found = looks(trial("A", 1, 4, end="open"), trial("B", 1, 4, end="disclosed"))
    made = plan(found, trials=4)
    assert made.lines["chance"].isna().all()
    assert line(made, "B")["why"] == "Nothing can be said of it yet."
    assert documents.plan_document(made)["lines"][0]["chance"] is None


def test_other_currencies_are_left_out_and_said(looks):
    found = looks(trial("A", 1, 3), trial("B", 1, 3, value=80), trial("C", 1, 3, value=9000, currency="USD"))
    made = plan(found, trials=3)
    assert line(made, "C")["cost"] == 65 * line(made, "C")["trials"]
    assert made.other_currencies == ["USD"]
    assert any("USD" in each for each in planning.notes(made))


def test_money_needs_an_order_value(looks):
    found = looks(trial("A", 1, 3, value=""), trial("B", 1, 3, value=""))
    assert np.isnan(plan(found, trials=2).cost)
    with pytest.raises(TrialmetricsError, match="No order values in EUR"):
        plan(found, money=100)


def test_large_orders_without_a_price_are_named(looks):
    found = looks(trial("No", 1, 4, end="decline"), trial("A", 1, 3), trial("B", 1, 2))
    made = plan(found, trials=8, aim="verdicts")
    assert made.cost == 50 * made.lines["small"].sum()
    assert "Not in the cost: No, as no order value of such trials is noted." in planning.notes(made)
    by_money = plan(found, money=500, aim="verdicts")
    assert "No" not in set(by_money.lines["supplier"])
    assert "No plan by money for No: no order value of such trials is noted." in planning.notes(by_money)


@pytest.mark.parametrize(
    "budget", [{}, {"trials": 0}, {"trials": 501}, {"money": -1.0}, {"money": float("nan")}]
)
def test_a_budget_that_is_none_is_refused(example, budget):
    with pytest.raises(TrialmetricsError, match="budget"):
        plan(example, **budget)


def test_a_budget_too_small_for_any_trial_says_so(example):
    made = plan(example, money=1)
    assert planning.summary(made) == "No trial fits into EUR 1."


def test_where_all_have_a_verdict_nobody_needs_trials(kept):
    found = rank(kept, Filters(categories=("Packaging",)), as_of=AS_OF)
    assert set(found.suppliers["verdict"]) == {"pass", "reject"}
    made = plan(found, trials=10)
    assert (made.undecided, made.trials, made.settles) == (0, 0, 0)
    assert planning.summary(made) == "Nobody needs further trials: every supplier shown has a verdict."


def test_a_category_is_planned_by_itself(kept):
    found = rank(kept, Filters(categories=("Cleaning",)), as_of=AS_OF)
    made = plan(found, trials=5)
    assert set(made.lines["supplier"]) <= set(found.suppliers["supplier"])


def test_doubts_come_first_while_most_have_too_few_trials(looks):
    ratings = {"Best": 5, "Good": 5, "Middling": 3, "Middle": 3, "Bad": 1, "Worst": 1}
    # Two that are known well show how little trials of one supplier vary.
    known = [("High", n, 5 - n % 2) for n in range(6)] + [("Low", n, 1 + n % 2) for n in range(6)]
    trials = [trial(name, 1, rating) for name, rating in ratings.items()]
    scores = looks(*trials, *(trial(*each) for each in known)).suppliers.set_index("supplier")["score"]
    found = looks(threshold=scores["Middle"])
    assert usual_aim(found) == "doubts"
    made = plan(found, trials=2)
    assert (made.aim, made.doubtful) == ("doubts", 2)
    assert set(made.lines["supplier"]) == {"Middling", "Middle"}
    # The others are as good as known; asked for verdicts, a second trial for them speaks sooner.
    assert not {"Middling", "Middle"} & set(plan(found, trials=2, aim="verdicts").lines["supplier"])


def test_the_next_step_of_a_supplier(example):
    rows = example.suppliers.set_index("supplier")
    said = next_step(example, rows.loc["Atelier Vermeulen", "supplier_key"])
    assert said.startswith("Try next: 1 large trial by Bram; settled then with a chance of ")
    assert said.endswith(" %. It said a civil no: ask again at real volume.")
    assert next_step(example, rows.loc["Meijer & Zonen", "supplier_key"]) == ""


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
    choice = Assignment(pd.DataFrame(pairs, columns=["supplier_key", "tester"]))
    assert choice.choose("s", 1) == ["Chris"]
    # Anna and Bram have both two trials behind them and none before them.
    assert choice.choose("v", 2) == ["Anna", "Bram"]
    # All of them are known by now: whoever has least before and behind.
    assert choice.choose("s", 1) == ["Anna"]
    assert Assignment(pd.DataFrame(columns=["supplier_key", "tester"])).choose("s", 2) == []


def test_a_tester_from_elsewhere_connects_what_cannot_be_compared():
    # Anna and Bram share suppliers; Chris has one of his own. For s, Chris joins the two, though Bram has less to do.
    pairs = [("s", "Anna"), ("t", "Anna"), ("t", "Bram"), ("x", "Chris"), ("x", "Chris"), ("x", "Chris")]
    choice = Assignment(pd.DataFrame(pairs, columns=["supplier_key", "tester"]))
    assert choice.choose("s", 1) == ["Chris"]


def test_expected_costs_by_hand():
    trials = pd.DataFrame(
        [("Goods", "small", 50.0, "EUR"), ("Goods", "small", 70.0, "EUR"), ("Other", "small", 300.0, "EUR"),
         ("Other", "large", 900.0, "EUR"), ("Goods", "small", 1.0, "USD"), ("Goods", "large", np.nan, "EUR")],
        columns=["category", "order_class", "order_value", "currency"],
    )  # fmt: skip
    costs = OrderCosts.of(trials, "EUR")
    assert costs.expected(["Goods"], "small") == 60
    assert costs.expected(["Goods", "Other"], "small") == 140
    assert costs.expected(["Goods"], "large") == 900  # none of this category: any of this class
    # What small orders cost says nothing of large ones.
    assert np.isnan(
        OrderCosts.of(trials[trials["order_class"] == "small"], "EUR").expected(["Goods"], "large")
    )
    assert np.isnan(OrderCosts.of(trials, "GBP").expected(["Goods"], "small"))


def test_a_list_of_names_ends():
    assert words.listed(["A"]) == "A"
    assert words.listed(["A", "B"]) == "A and B"
    assert words.listed("ABCDE") == "A, B, C, D and E"
    assert words.listed("ABCDEFG") == "A, B, C, D and 3 others"


def test_the_method_and_the_costs_name_the_numbers_that_are_used(example, monkeypatch):
    said = planning.method(0.75)
    assert "over 400 ways" in said
    assert "counts 75 % of a verdict" in said
    assert "more than 8 trials" in said
    monkeypatch.setattr(telling, "FUTURES", 12)
    monkeypatch.setattr(telling, "MOST_EACH", 3)
    said = planning.method(0.5)
    assert "over 12 ways" in said
    assert "counts 50 % of a verdict" in said
    assert "more than 3 trials" in said
    made = plan(example, trials=10)
    # The lines of the table, rounded one by one, come to about this.
    assert sum(made.lines["cost"].round()) == pytest.approx(made.cost, abs=len(made.lines) / 2)
    assert f"together {wording.money({'EUR': made.cost})}." in planning.costs(made)


def test_the_page_says_what_the_package_says(kept, example, monkeypatch):
    from pages import _shared

    monkeypatch.setattr(_shared, "store", lambda: kept)
    monkeypatch.setattr(_shared, "moment", lambda policy: AS_OF)
    page = AppTest.from_file(ROOT / "pages" / "plan.py", default_timeout=30).run()
    assert not page.exception
    made = plan(example, trials=10)
    assert page.title[0].value == "What to try next"
    assert page.markdown[0].value == _shared.plain(planning.summary(made))
    metrics = {each.label: each.value for each in page.metric}
    assert metrics["Undecided suppliers"] == str(made.undecided)
    assert metrics["Expected cost"] == wording.money({"EUR": made.cost})
    # The number of trials stands in the sentence, what they bring beside the lines: nothing is said twice.
    assert set(metrics) == {"Undecided suppliers", "Doubtful among them", "Expected cost"}
    chart = page.get("plotly_chart")[0].proto.spec
    assert f"by the plan {made.settles:.1f}" in chart
    assert f"spread evenly {made.evenly:.1f}" in chart
    captions = [each.value for each in page.caption]
    assert any(wording.money({"EUR": made.cost}) in each for each in captions)
    # The picture comes before the table.
    kinds = [each.type for each in page.main]
    assert kinds.index("plotly_chart") < kinds.index("dataframe")
    table = page.dataframe[0].value
    assert list(table["supplier"]) == list(made.lines["supplier"])
    assert list(table["why"]) == list(made.lines["why"])
