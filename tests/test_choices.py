"""What there is to choose from is what trials have in the end, not what events say."""

from datetime import datetime

import pytest

from tests.people import by
from trialmetrics.analysis.ranking import Filters
from trialmetrics.events import StoredEvents
from trialmetrics.policy import load_policy
from trialmetrics.text import choice_text

AS_OF = datetime(2026, 11, 24, 12)
HEAD = "supplier,trial_id,event,occurred_at,category,round,tester,order_class\n"


@pytest.fixture
def there_are(takes, store):
    def run(log, as_of=AS_OF):
        takes(HEAD + log)
        return StoredEvents(store).choices(load_policy(), as_of)

    return run


def test_the_defaults_are_offered(there_are):
    # Three requests, one marked large; two of them without a category, of a supplier that has several and of one that has none.
    found = there_are(
        "A,1,request,2026-03-02 09:00,Paper,,,large\nA,2,request,2026-03-02 09:00,Tape,,,\n"
        "A,3,request,2026-03-02 09:00,,,,\n"
    )
    assert found.values == {
        "category": ("Paper", "Tape", "uncategorised"), "round": (), "tester": (), "order_class": ("large", "small"),
    }  # fmt: skip


def test_a_trial_has_its_suppliers_only_category(there_are):
    found = there_are("A,1,request,2026-03-02 09:00,Paper,,,\nA,2,request,2026-03-02 09:00,,,,\n")
    assert found.values["category"] == ("Paper",)


def test_what_an_earlier_event_overrules_is_not_offered(there_are):
    found = there_are(
        "A,1,request,2026-03-02 09:00,Paper,Spring,Ann,small\nA,1,reply,2026-03-02 10:00,Tape,Autumn,Bob,large\n"
    )
    assert found.values == {
        "category": ("Paper",), "round": ("Spring",), "tester": ("Ann",), "order_class": ("small",),
    }  # fmt: skip


def test_spellings_of_a_category_are_one(there_are):
    found = there_are("A,1,request,2026-03-02 09:00,paper,,,\nB,2,request,2026-03-02 09:00,Paper,,,\n")
    assert found.values["category"] == ("Paper",)
    assert found.value("category", "PAPER ") == "Paper"
    assert found.value("category", "Tape") is None


def test_what_is_still_to_happen_is_not_there(there_are, store):
    log = "A,1,request,2026-03-02 09:00,,Spring,,\nB,2,request,2026-05-02 09:00,,Winter,,\n"
    found = there_are(log, datetime(2026, 4, 1))
    assert found.values["round"] == ("Spring",)
    assert found.names == ["A"]
    assert found.until == datetime(2026, 5, 2, 9)
    later = StoredEvents(store).choices(load_policy(), found.until)
    assert later.values["round"] == ("Spring", "Winter")
    assert later.until is None


def test_a_sheet_too(takes, store):
    takes("supplier,outcome,requested_at,order_class\nA,delivered,2026-03-02,large\nB,ignored,2026-03-02,\n")
    assert StoredEvents(store).choices(load_policy(), AS_OF).values["order_class"] == ("large", "small")


def test_suppliers_by_any_of_their_names(there_are, store):
    there_are("De Vries B.V.,1,request,2026-03-02 09:00,,,,\nLumen,2,request,2026-03-02 09:00,,,,\n")
    store.names.merge("Lumen", "De Vries B.V.", by("me"))
    found = StoredEvents(store).choices(load_policy(), AS_OF)
    (shown,) = found.names
    for name in ("lumen", "LUMEN", "de vries bv", "De Vries, B.V."):
        assert found.suppliers[found.key(name)] == shown
    assert found.key("De Vries Lumen") is None
    assert found.nearest("Lumenn") == [shown]
    assert found.nearest("Qqqqqq") == []


def test_what_is_missing_is_said_with_what_there_is(there_are):
    found = there_are(
        "A,1,request,2026-03-02 09:00,Paper,Spring,,\n"
        + "".join(f"S{n},1,request,2026-03-02 09:00,Paper,Round {n:02},,\n" for n in range(12))
    )
    filters = Filters(
        categories=("paper", "Papier"),
        rounds=("Spring", "spring"),
        testers=("Ann",),
        order_classes=("large",),
    )
    assert list(map(choice_text.missing, found.missing(filters))) == [
        "No trial has the category 'Papier'. There are: Paper.",
        f"No trial has the round 'spring'. There are: {', '.join(f'Round {n:02}' for n in range(12))} and 1 more.",
        "No trial has the tester 'Ann'. No trial has any.",
        "No trial has the order class 'large'. There are: small.",
    ]
    assert list(found.missing(Filters(categories=("paper",)))) == []
