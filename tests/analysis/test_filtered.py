"""Under a category filter every number is that of the candidates shown, counted by hand from what is not filtered."""

from datetime import datetime
from functools import cache

import pandas as pd
import pytest

from tests.conftest import ROOT
from trialmetrics import planning
from trialmetrics.analysis import small_orders, testers
from trialmetrics.analysis.ranking import Filters, rank
from trialmetrics.export import documents, tables
from trialmetrics.policy import load_policy
from trialmetrics.text import tester_text, wrong_verdicts

AS_OF = datetime(2026, 11, 24, 12)
EXAMPLE = ROOT / "data" / "example-log.csv"
RENUMBERED = {"rank", "rank_low", "rank_high"}
# Meijer & Zonen in Packaging alone is rejected on its score; the one defect is in Cleaning.
CHOICES = [("Packaging",), ("Printing",), ("cleaning", "Catering")]


@pytest.fixture
def ranked(store, takes):
    """The example's ranking, by chosen categories and threshold."""
    takes(EXAMPLE)

    @cache
    def run(*categories, threshold=None):
        return rank(store, Filters(categories=categories), as_of=AS_OF, threshold=threshold)

    return run


def chosen(rows, categories):
    wanted = {each.casefold() for each in categories}
    return [row for row in rows if row["category"].casefold() in wanted]


def test_every_number_is_of_what_is_shown(ranked):
    everything = ranked()
    document = documents.rank_document(everything)
    assert sum(row["rule"] == "below" for row in document["suppliers"]) == 1
    for categories in CHOICES:
        found = ranked(*categories)
        shown = documents.rank_document(found)
        rows = chosen(document["suppliers"], categories)
        below, above = ([row for row in rows if row["rule"] == rule] for rule in ("below", "above"))

        # The table, and the exports: the same candidates with the same figures, ranked among themselves.
        assert shown["suppliers"]
        assert {_key(row): _figures(row) for row in shown["suppliers"]} == {
            _key(row): _figures(row) for row in rows
        }
        ranks = [row["rank"] for row in shown["suppliers"] if row["rank"] is not None]
        assert ranks == list(range(1, len(ranks) + 1))
        assert [*map(tuple, documents.rank_table(found)[["supplier", "category"]].to_numpy())] == [
            _key(row) for row in shown["suppliers"]
        ]

        # The headline, and what `rank` says of itself.
        assert shown["expected_wrong_rejections"] == pytest.approx(sum(1 - row["p_below"] for row in below))
        assert shown["expected_wrong_invitations"] == pytest.approx(sum(row["p_below"] for row in above))
        assert shown["least_certain"] == {
            "reject": min(below, key=lambda row: row["p_below"])["supplier"] if below else None,
            "pass": max(above, key=lambda row: row["p_below"])["supplier"] if above else None,
        }
        sentences = " ".join(wrong_verdicts.sentences(found))
        assert ("out on its score" in sentences) == bool(below)
        assert ("invited" in sentences) == bool(above)
        verdicts = [row["verdict"] for row in rows]
        assert found.verdicts == {name: verdicts.count(name) for name in ("pass", "retry", "reject")}
        spend: dict[str, float] = {}
        for row in rows:
            for currency, amount in row["spend"].items():
                spend[currency] = spend.get(currency, 0) + amount
        assert found.spend == pytest.approx(spend)

        # Trials, defects, small orders against large ones.
        trials = chosen(documents.trials_document(everything)["trials"], categories)
        assert documents.trials_document(found)["trials"] == trials
        in_words = tables.trials(found)
        assert [*zip(in_words["Supplier"], in_words["Trial"], strict=True)] == [_id(row) for row in trials]
        names = {_id(row) for row in trials}
        defects = [
            _id(row)
            for row in everything.measures.trials.defects(everything.judged).to_dict("records")
            if _id(row) in names
        ]
        shown_defects = found.measures.trials.defects(found.suppliers)
        assert [_id(row) for row in shown_defects.to_dict("records")] == defects
        assert found.of_shown(found.measures.defect_count)["n"].sum() == len(defects)
        both = [
            _key(row)
            for row in rows
            if row["measures"]["small_score"] is not None and row["measures"]["large_score"] is not None
        ]
        assert sorted(map(_key, small_orders.compared(found.suppliers).to_dict("records"))) == sorted(both)

        # Testers: of the judged trials with a score.
        scored = pd.DataFrame([row for row in trials if row["judged"] and row["score"] is not None])
        table = testers.testers(found).set_index("tester")
        assert table["trials"].to_dict() == scored.groupby("tester").size().to_dict()
        tried = scored.drop_duplicates(["supplier", "category", "tester"]).groupby("tester").size()
        assert table["suppliers"].to_dict() == tried.to_dict()
    assert [
        len(ranked(*categories).of_shown(everything.measures.trials.defects(everything.judged)))
        for categories in CHOICES
    ] == [0, 0, 1]


def test_the_curve_is_of_what_is_shown(ranked):
    for categories in CHOICES:
        curve = ranked(*categories).curve().set_index("threshold")
        for threshold in (45, 75):
            rows = chosen(ranked(threshold=float(threshold)).suppliers.to_dict("records"), categories)
            verdicts = [row["verdict"] for row in rows]
            assert curve.loc[threshold, ["pass", "retry", "reject"]].tolist() == [
                verdicts.count(name) for name in ("pass", "retry", "reject")
            ]
            below = sum(1 - row["p_below"] for row in rows if row["rule"] == "below")
            above = sum(row["p_below"] for row in rows if row["rule"] == "above")
            assert curve.loc[threshold, "expected_wrong_rejections"] == pytest.approx(below)
            assert curve.loc[threshold, "expected_wrong_invitations"] == pytest.approx(above)


def test_the_plan_is_for_what_is_shown(ranked):
    found = ranked("Packaging")
    verdicts = [row["verdict"] for row in chosen(ranked().suppliers.to_dict("records"), ("Packaging",))]
    plan = planning.plan(found, invite=9)
    (goal,) = plan.goals
    assert (goal.category, goal.candidates, goal.invited, goal.undecided) == (
        "Packaging", len(verdicts), verdicts.count("pass"), verdicts.count("retry"),
    )  # fmt: skip
    assert set(plan.lines["category"]) <= {"Packaging"}
    shown = set(found.suppliers["supplier"])
    assert {*plan.waiting, *plan.declined, *plan.thin} <= shown


HEAD = "supplier,trial_id,event,occurred_at,category,tester,courtesy,rater\n"


def trial(number, supplier, category, tester, second=False):
    rows = [
        f"{supplier},T{number},request,2026-03-02 09:00,{category},{tester},,",
        f"{supplier},T{number},reply,2026-03-02 10:00,,,,",
        f"{supplier},T{number},delivery,2026-03-04,,,4,",
    ]
    if second:
        rows.append(f"{supplier},T{number},assessment,2026-03-05,,,5,Zoe")
    return "\n".join(rows) + "\n"


def test_who_tried_hidden_candidates_only_is_no_tester_here(takes, store):
    takes(
        HEAD + trial(1, "Alfa", "Paper", "Ann") + trial(2, "Beta", "Paper", "Ann", second=True)
        + trial(3, "Alfa", "Tape", "Bob", second=True) + trial(4, "Cito", "Tape", "Bob", second=True)
        + trial(5, "Dora", "Tape", "Ann")
    )  # fmt: skip
    paper = rank(store, Filters(categories=("Paper",)), as_of=AS_OF)
    table = testers.testers(paper)
    assert list(table["tester"]) == ["Ann"]
    assert table[["trials", "suppliers", "alone"]].iloc[0].tolist() == [2, 2, 2]
    assert testers.rated_twice(paper) == 1
    assert testers.agreement(paper).set_index("rating").loc["courtesy", "trials"] == 1
    tape = testers.testers(rank(store, Filters(categories=("tape",)), as_of=AS_OF)).set_index("tester")
    assert tape["trials"].to_dict() == {"Ann": 1, "Bob": 2}
    # A tester's strictness is like a score: the same whatever is shown.
    everyone = testers.testers(rank(store, as_of=AS_OF)).set_index("tester")
    pd.testing.assert_series_equal(tape["severity"], everyone["severity"], check_like=True)


def test_nobody_is_said_to_have_tried_what_he_did_not(takes, store):
    # Ann and Bob are linked by Dora alone, who is hidden; Carla by nobody.
    takes(
        HEAD + trial(1, "Alfa", "Paper", "Ann") + trial(2, "Beta", "Paper", "Carla")
        + trial(3, "Dora", "Tape", "Ann") + trial(4, "Dora", "Tape", "Bob")
    )  # fmt: skip
    (reason,) = testers.warnings(rank(store, Filters(categories=("Paper",)), as_of=AS_OF))
    assert tester_text.warning(reason).startswith("Only Ann tried Alfa. Only Carla tried Beta.")


def test_categories_of_one_threshold_are_looked_at_under_it(takes, store):
    policy = load_policy().with_threshold(70.0, "Paper").with_threshold(70.0, "Tape")
    takes(
        HEAD
        + trial(1, "Alfa", "Paper", "Ann")
        + trial(2, "Beta", "Tape", "Ann")
        + trial(3, "Cito", "Ink", "Ann")
    )

    def threshold(*categories):
        return rank(store, Filters(categories=categories), as_of=AS_OF, policy=policy).threshold

    assert threshold("paper", "Tape") == threshold("Paper") == 70
    assert threshold("Paper", "Ink") == threshold() == policy.threshold.default


def _key(row):
    return row["supplier"], row["category"]


def _id(row):
    return row["supplier"], row["trial_id"]


def _figures(row):
    return {name: value for name, value in row.items() if name not in RENUMBERED}
