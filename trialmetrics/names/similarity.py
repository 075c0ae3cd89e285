"""Finds supplier names that may be spellings of one name; a person decides whether they are."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations, islice

import numpy as np
from rapidfuzz import fuzz, process

from trialmetrics.names.keys import supplier_key
from trialmetrics.names.spellings import spellings

MIN_SIMILARITY = 88  # of 100, legal form and punctuation removed; most pairs below this are two suppliers
SHORT_LENGTH = 5  # letters; names up to this length must match exactly
# Of 100, one wrong letter in five; less similar words tell two suppliers apart: Noord and Zuid, East and West.
MIN_WORD_SIMILARITY = 80
SHORT_WORD = 3  # letters; words up to this length tell nobody apart
MAX_SAME_FORM = 20  # names with the same form of which pairs are proposed
BLOCK_SIZE = 500  # names compared with all others at a time, to limit memory
MAX_COMPARED = 20_000  # pairs per block, the most similar first, whose words are compared


def similar_names(names: Iterable[str], most: int = 1000) -> list[tuple[str, str, float]]:
    """Up to `most` pairs of names that may be one supplier, as (name, name, similarity 0-100), the most similar first.

    At 100 the names differ only in legal form, accents, punctuation, spaces, `&` or `en`, or word order. Names with the same
    key are one supplier already and make no pair; names with different numbers or with a word that only one of them has
    (`Jansen Bouw`, `Jansen Groep`) are never similar. The names of a pair are in sorted order.
    """
    by_key = {supplier_key(name): name for name in sorted(names, reverse=True)}
    forms = [(name, name_forms) for key, name in by_key.items() if (name_forms := spellings(key))]
    forms.sort()
    names_by_position = [name for name, _forms in forms]
    similarity = _similar_cores([name_forms[0] for _name, name_forms in forms], most)
    by_form: dict[str, list[int]] = defaultdict(list)
    for position, (_name, name_forms) in enumerate(forms):
        for form in set(name_forms):
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
        best = np.argsort(-score[plausible].astype(int), kind="stable")[:MAX_COMPARED]
        pairs = zip(one[plausible][best], other[plausible][best], score[plausible][best], strict=True)
        similar |= dict(islice(_with_the_same_words(cores, pairs), most))
    return similar


def _with_the_same_words(
    cores: list[str], pairs: Iterable[tuple[int, int, int]]
) -> Iterator[tuple[tuple[int, int], float]]:
    for one, other, score in pairs:
        if _same_words(cores[one], cores[other]):
            yield (int(one), int(other)), float(score)


def _same_words(one: str, other: str) -> bool:
    """Whether two cores differ in the spelling of words, and not in a word that tells suppliers apart."""
    words, other_words = Counter(one.split()), Counter(other.split())
    rest, other_rest = ("".join(each.elements()) for each in (words - other_words, other_words - words))
    return (
        max(len(rest), len(other_rest)) <= SHORT_WORD or fuzz.ratio(rest, other_rest) >= MIN_WORD_SIMILARITY
    )
