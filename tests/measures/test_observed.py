"""What was observed: in a log by its round, in a sheet by its row, in both by either."""

from datetime import date

import pytest

from tests.measures.worked import aside, log, measured, noted, only, rows, said, sheet_row
from trialmetrics.vocabulary import OBSERVED

REQUEST = "2026-03-02 09:00 request"
ALWAYS = {"reply_times", "recoveries", "rude", "belittling", "complaints", "ratings"}


def observed(trial):
    return {kind for kind in OBSERVED if trial[f"{kind}_observed"]}


def first(events, *stated, **options):
    return rows(measured(events, stated, **options).trial)[0]


@pytest.mark.parametrize(
    ("beside", "seen"),
    [
        ([], set()),
        (["reply"], {"contact"}),
        (["invoice"], {"contact"}),
        (["delivery"], {"contact", "delivery"}),
        (["partial_delivery"], {"contact", "delivery"}),
        (["dispatch"], {"contact"}),
        (["error"], {"errors"}),
        (["initiative"], {"contact", "initiatives"}),
        # Somebody else's chase shows that chases are noted, not that anybody looked after this one.
        (["chase"], {"chases"}),
        (["closed", "auto_reply", "complaint", "rude", "assessment"], set()),
    ],
)
def test_a_log_observes_what_its_round_notes(beside, seen):
    events = log(REQUEST) + log(
        "2026-01-05 request", *[f"2026-01-06 {word}" for word in beside], supplier="Zeta"
    )
    assert observed(first(events)) == ALWAYS | seen


@pytest.mark.parametrize(
    ("event", "seen"),
    [
        ("2026-03-20 chase", {"contact", "chases"}),
        ("- closed", {"contact"}),
        ("2026-03-20 error", {"errors"}),
        ("2026-03-20 reply", {"contact"}),
        ("2026-03-20 complaint", set()),
    ],
)
def test_a_log_observes_what_the_trial_itself_notes(event, seen):
    assert observed(first(log(REQUEST, event))) == ALWAYS | seen


def test_what_nobody_would_have_noted_is_no_silence():
    trial = first(log(REQUEST))
    assert (trial["state"], trial["answered"], trial["first_reply_hours"]) == ("open", None, None)
    assert (trial["chases"], trial["errors"], trial["initiatives"], trial["chased_first"]) == (None,) * 4
    assert (trial["rude"], trial["belittling"], trial["recoveries"], trial["complaints"]) == (0,) * 4
    assert first(log(REQUEST) + noted("reply"))["state"] == "ignored"


def test_rounds_are_apart_and_trials_without_one_are_together():
    def seen(round, beside):
        return observed(first(log(REQUEST, round=round) + noted("reply", round=beside))) - ALWAYS

    assert seen("spring", "spring") == {"contact"}
    assert seen(None, None) == {"contact"}
    assert seen("spring", "autumn") == seen("spring", None) == seen(None, "spring") == set()
    # The round of a trial is that of its earliest event that has one.
    late = log(
        said("2026-01-05 request", round="spring"), said("2026-01-06 reply", round="autumn"), supplier="Zeta"
    )
    assert observed(first(log(REQUEST, round="spring") + late)) - ALWAYS == {"contact"}


def test_every_event_is_looked_at_that_counts_as_of_the_moment_whatever_the_filters():
    events = log(REQUEST, tester="Ann") + log(
        "2026-01-05 request", "2026-03-04 10:00 reply", supplier="Zeta", tester="Bob", order_class="large"
    )
    assert observed(first(events, as_of="2026-03-04 09:00")) == ALWAYS
    for filters in ({"testers": ["Ann"]}, {"order_classes": ["small"]}, {"start": date(2026, 3, 1)}):
        assert observed(first(events, as_of="2026-03-04 10:00", **filters)) == ALWAYS | {"contact"}


def test_an_early_event_was_noted_too_and_so_was_one_of_a_burnt_trial():
    early = log("2026-01-05 request", "2026-01-02 delivery", supplier="Zeta")
    assert observed(first(log(REQUEST) + early)) == ALWAYS | {"contact", "delivery"}
    burnt = log("2026-01-05 request", "2026-01-06 chase", "2026-01-07 disclosed", supplier="Zeta")
    assert observed(first(log(REQUEST) + burnt)) == ALWAYS | {"chases"}


def test_a_sheet_shows_nothing_of_a_log_and_a_log_nothing_of_a_sheet():
    row, stated = sheet_row("2026-01-05 request", "2026-01-06 reply", "- chase", supplier="Zeta")
    assert observed(first(log(REQUEST) + row, stated)) == ALWAYS
    row, stated = sheet_row(REQUEST, observed=[])
    trial = first(row + noted(), stated)
    assert (observed(trial), trial["state"]) == (set(), "open")


@pytest.mark.parametrize("kind", OBSERVED)
def test_a_sheet_observes_what_its_row_does(kind):
    row, stated = sheet_row(REQUEST, observed=[kind])
    assert observed(first(row, stated)) == {kind}


def test_what_either_observed_of_a_trial_in_both_was_observed():
    row, stated = sheet_row(REQUEST, observed=["delivery", "errors"], in_log=True)
    assert observed(first(row, stated)) == ALWAYS | {"delivery", "errors"}
    assert observed(first(row + noted("reply"), stated)) == ALWAYS | {"delivery", "errors", "contact"}
    # A chase that only the sheet has is nobody's look into the log.
    row, stated = sheet_row(REQUEST, "- chase", observed=["chases"], in_log=True)
    assert observed(first(row, stated)) == ALWAYS | {"chases"}


def test_a_delivery_that_nobody_would_have_noted_is_not_missed():
    replied = log(REQUEST, "2026-03-02 10:00 reply")
    # Case 35: answered, and nothing after; a note on the request makes no difference.
    alike = replied + log(said(REQUEST, note="20 pieces, blue"), "2026-03-02 10:00 reply", supplier="Bolt")
    assert {trial["state"] for trial in rows(measured(alike).trial)} == {"stopped"}
    assert first(replied + noted("delivery"))["state"] == "dropped"
    # Not noted, stopped by us or lapsed it is stopped, before that open: ten service days from Monday 2 March 10:00.
    assert first(replied, as_of="2026-03-16 10:00")["state"] == "open"
    assert first(replied, as_of="2026-03-16 10:00:01")["state"] == "stopped"
    promised = log(REQUEST, said("2026-03-02 10:00 confirmation", promised="2026-03-04"), "2026-03-10 closed")
    assert first(promised)["state"] == "stopped"
    assert first(promised + noted("delivery"))["state"] == "dropped"


def test_a_broken_promise_where_nobody_noted_contacts():
    request = said("2026-03-02 request", promised="2026-03-09")
    row, stated = sheet_row(request, observed=["delivery"])
    # Ten service days after Monday 9 March is Monday 23 March.
    assert first(row, stated, as_of="2026-03-23 12:00")["state"] == "open"
    assert first(row, stated, as_of="2026-03-24 12:00")["state"] == "dropped"
    # Without a promise, or where contacts were noted, it is not a broken one.
    row, stated = sheet_row("2026-03-02 request", observed=["delivery"])
    assert first(row, stated)["state"] == "open"
    row, stated = sheet_row(request, observed=["delivery", "contact"])
    assert first(row, stated)["state"] == "ignored"


def test_open_orders_are_open():
    # Case 43, as of 2 November 2026: promised for later.
    row, stated = sheet_row(
        said("2026-10-05 request", promised="2026-11-20"), observed=["delivery"], supplier="Umber"
    )
    assert first(row, stated, as_of="2026-11-02 12:00")["state"] == "open"


def test_a_year_mistyped_accuses_nobody():
    # Case 44: received 2035 for 2025, set aside as lying ahead.
    row, stated = sheet_row(said("2025-11-26 request", promised="2025-12-01"), observed=[])
    trial = first(row, stated, gaps=[aside("delivery", source="sheet")])
    assert (trial["state"], trial["gaps"], trial["days_late"]) == ("open", 1, None)
    # Nor where the other rows show that deliveries are noted.
    stated["delivery"] = True
    assert first(row, stated, gaps=[aside("delivery", source="sheet")])["state"] == "open"
    assert first(row, stated)["state"] == "dropped"


def test_order_and_delivery_dates_only():
    # Case 45: what did not come was not ignored, and what came is worth its outcome alone: 5 of 100.
    came, seen = sheet_row("2026-03-02 request", "2026-03-05 delivery", observed=["contact", "delivery"])
    row, stated = sheet_row("2026-03-12 request", observed=["delivery"], trial="t9")
    trials = rows(measured(came + row, [seen, stated], as_of="2026-06-01 12:00").trial)
    found = [(trial["state"], trial["coverage"], trial["scored"]) for trial in trials]
    assert found == [("fulfilled", 5, False), ("open", 0, False)]


def test_the_row_of_a_trial_that_is_only_in_a_log():
    # The store may say so, or nothing.
    said_so = {"supplier_key": "acme", "trial_id": "t1", "in_log": True, "in_sheet": False}
    silent = [only(measured(log(REQUEST) + noted(), given)) for given in ([said_so], [])]
    assert silent[0] == silent[1]
