"""Pairs of similar supplier names that still await a decision."""

from collections.abc import Mapping

from trialmetrics.names.groups import TWO, Pair, groups, pair_of
from trialmetrics.names.similarity import similar_names

FIRST_BATCH = 1000  # pairs of names to search for at first


def undecided_pairs(
    keys: Mapping[str, str], decisions: Mapping[Pair, str], most: int
) -> dict[Pair, tuple[str, str, float]]:
    """The `most` most similar undecided pairs, as (name, name, similarity 0-100), by the pair of supplier keys.

    `keys`: key of each name; `decisions`: the latest one on each pair of keys. Two suppliers with several names each give
    only their most similar pair.
    """
    group = groups(decisions)
    apart = {
        pair_of(*(group.get(key, key) for key in pair))
        for pair, decision in decisions.items()
        if decision == TWO
    }
    batch_size = FIRST_BATCH
    while True:
        pairs = similar_names(keys, batch_size)
        undecided: dict[Pair, tuple[str, str, float]] = {}
        for one, other, similarity in pairs:
            first_supplier, second_supplier = (group.get(keys[name], keys[name]) for name in (one, other))
            if first_supplier != second_supplier and pair_of(first_supplier, second_supplier) not in apart:
                undecided.setdefault(pair_of(first_supplier, second_supplier), (one, other, similarity))
        # Decided pairs may have filled the batch; a larger one may hold more undecided ones.
        if len(undecided) >= most or len(pairs) < batch_size:
            return dict([*undecided.items()][:most])
        batch_size *= 4
