"""What the pages say in words: the policy's own numbers, one way to write a moment, one name for a verdict."""

import pytest

from pages._shared import widgets
from tests.conftest import ROOT
from tests.saving import put_in_force

EXAMPLE = ROOT / "data" / "example-log.csv"
LOG = "supplier,trial_id,event,occurred_at\nAarts,T1,request,2026-09-07 10:00\nZeeman,T2,request,2026-09-07\n"


@pytest.fixture
def methods(monkeypatch):
    """The sentences and methods that a page explains its figures with, as one text."""
    said: list[str] = []
    explain = widgets.explain

    def explained(sentence, method):
        said.extend((sentence, method))
        explain(sentence, method)

    monkeypatch.setattr(widgets, "explain", explained)
    return said


@pytest.fixture
def another_policy(store):
    """Other numbers than the shipped ones in force."""
    policy = store.policies.in_force()
    evidence = policy.evidence.model_copy(
        update={"interval": 0.8, "out_at": 0.7, "in_at": 0.2, "lean_out": 0.6, "min_trials": 3}
    )
    put_in_force(store, policy.model_copy(update={"evidence": evidence}))


def test_the_threshold_chart_is_explained_by_the_policy(shows, methods, another_policy):
    shows("thresholds.py", EXAMPLE)
    said = methods[methods.index(next(each for each in methods if each.startswith("Above any score"))) + 1]
    for number in ("at least 70 %", "at least 80 %", "fewer than 3 trials"):
        assert number in said
    for shipped in ("90 %", "75 %", "25 %"):
        assert shipped not in said


@pytest.mark.parametrize("page", ["ranking", "testers"])
def test_how_sure_a_bar_is_follows_the_policy(shows, methods, another_policy, page):
    shows(f"{page}.py", EXAMPLE)
    assert "80 % probability" in " ".join(methods)
    assert not [each for each in methods if "with 90 % probability" in each]


def test_how_sure_a_fact_is_follows_the_policy(shows, another_policy):
    test = shows("supplier.py", EXAMPLE, supplier="Lumen Print Studio")
    facts = next(list(each.value["fact"]) for each in test.dataframe if "fact" in each.value)
    assert "score (range: 80 % sure)" in facts
    assert "rank (range: 90 % sure)" in facts  # its points do not depend on the policy


def test_names_that_do_not_look_alike_are_not_asked_about(shows):
    test = shows("upload.py", LOG)
    assert "One supplier or two?" not in [each.value for each in test.header]


def test_a_moment_is_written_one_way(shows):
    test = shows("supplier.py", LOG, supplier="Zeeman")
    trials = next(each.value for each in test.dataframe if "requested" in each.value)
    assert list(trials["requested"]) == ["07-09-2026"]  # its time of day is not known
    test = shows("supplier.py", supplier="Aarts")
    trials = next(each.value for each in test.dataframe if "requested" in each.value)
    assert list(trials["requested"]) == ["07-09-2026 10:00"]


def test_who_is_out_by_what_it_did_does_not_lean(shows):
    test = shows(
        "ranking.py",
        "supplier,trial_id,requested_at,first_reply_at,outcome,chases,courtesy,helpfulness\n"
        "Aarts,T1,2026-01-05 10:00,,ignored,2,,\n"
        "Zeeman,T2,2026-01-05 10:00,2026-01-05 11:00,fulfilled,n.v.t.,4,4\n"
        "Hardly,T3,2026-01-05 10:00,2026-01-05 11:00,fulfilled,n.v.t.,,\n",
    )
    facts = test.dataframe[0].value.set_index("supplier")
    assert facts.loc["Hardly", "so far"] == "too little noted"
    assert facts.loc["Aarts", "so far"] == "✕ do not invite"
    assert facts.loc["Zeeman", "so far"] in (
        "probably above the threshold",
        "unclear",
        "probably below the threshold",
    )
    assert facts.loc["Aarts", "what happened"] == "never answered, chased 2 times"
    # Nobody is told "more trials needed" of a first impression.
    shown = " ".join(str(each.value) for each in (*test.dataframe, *test.metric, *test.markdown))
    assert "more trials needed" not in shown


@pytest.mark.parametrize(
    ("texts", "lines"),
    [([], 1), ([None], 1), (["x" * 40, None], 1), (["x" * 60], 2), (["x" * 2000], 4)],
)
def test_rows_are_as_high_as_their_longest_text_needs(texts, lines):
    found = widgets.row_height(texts, 270)
    if lines == 1:
        assert found is None
    else:
        assert found >= widgets.LINE * lines
        assert found > 64  # 4 rem: of lower rows Streamlit breaks no line
