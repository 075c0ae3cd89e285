"""Groups supplier names into suppliers, from the decisions that people made on pairs of names."""

from collections.abc import Mapping

from trialmetrics.errors import UsageError
from trialmetrics.text.language import _

# Decisions on two names: one supplier, two suppliers, or withdrawn.
ONE, TWO, OPEN = "one", "two", "open"

# Two supplier keys in sorted order.
Pair = tuple[str, str]


def pair_of(one: str, other: str) -> Pair:
    """Two keys in sorted order."""
    return min(one, other), max(one, other)


def groups(decisions: Mapping[Pair, str]) -> dict[str, str]:
    """The supplier key of each merged key: the first, in sorted order, of all keys merged with it. Others are left out.

    `decisions`: the latest one on each pair.
    """
    members: dict[str, set[str]] = {}
    for pair, decision in decisions.items():
        if decision == ONE:
            merged = members.get(pair[0], {pair[0]}) | members.get(pair[1], {pair[1]})
            members |= dict.fromkeys(merged, merged)
    return {key: min(merged) for key, merged in members.items()}


def linked_keys(pair: Pair, group: Mapping[str, str]) -> set[str]:
    """The keys of the pair and of every name merged with either of them."""
    suppliers = {group.get(key, key) for key in pair}
    return {*pair} | {key for key, group_key in group.items() if group_key in suppliers}


def check_decision(
    pair: Pair, decision: str, decisions: Mapping[Pair, str], names: Mapping[str, str]
) -> None:
    """Raise UsageError if a decision on a pair changes nothing or contradicts an earlier one.

    `decisions`: the latest one on each pair; `names`: display name of each key.
    """
    names_of_pair = {"one": names[pair[0]], "other": names[pair[1]]}
    previous = decisions.get(pair, OPEN)
    path = _merge_path(pair, decisions) if previous != ONE else []
    if decision == ONE and (path or previous == ONE):
        raise UsageError(_("{one} and {other} are one supplier already.").format(**names_of_pair))
    if path:
        path_names = ", ".join(names[key] for key in path)
        raise UsageError(
            _(
                "{one} and {other} are one supplier by way of {names}; first take back what was said of {one} and {first}."
            ).format(**names_of_pair, names=path_names, first=names[path[0]])
        )
    if decision == previous == TWO:
        raise UsageError(
            _("It was said already that {one} and {other} are two suppliers.").format(**names_of_pair)
        )
    if decision == previous == OPEN:
        raise UsageError(
            _("Nothing was said of {one} and {other} that can be taken back.").format(**names_of_pair)
        )
    if decision == ONE:
        groups_after = groups({**decisions, pair: ONE})
        for (one, other), earlier_decision in decisions.items():
            if (
                earlier_decision == TWO
                and (one, other) != pair
                and one in groups_after
                and groups_after[one] == groups_after.get(other)
            ):
                raise UsageError(
                    _("It was said that {one} and {other} are two suppliers; take that back first.").format(
                        one=names[one], other=names[other]
                    )
                )


def _merge_path(pair: Pair, decisions: Mapping[Pair, str]) -> list[str]:
    """The keys that link a pair through other merges, in order; empty if nothing links them."""
    paths = {pair[0]: [pair[0]]}
    queue = [pair[0]]
    while queue:
        current = queue.pop()
        for decided_pair, decision in decisions.items():
            others = {*decided_pair} - {current}
            if decision == ONE and current in decided_pair and not others & paths.keys():
                (key,) = others
                paths[key] = [*paths[current], key]
                queue.append(key)
    return paths.get(pair[1], [])[1:-1]
