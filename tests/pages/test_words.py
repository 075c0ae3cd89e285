"""What the pages say in words: the policy's own numbers, one way to write a moment, one name for a verdict."""

import pytest
import streamlit as st

from pages import _shared
from tests.conftest import ROOT

EXAMPLE = ROOT / "data" / "example-log.csv"
LOG = "supplier,trial_id,event,occurred_at\nAarts,T1,request,2026-09-07 10:00\nZeeman,T2,request,2026-09-07\n"


@pytest.fixture
def methods(monkeypatch):
    """The sentences and methods that a page explains its figures with, as one text."""
    said: list[str] = []
    explain = _shared.explain

    def explained(sentence, method):
        said.extend((sentence, method))
        explain(sentence, method)

    monkeypatch.setattr(_shared, "explain", explained)
    return said


@pytest.fixture
def another_policy(store):
    """Other numbers than the shipped ones in force."""
    policy = store.policy()
    evidence = policy.evidence.model_copy(
        update={"interval": 0.8, "out_at": 0.7, "in_at": 0.2, "wrong_rejections": 0.15, "min_trials": 3}
    )
    store.save_policy(policy.model_copy(update={"evidence": evidence}), "team", "another")


def test_the_threshold_chart_is_explained_by_the_policy(shows, methods, another_policy):
    shows("thresholds.py", EXAMPLE)
    said = " ".join(methods)
    for number in ("at least 70 %", "at most 15 %", "at most 20 %", "fewer than 3 judged"):
        assert number in said
    for shipped in ("75 %", "25 %", "10 %"):
        assert shipped not in said


@pytest.mark.parametrize("page", ["ranking", "supplier", "testers"])
def test_how_sure_a_bar_is_follows_the_policy(shows, methods, another_policy, page):
    test = shows(f"{page}.py", EXAMPLE)
    assert "80 % probability" in " ".join(methods)
    assert not [each for each in methods if "with 90 % probability" in each]
    if page == "supplier":
        facts = next(list(each.value["fact"]) for each in test.dataframe if "fact" in each.value)
        assert "score (true one, 80 % sure)" in facts
        assert "rank (true one, 90 % sure)" in facts  # its points do not depend on the policy


def test_two_names_that_do_not_look_alike_are_no_other_two(shows):
    test = shows("upload.py", LOG)
    assert "No two names look alike." in [each.value for each in test.markdown]


def test_a_moment_is_written_one_way(shows):
    test = shows("supplier.py", LOG, supplier="Zeeman")
    trials = next(each.value for each in test.dataframe if "requested" in each.value)
    assert list(trials["requested"]) == ["07-09-2026"]  # its time of day is not known
    test = shows("supplier.py", supplier="Aarts")
    trials = next(each.value for each in test.dataframe if "requested" in each.value)
    assert list(trials["requested"]) == ["07-09-2026 10:00"]


def test_who_is_out_by_what_it_did_does_not_lean(shows, monkeypatch):
    monkeypatch.setattr(st, "page_link", lambda *_where, **_looks: None)  # there is no other page here
    test = shows(
        "ranking.py",
        "supplier,trial_id,requested_at,first_reply_at,outcome,rude,note,courtesy\n"
        'Aarts,T1,2026-01-05 10:00,2026-01-05 11:00,fulfilled,1,"""Go away""",1\n'
        "Zeeman,T2,2026-01-05 10:00,2026-01-05 11:00,fulfilled,0,,4\n",
    )
    facts = test.dataframe[0].value.set_index("supplier")["so far"]
    assert facts["Aarts"] == "✕ do not invite"
    assert facts["Zeeman"] in ("leans in", "unclear", "leans out")


@pytest.mark.parametrize(
    ("texts", "lines"),
    [([], 1), ([None], 1), (["x" * 40, None], 1), (["x" * 60], 2), (["x" * 2000], 4)],
)
def test_rows_are_as_high_as_their_longest_text_needs(texts, lines):
    found = _shared.wrapped(texts, 270)
    if lines == 1:
        assert found is None
    else:
        assert found >= _shared.LINE * lines
        assert found > 64  # 4 rem: of lower rows Streamlit breaks no line
