"""Every sentence that a reader sees agrees with its counts, in one and in many, and is one template."""

import ast
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from pages._upload.file_form import add_label
from tests.conftest import ROOT
from trialmetrics import planning
from trialmetrics.analysis import small_orders
from trialmetrics.policy import load_policy
from trialmetrics.text import candidate_text, plan_text, policy_text, small_order_text
from trialmetrics.text.reason_text import CODES, text
from trialmetrics.vocabulary import CRITERIA

POLICY = load_policy()
NOUNS = (
    "trial", "row", "order", "request", "candidate", "supplier", "name", "file", "column", "tester", "question", "month", "week",
    "day", "hour", "time", "point", "note", "error", "value", "upload", "group", "verdict", "text", "line", "second", "world",
    "chase", "rating", "event", "problem", "warning", "sheet", "incident", "quote", "commit", "table",
)  # fmt: skip
ONE, MANY = "|".join(NOUNS), "|".join(f"{noun}s" for noun in NOUNS)
# Up to two words may stand between a figure and its noun, but none that begins something else, as in "1 of 3 requests".
BETWEEN = r"(?:(?!(?:of|in|to|with|without|would|that|and|or|on|a|an|the|for|from|by)\b)[a-z]+ ){0,2}?"
FIGURE_ONE, FIGURE_MANY = r"(?<![\w.,:-])1", r"(?<![\w.,:-])[02]"
ONE_AS_MANY = re.compile(
    rf"{FIGURE_ONE} {BETWEEN}(?:{MANY})\b"
    rf"|{FIGURE_ONE} (?:(?:{ONE}) )?(?:that )?(?:are|were|have|lean|run|do)\b"
    rf"|\bnone of (?:these |the |them )?1\b|\b[0-9]+ of (?:its |the )?1 (?:{MANY})\b",
    re.IGNORECASE,
)
MANY_BEFORE_ONE = re.compile(rf"{FIGURE_MANY} {BETWEEN}(?:{ONE})\b")
MANY_AS_ONE = re.compile(
    rf"{MANY_BEFORE_ONE.pattern}|{FIGURE_MANY} (?:(?:{MANY}) )?(?:that )?(?:is|was|has|leans|runs|does)\b"
)
# A figure before a noun of many where no `ngettext` chooses, because the figure is never one.
NEVER_ONE = {
    "A token lasts from 1 to {n} days.": "366",
    "Send at most {n} files at once.": "100",
    "That is {n} characters; {most} are kept at most.": "thousands",
    "The first {n} columns are shown.": "300",
    "The first {n} are shown.": "1000",
    "The first {n} of {rows} rows, as read:": "more rows than are shown",
    "In {worlds} worlds of each kind": "100 worlds, 30 candidates",
    "A share of fewer than {n} verdicts": "100",
    "{n} testers placed {trials} judged trials.": "two testers, a trial each",
    "Reading took longer than {n} seconds": "minutes",
    "The file has {many} columns": "more than are read",
    "For each candidate its next trials are simulated": "a limit of the planner",
    "{names} and {n} others": "two at least, else they are named",
    "Half of its {trials} requests": "6 at least, else each is told",
    "Fewer than half of its {trials} requests": "6 at least, else each is told",
    "All {trials} judged trials": "3 at least: one is not together, two are both",
    "A workbook holds {most} rows at most": "a million",
    "{aside} of {rows} rows cannot be taken": "millions",
    "The file has {lines} lines of {length} characters": "millions",
    "Only {k} of {n} requests came": "two at least, else another sentence",
    "The latest {n} of {all} trials": "more than are drawn",
    "{value} is no": "what stands in a policy",
}
# Parts that are words and never a figure.
TEXTS = frozenset(
    {
        "trial",
        "who",
        "what",
        "answers",
        "category",
        "column",
        "enough",
        "file",
        "filters",
        "heading",
        "headings",
        "id",
        "kind",
        "not_yet",
        "one",
        "other",
        "subject",
        "supplier",
        "suppliers",
        "text",
        "zone",
    }
)


class Template(NamedTuple):
    """A sentence in the code: for one and for many where `ngettext` chooses, else the same twice."""

    where: str
    one: str
    many: str
    chosen: bool


def templates() -> Iterator[Template]:
    for folder in ("trialmetrics", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                    texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
                    where = f"{path.relative_to(ROOT)}:{node.lineno}"
                    if node.func.id == "_" and texts:
                        yield Template(where, texts[0], texts[0], chosen=False)
                    if node.func.id == "ngettext" and len(texts) >= 2:
                        yield Template(where, texts[0], texts[1], chosen=True)


def drawn(template: str, number: int) -> str:
    """A sentence in which every part that may be a figure is that number."""
    return re.sub(r"\{(\w+)\}", lambda part: "X" if part[1] in TEXTS else str(number), template)


def test_there_are_sentences_to_look_at():
    every = list(templates())
    assert len(every) > 500
    assert sum(each.chosen for each in every) > 50


def test_where_a_figure_stands_before_a_noun_the_number_chooses_the_words():
    wrong = {
        each.where: each.one
        for each in templates()
        if not each.chosen
        and (ONE_AS_MANY.search(drawn(each.one, 1)) or MANY_BEFORE_ONE.search(drawn(each.one, 2)))
        and not any(each.one.startswith(begin) for begin in NEVER_ONE)
    }
    assert not wrong


def test_one_is_told_as_one_and_many_as_many():
    chosen = [each for each in templates() if each.chosen]
    assert not {each.where: each.one for each in chosen if ONE_AS_MANY.search(drawn(each.one, 1))}
    assert not {
        each.where: each.many
        for each in chosen
        for number in (0, 2)
        if MANY_AS_ONE.search(drawn(each.many, number))
    }


def test_a_sentence_is_whole():
    # A blank at an end is there to be glued to something.
    assert not {each.where: each.one for each in templates() if each.one != each.one.strip()}


@pytest.mark.parametrize(
    "calque",
    [
        "Take in", "Read it so", "Say it of any two names", "very many trials", "judges nothing", "may tell otherwise",
        "would do.", "Of none of", "Would change it", "civil no", "is told", "can be said of it", "it can be said", "too seldom",
    ],
)  # fmt: skip
def test_no_sentence_makes_a_native_speaker_stop(calque):
    assert not {each.where: each.many for each in templates() if calque in each.one or calque in each.many}


@pytest.mark.parametrize(
    ("readings", "label"),
    [
        ([("sheet", 12, 0)], "Add these 12 trials"),
        ([("sheet", 12, 11)], "Add this trial"),
        ([("events", 4, 1)], "Add these 3 rows"),
        ([("events", 1, 0)], "Add this row"),
        ([("sheet", 12, 0), ("events", 1200, 0)], "Add these 1,212 rows"),
        ([("sheet", 12, 0), None], "Add these files"),  # not read yet
        ([("sheet", 2, 2)], "Add this file"),  # all of it is set aside
    ],
)
def test_the_button_says_what_it_adds(readings, label):
    read = [
        each and SimpleNamespace(kind=each[0], rows=each[1], set_aside=each[2], questions=[])
        for each in readings
    ]
    assert add_label(read) == label


@pytest.mark.parametrize(
    ("sentence", "wrong"),
    [
        ("None of 1 trial can be judged yet.", True),
        ("1 trial that run to their end, with enough noted of them", True),
        ("1 of its 1 trials are in that too", True),
        ("Ignored 1 of 1 requests.", True),
        ("trials of the last 1 months judge", True),
        ("1 are left out on their score", True),
        ("Ignored 1 of 3 requests.", False),
        ("1 scored trial, and a verdict needs 2", False),
        ("2 orders, 1 ignored", False),
    ],
)
def test_what_counts_as_wrong(sentence, wrong):
    assert bool(ONE_AS_MANY.search(sentence)) is wrong


# The reasons whose figures cannot be as low.
LEAST = {"one_round": 2, "one_day": 2, "one_week": 2, "median_reply": 6, "mostly_silent": 6}
FIGURES = (
    "k", "n", "trials", "rows", "chases", "least", "penalty", "points", "coverage", "needed", "threshold", "raw_score", "before",
    "after", "score", "highest", "lowest", "aside", "never", "months", "limit", "per_trial", "hours", "fulfilled", "declined",
    "ignored", "brushed_off", "dropped", "stopped", "open", "burnt", "void", "incomplete",
)  # fmt: skip


@pytest.mark.parametrize("number", [0, 1, 2])
@pytest.mark.parametrize("code", CODES)
def test_every_reason_agrees_with_its_figures(code, number):
    number = max(number, LEAST.get(code, 0))
    told = text(
        {
            "code": code, **dict.fromkeys(FIGURES, number), "p_below": 0.9, "probability": 0.9, "strongest": "care",
            "weakest": "welcome", "on": "2026-03-02", "first": "2026-03-02", "last": "2026-03-04", "round": "Spring",
            "tester": "Ann", "words": "No.", "categories": ["Paper"] * number, "criteria": list(CRITERIA[:number]),
            "kinds": ["replies"] * number, "waits": [1.0] * number, "day_hours": 8.0, "date_only": [False] * number,
        }
    )  # fmt: skip
    assert not ONE_AS_MANY.search(told)
    assert not MANY_AS_ONE.search(told)


def test_the_rules_of_a_policy_of_ones_are_told_as_one():
    changed = POLICY.model_dump(mode="json")
    changed["evidence"] |= {"min_trials": 1, "most_further": 1}
    changed["vetoes"] |= {"nothing_trials": 1}
    changed["windows"] |= {"reply_hours": 1, "lapse_hours": 1, "judged_months": 1}
    changed["scoring"] |= {"made_good_bonus": 1, "chased_first_factor": 1}
    changed["knock_outs"]["small_penalty"] |= {"points": 1, "trials_each": 1}
    for rule in changed["knock_outs"].values():
        rule |= {name: 1 for name in ("least", "alone_chases") if rule.get(name) is not None}
    ones = type(POLICY).model_validate(changed)
    named = (
        policy_text.verdict_rules,
        policy_text.knock_outs,
        policy_text.vetoes,
        policy_text.scoring,
        policy_text.windows,
    )
    told = [*(rule.text for each in named for rule in each(ones)), *policy_text.not_judged(ones)]
    assert "ignored after more than 1 service hour of silence" in " ".join(told)
    assert not [each for each in told if ONE_AS_MANY.search(each)]


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_plan_agrees_with_its_figures(number):
    goal = planning.Goal(
        category="Paper", wanted=max(number, 1), candidates=number, invited=number, undecided=number, close=number, at_risk=[],
        trials=number, low=0, high=number,
    )  # fmt: skip
    told = plan_text.goal(goal)
    assert not ONE_AS_MANY.search(told)
    assert not MANY_AS_ONE.search(told)


@pytest.mark.parametrize(
    ("better", "worse", "sentence"),
    [
        (1, 0, "Clearly better than the other candidate."),
        (0, 1, "Clearly worse than the other candidate."),
        (0, 0, "Neither clearly better nor clearly worse than the other candidate."),
    ],
)
def test_beside_one_other_candidate_nothing_is_counted(better, worse, sentence):
    candidate = {"clearly_better_than": float(better), "clearly_worse_than": float(worse)}
    assert candidate_text.standing(candidate, 1) == sentence


def test_a_point_of_difference_is_one_point():
    row = dict(zip(small_orders.COLUMNS, (1.2, 0.6, 2.4, 0.5), strict=True))
    assert small_order_text.words(row) == "1 point less (1 to 2)"
