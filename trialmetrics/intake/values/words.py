"""Read one text of any kind: dispatches to the readers of numbers and moments, and reads words of fixed lists itself."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache

from rapidfuzz import fuzz, process

from trialmetrics.intake.files.staging import NATIVE
from trialmetrics.intake.values.moments import HAPPENED_COLUMNS, read_moment
from trialmetrics.intake.values.numbers import read_count, read_number, read_rating
from trialmetrics.intake.values.value import Notation, Value, unreadable
from trialmetrics.vocabulary import (
    CHANNELS,
    CURRENCIES,
    CURRENCY_WORDS,
    ERRORS,
    EVENTS,
    INSTEAD_OF_DELIVERY,
    NOT_OBSERVED,
    ORDER_CLASSES,
    OUTCOMES,
    WORDS,
)

# The permitted words of each kind of column.
WORD_LISTS: dict[str, tuple[str, ...]] = {
    "event": tuple(EVENTS),
    "outcome": OUTCOMES,
    "class": ORDER_CLASSES,
    "channel": CHANNELS,
    "yes_no": ("yes", "no"),
}
# Meanings offered for a word in columns without a list: ratings (on any scale), counts, whether it happened.
_MEANINGS = {
    "rating": ("5/5", "4/5", "3/5", "2/5", "1/5"),
    "count": ("0", "1", "2", "3", "4", "5"),
    "moment": ("yes", "no"),
}
UNREADABLE = "\ufffd"
LONGEST_FIGURE = (
    200  # characters of a date, number or rating; longer texts are rejected unsearched, which bounds the time
)
_MIN_SIMILARITY = 80
_MAX_NAMED = 6  # words listed in a problem, most similar first


def read_value(text: str, kind: str, column: str, notation: Notation, answers: Mapping[str, str]) -> Value:
    """The value of one text in a column of this kind; `answers`: normalised text -> the text it means."""
    if text.startswith(NATIVE):
        text, notation = text.removeprefix(NATIVE), notation._replace(decimal=".")
    meant = answers.get(normalised_word(text), text)
    if column == "delivered_at" and meant in INSTEAD_OF_DELIVERY and text.casefold() in NOT_OBSERVED:
        return Value(seen=False, instead=INSTEAD_OF_DELIVERY[meant])
    text = meant
    # Usually `-` means not observed, but among other signs it is a rating.
    if text.casefold() in NOT_OBSERVED and not (text == "-" and kind == "rating" and notation.signs):
        return Value(seen=False)
    if text.casefold() in ERRORS:
        return unreadable("spreadsheet_error")
    if control := next((character for character in text if _is_control(character)), None):
        return unreadable("control_character", character=f"{ord(control):04X}")
    if UNREADABLE in text:
        return unreadable("undecodable")
    if kind == "text":
        return Value(text)
    if kind not in WORD_LISTS and len(text) > LONGEST_FIGURE:
        return too_long(LONGEST_FIGURE)
    return _READERS[kind](text, column, notation)


def too_long(longest: int) -> Value:
    """The value of a text longer than its column permits."""
    return unreadable("too_long", longest=longest)


def normalised_word(text: str) -> str:
    """A word in lower case, its separators as single spaces: for comparing."""
    return re.sub(r"[\s_\-]+", " ", text.casefold()).strip() or text


def bare_word(text: str) -> str:
    """A word as `normalised_word`, also without the marks around it."""
    return normalised_word(text).strip(" .!")


@cache
def spellings(kind: str) -> dict[str, str]:
    """Spelling -> word of the kind's list."""
    return {
        spelling: word
        for word in WORD_LISTS[kind]
        for spelling in (word.replace("_", " "), *WORDS[kind].get(word, ()))
    }


def near_words(text: str, kind: str) -> tuple[str, ...]:
    """Up to three words of the kind's list that resemble the text, most similar first."""
    words = spellings(kind)
    matches = process.extract(
        normalised_word(text), list(words), scorer=fuzz.ratio, score_cutoff=_MIN_SIMILARITY, limit=3
    )
    return tuple(dict.fromkeys(words[spelling[0]] for spelling in matches))


def words_for(text: str, kind: str) -> tuple[str, ...]:
    """All words of the kind's list, those that resemble the text first."""
    return tuple(dict.fromkeys([*near_words(text, kind), *WORD_LISTS[kind]]))


def meanings(text: str, kind: str, column: str) -> tuple[str, ...]:
    """Meanings to offer for an unreadable text; empty for columns that have no short list."""
    if kind in WORD_LISTS:
        return words_for(text, kind)
    if kind == "moment" and column not in HAPPENED_COLUMNS:
        return ()
    return _MEANINGS.get(kind, ())


def _is_control(character: str) -> bool:
    return unicodedata.category(character) == "Cc" and character not in "\t\n\r"


def _word(text: str, kind: str) -> Value:
    if word := spellings(kind).get(bare_word(text)):
        return Value(word)
    words = words_for(text, kind)
    if len(words) > _MAX_NAMED:
        return unreadable("unknown_word_of_many", words=words[:_MAX_NAMED])
    return unreadable("unknown_word", words=words)


def _yes_no(text: str, _column: str, _notation: Notation) -> Value:
    answer = _word(text, "yes_no")
    return answer if answer.problem else Value(answer.value == "yes")


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
