"""What counts as a difference between two documents, and which probabilities are close to a limit: documents made by hand."""

import pytest

from bench.differences import CloseCall, Difference, close_calls, differences

LIMITS = {"out_at": 0.9, "in_at": 0.25}


def document(**changed):
    """A ranking of one candidate, with its score, count, verdict and reasons."""
    candidate = {
        "supplier": "A", "rank": 1, "score": 72.5, "verdict": "pass", "p_below": 0.02, "new": True,
        "reasons": [{"code": "above", "text": "Above 60."}, {"code": "served", "text": "Served 2 of 2."}],
    }  # fmt: skip
    return {"threshold": 60.0, "suppliers": [candidate | changed]}


def test_a_document_is_the_same_as_itself():
    assert list(differences(document(), document())) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("supplier", "B"),
        ("verdict", "reject"),
        ("verdict", None),
        ("rank", 2),
        ("rank", 1.0),  # a count is a whole number
        ("rank", True),
        ("new", 1),
        ("score", None),
        ("score", "72.5"),
        ("score", 72.5 + 1e-7),  # 1e-9 of 72.5 is .0000000725
        ("p_below", 0.02 + 2e-9),  # of numbers below 1 the difference itself counts
    ],
)
def test_what_is_a_difference(name, value):
    before = document()
    expected = [Difference(f"suppliers[0].{name}", before["suppliers"][0][name], value)]
    assert list(differences(before, document(**{name: value}))) == expected


@pytest.mark.parametrize(("name", "value"), [("score", 72.5 + 5e-8), ("p_below", 0.02 - 5e-10)])
def test_what_is_none(name, value):
    assert list(differences(document(), document(**{name: value}))) == []


def test_the_difference_is_relative_to_large_numbers_only():
    assert list(differences([1e6], [1e6 + 9e-4])) == []
    assert [each.path for each in differences([1e6], [1e6 + 2e-3])] == ["[0]"]
    assert [each.path for each in differences([-1e6], [1e6])] == ["[0]"]
    assert [each.path for each in differences([0.0], [2e-9])] == ["[0]"]


def test_the_order_counts_in_lists_and_not_in_objects():
    before, after = document(), document()
    after["suppliers"][0] = dict(reversed(after["suppliers"][0].items()))
    assert list(differences(before, after)) == []
    after["suppliers"][0]["reasons"] = after["suppliers"][0]["reasons"][::-1]
    assert [each.path for each in differences(before, after)] == [
        "suppliers[0].reasons[0].code",
        "suppliers[0].reasons[0].text",
        "suppliers[0].reasons[1].code",
        "suppliers[0].reasons[1].text",
    ]


def test_what_only_one_of_them_has():
    before, after = document(), document()
    del after["threshold"]
    after["suppliers"][0]["lean"] = None
    assert list(differences(before, after)) == [
        Difference("threshold", 60.0, "(missing)"),
        Difference("suppliers[0].lean", "(missing)", None),
    ]


def test_lists_of_unlike_lengths_are_one_difference():
    after = document()
    after["suppliers"] *= 3
    assert list(differences(document(), after)) == [Difference("suppliers", "(1 items)", "(3 items)")]


def test_no_document_is_unlike_an_empty_one():
    assert list(differences(None, None)) == []
    assert list(differences(None, {})) == [Difference("", None, {})]


@pytest.mark.parametrize(
    ("p_below", "limits"),
    [
        (0.9 - 9e-7, ["out_at"]),
        (0.9, ["out_at"]),
        (0.25 + 9e-7, ["in_at"]),
        (0.25 + 2e-6, []),
        (0.9 - 2e-6, []),
        (None, []),
    ],
)
def test_close_calls(p_below, limits):
    expected = [CloseCall("suppliers[0].p_below", p_below, name) for name in limits]
    assert list(close_calls(document(p_below=p_below), LIMITS)) == expected
