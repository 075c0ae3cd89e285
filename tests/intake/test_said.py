"""What a person says of odd words: done where it fits, refused in a sentence where it does not."""

import pytest

from tests.intake.taking import take
from trialmetrics.errors import UsageError

SHEET = "supplier,requested_at,outcome,courtesy,chases\nA,2026-03-02,prima gegaan,top,vaak\n"


def test_a_text_means_what_a_person_said_whatever_the_kind_of_its_column() -> None:
    taken = take(
        SHEET,
        answers={
            "outcome": {"Prima  gegaan": "fulfilled"},
            "courtesy": {"top": "5"},
            "chases": {"vaak": ""},
        },
    )
    assert (taken.problems, taken.unread) == ([], [])
    assert {row["event"] for row in taken.events} == {"request", "delivery", "closed", "assessment"}
    assert [row["courtesy"] for row in taken.of("assessment")] == [5]
    assert [row["chases_observed"] for row in taken.sheet] == [False]


def test_what_nobody_said_is_set_aside_alone_and_never_guessed() -> None:
    taken = take(SHEET)
    assert (taken.set_aside, [row["column"] for row in taken.problems]) == (
        0,
        ["chases", "courtesy", "outcome"],
    )
    assert {row["event"] for row in taken.events} == {"request"}
    assert [(unread.column, unread.text, unread.near) for unread in taken.unread] == [
        ("outcome", "prima gegaan", ()),
        ("courtesy", "top", ()),
        ("chases", "vaak", ()),
    ]
    unread = take(SHEET.replace("prima gegaan", "fulfiled")).unread[0]
    assert unread.near == ("fulfilled",)


def test_every_meaning_that_is_offered_is_read() -> None:
    header = "supplier,requested_at,first_reply_at,Vriendelijk 1-10,chases,outcome"
    text = header + "\nA,2026-03-02,ooit,gaaf,vaak,weg\n"
    unread = take(text).unread
    assert [each.column for each in unread] == ["first_reply_at", "courtesy", "chases", "outcome"]
    for each in unread:
        for meaning in each.choices:
            assert each.column not in [
                left.column for left in take(text, answers={each.column: {each.text: meaning}}).unread
            ]
    # 4 of 5 is a 4, whatever the scale of the column.
    rated = take(text, answers={"courtesy": {"gaaf": "4/5"}}).of("assessment")
    assert [row["courtesy"] for row in rated] == [4]
    # A figure that is wrong is mended in the file.
    assert take(text.replace("gaaf", "77").replace("ooit", "31-02-2026")).unread[0].column == "chases"


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (
            {"outcome": {"prima gegaan": "great"}},
            "prima gegaan cannot mean great under outcome: great is not known",
        ),
        ({"courtesy": {"top": "11"}}, "top cannot mean 11 under courtesy: 11 is not a rating from 1 to 5"),
        ({"event": {"belde": "reply"}}, "event is not a column of this kind of table"),
        ({"outcome": {"geleverd": "ignored"}}, "geleverd under outcome is read as fulfilled already"),
    ],
)
def test_what_cannot_be_meant_is_refused(answers: dict[str, dict[str, str]], told: str) -> None:
    with pytest.raises(UsageError, match=told):
        take(SHEET, answers=answers)
