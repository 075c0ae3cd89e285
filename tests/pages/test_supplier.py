"""The page of a supplier: verdict and why at a glance, one category or all, what happened as it is known, one advice."""

import re

import pytest

from tests.conftest import ROOT
from trialmetrics.text.plain_text import plain

EXAMPLE = ROOT / "data" / "example-log.csv"
SHEET = "supplier,requested_at,first_reply_at,chases,courtesy,promised_at,delivered_at\n"


def headings(test):
    return [each.value for each in test.header]


def paragraphs(test):
    return [each.value for each in test.markdown]


def quotes(test):
    return [line[2:] for text in paragraphs(test) if text.startswith("> ") for line in text.split("\n>\n")]


def table_with(test, column):
    return [each.value for each in test.dataframe if column in each.value]


def test_the_badge_the_reason_the_quotes_and_what_would_change_it(shows):
    test = shows("supplier.py", EXAMPLE, supplier="Drukkerij Ten Have")
    badge, decided, rule, why, quoted, *_rest = paragraphs(test)
    assert decided == "Decided by these rules of policy version 1:"
    assert rule.startswith("**rude or belittling**: ")
    assert badge == "Printing :orange-badge[✕ do not invite]"
    assert why == "**Rude or belittling in 2 of 2 trials, in words that were noted.**"
    assert quotes(test) == [
        "“For such a small job most people just use the copier” (noted by Anna, 09-09-2026).",
        "“If you do not know what you want, do not waste my time” (noted by Bram, 02-03-2026).",
    ]
    assert quoted.startswith("> ")
    (advice,) = test.info
    assert advice.value == "11 more trials in which none of this happens would reopen the verdict."


def test_facts_are_not_repeated_under_the_verdict(shows):
    test = shows("supplier.py", EXAMPLE, supplier="Meijer & Zonen")
    said = " ".join(paragraphs(test)[:5])
    for fact in ("Served", "Chases per trial", "Strongest"):
        assert fact not in said
    (facts,) = table_with(test, "fact")
    assert dict(zip(facts["fact"], facts["value"], strict=True))["served"] == "5 of 5"


@pytest.mark.parametrize(
    ("supplier", "first"),
    [
        ("Grootdruk Europa", ["Small orders against large ones", "What happened", "Criteria"]),
        ("De Vries Verpakkingen", ["What happened", "Criteria", "Facts"]),
    ],
)
def test_the_comparison_comes_first_where_it_decides(shows, supplier, first):
    test = shows("supplier.py", EXAMPLE, supplier=supplier)
    assert headings(test)[:3] == first
    # It is said once: by the deciding reason, or else by the section.
    (said,) = [
        each.value
        for each in test.markdown
        if "points less than large ones" in each.value or "to compare." in each.value
        if not each.value.startswith("**treats small orders worse**")  # the rule itself, in "how"
    ]
    assert said.startswith(
        "**Small orders score 60 points less" if "Grootdruk" in supplier else "3 small orders and 1 large"
    )
    assert headings(test).count("Small orders against large ones") == 1


def test_without_a_category_all_are_shown(shows):
    test = shows("supplier.py", EXAMPLE, supplier="Brandt Kartonnage GmbH")
    (choice,) = test.get("button_group")
    assert choice.options == [
        "Packaging :blue-badge[● invite]", "Printing :orange-badge[✕ do not invite]",
    ]  # fmt: skip
    assert headings(test) == ["Packaging: ● invite", "Printing: ✕ do not invite", "Packaging", "Printing"]
    assert [each.value for each in test.subheader].count("What happened") == 2
    assert len(test.info) == 2
    assert "of" not in test.query_params


def test_a_link_with_a_category_shows_that_one(shows):
    test = shows("supplier.py", EXAMPLE, supplier="Brandt Kartonnage GmbH", of="printing")
    assert headings(test) == ["Printing: ✕ do not invite"]
    assert "Ignored 2 of 2 requests." in " ".join(paragraphs(test))
    assert test.query_params["of"] in ("Printing", ["Printing"])
    # Another supplier has all of its categories.
    test.selectbox(key="supplier").select("De Vries Verpakkingen").run()
    assert "of" not in test.query_params
    test.selectbox(key="supplier").select("Brandt Kartonnage GmbH").run()
    assert len(headings(test)) == 4


def test_a_category_filter_shows_what_it_leaves(opens):
    test = opens("supplier", EXAMPLE, supplier="Brandt Kartonnage GmbH", category="Packaging")
    assert headings(test) == ["Packaging: ● invite"]
    (choice,) = test.get("button_group")
    assert len(choice.options) == 2


def test_one_number_of_further_trials(shows):
    test = shows("supplier.py", EXAMPLE, supplier="Studio Noord")
    said = " ".join([*paragraphs(test), *(each.value for each in test.info)])
    assert re.findall(r"(\d+) (?:more|further|small) trials?", said) == ["1"]
    assert "Next place 1 small trial" in said


def test_what_runs_is_waited_for(shows):
    test = shows("supplier.py", EXAMPLE, supplier="Zilver Reiniging")
    said = " ".join([*paragraphs(test), *(each.value for each in test.info)])
    assert "see how it ends" in said
    assert "would allow a verdict" not in said


def test_a_bare_date_claims_no_hours(shows):
    rows = "Acme,2026-03-02,2026-03-02,0,4,2026-03-05,2026-03-04\nAcme,2026-05-04,2026-05-06,1,4,,\nAcme,2026-06-01,no reply,1,,,\n"
    test = shows("supplier.py", SHEET + rows, supplier="Acme")
    assert "First replies: the same day, 2 working days, never." in paragraphs(test)
    (trials,) = table_with(test, "first reply")
    assert list(trials["first reply"])[:2] == ["the same day", "2 working days"]
    assert re.fullmatch(r"none in \d+ working days", trials["first reply"].iloc[2])
    assert list(trials["promised for"]) == ["05-03-2026", "–", "–"]
    # Nobody gave the trials a name.
    first = next(each.label for each in test.expander if each.label != "Undecided")
    assert re.fullmatch(r"02-03-2026 · small · fulfilled · score \d+ · 0 notes", first)


def test_of_dates_the_curve_is_in_days(shows):
    rows = "".join(
        f"Acme,2026-03-{day:02},2026-03-{day + 1:02},0,4,,2026-03-{day + 1:02}\n" for day in range(2, 9)
    )
    test = shows("supplier.py", SHEET + rows, supplier="Acme")
    (table,) = table_with(test, "answered within")
    assert list(table["answered within"]) == ["1 working day", "2 working days"]
    assert "Half of its 7 requests had a first reply within 1 working day." in paragraphs(test)


def test_many_trials_are_drawn_from_the_latest_on(shows):
    log = "supplier,trial_id,event,occurred_at\n" + "".join(
        f"Acme,T{n},request,2026-03-{n:02} 10:00\nAcme,T{n},reply,2026-03-{n:02} 11:00\n"
        for n in range(1, 23)
    )
    test = shows("supplier.py", log, supplier="Acme")
    assert "The latest 20 of 22 trials; the others are listed below." in [each.value for each in test.caption]


def test_names_are_no_markup_in_a_badge(shows):
    head = "supplier,trial_id,event,occurred_at,category\n"
    log = head + "".join(
        f"A,T{n},request,2026-03-02 10:00,{name}\n" for n, name in enumerate(["Tape [wide]", ":blue[x]"])
    )
    (choice,) = shows("supplier.py", log, supplier="A").get("button_group")
    assert [re.sub(r" :\w+-badge\[.*", "", option) for option in choice.options] == [
        plain(":blue[x]"), plain("Tape [wide]"),
    ]  # fmt: skip
