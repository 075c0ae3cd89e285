"""Supplier names that may be spellings of one; a person says whether they are."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz, process

from trialmetrics.names.keys import supplier_key
from trialmetrics.vocabulary import LEGAL_FORMS, NAME_WORDS

ALIKE = 88  # of 100, without legal form and punctuation; under it most pairs are two suppliers
SHORT = 5  # letters: of names no longer than this, one letter makes two suppliers
SAME = 20  # names of one form that are paired
BLOCK = 500  # names compared with all others at a time: bounds memory
_INITIALS = re.compile(r"\b[a-z]( [a-z]\b)+")
# As it is written where the letter is not on the keyboard.
_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "æ": "ae", "å": "aa"})


def spellings(names: Iterable[str], most: int = 1000) -> list[tuple[str, str, float]]:
    """Pairs of names that may be one supplier, the `most` likeliest first, with how alike they are (0-100).

    100: the same but for legal form, accents, punctuation, `&` or `en`, and the order of the words. Names with the same
    key are one supplier already and no pair; names with different numbers are two. The first of a pair sorts before the
    second.
    """
    by_key = {supplier_key(name): name for name in sorted(names, reverse=True)}
    forms = [(name, found) for key, name in by_key.items() if (found := _forms(key))]
    forms.sort()
    shown = [name for name, _found in forms]
    cores = [found[0] for _name, found in forms]
    alike = _near(cores, most)
    by_form: dict[str, list[int]] = defaultdict(list)
    for at, (_name, found) in enumerate(forms):
        for form in set(found):
            by_form[form].append(at)
    for same in by_form.values():
        # A handful at most is one supplier's; of more, the names say nothing else than a common word.
        alike |= dict.fromkeys(combinations(same[:SAME], 2), 100.0)
    pairs = [(shown[one], shown[other], likeness) for (one, other), likeness in alike.items()]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))[:most]


def _near(cores: list[str], most: int) -> dict[tuple[int, int], float]:
    """The places of cores that differ in a few letters, with how alike they are; at most `most` of each block."""
    lengths = np.array([len(core) for core in cores])
    numbers = np.unique([" ".join(re.findall(r"\d+", core)) for core in cores], return_inverse=True)[1]
    near: dict[tuple[int, int], float] = {}
    for start in range(0, len(cores), BLOCK):
        alike = process.cdist(
            cores[start : start + BLOCK], cores[start:], scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8
        )
        one, other = np.nonzero(alike)
        likeness = alike[one, other]
        one, other = one + start, other + start
        # Two short names that differ in one letter are more often two suppliers.
        likely = (one < other) & (numbers[one] == numbers[other])
        likely &= (np.maximum(lengths[one], lengths[other]) > SHORT) | (likeness == 100)
        best = np.argsort(-likeness[likely].astype(int), kind="stable")[:most]
        found = zip(one[likely][best], other[likely][best], likeness[likely][best], strict=True)
        near |= {(int(first), int(second)): float(likeness) for first, second, likeness in found}
    return near


def _forms(key: str) -> tuple[str, ...]:
    """How a name may also be written, without legal form and punctuation, the commonest first; none of a name of signs."""
    words = _words(key.translate(_DIGRAPHS))
    core = " ".join(words)
    found = (
        core,
        " ".join(_words(key)),
        " ".join(sorted(words)),
        "".join(words),
        re.sub(r"\bvan de[nr]?\b", "vd", core),
    )
    return found if core else ()


def _words(key: str) -> list[str]:
    """The words of a key that are the name itself, without accents; initials are one word."""
    parts = unicodedata.normalize("NFD", key)
    plain = "".join(each for each in parts if not unicodedata.combining(each))
    words = _INITIALS.sub(lambda found: found[0].replace(" ", ""), re.sub(r"[^\w]+|_", " ", plain)).split()
    own = [word for word in words if word not in LEGAL_FORMS] or words
    return [word for word in (NAME_WORDS.get(word, word) for word in own) if word] or own
