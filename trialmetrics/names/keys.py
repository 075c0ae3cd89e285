"""Supplier names: what tells two suppliers apart."""

import re
import unicodedata

from trialmetrics.vocabulary import LEGAL_FORMS

_PARTED = re.compile(r"\b([a-z])\. (?=[a-z]\.)")


def supplier_key(name: str) -> str:
    """The name without case, outer and repeated spaces, and punctuation of the legal form."""
    folded = " ".join(unicodedata.normalize("NFC", name).casefold().split())
    words = _joined(folded).split(" ")
    bare = [_bare(word) for word in words]
    found = [plain if plain in LEGAL_FORMS else word for word, plain in zip(words, bare, strict=True)]
    for at in range(1, len(found)):
        if bare[at] in LEGAL_FORMS:
            # The comma of `Jansen, B.V.` belongs to the legal form.
            found[at - 1] = found[at - 1].rstrip(",") or found[at - 1]
    return " ".join(found)


def _joined(name: str) -> str:
    """`b. v.` is `b.v.`"""
    return _PARTED.sub(r"\1.", name)


def _bare(word: str) -> str:
    return re.sub(r"[.,/()]", "", word)
