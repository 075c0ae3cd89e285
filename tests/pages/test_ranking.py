"""The Ranking page: its headline under a filter, the columns of its table, and how many candidates its chart has at first."""

import json
import re

import pandas as pd
import pytest

from tests.conftest import ROOT
from trialmetrics.text.number_text import NOTHING

EXAMPLE = ROOT / "data" / "example-log.csv"
PRINTING = (
    "**Invite 1**: Lumen Print Studio; 1 % chance that this is a mistake. **Try 3 again.** "
    "**Leave out 3** for what they did, whatever their score."
)
PACKAGING = (
    "**Invite 3**: De Vries Verpakkingen, Brandt Kartonnage GmbH and Containerpak Rijnmond; expect 0.2 of these to be wrong. "
    "**Leave out 2**: 1 for what it did, 1 (Meijer & Zonen) for its score: < 1 % chance that this is a mistake."
)


def log(suppliers):
    """Two trials of each, answered and delivered."""
    rows = ["supplier,trial_id,event,occurred_at"]
    for n in range(suppliers):
        for trial in (1, 2):
            day = f"2026-03-{trial + 1:02}"
            rows += [f"Supplier {n:03},{n}-{trial},{event},{day} {hour}:00"
                     for event, hour in (("request", "09"), ("reply", 10 + n % 7), ("delivery", 17))]  # fmt: skip
    return "\n".join(rows) + "\n"


def chart(test):
    (drawn,) = [each for each in test.get("plotly_chart") if "chart" in each.proto.id.split("-")]
    return json.loads(drawn.proto.spec), drawn.proto.alt


def names(test):
    return [re.sub("<[^>]*>", " ", text) for text in chart(test)[0]["layout"]["yaxis"]["ticktext"]]


def table(test, column="verdict"):
    return next(each.value for each in test.dataframe if column in each.value)


@pytest.mark.parametrize(
    ("category", "said", "totals"),
    [
        ("Printing", PRINTING, "7 candidates, 21 trials, EUR 11,603"),
        ("Packaging", PACKAGING, "5 candidates, 17 trials, EUR 13,457"),
    ],
)
def test_under_a_category_filter_the_headline_is_about_what_is_shown(opens, category, said, totals):
    test = opens("", EXAMPLE, category=category)
    assert said in [each.value for each in test.markdown]
    assert totals in [each.value for each in test.caption]
    assert not test.metric
    # A screen reader hears it of the chart, too.
    assert chart(test)[1].startswith(said.replace("**", ""))


def test_where_nobody_is_shown_no_verdict_is(opens):
    test = opens("", EXAMPLE, **{"from": "2100-01-01"})
    assert "No supplier has a trial" in test.info[0].value
    assert not [each for each in test.markdown if "Invite" in each.value]


def test_the_table_says_who_why_and_how_and_criteria_on_demand(opens):
    test = opens("", EXAMPLE)
    short = ["supplier", "category", "verdict", "why", "score", "rank", "trials", "first reply", "chases"]
    assert list(table(test)) == short
    grootdruk = table(test).set_index("supplier").loc["Grootdruk Europa"]
    assert (grootdruk["why"], grootdruk["trials"], grootdruk["chases"]) == ("small orders -60", 6, "1.3")
    test.toggle(key="show criteria").set_value(True).run()
    assert list(table(test))[: len(short)] == short
    assert {"courtesy", "care", "went out of its way", "basis"} <= set(table(test))
    # Of Helder Schoonmaak only deliveries were noted, of Zilver Reiniging nothing that could be judged.
    helder, zilver = (
        table(test).set_index("supplier").loc[name] for name in ("Helder Schoonmaak", "Zilver Reiniging")
    )
    assert helder["first reply"] == helder["chases"] == zilver["rank"] == NOTHING
    assert pd.isna(helder["courtesy"])
    assert pd.isna(zilver["care"])
    assert pd.isna(zilver["score"])
    # What is missing is shown as a dash, and criteria as whole numbers.
    (drawn,) = [each.proto for each in test.dataframe if "verdict" in each.value]
    assert drawn.placeholder == NOTHING
    assert helder["care"] == round(helder["care"])


def test_in_one_category_it_is_not_repeated(opens):
    assert "category" not in table(opens("", EXAMPLE, category="Printing"))


def test_the_reason_is_the_same_in_the_table_and_the_chart(opens):
    test = opens("", EXAMPLE)
    beside = [re.sub("<[^>]*>", "", text) for text in chart(test)[0]["layout"]["yaxis2"]["ticktext"]]
    assert sorted(beside) == sorted(text.replace(">", "&gt;") for text in table(test)["why"])


def test_of_many_candidates_all_are_a_click_away(opens):
    test = opens("", log(41))
    assert len(names(test)) < 41
    assert any("more" in name for name in names(test))
    (show_all,) = [each for each in test.toggle if each.label == "Show all 41"]
    show_all.set_value(True).run()
    assert len(names(test)) == 41
    assert len(table(test)) == 41


def test_of_few_candidates_all_are_shown_at_once(opens):
    test = opens("", log(40))
    assert len(names(test)) == 40
    assert [each.label for each in test.toggle] == ["Show criteria"]
