"""Similar supplier names on which nobody has decided yet whether they are one supplier."""

from collections.abc import Mapping

from trialmetrics.names.groups import TWO, Pair, groups, pair_of
from trialmetrics.names.similarity import spellings

LOOKED_AT = 1000  # pairs of names, at first


def undecided_pairs(
    keys: Mapping[str, str], decisions: Mapping[Pair, str], most: int
) -> dict[Pair, tuple[str, str, float]]:
    """The likeliest `most` pairs of names, with how alike they are (0-100), by the keys of their suppliers.

    `keys`: key of each name; `decisions`: the latest on each pair of keys. Of two suppliers of several names, the likeliest
    pair.
    """
    group = groups(decisions)
    apart = {
        pair_of(*(group.get(key, key) for key in pair))
        for pair, decision in decisions.items()
        if decision == TWO
    }
    looked_at = LOOKED_AT
    while True:
        pairs = spellings(keys, looked_at)
        found: dict[Pair, tuple[str, str, float]] = {}
        for one, other, alike in pairs:
            own, others = (group.get(keys[name], keys[name]) for name in (one, other))
            if own != others and pair_of(own, others) not in apart:
                found.setdefault(pair_of(own, others), (one, other, alike))
        # Where those that were decided take all the room, there may be more behind them.
        if len(found) >= most or len(pairs) < looked_at:
            return dict([*found.items()][:most])
        looked_at *= 4
