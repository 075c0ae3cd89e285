"""Texts become values, one different text at a time: what is the same for every kind, and the words of fixed lists."""

import re
import unicodedata
from collections.abc import Callable, Mapping

from rapidfuzz import fuzz, process

from trialmetrics.intake.files.staging import NATIVE
from trialmetrics.intake.values.moments import WORDED, read_moment
from trialmetrics.intake.values.numbers import read_count, read_number, read_rating
from trialmetrics.intake.values.value import Notation, Value, unreadable
from trialmetrics.vocabulary import (
    CHANNELS,
    CURRENCIES,
    CURRENCY_WORDS,
    ERRORS,
    EVENTS,
    NOT_OBSERVED,
    ORDER_CLASSES,
    OUTCOMES,
    WORDS,
)

# The lists that a word of a kind is one of.
LISTS: dict[str, tuple[str, ...]] = {
    "event": tuple(EVENTS),
    "outcome": OUTCOMES,
    "class": ORDER_CLASSES,
    "channel": CHANNELS,
    "yes_no": ("yes", "no"),
}
# What a word may mean where no list says so: a rating whatever the scale of its column, a count, whether it happened.
_MEANINGS = {
    "rating": ("5/5", "4/5", "3/5", "2/5", "1/5"),
    "count": ("0", "1", "2", "3", "4", "5"),
    "moment": ("yes", "no"),
}
UNREADABLE = "\ufffd"
LONGEST_FIGURE = (
    200  # characters of a date, a number or a rating; what is longer is none, and is not searched for one
)
_NEAR = 80
_NAMED = 6  # a problem names so many words of a list, the nearest first


def read_value(text: str, kind: str, column: str, notation: Notation, answers: Mapping[str, str]) -> Value:
    """The value of one text in a column of this kind; `answers`: plain text -> the text that a person said it means."""
    if text.startswith(NATIVE):
        text, notation = text.removeprefix(NATIVE), notation._replace(decimal=".")
    text = answers.get(plain_word(text), text)
    # Beside other signs a minus is a rating.
    if text.casefold() in NOT_OBSERVED and not (text == "-" and kind == "rating" and notation.signs):
        return Value(seen=False)
    if text.casefold() in ERRORS:
        return unreadable("spreadsheet_error")
    if stray := next((each for each in text if _is_control(each)), None):
        return unreadable("control_character", character=f"{ord(stray):04X}")
    if UNREADABLE in text:
        return unreadable("undecodable")
    if kind == "text":
        return Value(text)
    if kind not in LISTS and len(text) > LONGEST_FIGURE:
        return too_long(LONGEST_FIGURE)
    return _READERS[kind](text, column, notation)


def too_long(longest: int) -> Value:
    """What a text is that is longer than its column takes."""
    return unreadable("too_long", longest=longest)


def plain_word(text: str) -> str:
    """A word without case and separators."""
    return re.sub(r"[\s_\-]+", " ", text.casefold()).strip() or text


def near_words(text: str, kind: str) -> tuple[str, ...]:
    """The words of the kind's list that come near the text, the nearest first."""
    spelled = {
        each: ours for ours in LISTS[kind] for each in (ours.replace("_", " "), *WORDS[kind].get(ours, ()))
    }
    found = process.extract(plain_word(text), list(spelled), scorer=fuzz.ratio, score_cutoff=_NEAR, limit=3)
    return tuple(dict.fromkeys(spelled[each[0]] for each in found))


def words_for(text: str, kind: str) -> tuple[str, ...]:
    """All words of the kind's list, those that come near the text first."""
    return tuple(dict.fromkeys([*near_words(text, kind), *LISTS[kind]]))


def meanings(text: str, kind: str, column: str) -> tuple[str, ...]:
    """What a text that was not read may be said to mean; nothing where that is no choice among few."""
    if kind in LISTS:
        return words_for(text, kind)
    if kind == "moment" and column not in WORDED:
        return ()
    return _MEANINGS.get(kind, ())


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and character not in "\t\n\r"


def _word(text: str, kind: str) -> Value:
    plain = plain_word(text).strip(" .!")
    for ours in LISTS[kind]:
        if plain == ours.replace("_", " ") or plain in WORDS[kind].get(ours, ()):
            return Value(ours)
    words = words_for(text, kind)
    if len(words) > _NAMED:
        return unreadable("unknown_word_of_many", words=words[:_NAMED])
    return unreadable("unknown_word", words=words)


def _yes_no(text: str, _column: str, _notation: Notation) -> Value:
    found = _word(text, "yes_no")
    return found if found.problem else Value(found.value == "yes")


def _currency(text: str, _column: str, _notation: Notation) -> Value:
    code = CURRENCY_WORDS.get(text.casefold(), text.upper())
    if code in CURRENCIES:
        return Value(code)
    return unreadable("not_a_currency")


_READERS: Mapping[str, Callable[[str, str, Notation], Value]] = {
    "event": lambda text, _column, _notation: _word(text, "event"),
    "class": lambda text, _column, _notation: _word(text, "class"),
    "channel": lambda text, _column, _notation: _word(text, "channel"),
    "outcome": lambda text, _column, _notation: _word(text, "outcome"),
    "yes_no": _yes_no,
    "currency": _currency,
    "number": read_number,
    "rating": read_rating,
    "count": read_count,
    "moment": read_moment,
}
