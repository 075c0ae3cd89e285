"""Thresholds: what is tried is what would be saved, who is told of it, the history, and a policy that cannot be used."""

import pytest

from pages._shared import example
from tests.conftest import ROOT
from tests.saving import overwrite, put_in_force
from trialmetrics.policy import load_policy

# A category may be named like anything: like the label of them all, and like what is said of another one.
ODD = "all categories"
LOG = "supplier,trial_id,event,occurred_at,category\n" + "".join(
    f"{name},T{n},{event},2026-09-07 1{hour}:00,{category}\n"
    for name, category in (("Aarts", "Printing"), ("Boon", ODD), ("Cox", "Printing only"))
    for n in (1, 2)
    for hour, event in enumerate(("request", "reply"))
)


@pytest.fixture
def thresholds(shows):
    """The page, where the threshold stands at 70."""

    def run(log: str | None = None):
        return shows("thresholds.py", log, threshold="70")

    return run


def save(shown, reason="agreed on Monday", category=None):
    """Fill the form in and press its button."""
    if category:
        shown.selectbox(key="save for").select(category).run()
    shown.text_input(key="save why").input(reason)
    return shown.button(key="save it").click().run()


def toasts(shown):
    return [each.value.replace("\\", "") for each in shown.toast]


def everywhere(shown):
    return [each for each in shown.checkbox if each.label.startswith("Also for those")]


def test_a_threshold_for_all_leaves_those_of_categories_unless_somebody_says_so(thresholds, store):
    put_in_force(store, load_policy().with_threshold(55, "Printing").with_threshold(40, "Paper"))
    shown = thresholds(LOG)
    (box,) = everywhere(shown)
    assert box.label == "Also for those that have their own: Paper 40 and Printing 55"
    assert box.value is False
    shown = save(shown)
    assert toasts(shown) == ["Saved as policy version 3."]
    assert store.policies.in_force().threshold.default == 70
    assert store.policies.in_force().threshold.by_category == {"Printing": 55, "Paper": 40}
    assert shown.text_input(key="save why").value == ""
    everywhere(shown)[0].check()
    save(shown)
    assert (store.policies.in_force().threshold.default, store.policies.in_force().threshold.by_category) == (
        70,
        {},
    )


def test_who_chooses_and_saves_before_the_page_is_drawn_anew_saves_what_was_chosen(thresholds, store):
    put_in_force(store, load_policy().with_threshold(55, "Paper"))
    shown = thresholds(LOG)
    everywhere(shown)[0].check()
    shown.selectbox(key="save for").select("Printing")
    save(shown)
    assert store.policies.in_force().threshold.default == 60
    assert store.policies.in_force().threshold.by_category == {"Paper": 55, "Printing": 70}


def test_what_is_replaced_of_a_category_is_named_before(thresholds, store):
    put_in_force(store, load_policy().with_threshold(55, "printing").with_threshold(40, "Gone"))
    shown = thresholds(LOG)
    # Each once, however spelled, and those of the policy that have no trial as well; none like the label of them all.
    assert list(shown.selectbox(key="save for").options) == [
        "all categories", "all categories only", "Gone only", "Printing only", "Printing only only",
    ]  # fmt: skip
    shown.selectbox(key="save for").select("Printing").run()
    assert "This replaces its own threshold: printing 55." in [each.value for each in shown.caption]
    assert everywhere(shown) == []
    save(shown)
    assert store.policies.in_force().threshold.by_category == {"Printing": 70, "Gone": 40}
    assert store.policies.in_force().threshold.default == 60


def test_a_category_may_be_named_like_the_label_of_all(thresholds, store):
    save(thresholds(LOG), category=ODD)
    assert store.policies.in_force().threshold.by_category == {ODD: 70}
    assert store.policies.in_force().threshold.default == 60


def test_of_two_who_save_the_second_is_told_and_keeps_the_reason(thresholds, store):
    first, second = thresholds(LOG), thresholds()
    second.selectbox(key="save for").select("Printing").run()
    save(first, "agreed on Monday")
    second = save(second, "agreed on Tuesday")
    (told,) = toasts(second)
    # First what counts: of a long message only the beginning is shown until it is unfolded.
    assert told.startswith("Nothing was saved. team saved policy version 2 on ")
    assert (
        " (agreed on Monday), after the version 1 that you saw. It changes the threshold: 60 → 70. " in told
    )
    assert told.endswith("Look again, and save what you still mean.")
    assert (store.policies.in_force().version, store.policies.in_force().threshold.by_category) == (2, {})
    assert second.text_input(key="save why").value == "agreed on Tuesday"
    assert second.selectbox(key="save for").value == "Printing"
    # What is drawn now is version 2: once more, and it is meant.
    save(second, "agreed on Tuesday")
    assert store.policies.in_force().threshold.by_category == {"Printing": 70}


def test_who_sees_another_version_than_before_is_told_before_saving(thresholds, store):
    shown = thresholds(LOG)
    put_in_force(store, load_policy().with_threshold(44), reason="a new year")
    shown.selectbox(key="save for").select("Printing").run()
    (told,) = toasts(shown)
    assert told.startswith("Ann saved policy version 2 on ")
    assert told.endswith("(a new year), after the version 1 that you saw. It changes the threshold: 60 → 44.")
    assert toasts(shown.run()) == []


def test_without_a_reason_or_a_change_nothing_is_saved(thresholds, store):
    put_in_force(store, load_policy().with_threshold(70))
    shown = save(thresholds(LOG), "   ")
    assert "is saved with a reason" in toasts(shown)[0]
    shown = save(shown)
    assert toasts(shown) == ["This is the policy in force already, version 2; nothing was saved."]
    assert shown.text_input(key="save why").value == "agreed on Monday"
    assert list(store.policies.all()["version"]) == [2]


@pytest.fixture
def unusable(store, takes):
    """A policy in force that cannot be used."""
    takes(LOG)
    put_in_force(store, load_policy().with_threshold(70))
    overwrite(store, '{"clock": {"time_zone": "Asia/Tokyo"}, "windows": 0}')


def test_a_policy_that_cannot_be_used_is_one_sentence_with_a_way_out(shows, store, unusable):
    shown = shows("thresholds.py")
    (error,) = [each.value.replace("\\", "") for each in shown.error]
    assert error.startswith("The policy of version 2, saved by Ann on ")
    assert "cannot be used: windows: 0 is no section" in error
    (button,) = [each for each in shown.button if each.label == "Save the shipped policy"]
    shown = button.click().run()
    assert not shown.error
    assert (store.policies.in_force().version, store.policies.in_force().threshold.default) == (3, 60)
    assert (
        store.policies.all()["note"][0] == "Version 2 could not be used; the shipped policy takes its place."
    )


def test_of_two_who_mend_it_the_second_is_told(shows, store, unusable):
    shown = shows("thresholds.py")
    put_in_force(store, load_policy().with_threshold(44))
    (button,) = [each for each in shown.button if each.label == "Save the shipped policy"]
    assert "Ann saved policy version 3 on " in toasts(button.click().run())[0]
    assert store.policies.in_force().threshold.default == 44


def test_upload_goes_on_and_says_in_which_zone(shows, store, unusable):
    shown = shows("upload.py")
    (warning,) = [each.value.replace("\\", "") for each in shown.warning]
    assert warning.startswith("The policy of version 2, saved by Ann on ")
    assert warning.endswith("Until then times are those of Asia/Tokyo, as in that version.")
    assert "History" in [each.value for each in shown.header]
    example.load(store)
    assert len(store.uploads.all()) == 2


def test_the_other_pages_tell_the_sentence(shows, unusable):
    shown = shows("_router.py")
    assert [each.value.split(",")[0] for each in shown.error] == ["The policy of version 2"]


def test_a_policy_saved_this_minute_is_the_one_shown(shows, store, takes):
    takes(LOG)
    put_in_force(store, load_policy().with_threshold(70))
    assert "policy version 2" in " ".join(each.value for each in shows("ranking.py").caption)


def test_what_is_shown_and_what_would_be_saved_are_told_apart(thresholds, store):
    put_in_force(
        store, load_policy().with_threshold(55, "Printing").with_threshold(40, "Paper"), reason="as in May"
    )
    shown = thresholds(LOG)
    captions = [each.value for each in shown.caption]
    assert [each.label for each in everywhere(shown)] == [
        "Also for those that have their own: Paper 40 and Printing 55"
    ]
    assert "Unless you tick this, they keep their own and are not counted here." in captions
    # Aarts, in Printing, keeps its threshold.
    assert shown.markdown[0].value.startswith("At 70: invite 0, try 2 again, leave out 0.")
    everywhere(shown)[0].check().run()
    assert shown.markdown[0].value.startswith("At 70: invite 0, try 3 again, leave out 0.")
    (in_force,) = [each for each in captions if each.startswith("Now in force")]
    assert in_force.startswith(
        "Now in force: version 2, threshold 60, Paper 40, Printing 55. Saved by Ann on "
    )
    assert in_force.endswith(": as in May")
    assert load_policy().threshold.source.capitalize() not in in_force


def test_it_is_saved_for_the_category_that_is_looked_at(opens):
    shown = opens("thresholds", LOG, category="Printing")
    assert shown.selectbox(key="save for").value == "Printing"
    shown.selectbox(key="save for").select("").run()
    assert shown.selectbox(key="save for").value == ""
    shown.multiselect(key="category").set_value([ODD]).run()
    assert shown.selectbox(key="save for").value == ODD
    shown.multiselect(key="category").set_value([]).run()
    assert shown.selectbox(key="save for").value == ""


def scale(supplier, category, rating):
    """Three trials of a supplier, each answered and delivered the same day and rated the same, 1-5, for most of the weights."""
    return "".join(
        f"{supplier},{supplier}{n},request,2026-09-0{n} 10:00,{category},,,\n"
        f"{supplier},{supplier}{n},reply,2026-09-0{n} 11:00,,,,\n"
        f"{supplier},{supplier}{n},delivery,2026-09-0{n} 16:00,,{rating},{rating},{rating}\n"
        for n in (1, 2, 3)
    )


def test_whose_verdict_changes_is_shown_for_exactly_what_would_be_saved(opens, store):
    """Everybody is invited at 0 and nobody at 100, so at 100 it is the categories chosen whose candidates fall."""
    log = "supplier,trial_id,event,occurred_at,category,courtesy,welcome,helpfulness\n"
    log += scale("Aarts", "Printing", 4) + scale("Boon", "Paper", 4) + scale("Cox", "Tape", 4)
    put_in_force(store, load_policy().with_threshold(0).with_threshold(0, "Tape"))
    shown = opens("thresholds", log, threshold="100")

    def falling():
        tables = [each.value for each in shown.dataframe if "then" in each.value]
        return [supplier for table in tables for supplier in table["supplier"]]

    # Tape keeps its own until somebody says otherwise.
    assert falling() == ["Aarts", "Boon"]
    everywhere(shown)[0].check().run()
    assert falling() == ["Aarts", "Boon", "Cox"]
    shown.selectbox(key="save for").select("Paper").run()
    shown.slider(key="threshold").set_value(100).run()
    assert falling() == ["Boon"]
    assert shown.button(key="save it").label == "Save 100 for Paper"
    # Saved for all, it holds for those that the filter hides.
    shown.multiselect(key="category").set_value(["Paper"]).run()
    shown.selectbox(key="save for").select("").run()
    assert falling() == ["Aarts", "Boon"]
    assert "Saved for all categories, it holds for those that the filter hides as well." in [
        each.value for each in shown.caption
    ]
    # Nothing of what is shown has the threshold that is chosen.
    shown.multiselect(key="category").set_value(["Tape"]).run()
    shown.selectbox(key="save for").select("").run()
    assert "only categories that keep their own threshold (Tape 0)" in shown.markdown[0].value
    assert falling() == ["Aarts", "Boon"]


def test_a_slider_that_nobody_moved_stands_at_the_policys_threshold_of_what_it_is_for(opens, store):
    put_in_force(store, load_policy().with_threshold(45, "Printing"))
    shown = opens("thresholds", LOG)
    assert shown.slider(key="threshold").value == 60
    shown.selectbox(key="save for").select("Printing").run()
    assert shown.slider(key="threshold").value == 45
    put_in_force(store, store.policies.in_force().with_threshold(50, "Printing"))
    assert shown.run().slider(key="threshold").value == 50
    shown.slider(key="threshold").set_value(70).run()
    shown.selectbox(key="save for").select("").run()
    assert shown.slider(key="threshold").value == 70


def history(shown):
    (table,) = [each.value for each in shown.dataframe if "what changed" in each.value]
    return table


def test_the_history_says_who_saved_what_and_why_and_leads_back(opens, store):
    put_in_force(store, load_policy().with_threshold(70), reason="the board wants it")
    put_in_force(
        store, store.policies.in_force().with_threshold(55, "Printing"), user="Bob", reason="few printers"
    )
    shown = opens("thresholds", LOG, show="history")
    table = history(shown)
    assert table[["version", "who", "why", "what changed"]].to_numpy().tolist() == [
        [3, "Bob", "few printers", "the threshold of Printing: 70 as for all → 55"],
        [2, "Ann", "the board wants it", "the threshold: 60 → 70"],
        [1, "shipped with trialmetrics", "–", "–"],
    ]
    assert list(table["when"])[-1] == "–"
    assert "–" not in list(table["when"])[:2]
    assert [each[:2] for each in shown.selectbox(key="go back to").options] == ["2:", "1:"]
    shown.selectbox(key="go back to").select(1).run()
    assert "It would change the threshold: 70 → 60 and the threshold of Printing: 55 → 60 as for all." in [
        each.value for each in shown.markdown
    ]
    # Nothing is saved without a reason.
    shown.button(key="go back it").click().run()
    assert "is saved with a reason" in toasts(shown)[0]
    shown.text_input(key="go back why").input("it was a mistake")
    shown.button(key="go back it").click().run()
    assert toasts(shown) == ["Saved as policy version 4."]
    assert store.policies.in_force().threshold == load_policy().threshold
    assert history(shown)[["version", "who", "why", "what changed"]].to_numpy().tolist()[0] == [
        4, "team", "it was a mistake", "Back to version 1: the threshold: 70 → 60; the threshold of Printing: 55 → 60 as for all",
    ]  # fmt: skip
    assert shown.selectbox(key="go back to").value is None


def test_before_going_back_it_is_shown_whose_verdict_changes(opens, store):
    put_in_force(store, load_policy().with_threshold(100))
    shown = opens("thresholds", ROOT / "data" / "example-log.csv", show="history")
    shown.selectbox(key="go back to").select(1).run()
    (table,) = [each.value for each in shown.dataframe if "then" in each.value]
    assert "De Vries Verpakkingen" in list(table["supplier"])
    assert set(table["now"]) == {"✕ do not invite"}  # nobody is above 100
    assert f"**{len(table)} verdicts change.** From left out to more trials: " in " ".join(
        each.value for each in shown.markdown
    )


def test_of_two_who_change_it_the_one_who_goes_back_second_is_told(opens, store):
    put_in_force(store, load_policy().with_threshold(70))
    shown = opens("thresholds", LOG, show="history")
    shown.selectbox(key="go back to").select(1).run()
    put_in_force(store, load_policy().with_threshold(44))
    shown.text_input(key="go back why").input("it was a mistake")
    shown.button(key="go back it").click().run()
    assert toasts(shown)[0].startswith("Nothing was saved. Ann saved policy version 3 on ")
    assert store.policies.in_force().threshold.default == 44


def test_a_policy_that_cannot_be_used_leads_back_to_an_older_one(shows, store, takes):
    takes(LOG)
    put_in_force(store, load_policy().with_threshold(70))
    put_in_force(store, load_policy().with_threshold(80))
    overwrite(store, "{", version=3)
    shown = shows("thresholds.py")
    assert history(shown)["what changed"].iloc[0] == "This version cannot be used."
    assert [each[:2] for each in shown.selectbox(key="go back to").options] == ["2:", "1:"]
    shown.selectbox(key="go back to").select(2).run()
    shown.text_input(key="go back why").input("the last good one")
    shown.button(key="go back it").click().run()
    assert not shown.error
    assert (store.policies.in_force().version, store.policies.in_force().threshold.default) == (4, 70)


def test_only_the_open_tab_is_worked_out_and_links_of_an_earlier_release_open_theirs(opens):
    shown = opens("thresholds", LOG)
    assert [each.key for each in shown.slider] == ["threshold"]
    assert not [each for each in shown.selectbox if each.key in ("weight_of", "go back to")]
    assert shown.query_params == {}
    shown = opens("thresholds", weight_of="outcome", weight_outcome="66")
    assert [each.key for each in shown.slider] == ["weight_outcome"]
    assert shown.query_params["show"] == "weights"


def test_what_is_chosen_is_still_chosen_after_a_look_at_another_tab(opens):
    shown = opens("thresholds", LOG, category="Printing", threshold="70")
    assert shown.selectbox(key="save for").value == "Printing"
    first = shown.tabs[0].label
    shown.session_state["show"] = shown.tabs[2].label
    shown.run()
    assert not shown.slider
    shown.session_state["show"] = first
    shown.run()
    assert shown.selectbox(key="save for").value == "Printing"
    assert shown.slider(key="threshold").value == 70


def test_a_link_says_for_which_category_the_threshold_is(opens):
    shown = opens("thresholds", LOG, **{"threshold": "70", "for": "printing"})
    assert shown.selectbox(key="save for").value == "Printing"
    assert shown.button(key="save it").label == "Save 70 for Printing"
    assert shown.query_params["for"] in ("Printing", ["Printing"])
    shown.selectbox(key="save for").select("").run()
    assert "for" not in shown.query_params


def test_a_link_for_a_category_that_does_not_exist_is_said(opens):
    shown = opens("thresholds", LOG, **{"threshold": "70", "for": "Flowers"})
    assert shown.selectbox(key="save for").value == ""
    assert any("category 'Flowers', which does not exist" in each.value for each in shown.warning)
