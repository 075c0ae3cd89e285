"""The rule for large orders on the pages and in the exports: offered, saved, shown, taken back."""

import json

import pytest

from pages._shared import server
from tests.saving import put_in_force
from trialmetrics.analysis.ranking import rank
from trialmetrics.export import documents, tables
from trialmetrics.policy import load_policy
from trialmetrics.policy.differences import differences

HEAD = "supplier,trial_id,event,occurred_at,order_value\n"
VALUES = {"Aarts": 40, "Boon": 45, "Cox": 60, "Dam": 80, "Aarts ": 2400, "Boon ": 2500, "Cox ": 3000}
LOG = HEAD + "".join(
    f"{name},T{value},{event},2026-09-07 1{hour}:00,{value}\n"
    for name, value in VALUES.items()
    for hour, event in enumerate(("request", "reply"))
)
OFFER = (
    "The order values lie far apart, and no log says which orders are small or large: 4 orders up to EUR 80, 3 orders from "
    "EUR 2,400 on."
)
RULE = "an order of at least EUR 500 is large by rule"
BUTTON = "Count orders from EUR 500 on as large"


def texts(shown):
    return " ".join(each.value for each in shown.markdown).replace("\\", "")


def press(shown, label):
    (button,) = [each for each in shown.button if each.label == label]
    return button.click().run()


def labels(shown):
    return [each.label for each in shown.button]


def test_offered_saved_and_taken_back(shows, store):
    shown = shows("thresholds.py", LOG)
    assert OFFER in texts(shown)
    shown = press(shown, BUTTON)
    assert [each.value for each in shown.toast] == ["Saved as policy version 2."]
    assert store.policies.in_force().large_from == {"EUR": 500}
    assert store.policies.all()["note"].tolist() == [OFFER]
    assert OFFER not in texts(shown)
    assert BUTTON not in labels(shown)
    assert RULE in texts(shown)
    # Whoever saved it is not told of it as somebody else's.
    assert not shown.info
    shown = press(shown, "Take this rule back")
    assert store.policies.in_force().large_from == {}
    assert OFFER in texts(shown)


def test_not_offered_where_a_log_says_it(shows):
    shown = shows(
        "thresholds.py", LOG.replace("value\n", "value,order_class\n", 1).replace(",40\n", ",40,small\n")
    )
    assert "far apart" not in texts(shown)


def test_somebody_elses_version_is_not_overwritten(shows, store):
    shown = shows("thresholds.py", LOG)
    put_in_force(store, load_policy().with_threshold(61))
    shown = press(shown, BUTTON)
    assert store.policies.in_force().large_from == {}
    assert any("Nothing was saved." in each.value for each in shown.toast)


@pytest.fixture
def ruled(store):
    put_in_force(store, load_policy().with_large_from({"EUR": 500}))


def test_the_trials_of_a_supplier_say_so(shows, ruled):
    shown = shows("supplier.py", LOG, supplier="Aarts")
    (table,) = [each.value for each in shown.dataframe if "class" in each.value]
    assert dict(zip(table["trial"], table["class"], strict=True)) == {
        "T40": "small",
        "T2400": "large by rule",
    }


def test_how_it_judges_lists_it(shows, ruled, store):
    assert RULE in texts(shows("how_it_judges.py"))
    put_in_force(store, load_policy())
    assert "where that says nothing, it counts as small." in texts(shows("how_it_judges.py"))


def test_the_workbook_says_so_and_the_document_keeps_its_two_codes(takes, store, ruled):
    takes(LOG)
    ranking = rank(store)
    table = tables.trials(ranking)
    of_trial = dict(zip(table["Trial"], table["Order class"], strict=True))
    assert (of_trial["T40"], of_trial["T2400"]) == ("small", "large by rule")
    found = json.loads(json.dumps(documents.trials_document(ranking)["trials"]))
    assert {trial["trial_id"]: trial["order_class"] for trial in found} == {
        f"T{value}": "small" if value < 500 else "large" for value in VALUES.values()
    }
    assert "order_class_from" not in found[0]


def test_a_filter_of_large_orders_can_be_chosen(takes, store, ruled):
    takes(LOG)
    assert server.Workspace(store).choices().values["order_class"] == ("large", "small")


def test_what_changed_is_told_in_words():
    before, after = load_policy(), load_policy().with_large_from({"EUR": 2500})
    assert differences(before, after) == ["large orders in EUR, from: none → 2500"]


def test_a_comparison_of_small_with_large_orders_says_by_which_rule(shows, store):
    def captions():
        shown = shows("supplier.py", LOG, supplier="Aarts")
        assert "Small orders against large ones" in [each.value for each in shown.header]
        return " ".join(each.value for each in shown.caption)

    put_in_force(store, load_policy().with_large_from({"EUR": 500}))
    assert RULE in captions()
