"""A trial is excused by a lead, with a reason: it does not count any more, and all of that can be undone."""

import pytest

from tests.people import by
from trialmetrics.access import Person, Role
from trialmetrics.analysis.ranking import rank
from trialmetrics.errors import NotAllowed, UsageError
from trialmetrics.excuse import excuse
from trialmetrics.intake import Settings

LOG = "supplier,trial_id,event,occurred_at,category\n"
SHEET = "supplier,requested_at,outcome\n"
LEAD = Person("Lea", Role.LEAD, verified=True)


def states(store):
    trials = rank(store).trials
    return dict(zip(trials["trial_id"], trials["state"], strict=True))


@pytest.fixture
def taken(store, takes):
    takes(
        LOG + "=Jansen BV,T1,request,2026-03-02 10:00,Paper\n=Jansen BV,T1,brush_off,2026-03-02 11:00,Paper\n"
        "Smit,T2,request,2026-03-02 10:00,Paper\nSmit,T2,delivery,2026-03-03 10:00,Paper\n"
    )
    return store


def test_it_does_not_count_and_comes_back(taken):
    assert states(taken) == {"T1": "brushed_off", "T2": "fulfilled"}
    number = excuse(taken, "=Jansen BV", "T1", "we called the wrong desk", LEAD)
    assert states(taken) == {"T1": "void", "T2": "fulfilled"}
    (row,) = rank(taken).suppliers.query("supplier == '=Jansen BV'").to_dict("records")
    assert (row["verdict"], row["void"], row["category"]) == ("retry", 1, "Paper")
    events = taken.events("=jansen bv").query("event == 'void'")
    assert events["note"].tolist() == ["we called the wrong desk"]
    (upload,) = taken.uploads.all().query(f"upload_id == {number}").to_dict("records")
    assert (upload["file"], upload["uploaded_by"], upload["rows"]) == ("excuse of T1.csv", "Lea", 1)
    taken.uploads.undo(number, by("Lea"))
    assert states(taken) == {"T1": "brushed_off", "T2": "fulfilled"}
    assert taken.check() == []


def test_of_merged_names_and_of_a_sheet(taken, takes):
    takes(SHEET + "Smits,2026-03-02,ignored\n", Settings(kind="sheet"))
    (trial,) = [name for name in states(taken) if name not in ("T1", "T2")]
    taken.names.merge("Smit", "Smits", by("x"))
    for name in ("T2", trial):
        excuse(taken, "Smit", name, "never sent", LEAD)
    assert states(taken) == {"T1": "brushed_off", "T2": "void", trial: "void"}


@pytest.mark.parametrize("role", [Role.VIEWER, Role.TESTER])
def test_only_a_lead_excuses(taken, role):
    with pytest.raises(NotAllowed):
        excuse(taken, "Smit", "T2", "so", Person("Tim", role, verified=True))
    assert states(taken)["T2"] == "fulfilled"


@pytest.mark.parametrize(
    ("supplier", "trial", "reason", "sentence"),
    [
        ("Smit", "T2", " ", "Write why"),
        ("Smit", "T1", "so", "There is no trial T1 of Smit"),
        ("Nobody", "T2", "so", "There is no trial T2 of Nobody"),
    ],
)
def test_nothing_is_excused_without_a_reason_or_a_trial(taken, supplier, trial, reason, sentence):
    with pytest.raises(UsageError, match=sentence):
        excuse(taken, supplier, trial, reason, LEAD)
    assert len(taken.uploads.all()) == 1
