"""Which trials judge a candidate: of the window, and small, or large where no small one has ended."""

from datetime import date

import pytest

from tests.measures.worked import log, measured, noted, policy_with, rows

# Each ends at once: brushed off within the hour.
ENDED = "brush_off"


def trials(*made, **options):
    """Trials of Acme (name, day of the request, order class, whether it ended), all in one log."""
    events = []
    for name, day, order_class, ended in made:
        last = [f"{day} 10:00 {ENDED}"] if ended else []
        events += log(f"{day} 09:00 request", *last, trial=name, order_class=order_class, category="Paint")
    return measured(events, **options)


def judged(*made, **options):
    measures = trials(*made, **options)
    names = "".join(trial["trial_id"] for trial in rows(measures.trial) if trial["judged"])
    return names, rows(measures.candidate_total)[0]["judged_on"]


def test_the_window_to_the_day():
    made = [
        # As of 31 March 2026, 24 months: from 31 March 2024, whatever the hour.
        ("a", "2024-03-30", "small", True),
        ("b", "2024-03-31", "small", True),
        ("c", "2026-03-31", "small", True),
    ]
    assert judged(*made, as_of="2026-03-31 23:00") == ("bc", "small")
    assert judged(*made, as_of="2026-03-30 23:00") == ("ab", "small")
    assert judged(*made, as_of="2026-03-31 23:00", policy=policy_with(windows__judged_months=25)) == (
        "abc",
        "small",
    )


def test_a_chosen_period_takes_the_place_of_the_window():
    made = [("a", "2020-03-30", "small", True), ("b", "2026-03-30", "small", True)]
    assert judged(*made) == ("b", "small")
    assert judged(*made, start=date(2020, 1, 1)) == ("ab", "small")
    assert judged(*made, end=date(2020, 12, 31)) == ("a", "small")
    assert judged(*made, start=date(2020, 3, 30), end=date(2020, 3, 30)) == ("a", "small")


@pytest.mark.parametrize(
    ("made", "found"),
    [
        # Small ones judge; large ones only where no small one has ended.
        ([("a", "2026-03-02", "small", True), ("b", "2026-03-02", "large", True)], ("a", "small")),
        ([("a", "2026-03-30", "small", False), ("b", "2026-03-02", "large", True)], ("ab", "large")),
        ([("a", "2026-03-30", "small", False), ("b", "2026-03-30", "large", False)], ("ab", "small")),
        ([("b", "2026-03-02", "large", True)], ("b", "large")),
        # A small one of before the window has not ended within it.
        ([("a", "2023-03-02", "small", True), ("b", "2026-03-02", "large", True)], ("b", "large")),
        ([("a", "2026-03-02", "small", True), ("b", "2023-03-02", "large", True)], ("a", "small")),
    ],
)
def test_small_ones_judge(made, found):
    assert judged(*made) == found


def test_an_order_class_that_is_chosen():
    made = [("a", "2026-03-02", "small", True), ("b", "2026-03-02", "large", True)]
    assert judged(*made, order_classes=["large"]) == ("b", "large")
    assert judged(*made, order_classes=["small"]) == ("a", "small")


def test_elsewhere_a_small_one_makes_no_difference():
    events = log("2026-03-02 09:00 request", f"2026-03-02 10:00 {ENDED}", trial="a", category="Tape")
    events += log(
        "2026-03-02 09:00 request",
        f"2026-03-02 10:00 {ENDED}",
        trial="b",
        category="Paint",
        order_class="large",
    )
    assert measured(events).trial["judged"].tolist() == [True, True]


def test_void_burnt_and_running_trials_have_not_ended():
    for last in ("void", "disclosed", "reply"):
        events = log("2026-03-30 09:00 request", f"2026-03-30 10:00 {last}", trial="a")
        events += log("2026-03-02 09:00 request", f"2026-03-02 10:00 {ENDED}", trial="b", order_class="large")
        assert measured(events).trial["judged"].tolist() == [True, True]


def test_without_a_request_nothing_is_judged():
    events = log("2026-03-02 09:00 reply", trial="a") + noted()
    assert rows(measured(events).trial)[0]["judged"] is False
