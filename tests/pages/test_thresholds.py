"""Thresholds: what saving one does to the others, who is told of it, and a policy that cannot be used."""

import pytest

from pages._shared import welcome
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
    (button,) = [each for each in shown.button if each.label == "Save 70"]
    return button.click().run()


def toasts(shown):
    return [each.value.replace("\\", "") for each in shown.toast]


def everywhere(shown):
    return [each for each in shown.checkbox if each.label.startswith("Also for those")]


def test_a_threshold_for_all_leaves_those_of_categories_unless_somebody_says_so(thresholds, store):
    put_in_force(store, load_policy().with_threshold(55, "Printing").with_threshold(40, "Paper"))
    shown = thresholds(LOG)
    (box,) = everywhere(shown)
    assert box.label == "Also for those that have their own: Paper 40, Printing 55"
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
    welcome.load_example(store)
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
    # Of Paper nothing is shown here: it has no trial.
    assert (
        "Shown is 70 for every category. Saved for all, one of its own stays (Printing 55) unless you say so below."
        in captions
    )
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
