"""The spellings of a supplier name: what is left of it without legal form, accents, punctuation and words that vary."""

import re
import unicodedata

from trialmetrics.vocabulary import (
    LEGAL_FORMS,
    LEGAL_FORMS_IN_FULL,
    NAME_WORDS,
    PROPOSED_LEGAL_FORMS,
    UNMISTAKABLE_LEGAL_FORMS,
)

_INITIALS = re.compile(r"\b[a-z]( [a-z]\b)+")
# The longest first: `public limited company` is no `limited company`.
_IN_FULL = re.compile(rf"\b({'|'.join(sorted(LEGAL_FORMS_IN_FULL, key=len, reverse=True))})\b")
_FINAL_FORMS = {*LEGAL_FORMS, *PROPOSED_LEGAL_FORMS}
# How people write letters that are missing from their keyboard.
_DIGRAPHS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "æ": "ae", "å": "aa", "œ": "oe", "ĳ": "ij"}
)


def spellings(key: str) -> list[str]:
    """Spellings of the name with this key, its core first; names that share one may be one supplier.

    The core is the words that tell suppliers apart: `Müller & Söhne GmbH` -> `mueller zn`. Empty if the name has no letters or
    digits.
    """
    words, legal_form = _words(key.translate(_DIGRAPHS))
    if not words:
        return []
    core = " ".join(words)
    # The last words may belong to the name: `Clean Co BV` is also written `CleanCo`.
    joined = ["".join(words + legal_form[:count]) for count in range(len(legal_form) + 1)]
    plain_words, _legal_form = _words(key)
    return [
        core,
        " ".join(plain_words),
        " ".join(sorted(words)),
        *joined,
        re.sub(r"\bvan de[nr]?\b", "vd", core),
    ]


def _words(key: str) -> tuple[list[str], list[str]]:
    """The words of a key without accents, and those of the legal form at its end; initials are joined into one word."""
    parts = unicodedata.normalize("NFD", key)
    plain = "".join(character for character in parts if not unicodedata.combining(character))
    spaced = " ".join(re.sub(r"[^\w]+|_", " ", plain).split())
    short = _IN_FULL.sub(lambda match: LEGAL_FORMS_IN_FULL[match[0]], spaced)
    all_words = _INITIALS.sub(lambda match: match[0].replace(" ", ""), short).split()
    words = [word for word in (NAME_WORDS.get(word, word) for word in all_words) if word] or all_words
    end = len(words)
    while end > 1 and words[end - 1] in _FINAL_FORMS:
        end -= 1
    name_words = [word for word in words[:end] if word not in UNMISTAKABLE_LEGAL_FORMS] or words[:end]
    return name_words, words[end:]
