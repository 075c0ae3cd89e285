"""The page Decisions and the decision on the page of a supplier: who is undecided comes first, and one decides where one looks."""

import re

import pandas as pd
import pytest

from tests.conftest import ROOT
from tests.saving import behind_its_back, put_in_force
from trialmetrics.access import LOCAL
from trialmetrics.analysis.ranking import rank
from trialmetrics.export import documents
from trialmetrics.text.plain_text import plain

EXAMPLE = ROOT / "data" / "example-log.csv"
TEN_HAVE = ("Drukkerij Ten Have", "Printing")
NAME = "drukkerij ten have / Printing"


def table(test) -> pd.DataFrame:
    (found,) = [each.value for each in test.dataframe if "decision" in each.value]
    return found


def decide_on(store, supplier, category, decision, **named):
    """Decide as somebody does who looks at the ranking now."""
    ranking = rank(store)
    rows = ranking.suppliers
    (key,) = rows.loc[(rows["supplier"] == supplier) & (rows["category"] == category), "supplier_key"]
    basis = documents.decision_basis(ranking, key, category)
    return store.decisions.decide(
        supplier, category, decision, LOCAL, basis=basis, seen=store.newest_change(), **named
    )


def fill_in(test, decision, reason="", name=NAME):
    test.radio(key=f"decision on {name}").set_value(decision)
    test.text_area(key=f"reason on {name}").set_value(reason)
    return next(each for each in test.button if each.label == "Decide").click().run()


def toasts(test):
    return [each.value.replace("\\", "") for each in test.toast]


def test_undecided_candidates_with_a_verdict_come_first(opens, takes, store):
    takes(EXAMPLE)
    verdicts = rank(store).verdicts
    rows = table(opens("decisions"))
    with_verdict = verdicts["pass"] + verdicts["reject"]
    assert (rows["decision"] == "undecided").all()
    assert set(rows["verdict"][:with_verdict]) == {"● invite", "✕ do not invite"}
    assert not set(rows["verdict"][with_verdict:]) & {"● invite", "✕ do not invite"}
    decide_on(store, *TEN_HAVE, "reject")
    rows = table(opens("decisions"))
    (place,) = rows.index[rows["supplier"] == TEN_HAVE[0]]
    assert place == len(rows) - 1
    assert rows["decision"][place] == "do not invite"


def test_one_decides_without_leaving_the_list(opens, store):
    test = opens("decisions", EXAMPLE, category="Printing")
    test.selectbox(key="decide on").set_value(("drukkerij ten have", "Printing")).run()
    fill_in(test, "reject", "rude twice")
    assert not test.exception
    assert toasts(test) == ["Decided: Drukkerij Ten Have, do not invite."]
    (decision,) = store.decisions.all().to_dict("records")
    assert (decision["supplier"], decision["category"], decision["decision"]) == (*TEN_HAVE, "reject")
    assert (decision["reason"], decision["decided_by"], decision["verdict"]) == (
        "rude twice",
        "team",
        "reject",
    )
    assert decision["filters"] == {"categories": ["Printing"]}
    # The list goes on with somebody who is undecided.
    chosen = test.selectbox(key="decide on").value
    rows = table(test)
    assert rows["decision"][0] == "undecided"
    assert chosen != ("drukkerij ten have", "Printing")
    assert rows["supplier"].iloc[-1] == TEN_HAVE[0]


def test_who_decides_on_an_older_state_is_told_what_changed_and_decides_again(opens, takes, store):
    test = opens("decisions", EXAMPLE, category="Printing")
    test.selectbox(key="decide on").set_value(("drukkerij ten have", "Printing")).run()
    decide_on(store, *TEN_HAVE, "hold", reason="we ask once more")
    fill_in(test, "reject", "rude twice")
    (toast,) = toasts(test)
    assert toast.startswith("Nothing was decided on Drukkerij Ten Have. team decided “hold” on ")
    assert "(we ask once more). Look again, and decide again." in toast
    assert store.decisions.all()["decision"].tolist() == ["hold"]
    # What was typed is still there, and now it is a decision on what is shown.
    next(each for each in test.button if each.label == "Decide").click().run()
    assert store.decisions.all()["decision"].tolist() == ["reject", "hold"]


def test_the_verdict_of_newer_data_is_marked(opens, takes, store):
    takes(EXAMPLE)
    ranking = rank(store)
    supplier, category = ranking.suppliers.loc[
        ranking.suppliers["verdict"] == "pass", ["supplier", "category"]
    ].iloc[0]
    decide_on(store, supplier, category, "invite")
    takes(
        "supplier,trial_id,event,occurred_at,category,note\n"
        + "".join(
            f"{supplier},X{n},{event},2026-09-0{n} 10:00,{category},{note}\n"
            for n in (1, 2, 3)
            for event, note in (("request", ""), ("rude", "go away"), ("brush_off", "no time for you"))
        )
    )
    test = opens("decisions")
    rows = table(test)
    (row,) = rows[rows["supplier"] == supplier].to_dict("records")
    assert row["since then"] == "verdict was “invite”, 1 change since"
    assert "The verdict has changed since 1 decision." in " ".join(each.value for each in test.markdown)
    supplier_page = opens("supplier", supplier=supplier)
    (label,) = [each.label for each in supplier_page.expander if "ecision" in each.label]
    assert re.fullmatch(
        r"Decision: invite by team, \d\d-\d\d-\d{4} \(verdict was “invite”, 1 change since\)", label
    )


def test_the_ranking_shows_the_decision_beside_the_verdict(opens, takes, store):
    takes(EXAMPLE)
    assert all("decision" not in each.value for each in opens("").dataframe)
    decide_on(store, *TEN_HAVE, "hold", reason="one more trial")
    rows = table(opens(""))
    columns = [*rows]
    assert columns.index("decision") == columns.index("verdict") + 1
    (row,) = rows[rows["supplier"] == TEN_HAVE[0]].to_dict("records")
    assert (row["verdict"], row["decision"]) == ("✕ do not invite", "hold")
    assert (rows["decision"] != "hold").sum() == len(rows) - 1


def test_the_page_of_a_supplier_shows_what_was_shown_then(opens, takes, store):
    takes(EXAMPLE)
    number = decide_on(store, *TEN_HAVE, "reject", reason="agreed")
    store.decisions.object(number, "they say it was a joke", LOCAL)
    test = opens("supplier", supplier=TEN_HAVE[0])
    (label,) = [each.label for each in test.expander if "ecision" in each.label]
    assert re.fullmatch(r"Decision: do not invite by team, \d\d-\d\d-\d{4}", label)
    text = " ".join(each.value for each in test.markdown).replace("\\", "")
    assert "Verdict then: do not invite, by the rule “rude or belittling” of policy version 1" in text
    assert "Its score did not decide: " in text
    assert "Rude or belittling in 2 of 2 trials" in text
    assert "they say it was a joke" in text
    # The words are those of the trials; only where they stand is kept with the decision.
    assert "“If you do not know what you want, do not waste my time” (noted by Bram, 02-03-2026)." in text
    assert "waste my time" not in str(store.decisions.basis(number))
    fill_in(test, "hold", "perhaps later")
    assert store.decisions.all()["decision"].tolist() == ["hold", "reject"]


def test_an_earlier_decision_still_says_why_it_was_made_and_under_which_rule(opens, takes, store):
    takes(EXAMPLE)
    first = decide_on(store, *TEN_HAVE, "reject", reason="agreed")
    store.decisions.object(first, "they say it was a joke", LOCAL)
    put_in_force(store, store.policies.in_force().with_threshold(50))
    second = decide_on(store, *TEN_HAVE, "hold", reason="one more")
    test = opens("supplier", supplier=TEN_HAVE[0])
    (earlier,) = [each for each in test.expander if each.label.startswith("1 earlier decision")]
    assert re.fullmatch(r"1 earlier decision: do not invite by team, \d\d-\d\d-\d{4}", earlier.label)
    assert not earlier.proto.expanded
    labels = [each.label for each in test.expander]
    assert any(re.fullmatch(r"Decision: hold by team, .* · 1 earlier decision", label) for label in labels)
    text = " ".join(each.value for each in earlier.markdown).replace("\\", "")
    for words in (
        "**do not invite** team on ", ": agreed", "do not invite, by the rule “rude or belittling” of policy version 1",
        "Rude or belittling in 2 of 2 trials", "they say it was a joke",
    ):  # fmt: skip
        assert words in text
    assert "one more" not in text
    assert [each.key for each in earlier.button] == [f"look back to {first}"]
    assert {f"look back to {number}" for number in (first, second)} <= {each.key for each in test.button}
    listed = opens("decisions").dataframe[0].value.set_index("supplier").loc[TEN_HAVE[0]]
    assert (listed["decision"], listed["earlier"][:15]) == ("hold", "do not invite, ")
    (row, *_others) = opens("record").dataframe[0].value.to_dict("records")
    assert row["about"] == f"{TEN_HAVE[0]} (Printing): hold (verdict: do not invite, policy version 2)"


def test_from_a_decision_one_goes_back_to_what_was_known(opens, takes, store):
    takes(EXAMPLE)
    number = decide_on(store, *TEN_HAVE, "reject")
    takes("supplier,trial_id,event,occurred_at,category\nNewcomer,T1,request,2026-10-01,Printing\n")
    behind_its_back(
        store, "update history set done_at = timestamp '2026-10-05 10:00:30' + number * interval 1 day"
    )
    test = opens("supplier", supplier=TEN_HAVE[0])
    assert "Newcomer" in test.selectbox(key="supplier").options
    test.button(key=f"look back to {number}").click().run()
    assert test.query_params["known_at"] == "2026-10-07T12:00:30"
    assert "Newcomer" not in test.selectbox(key="supplier").options
    (label,) = [each.label for each in test.expander if "ecision" in each.label]
    assert label == "Decision: do not invite by team, 07-10-2026"
    assert f"look back to {number}" not in {each.key for each in test.button}


@pytest.mark.parametrize("page", ["decisions", "supplier"])
def test_nothing_is_decided_in_the_past(opens, takes, store, page):
    takes(EXAMPLE)
    behind_its_back(store, "update history set done_at = timestamp '2026-10-05 10:00'")
    test = opens(page, supplier=TEN_HAVE[0], known_at="2026-10-06T10:00:00")
    assert "Decide" not in [each.label for each in test.button]
    assert "Nothing can be decided in the past; go back to today first." in [
        each.value for each in test.caption
    ]


def test_decisions_on_candidates_that_are_not_shown_are_counted(opens, takes, store):
    takes(EXAMPLE)
    decide_on(store, *TEN_HAVE, "reject")
    sentence = (
        "1 more decision is on a candidate without a trial under these filters; the page Record has it."
    )
    assert sentence not in [each.value for each in opens("decisions").caption]
    assert sentence in [each.value for each in opens("decisions", category="Catering").caption]


@pytest.mark.parametrize("page", ["decisions", "supplier"])
def test_hostile_words_of_a_decision_are_only_words(opens, takes, store, page):
    takes(EXAMPLE)
    hostile = "[x](https://evil.example) :smile: **b**"
    decide_on(store, *TEN_HAVE, "hold", reason=hostile)
    test = opens(page, supplier=TEN_HAVE[0])
    shown = [each.value for each in [*test.markdown, *test.caption]] + [each.label for each in test.expander]
    assert not [text for text in shown if hostile in text]
    if page == "supplier":
        assert any(plain(hostile) in text for text in shown)


def test_a_trial_is_excused_on_the_page_of_its_supplier(opens, store):
    test = opens("supplier", EXAMPLE, supplier=TEN_HAVE[0])
    trial = test.selectbox(key=f"excused of {NAME}")
    name = trial.options[0]
    trial.set_value(name)
    test.text_input(key=f"excused why {NAME}").set_value("a test of the form")
    next(each for each in test.button if each.label == "Excuse it").click().run()
    assert not test.exception
    trials = rank(store).trials.query("supplier == 'Drukkerij Ten Have'")
    assert trials.loc[trials["trial_id"] == name, "state"].tolist() == ["void"]
    assert (trials["state"] == "void").sum() == 1
