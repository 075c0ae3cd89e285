"""Supplier names: what tells two suppliers apart, and which spellings may be one supplier."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable

from rapidfuzz import fuzz, process

from trialmetrics.vocabulary import LEGAL_FORMS

ALIKE = 88  # of 100, without legal form and punctuation; under it most pairs are two suppliers
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


def spellings(names: Iterable[str]) -> list[tuple[str, str, float]]:
    """Pairs of names that may be one supplier, the likeliest first, with how alike they are (0-100).

    Names with the same key are one supplier already and no pair. The first of a pair sorts before the second.
    """
    by_core: dict[str, list[str]] = defaultdict(list)
    seen: set[str] = set()
    for name in sorted(names):
        if (key := supplier_key(name)) not in seen:
            seen.add(key)
            by_core[_core(key)].append(name)
    cores = [core for core in by_core if core]
    pairs = [
        (one, other, 100.0)
        for same in by_core.values()
        for at, one in enumerate(same)
        for other in same[at + 1 :]
    ]
    for at, core in enumerate(cores):
        # Two short names that differ in one letter are more often two suppliers.
        least = ALIKE if len(core) > 5 else 100
        for near, alike, _place in process.extract(
            core, cores[at + 1 :], scorer=fuzz.ratio, score_cutoff=least, limit=20
        ):
            pairs += [
                (min(one, other), max(one, other), alike) for one in by_core[core] for other in by_core[near]
            ]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))


def _joined(name: str) -> str:
    """`b. v.` is `b.v.`"""
    return _PARTED.sub(r"\1.", name)


def _bare(word: str) -> str:
    return re.sub(r"[.,/()]", "", word)


def _core(key: str) -> str:
    """A key without its legal form, punctuation and accents: what is left is the name itself."""
    plain = unicodedata.normalize("NFD", key)
    words = re.sub(
        r"[^\w\s]", " ", "".join(each for each in plain if not unicodedata.combining(each))
    ).split()
    return " ".join(word for word in words if word not in LEGAL_FORMS) or " ".join(words)
