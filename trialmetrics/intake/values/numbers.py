"""Texts become numbers: amounts, counts, and ratings on a scale of 1 to 5."""

import re

from trialmetrics.intake.values.value import Notation, Value, unreadable
from trialmetrics.vocabulary import HAPPENED, NEVER, NUMBERS, RATING_WORDS

MOST_COUNTED = 1000
MOST = 1e15
AMOUNT_SIGNS = r"(?:euros|euro|eur|usd|gbp|chf|[€$£¥])"
# The currency that a sign or word beside an amount says, as a pattern; the signs of several currencies stand for one.
SAID_BY = {"EUR": "€|eur", "USD": r"\$|usd", "GBP": "£|gbp", "CHF": "chf", "JPY": "¥"}
SIGNS_OF_SEVERAL = {"$": "USD", "¥": "JPY"}
_SIGN = re.compile(rf"(?i)^{AMOUNT_SIGNS}\s*|\s*{AMOUNT_SIGNS}$|,-{{1,2}}$|\.-{{1,2}}$")
_BLANK = r"[\s'’\u00a0\u202f]"
_SPACED = re.compile(rf"(?<!\d)\d{{1,3}}({_BLANK}\d{{3}})+(?!\d)")
_OUT_OF = re.compile(r"\s*(?:(?:/|van de|van|out of|of)\s*(5|7|10|100)|%)$")
_STARS = re.compile(r"([1-5]) ?(?:sterren|ster|stars?|\*|★|⭐)$")
_COUNT = re.compile(r"(?:ca\.? |circa |~)?(\d+|[a-zé]+)\s*(?:x|×|keer|maal|times?)?\.?$")


def read_number(text: str, _column: str, notation: Notation) -> Value:
    """An amount of 0 or more, with or without currency sign and thousands separators."""
    number = figure(text, notation.decimal)
    if number is None:
        return unreadable("not_a_number", decimal=notation.decimal)
    if not 0 <= number < MOST:
        return unreadable("out_of_range")
    return Value(number)


def read_rating(text: str, _column: str, notation: Notation) -> Value:
    """A rating on 1-5: a number on the column's scale, a word, a smiley, or stars."""
    if (word := _rating_word(text.casefold())) is not None:
        return Value(float(word))
    low, high = notation.scale
    if found := _OUT_OF.search(text):
        # `4/5` says its own scale, and so does `80 %`.
        text, high = text[: found.start()], int(found[1] or 100)
        low = 0 if high == 100 else 1
    number = figure(text, notation.decimal)
    if number is None:
        return unreadable("not_a_rating", low=low, high=high)
    if not low <= number <= high:
        return unreadable("off_the_scale", low=low, high=high)
    if (low, high) == (1, 10):
        return Value(1 + 0.4 * number)  # a school grade: 6, just a pass, is 60 of 100 points
    return Value(1 + 4 * (number - low) / (high - low))


def _rating_word(folded: str) -> float | None:
    """The rating of a word, a smiley, signs, or stars; empty stars and marks of style say nothing."""
    plain = folded.replace("\ufe0f", "").replace("⭐", "★")
    if (word := RATING_WORDS.get(plain)) is None:
        word = RATING_WORDS.get(plain.rstrip("☆") if plain[:1] == "★" else plain.strip(" .!"))
    if word is None and (found := _STARS.match(plain)):
        word = float(found[1])
    return word


def read_count(text: str, _column: str, _notation: Notation) -> Value:
    """How often something happened."""
    plain = re.sub(r"[.,]0{1,2}$", "", " ".join(text.casefold().split()))
    if plain in NEVER:
        return Value(0)
    if plain in HAPPENED:
        return Value(1)
    found = _COUNT.match(plain)
    number = None
    if found:
        number = int(found[1][:9]) if found[1].isdecimal() else NUMBERS.get(found[1].replace("é", "e"))
    if number is None:
        return unreadable("not_a_count")
    if number > MOST_COUNTED:
        return unreadable("too_many", most=MOST_COUNTED)
    return Value(number)


def figure(text: str, decimal: str) -> float | None:
    """The number that a text writes with this decimal sign; None where it is none."""
    bare = text.strip()
    for _again in range(2):
        bare = _SIGN.sub("", bare).strip()
    bare = _SPACED.sub(lambda found: re.sub(_BLANK, "", found[0]), bare)
    thousands = "," if decimal == "." else "."
    pattern = rf"[+-]?(\d+|\d{{1,3}}({re.escape(thousands)}\d{{3}})+)?({re.escape(decimal)}\d*)?"
    if not re.fullmatch(pattern, bare, re.ASCII) or not re.search(r"\d", bare):
        return None
    return float(bare.replace(thousands, "").replace(decimal, "."))
