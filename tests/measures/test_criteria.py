"""Criteria: a measure put on the policy's scale, with its special rules."""

import pytest

from tests.measures.worked import measured, one, only, policy_with, said, sheet_row

REQUEST = "2026-03-02 09:00 request"
DELIVERY = "2026-03-31 11:00 delivery"


@pytest.mark.parametrize(
    ("reply_at", "score"),
    [
        # The points of the scale: 0, 1, 4, 8, 16, 24, 40 service hours after Monday 2 March 09:00.
        ("2026-03-02 09:00", 100),
        ("2026-03-02 10:00", 100),
        ("2026-03-02 13:00", 90),
        ("2026-03-02 17:00", 75),
        ("2026-03-03 17:00", 50),
        ("2026-03-04 17:00", 25),
        ("2026-03-06 17:00", 5),
        # Between them on straight lines: 2.5 h halfway 1 and 4; 6 h halfway 4 and 8; 20 h, 32 h.
        ("2026-03-02 11:30", 95),
        ("2026-03-02 15:00", 82.5),
        ("2026-03-04 13:00", 37.5),
        ("2026-03-05 17:00", 15),
        # Constant beyond: 48 h.
        ("2026-03-09 17:00", 5),
    ],
)
def test_responsiveness(reply_at, score):
    trial = one(REQUEST, f"{reply_at} reply", DELIVERY)
    assert trial["responsiveness_score"] == pytest.approx(score, abs=1e-9)


@pytest.mark.parametrize(
    ("events", "score"),
    [
        # A reply one hour after the request, then chases: 0:100, 1:60, 2:25, 3:0, and no less.
        (["2026-03-02 10:00 reply"], 100),
        (["2026-03-02 10:00 reply", "2026-03-03 chase"], 60),
        (["2026-03-02 10:00 reply", "2026-03-03 chase", "2026-03-04 chase"], 25),
        (["2026-03-02 10:00 reply", "2026-03-03 chase", "2026-03-04 chase", "2026-03-05 chase"], 0),
        (["2026-03-02 10:00 reply", *["2026-03-03 chase"] * 4], 0),
        # Halved where the buyer had to speak first; not where that is unknown.
        (["2026-03-03 10:00 chase", "2026-03-04 10:00 reply"], 30),
        (["2026-03-03 10:00 chase", "2026-03-04 10:00 reply", "2026-03-05 chase"], 12.5),
        (["- chase", "2026-03-04 10:00 reply"], 60),
    ],
)
def test_follow_through(events, score):
    assert one(REQUEST, *events, DELIVERY)["follow_through_score"] == score


@pytest.mark.parametrize(
    ("observed", "responsiveness", "follow_through"),
    [
        (["contact", "reply_times", "chases"], 0, 0),
        # What the file could not have shown of a good supplier it does not show of a bad one.
        (["contact", "reply_times"], 0, None),
        (["contact", "chases"], None, 0),
        (["contact"], None, None),
    ],
)
def test_silence_scores_nothing_on_what_was_observed(observed, responsiveness, follow_through):
    events, seen = sheet_row("2026-03-02 request", "2026-03-20 closed", observed=observed)
    trial = only(measured(events, [seen]))
    assert (trial["state"], trial["answered"]) == ("ignored", False)
    assert (trial["responsiveness_score"], trial["follow_through_score"]) == (responsiveness, follow_through)


def test_silence_in_a_log():
    silent = one(REQUEST, "2026-03-10 closed")
    assert (silent["responsiveness_score"], silent["follow_through_score"]) == (0, 0)
    # Nobody notes chases here.
    silent = one(REQUEST, "2026-03-10 closed", beside=["reply"])
    assert (silent["responsiveness_score"], silent["follow_through_score"]) == (0, None)


@pytest.mark.parametrize("criterion", ["courtesy", "welcome", "helpfulness"])
@pytest.mark.parametrize(("rating", "score"), [(1, 0), (2, 25), (3.4, 60), (5, 100)])
def test_ratings(criterion, rating, score):
    trial = one(REQUEST, said("2026-03-02 10:00 reply", **{criterion: rating}), DELIVERY)
    assert trial[f"{criterion}_score"] == pytest.approx(score, abs=1e-9)


def test_ratings_count_on_ignored_trials_too():
    # The lowest grade contradicts no silence; a better one needs a sheet that states it.
    trial = one(REQUEST, said("2026-03-10 assessment", courtesy=1), "2026-03-10 closed")
    assert (trial["state"], trial["courtesy_score"]) == ("ignored", 0)
    rated = said("- assessment", courtesy=2, welcome=3)
    events, seen = sheet_row("2026-03-02 request", rated, "- closed", outcome="ignored")
    trial = only(measured(events, [seen]))
    assert (trial["state"], trial["courtesy_score"], trial["welcome_score"]) == ("ignored", 25, 50)


@pytest.mark.parametrize(
    ("events", "score"),
    [
        (["2026-03-02 10:00 advice"], 75),
        (["- question"], 75),
        (["2026-03-02 10:00 reply"], None),
        (["2026-03-02 10:00 quote"], None),
        # A rating says more.
        ([said("2026-03-02 10:00 advice", helpfulness=2)], 25),
    ],
)
def test_helpfulness_without_a_rating(events, score):
    assert one(REQUEST, *events, DELIVERY)["helpfulness_score"] == score


@pytest.mark.parametrize(
    ("errors", "recoveries", "score"),
    [
        (0, 0, 100),
        (1, 0, 50),
        (2, 0, 20),
        (3, 0, 0),
        (5, 0, 0),
        # Made good: 50 + 20, 20 + 20, 0 + 20; not where one error was not; without errors nothing to make good.
        (1, 1, 70),
        (1, 3, 70),
        (2, 2, 40),
        (2, 1, 20),
        (3, 3, 20),
        (0, 2, 100),
    ],
)
def test_care_without_a_promise(errors, recoveries, score):
    events = ["2026-03-03 error"] * errors + ["2026-03-04 recovery"] * recoveries
    assert one(REQUEST, *events, DELIVERY)["care_score"] == score


def test_care_made_good_is_at_most_the_limit_and_never_less_than_it_was():
    events = [REQUEST, "2026-03-03 error", "2026-03-04 recovery", DELIVERY]
    scale = [(0, 100), (1, 70), (2, 0)]
    # 70 + 20 = 90, at most 80.
    assert one(*events, policy=policy_with(criteria__care__scale=scale))["care_score"] == 80
    scale = [(0, 100), (1, 85), (2, 0)]
    assert one(*events, policy=policy_with(criteria__care__scale=scale))["care_score"] == 85


@pytest.mark.parametrize(
    ("delivered", "factor"),
    [
        # Promised for Monday 9 March: 0, 1, 2, 3, 4, 5 and 6 service days late.
        ("2026-03-06", 1),
        ("2026-03-09", 1),
        ("2026-03-10", 0.8),
        ("2026-03-11", 0.6),
        ("2026-03-12", 0.4),
        ("2026-03-13", 0.2),
        ("2026-03-16", 0),
        ("2026-03-17", 0),
    ],
)
def test_care_times_the_on_time_factor(delivered, factor):
    promised = said("2026-03-02 10:00 confirmation", promised="2026-03-09")
    events = [REQUEST, promised, f"{delivered} delivery"]
    assert one(*events)["care_score"] == pytest.approx(100 * factor, abs=1e-9)
    made_good = ["2026-03-18 error", "2026-03-19 recovery"]
    assert one(*events, *made_good)["care_score"] == pytest.approx(70 * factor, abs=1e-9)


def test_care_is_of_the_part_that_was_observed():
    request = said("2026-03-02 request", promised="2026-03-09")
    # Errors were not noted, one day late: the factor alone, .8 of 100.
    events, observed = sheet_row(request, "2026-03-10 delivery", observed=["contact", "recoveries"])
    assert only(measured(events, [observed]))["care_score"] == pytest.approx(80, abs=1e-9)
    # Neither.
    events, observed = sheet_row("2026-03-02 request", "2026-03-10 delivery", observed=["contact"])
    assert only(measured(events, [observed]))["care_score"] is None
    # Recoveries were not noted: no bonus.
    events, observed = sheet_row(
        "2026-03-02 request", "2026-03-10 delivery", "- error", observed=["contact", "errors"]
    )
    assert only(measured(events, [observed]))["care_score"] == 50


@pytest.mark.parametrize(
    ("events", "state", "outcome"),
    [
        ([DELIVERY], "fulfilled", 100),
        (["2026-03-03 10:00 decline"], "declined", 70),
        (["2026-03-03 10:00 reply", "2026-03-20 closed"], "dropped", 10),
        (["2026-03-03 10:00 brush_off"], "brushed_off", 0),
        (["2026-03-10 closed"], "ignored", 0),
        # What was stopped has no outcome: nothing was due.
        (["2026-03-03 10:00 reply", "2026-03-04 closed"], "stopped", None),
    ],
)
def test_outcome_and_where_care_and_devotion_have_no_value(events, state, outcome):
    trial = one(REQUEST, *events)
    assert (trial["state"], trial["outcome_score"]) == (state, outcome)
    valued = state in ("fulfilled", "dropped", "stopped")
    assert (trial["care_score"], trial["devotion_score"]) == ((100, 50) if valued else (None, None))


@pytest.mark.parametrize(("initiatives", "score"), [(0, 50), (1, 80), (2, 100), (3, 100)])
def test_devotion(initiatives, score):
    assert one(REQUEST, *["2026-03-03 initiative"] * initiatives, DELIVERY)["devotion_score"] == score


def test_scales_are_those_of_the_policy():
    policy = policy_with(
        criteria__responsiveness__scale=[(2, 80)],
        criteria__outcome__states={
            "fulfilled": 90,
            "declined": 1,
            "dropped": 2,
            "brushed_off": 3,
            "ignored": 4,
        },
        criteria__devotion__no_value_on=["fulfilled"],
        scoring__chased_first_factor=0.25,
        scoring__helpful_without_rating=33,
        scoring__service_day_hours=1,
    )
    trial = one("2026-03-02 request", "2026-03-03 chase", "2026-03-04 advice", DELIVERY, policy=policy)
    # A scale of one point is that score everywhere; two bare days of one hour; a quarter of 60.
    assert (trial["responsiveness_score"], trial["first_reply_hours"]) == (80, 4)
    assert (trial["follow_through_score"], trial["helpfulness_score"]) == (15, 33)
    assert (trial["outcome_score"], trial["devotion_score"]) == (90, None)
    silent = policy_with(scoring__not_answered_responsiveness=7, scoring__not_answered_follow_through=8)
    trial = one(REQUEST, "2026-03-10 closed", policy=silent)
    assert (trial["responsiveness_score"], trial["follow_through_score"]) == (7, 8)
