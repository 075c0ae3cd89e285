"""Finds supplier names that may be spellings of one name; a person decides whether they are."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

import numpy as np
from rapidfuzz import fuzz, process

from trialmetrics.names.keys import supplier_key
from trialmetrics.vocabulary import LEGAL_FORMS, NAME_WORDS

MIN_SIMILARITY = 88  # of 100, legal form and punctuation removed; most pairs below this are two suppliers
SHORT_LENGTH = 5  # letters; names up to this length must match exactly
MAX_SAME_FORM = 20  # names with the same form of which pairs are proposed
BLOCK_SIZE = 500  # names compared with all others at a time, to limit memory
_INITIALS = re.compile(r"\b[a-z]( [a-z]\b)+")
# How people write letters that are missing from their keyboard.
_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "æ": "ae", "å": "aa"})


def similar_names(names: Iterable[str], most: int = 1000) -> list[tuple[str, str, float]]:
    """Up to `most` pairs of names that may be one supplier, as (name, name, similarity 0-100), the most similar first.

    At 100 the names differ only in legal form, accents, punctuation, `&` or `en`, or word order. Names with the same key
    are one supplier already and make no pair; names with different numbers are never similar. The names of a pair are in
    sorted order.
    """
    by_key = {supplier_key(name): name for name in sorted(names, reverse=True)}
    forms = [(name, spellings) for key, name in by_key.items() if (spellings := _forms(key))]
    forms.sort()
    names_by_position = [name for name, _spellings in forms]
    cores = [spellings[0] for _name, spellings in forms]
    similarity = _similar_cores(cores, most)
    by_form: dict[str, list[int]] = defaultdict(list)
    for position, (_name, spellings) in enumerate(forms):
        for form in set(spellings):
            by_form[form].append(position)
    for positions in by_form.values():
        # A form that many names share is just a common word, so pairing all of them would not help.
        similarity |= dict.fromkeys(combinations(positions[:MAX_SAME_FORM], 2), 100.0)
    pairs = [
        (names_by_position[one], names_by_position[other], score)
        for (one, other), score in similarity.items()
    ]
    return sorted(pairs, key=lambda pair: (-pair[2], pair[0], pair[1]))[:most]


def _similar_cores(cores: list[str], most: int) -> dict[tuple[int, int], float]:
    """Similarity (0-100) of cores that differ in a few letters, by their positions; at most `most` pairs per block."""
    lengths = np.array([len(core) for core in cores])
    numbers = np.unique([" ".join(re.findall(r"\d+", core)) for core in cores], return_inverse=True)[1]
    similar: dict[tuple[int, int], float] = {}
    for start in range(0, len(cores), BLOCK_SIZE):
        similarity = process.cdist(
            cores[start : start + BLOCK_SIZE],
            cores[start:],
            scorer=fuzz.ratio,
            score_cutoff=MIN_SIMILARITY,
            dtype=np.uint8,
        )
        one, other = np.nonzero(similarity)
        score = similarity[one, other]
        one, other = one + start, other + start
        # Short names that differ in one letter are usually two suppliers.
        plausible = (one < other) & (numbers[one] == numbers[other])
        plausible &= (np.maximum(lengths[one], lengths[other]) > SHORT_LENGTH) | (score == 100)
        best = np.argsort(-score[plausible].astype(int), kind="stable")[:most]
        best_pairs = zip(one[plausible][best], other[plausible][best], score[plausible][best], strict=True)
        similar |= {(int(first), int(second)): float(score) for first, second, score in best_pairs}
    return similar


def _forms(key: str) -> tuple[str, ...]:
    """Spellings of a name without legal form and punctuation, its core first; empty if it has no letters or digits."""
    words = _words(key.translate(_DIGRAPHS))
    core = " ".join(words)
    spellings = (
        core,
        " ".join(_words(key)),
        " ".join(sorted(words)),
        "".join(words),
        re.sub(r"\bvan de[nr]?\b", "vd", core),
    )
    return spellings if core else ()


def _words(key: str) -> list[str]:
    """The words of a key without accents and legal form; initials are joined into one word."""
    parts = unicodedata.normalize("NFD", key)
    plain = "".join(character for character in parts if not unicodedata.combining(character))
    words = _INITIALS.sub(lambda match: match[0].replace(" ", ""), re.sub(r"[^\w]+|_", " ", plain)).split()
    name_words = [word for word in words if word not in LEGAL_FORMS] or words
    return [word for word in (NAME_WORDS.get(word, word) for word in name_words) if word] or name_words
