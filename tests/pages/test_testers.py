"""The page on testers shows the figures of the package."""

import pytest
import streamlit as st

from tests.conftest import ROOT
from trialmetrics.analysis import testers
from trialmetrics.analysis.ranking import now, rank
from trialmetrics.text import number_text

EXAMPLE = ROOT / "data" / "example-log.csv"
HEAD = "supplier,trial_id,event,occurred_at,category,tester,courtesy,rater\n"


def trial(number, supplier, tester, courtesy, second=None):
    rows = [
        f"{supplier},T{number},request,2026-03-02 09:00,Paper,{tester},,",
        f"{supplier},T{number},reply,2026-03-02 10:00,,,,",
        f"{supplier},T{number},delivery,2026-03-04,,,{courtesy},",
    ]
    if second:
        rows.append(f"{supplier},T{number},assessment,2026-03-05,,,{second},Zoe")
    return "\n".join(rows) + "\n"


def text(test):
    return " ".join(each.value for each in (*test.markdown, *test.caption, *test.info, *test.warning))


def test_severity_as_the_package_has_it(shows, store):
    test = shows("testers.py", EXAMPLE)
    found = rank(store, as_of=now(store.policies.in_force()))
    table = test.dataframe[0].value
    expected = testers.testers(found)
    assert list(table["tester"]) == list(expected["tester"])
    assert sorted(table["tester"]) == ["Anna", "Bram", "Chris"]
    assert list(table["judged trials"]) == list(expected["trials"])
    assert list(table.iloc[:, 4]) == [
        number_text.severity(row.severity, row.severity_low, row.severity_high)
        for row in expected.itertuples()
    ]
    assert test.title[0].value == "Testers"
    assert (
        f"3 testers placed {expected['trials'].sum()} judged trials. "
        "Nobody is clearly stricter or milder than the others."
    ) in text(test)
    assert "No trial was rated by two people." in text(test)
    assert not test.warning


def test_a_strict_tester_and_agreement(shows, store):
    # Bob gives 1 where Ann gives 5, of the same suppliers; Zoe rates as Ann, and Bob's trials too.
    rows = [
        trial(f"{n}{who}", f"S{n}", who, rating, second)
        for n in range(6)
        for who, rating, second in (("Ann", 5, 5), ("*Bob*", 1, 2))
    ]
    test = shows("testers.py", HEAD + "".join(rows))
    assert "\\*Bob\\* is strict: " in text(test)
    assert "Ann is mild: " in text(test)
    assert "12 trials were rated by two people or more." in text(test)
    agreed = testers.agreement(rank(store)).set_index("rating").loc["courtesy"]
    shown = test.dataframe[1].value.set_index("rating").loc["courtesy"]
    assert shown["trials rated twice"] == agreed["trials"] == 12
    assert shown["agreement"] == f"{agreed['alpha']:.2f}"
    assert shown["so the rating is"] == "reliable"


def test_where_they_cannot_be_told_apart_both_pages_say_so(shows):
    log = HEAD + trial(1, "Alfa_1", "Ann", 4) + trial(2, "Beta", "Bob", 4, 3)
    test = shows("testers.py", log)
    sentence = "Only Ann tried Alfa_1. Only Bob tried Beta. Between these groups"
    assert test.warning[0].value.startswith(sentence)
    assert "With 10 or more this page also says how far they agree." in text(test)
    assert list(test.dataframe[1].value["so the rating is"]) == ["rated twice too rarely to say"] * 3
    assert sentence in text(shows("_router.py"))


def test_one_tester(shows):
    test = shows("testers.py", HEAD + trial(1, "Alfa", "Ann", 4) + trial(2, "Beta", "Ann", 3))
    assert "Only Ann is named as a tester: there is nobody to compare with." in text(test)
    assert "this is how this tester sees them" in text(test)
    assert list(test.dataframe[0].value.iloc[:, 4]) == ["–"]
    assert "this is how this tester sees them" in text(shows("_router.py"))


@pytest.mark.parametrize(("second", "visibility"), [("Ann", "hidden"), ("", "hidden"), ("Bob", "visible")])
def test_in_the_navigation_it_is_for_those_who_have_two(opens, monkeypatch, second, visibility):
    page, offered = st.Page, {}

    def noted(script, **looks):
        offered[script] = looks.get("visibility", "visible")
        return page(script, **looks)

    monkeypatch.setattr(st, "Page", noted)
    test = opens("testers", HEAD + trial(1, "Alfa", "Ann", 4) + trial(2, "Beta", second, 3))
    assert offered.pop("testers.py") == visibility
    for page_of_people in ("people.py", "tokens.py"):
        assert offered.pop(page_of_people) == "hidden"  # nobody signs in here
    assert set(offered.values()) == {"visible"}
    assert "Testers" in [each.value for each in test.title]  # its address leads there all the same


def test_no_tester(shows):
    test = shows("testers.py", HEAD + trial(1, "Alfa", "", 4))
    assert "No judged trial names its tester" in text(test)
    assert not test.warning
    assert not test.dataframe
