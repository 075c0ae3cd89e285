"""The supplier key: the form of a name under which two spellings count as the same supplier."""

import re
import unicodedata

from trialmetrics.vocabulary import LEGAL_FORMS

_SPACED_INITIALS = re.compile(r"\b([a-z])\. (?=[a-z]\.)")


def supplier_key(name: str) -> str:
    """The name in lower case, with single spaces and without the punctuation of its legal form: `jansen bv`."""
    folded = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    words = _join_initials(folded).split(" ")
    plain_words = [_without_punctuation(word) for word in words]
    parts = [
        plain_word if plain_word in LEGAL_FORMS else word
        for word, plain_word in zip(words, plain_words, strict=True)
    ]
    for i in range(1, len(parts)):
        if plain_words[i] in LEGAL_FORMS:
            # The comma of `Jansen, B.V.` belongs to the legal form.
            parts[i - 1] = parts[i - 1].rstrip(",") or parts[i - 1]
    return " ".join(parts)


def _join_initials(name: str) -> str:
    """`b. v.` becomes `b.v.`"""
    return _SPACED_INITIALS.sub(r"\1.", name)


def _without_punctuation(word: str) -> str:
    return re.sub(r"[.,/()]", "", word)
