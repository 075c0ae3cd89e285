"""Who rated a trial how: one row per trial and person."""

from tests.measures.worked import log, measured, rows, said, sheet_row

REQUEST, REPLY = "2026-03-02 09:00 request", "2026-03-02 10:00 reply"
RATED = ("rater", "welcome", "courtesy", "helpfulness")


def ratings(events, *observed, **choice):
    """(trial, rater, welcome, courtesy, helpfulness) of these events, in order."""
    found = rows(measured(events, observed, relation="trial_rating", **choice))
    return sorted(tuple(row[name] for name in ("trial_id", *RATED)) for row in found)


def test_a_second_person_beside_the_tester_who_is_the_default():
    events = log(
        REQUEST,
        said(REPLY, courtesy=2),
        said("- assessment", courtesy=5, helpfulness=3),
        said("- assessment", courtesy=4.5, welcome=5, rater="Cas"),
        tester="Ann",
    )
    # Ann: (2 + 5) / 2 and 3; Cas: what Cas gave.
    assert ratings(events) == [("t1", "Ann", None, 3.5, 3), ("t1", "Cas", 5, 4.5, None)]


def test_who_is_named_and_the_tester_by_default_are_one_person():
    events = log(
        REQUEST, said(REPLY, courtesy=2), said("- assessment", courtesy=4, rater="Ann"), tester="Ann"
    )
    assert ratings(events) == [("t1", "Ann", None, 3, None)]


def test_where_nobody_is_named_the_rater_is_nobody():
    assert ratings(log(REQUEST, said(REPLY, courtesy=2))) == [("t1", None, None, 2, None)]


def test_trials_and_events_without_a_rating_have_no_row():
    assert ratings(log(REQUEST, REPLY, said("2026-03-04 closed", rater="Cas"), tester="Ann")) == []


def test_ratings_before_the_request_are_left_out():
    early = said("2026-03-01 reply", courtesy=1, rater="Cas")
    assert ratings(log(REQUEST, said(REPLY, courtesy=4), early)) == [("t1", None, None, 4, None)]


def test_a_known_customers_welcome_is_compared_too():
    rated = [said(REPLY, welcome=4), said("- assessment", welcome=3, rater="Cas")]
    events = log(REQUEST, *rated, new_customer=False, tester="Ann")
    assert ratings(events) == [("t1", "Ann", 4, None, None), ("t1", "Cas", 3, None, None)]


def test_a_sheets_ratings_are_its_testers_and_filters_choose_trials():
    row, observed = sheet_row(
        "2026-03-02 request", said("- assessment", courtesy=3), trial="s1", tester="Bob"
    )
    events = row + log(REQUEST, said(REPLY, courtesy=5), tester="Ann", trial="s2")
    assert ratings(events, observed) == [("s1", "Bob", None, 3, None), ("s2", "Ann", None, 5, None)]
    assert ratings(events, observed, testers=["Bob"]) == [("s1", "Bob", None, 3, None)]
