"""Detect the steps of a rating column's words from all its distinct words, and an earlier file's; else ask which is the best."""

from collections.abc import Mapping

from trialmetrics.intake.notation import questions
from trialmetrics.intake.notation.column_evidence import Evidence, distinct_texts
from trialmetrics.intake.reading import Question
from trialmetrics.intake.values.word_scale import (
    THREE_STEPS,
    grade,
    rating_of_grade,
    rating_of_step,
    scale_of,
)
from trialmetrics.vocabulary import GRADES

_WORDS = [word for words in GRADES.values() for word in words]
_MAX_SPELLINGS = 500  # of grades in one column
# The answers to whether good is the best grade: as the rating of the word.
BEST, SECOND_BEST = "5/5", "4/5"


def word_grades(evidence: Evidence, columns: Mapping[str, str]) -> list[Question]:
    """Fill in the grades seen and the steps of rating columns (our name -> heading); returns questions on unclear ones."""
    open_questions = []
    for name, heading in columns.items():
        texts = evidence.database.execute(
            f"{distinct_texts(name)} select text from texts "
            f"where list_contains($words, trim(lower(text), ' .!')) order by text limit {_MAX_SPELLINGS}",
            {"words": _WORDS},
        ).fetchall()
        words = {text.casefold().strip(" .!"): step for (text,) in texts if (step := grade(text))}
        if not words:
            continue
        earlier = evidence.detected_earlier.get("grades", {}).get(name, ())
        seen = {*words.values(), *earlier}
        evidence.detected.grades[name] = sorted(seen)
        good_is_best = _answer(evidence, name)
        steps = scale_of(seen, good_is_best=good_is_best)
        ordered = sorted(words, key=lambda word: ([*GRADES].index(words[word]), word))
        if steps is None:
            best = next((word for word in ordered if words[word] == "good"), "good")
            open_questions.append(
                questions.best_grade_question(name, heading, ordered, best, (BEST, SECOND_BEST))
            )
            continue
        if steps == THREE_STEPS:
            continue
        evidence.detected.steps[name] = steps
        if good_is_best is not None:
            reason = evidence.answer_reason
        elif steps == scale_of(words.values()):
            reason = questions.AS_VALUES_SHOW
        else:
            reason = questions.AS_BEFORE
        evidence.decided.append(
            questions.grades_decision(
                heading, {word: round(rating_of_step(words[word], steps), 2) for word in ordered}, reason
            )
        )
    return open_questions


def _answer(evidence: Evidence, name: str) -> bool | None:
    """Whether a person said that good is the best grade of the column; None if nobody said anything about it."""
    ratings = [
        meant
        for text, meant in evidence.settings.answers.get(name, {}).items()
        if meant is not None and grade(text) == "good" and rating_of_grade(meant, THREE_STEPS) is None
    ]
    return ratings[-1] == BEST if ratings else None
