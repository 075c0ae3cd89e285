"""Read amounts, counts, and ratings (rescaled to 1-5)."""

import re

from trialmetrics.intake.values.value import Notation, Value, unreadable
from trialmetrics.intake.values.word_scale import rating_of_grade
from trialmetrics.vocabulary import HAPPENED, NEVER, NUMBERS, RATING_WORDS

MAX_COUNT = 1000
MAX_AMOUNT = 1e15
AMOUNT_SIGNS = r"(?:euros|euro|eur|usd|gbp|chf|[€$£¥])"
# Patterns of the currency written beside an amount; an ambiguous sign is taken for the currency below.
CURRENCY_PATTERNS = {"EUR": "€|eur", "USD": r"\$|usd", "GBP": "£|gbp", "CHF": "chf", "JPY": "¥"}
AMBIGUOUS_SIGNS = {"$": "USD", "¥": "JPY"}
_SIGN = re.compile(rf"(?i)^{AMOUNT_SIGNS}\s*|\s*{AMOUNT_SIGNS}$|,-{{1,2}}$|\.-{{1,2}}$")
_BLANK = r"[\s'’\u00a0\u202f]"
_SPACED = re.compile(rf"(?<!\d)\d{{1,3}}({_BLANK}\d{{3}})+(?!\d)")
_OUT_OF = re.compile(r"\s*(?:(?:/|van de|van|out of|of)\s*(5|7|10|100)|%)$")
_STARS = re.compile(r"([1-5]) ?(?:sterren|ster|stars?|\*|★|⭐)$")
_COUNT = re.compile(r"(?:ca\.? |circa |~)?(\d+|[a-zéü]+)\s*(?:x|×|keer|maal|times?|mal|fois|vez|veces)?\.?$")


def read_number(text: str, _column: str, notation: Notation) -> Value:
    """An amount >= 0 as a float; currency signs and thousands separators are allowed."""
    number = parse_number(text, notation.decimal)
    if number is None:
        return unreadable("not_a_number", decimal=notation.decimal)
    if not 0 <= number < MAX_AMOUNT:
        return unreadable("out_of_range")
    return Value(number)


def read_rating(text: str, _column: str, notation: Notation) -> Value:
    """A rating on 1-5: a number on the column's scale, a word, a smiley, or stars."""
    folded = text.casefold()
    if (word_rating := _rating_sign(folded)) is not None:
        return Value(float(word_rating))
    if (grade_rating := rating_of_grade(folded, notation.grades)) is not None:
        return Value(grade_rating)
    low, high = notation.scale
    if match := _OUT_OF.search(text):
        # `4/5` and `80 %` carry their own scale.
        text, high = text[: match.start()], int(match[1] or 100)
        low = 0 if high == 100 else 1
    number = parse_number(text, notation.decimal)
    if number is None:
        return unreadable("not_a_rating", low=low, high=high)
    if not min(low, high) <= number <= max(low, high):
        return unreadable("off_the_scale", low=low, high=high)
    if (low, high) == (1, 10):
        return Value(1 + 0.4 * number)  # a school grade: 6, just a pass, is 60 of 100 points
    return Value(1 + 4 * (number - low) / (high - low))


def _rating_sign(folded: str) -> float | None:
    """The rating (1-5) of a smiley, sign or stars; None for anything else. Hollow stars and emoji variants are ignored."""
    plain = folded.replace("\ufe0f", "").replace("⭐", "★")
    if (rating := RATING_WORDS.get(plain)) is None:
        rating = RATING_WORDS.get(plain.rstrip("☆") if plain[:1] == "★" else plain.strip(" .!"))
    if rating is None and (match := _STARS.match(plain)):
        rating = float(match[1])
    return rating


def read_count(text: str, _column: str, _notation: Notation) -> Value:
    """How often something happened, as an integer."""
    words = re.sub(r"[.,]0{1,2}$", "", " ".join(text.casefold().split()))
    if words in NEVER:
        return Value(0)
    if words in HAPPENED:
        return Value(1)
    match = _COUNT.match(words)
    number = None
    if match:
        number = int(match[1][:9]) if match[1].isdecimal() else NUMBERS.get(match[1].replace("é", "e"))
    if number is None:
        return unreadable("not_a_count")
    if number > MAX_COUNT:
        return unreadable("too_many", most=MAX_COUNT)
    return Value(number)


def parse_number(text: str, decimal: str) -> float | None:
    """The number in a text with this decimal sign; None if it is not a number."""
    digits = text.strip()
    for _repeat in range(2):
        digits = _SIGN.sub("", digits).strip()
    digits = _SPACED.sub(lambda found: re.sub(_BLANK, "", found[0]), digits)
    thousands = "," if decimal == "." else "."
    pattern = rf"[+-]?(\d+|\d{{1,3}}({re.escape(thousands)}\d{{3}})+)?({re.escape(decimal)}\d*)?"
    if not re.fullmatch(pattern, digits, re.ASCII) or not re.search(r"\d", digits):
        return None
    return float(digits.replace(thousands, "").replace(decimal, "."))
