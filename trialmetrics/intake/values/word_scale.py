"""Grades in words as ratings: the steps of a column's scale, and the rating of a word on it."""

from collections.abc import Collection, Sequence

from trialmetrics.vocabulary import GRADES

# good, fair and bad are 5, 3 and 1, unless the column's words show more steps.
THREE_STEPS = ("bad", "fair", "good")
# A step that a scale does not have coincides with another one, which it may not have either.
_COINCIDES = {"very_bad": "bad", "mediocre": "fair", "very_good": "excellent", "excellent": "good"}
_STEP_OF = {word: step for step, words in GRADES.items() for word in words}


def grade(text: str) -> str | None:
    """The step of GRADES that a word names, whatever its case; None for any other text."""
    return _STEP_OF.get(" ".join(text.casefold().strip(" .!").split()))


def rating_of_grade(text: str, steps: Sequence[str]) -> float | None:
    """The rating (1-5) of a word on a scale of these `steps`, lowest first; None for a text that is no grade."""
    step = grade(text)
    return None if step is None else rating_of_step(step, steps)


def rating_of_step(step: str, steps: Sequence[str]) -> float:
    """The rating (1-5) of a step: the steps of the scale lie equally far apart."""
    while step not in steps:
        step = _COINCIDES[step]
    return 1 + 4 * steps.index(step) / (len(steps) - 1)


def scale_of(seen: Collection[str], *, good_is_best: bool | None = None) -> tuple[str, ...] | None:
    """The steps of the scale that a column with the grades `seen` is written on.

    None where that depends on whether good is the best grade, which no grade above it shows and nobody said
    (`good_is_best`).
    """
    seen = {*seen}
    two_low = {"very_bad", "bad"} <= seen
    two_middle = {"mediocre", "fair"} <= seen
    two_high = {"very_good", "excellent"} <= seen
    above_good = bool(seen & {"very_good", "excellent"})
    if not (two_low or two_middle or two_high or (above_good and "good" in seen)):
        return THREE_STEPS
    if not above_good and good_is_best is None:
        return None
    low = ("very_bad", "bad") if two_low else ("bad",)
    five_at_most = not (two_low or two_high) and not good_is_best
    middle = ("mediocre", "fair") if two_middle or five_at_most else ("fair",)
    if two_high:
        high: tuple[str, ...] = ("good", "very_good", "excellent")
    else:
        high = ("good", "excellent") if above_good or not good_is_best else ("good",)
    return (*low, *middle, *high)
