"""Every place of a policy given every wrong kind of value: a policy, or one line that names the place."""

import copy
import json
import re
import tomllib
from pathlib import Path

import pytest

from trialmetrics.errors import PolicyError
from trialmetrics.policy import SHIPPED, load_policy, policy_of, saved_policy

OLD = json.loads(Path(__file__).with_name("old_policy.json").read_text(encoding="utf-8"))
CONTENT = tomllib.loads(SHIPPED.read_text(encoding="utf-8"))
WRONG = [
    0, -1, 8, 10**30, 0.5, float("nan"), float("inf"), 1e300, "", "x", "8:00", "1/0", "1e999999999", "a\nb", "\0", "Europe",
    True, False, None, [], [0], [[0]], [[0, "x"]], [[0, 1, 2]], {}, {"x": 1}, {"": {}},
]  # fmt: skip


def places(content, above=()):
    """Every place in nested content, sections as well as fields."""
    for name, value in content.items():
        yield (*above, name)
        if isinstance(value, dict):
            yield from places(value, (*above, name))


def put(content, place, value):
    """The content with another value at this place."""
    changed = copy.deepcopy(content)
    part = changed
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    return changed


def told(content):
    """The error of this content; None where it is a policy."""
    try:
        policy_of(content, "mine.toml")
    except PolicyError as error:
        return str(error)
    return None


@pytest.mark.parametrize("place", [*places(CONTENT)], ids=".".join)
def test_a_wrong_value_is_a_policy_or_one_line_that_names_the_place(place):
    for value in WRONG:
        message = told(put(CONTENT, place, value))
        if message is None:
            continue
        assert "\n" not in message
        assert message.startswith("The policy mine.toml cannot be used: ")
        # Of a whole section the fields that are missing or not known are named, or what the section lacks.
        assert place[-1] in message or place[0] in message, (value, message)
        assert not re.search(r"pydantic|Input should|Field required|Extra inputs", message), (value, message)


@pytest.mark.parametrize(
    ("place", "value", "clause"),
    [
        (("clock", "opens"), 0, "clock.opens: 0 is no time of day; write one like 09:00:00"),
        (("clock", "opens"), 8, "clock.opens: 8 is no time of day; write one like 09:00:00"),
        (("clock", "opens"), "8:00", 'clock.opens: "8:00" is no time of day; write one like 09:00:00'),
        (("clock", "closes"), "24:00", 'clock.closes: "24:00" is no time of day; write one like 09:00:00'),
        (("clock", "plain_hours"), 1, "clock.plain_hours: 1 is neither true nor false"),
        (("threshold", "default"), True, "threshold.default: true is no number; write one like 20"),
        (("threshold", "default"), 101, "threshold.default: 101 is too large; the most is 100"),
        (("windows",), 0, "windows: 0 is no section; write its fields below its name in square brackets"),
        (
            ("windows", "reply_hour"),
            24,
            "windows.reply_hour: a policy has no such field; reply_hours may be meant",
        ),
        (("vetoes", "nothing_share"), "1/0", 'vetoes.nothing_share: "1/0" is no share; write one like 1/3'),
        (
            ("criteria", "care", "scale"),
            [[0]],
            "criteria.care.scale.0.1: [0] is no point; write two numbers like [4, 90]",
        ),
        (
            ("knock_outs", "incident"),
            {},
            "knock_outs.incident: a policy has no such field; incidents may be meant",
        ),
        (("order_class",), "huge", "order_class: \"huge\" is not 'small' or 'large'"),
        (
            ("large_from",),
            2500,
            "large_from: 2500 is no section; write its fields below its name in square brackets",
        ),
        (("large_from", "EUR"), 0, "large_from.EUR: 0 is too small; it must be more than 0"),
        (("large_from", "EUR"), "2.500", 'large_from.EUR: "2.500" is no number; write one like 20'),
        (
            ("large_from", "eur"),
            2500,
            'large_from.eur: "eur" is no currency; write three capital letters like EUR',
        ),
        (
            ("large_from", "EURO"),
            2500,
            'large_from.EURO: "EURO" is no currency; write three capital letters like EUR',
        ),
    ],
)
def test_what_is_wrong_is_told_with_how_to_write_it(place, value, clause):
    assert told(put(CONTENT, place, value)) == f"The policy mine.toml cannot be used: {clause}."


def test_a_missing_field_of_a_file_is_an_error_and_of_many_errors_the_first_three_are_told():
    content = put(CONTENT, ("threshold",), {"default": 60})
    assert told(content) == (
        "The policy mine.toml cannot be used: threshold.by_category: missing; every field of the shipped policy is needed; "
        "threshold.source: missing; every field of the shipped policy is needed."
    )
    assert told({**CONTENT, "criteria": dict.fromkeys("abcdefghi", 1)}) == (
        "The policy mine.toml cannot be used: criteria.a: a policy has no such field; criteria.b: a policy has no such field; "
        "criteria.c: a policy has no such field; and 6 places more."
    )


@pytest.mark.parametrize("written", ["opens = 0800", "opens = 8:00", "opens = 9.00.00"])
def test_a_time_that_is_no_toml_is_told_with_its_line_and_how_to_write_it(tmp_path, written):
    path = tmp_path / "mine.toml"
    path.write_text(SHIPPED.read_text(encoding="utf-8").replace("opens = 09:00:00", written), "utf-8")
    with pytest.raises(PolicyError) as refused:
        load_policy(path)
    assert f": {written}; write a time like 09:00:00." in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_deep_file_is_refused_in_words(tmp_path):
    path = tmp_path / "deep.toml"
    path.write_text("a = " + "[" * 100_000, encoding="utf-8")
    with pytest.raises(PolicyError, match="is not valid TOML"):
        load_policy(path)


@pytest.mark.parametrize("place", [*places(load_policy().model_dump(mode="json"))], ids=".".join)
def test_a_saved_policy_without_a_field_has_the_shipped_one(place):
    content = load_policy().model_dump(mode="json")
    part = content
    for step in place[:-1]:
        part = part[step]
    value = part.pop(place[-1])
    policy, notes = saved_policy(json.dumps(content), "kept")
    listed = place[:-1] in [("caps",), ("knock_outs",)]
    assert (policy == load_policy()) is not listed
    # What says nothing is not worth a sentence.
    silent = listed or value is None or value is False or value in ([], {})
    assert len(notes) == (0 if silent else 1)
    assert silent or ".".join(place) in notes[0]


@pytest.mark.parametrize(
    "place",
    [
        ("surprise",), ("clock", "lunch"), ("criteria", "courtesy", "colour"), ("criteria", "smell"), ("caps", "vanished"),
        ("knock_outs", "rude"), ("knock_outs", "ignored", "at_least"), ("criteria", "outcome", "states", "lost"),
    ],
    ids=".".join,
)  # fmt: skip
def test_what_a_saved_policy_has_and_no_policy_has_any_more_is_left_out(place):
    content = put(load_policy().model_dump(mode="json"), place, {"weight": 100})
    assert saved_policy(json.dumps(content), "kept") == (
        load_policy(),
        [f"The saved policy has {'.'.join(place)}, which no policy has any more: it is left out."],
    )
    with pytest.raises(PolicyError):  # in a file it is a slip of the pen
        policy_of(content, "mine.toml")


@pytest.mark.parametrize(
    "written", ["", "{", "[]", "null", "7", '"x"', "[" * 100_000, "{}x"],
    ids=lambda text: text[:10],
)  # fmt: skip
def test_a_text_that_is_no_policy_is_one_line(written):
    with pytest.raises(PolicyError, match=r"\AThe policy kept .*\Z"):
        saved_policy(written, "kept")


def test_a_policy_that_says_nothing_is_the_shipped_one():
    policy, notes = saved_policy("{}", "kept")
    assert policy == load_policy()
    assert notes[0].startswith("The saved policy lacks version, currency, order_class, ")


@pytest.mark.parametrize("windows", [0, None, [], "x"])
def test_a_policy_of_the_first_version_with_a_wrong_part_names_it(windows):
    content = {**OLD, "windows": windows}
    with pytest.raises(PolicyError, match=r"windows: .* is no section"):
        saved_policy(json.dumps(content), "kept")
