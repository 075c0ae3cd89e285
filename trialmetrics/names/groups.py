"""Which supplier names are one supplier, from what people decided of pairs of them."""

from collections.abc import Mapping

from trialmetrics.errors import UsageError
from trialmetrics.text.language import _

# What may be decided of two names: one supplier, two suppliers, nothing any more.
ONE, TWO, OPEN = "one", "two", "open"

# Two supplier keys, of which the first sorts before the second.
Pair = tuple[str, str]


def pair_of(one: str, other: str) -> Pair:
    """Two keys as a pair."""
    return min(one, other), max(one, other)


def groups(decisions: Mapping[Pair, str]) -> dict[str, str]:
    """Of each key that was merged, the key of its supplier: the first of all that are one with it.

    `decisions`: the latest on each pair.
    """
    members: dict[str, set[str]] = {}
    for pair, decision in decisions.items():
        if decision == ONE:
            merged = members.get(pair[0], {pair[0]}) | members.get(pair[1], {pair[1]})
            members |= dict.fromkeys(merged, merged)
    return {key: min(merged) for key, merged in members.items()}


def together(pair: Pair, group: Mapping[str, str]) -> set[str]:
    """The keys of the pair, and all that are one supplier with them."""
    own = {group.get(key, key) for key in pair}
    return {*pair} | {key for key, first in group.items() if first in own}


def refuse_contradiction(
    pair: Pair, decision: str, decisions: Mapping[Pair, str], names: Mapping[str, str]
) -> None:
    """Raise UsageError where a decision changes nothing, or two names would be one supplier and two at once.

    `decisions`: the latest on each pair; `names`: how each key is shown.
    """
    shown = {"one": names[pair[0]], "other": names[pair[1]]}
    before = decisions.get(pair, OPEN)
    way = _way(pair, decisions) if before != ONE else []
    if decision == ONE and (way or before == ONE):
        raise UsageError(_("{one} and {other} are one supplier already.").format(**shown))
    if way:
        by_way = ", ".join(names[key] for key in way)
        raise UsageError(
            _(
                "{one} and {other} are one supplier by way of {names}; first take back what was said of {one} and {first}."
            ).format(**shown, names=by_way, first=names[way[0]])
        )
    if decision == before == TWO:
        raise UsageError(_("It was said already that {one} and {other} are two suppliers.").format(**shown))
    if decision == before == OPEN:
        raise UsageError(_("Nothing was said of {one} and {other} that can be taken back.").format(**shown))
    if decision == ONE:
        after = groups({**decisions, pair: ONE})
        for (one, other), earlier in decisions.items():
            if earlier == TWO and (one, other) != pair and one in after and after[one] == after.get(other):
                raise UsageError(
                    _("It was said that {one} and {other} are two suppliers; take that back first.").format(
                        one=names[one], other=names[other]
                    )
                )


def _way(pair: Pair, decisions: Mapping[Pair, str]) -> list[str]:
    """The keys by way of which two that were not merged themselves are one supplier; none where they are two."""
    ways = {pair[0]: [pair[0]]}
    ends = [pair[0]]
    while ends:
        end = ends.pop()
        for each, decision in decisions.items():
            beyond = {*each} - {end}
            if decision == ONE and end in each and not beyond & ways.keys():
                (key,) = beyond
                ways[key] = [*ways[end], key]
                ends.append(key)
    return ways.get(pair[1], [])[1:-1]
