"""Which supplier names are one supplier: what people decided of pairs of names, the latest decision on each pair."""

from collections.abc import Mapping
from typing import Any

import duckdb
import pandas as pd

from trialmetrics.errors import UsageError
from trialmetrics.names.keys import supplier_key
from trialmetrics.names.similarity import spellings
from trialmetrics.store import current_events, history, policies
from trialmetrics.store.reader import Reader
from trialmetrics.store.writer import Writer
from trialmetrics.text.language import _

ONE, TWO, OPEN = "one", "two", "open"
_DONE = {ONE: "merged", TWO: "refused", OPEN: "parted"}

LOOKED_AT = 1000  # pairs of names, at first

Pair = tuple[str, str]


class Names:
    """`store.names`."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    def all(self) -> list[str]:
        """Every supplier name with current events, as first spelled, sorted; of a merged supplier all its names."""
        with self._reader.cursor() as cursor:
            rows = cursor.execute("select supplier from current_spelling").fetchall()
        return sorted((name for (name,) in rows), key=str.casefold)

    def similar_pairs(self, most: int = 50) -> pd.DataFrame:
        """Pairs of names that may be one supplier and on which nobody has decided yet, the likeliest first.

        At most `most` rows: `one`, `other`, `one_trials`, `other_trials` (of the supplier each belongs to) and `alike`,
        0-100. Only suppliers with current events; of two suppliers of several names, the likeliest pair.
        """
        with self._reader.cursor() as cursor:
            return _similar_pairs(cursor, most)

    def merge(self, one: str, other: str, user: str) -> None:
        """Decide that two names are one supplier: every figure is as if they always had been."""
        self._decide(one, other, ONE, user)

    def keep_apart(self, one: str, other: str, user: str) -> None:
        """Decide that two names are two suppliers: they are not proposed again, and a merge of the two is undone."""
        self._decide(one, other, TWO, user)

    def unlink(self, one: str, other: str, user: str) -> None:
        """Take back the latest decision on two names: every figure is as if it had never been made."""
        self._decide(one, other, OPEN, user)

    def decisions(self) -> pd.DataFrame:
        """Every decision on two names, newest first.

        Columns `one`, `other`, `decision` (`one` supplier, `two` suppliers, `open`: taken back), `active` (whether it is the
        latest on this pair), `decided_at` (in the policy's time zone), `decided_by`.
        """
        with self._reader.cursor() as cursor:
            rows = cursor.execute(
                "select one_name as one, other_name as other, said as decision, "
                "number = max(number) over (partition by naming.one, naming.other) as active, "
                "done_at as decided_at, done_by as decided_by from naming join history using (number) order by number desc"
            ).df()
            return rows.assign(decided_at=policies.local(cursor, rows["decided_at"]))

    def _decide(self, one: str, other: str, decision: str, user: str) -> None:
        with self._writer.transaction() as cursor:
            keys = _record(cursor, one, other, decision, user)
            current_events.regroup(cursor, keys, groups(latest_decisions(cursor)))


def _record(cursor: duckdb.DuckDBPyConnection, one: str, other: str, said: str, user: str) -> set[str]:
    """Keep a person's word on two names, within the caller's transaction; the keys whose supplier it may change.

    Raises UsageError where it says nothing new, contradicts another word, or is of an unknown name.
    """
    given = {supplier_key(name): name for name in (one, other)}
    if len(given) == 1:
        raise UsageError(_("{one} and {other} are the same name.").format(one=one, other=other))
    pair = _pair(*given)
    names = _names(cursor, current=True)
    unknown = [name for key, name in given.items() if key not in names]
    if unknown and said != OPEN:
        raise UsageError(_("There is no supplier {name} with trials that count.").format(name=unknown[0]))
    names = {**given, **_names(cursor, current=False), **names}
    words = latest_decisions(cursor)
    _refuse(pair, said, words, names)
    before = _together(pair, groups(words))
    number = history.record(cursor, user, _DONE[said])
    cursor.execute(
        "insert into naming values (?, ?, ?, ?, ?, ?)", [number, *pair, names[pair[0]], names[pair[1]], said]
    )
    return before | _together(pair, groups({**words, pair: said}))


def latest_decisions(cursor: duckdb.DuckDBPyConnection) -> dict[Pair, str]:
    """The last word on each pair of keys, of which the first sorts before the second."""
    found = cursor.execute(
        "select one, other, arg_max(said, number) from naming group by one, other order by one, other"
    )
    return {(one, other): said for one, other, said in found.fetchall()}


def groups(words: Mapping[Pair, str]) -> dict[str, str]:
    """Of each key that was merged, the key of its supplier: the first of all that are one with it."""
    members: dict[str, set[str]] = {}
    for pair, said in words.items():
        if said == ONE:
            together = members.get(pair[0], {pair[0]}) | members.get(pair[1], {pair[1]})
            members |= dict.fromkeys(together, together)
    return {key: min(together) for key, together in members.items()}


def _similar_pairs(cursor: duckdb.DuckDBPyConnection, most: int) -> pd.DataFrame:
    """See `Names.similar_pairs`."""
    words = latest_decisions(cursor)
    group = groups(words)
    refused = {_pair(*(group.get(key, key) for key in pair)) for pair, said in words.items() if said == TWO}
    keys = {name: key for key, name in _names(cursor, current=True).items()}
    trials = dict(
        cursor.execute("select supplier_key, count(*) from current_observed group by supplier_key").fetchall()
    )
    room = LOOKED_AT
    while True:
        pairs = spellings(keys, room)
        rows: dict[Pair, tuple[Any, ...]] = {}
        for one, other, alike in pairs:
            own, others = (group.get(keys[name], keys[name]) for name in (one, other))
            if own != others and _pair(own, others) not in refused:
                rows.setdefault(_pair(own, others), (one, other, trials[own], trials[others], alike))
        # Where those that were decided take all the room, there may be more behind them.
        if len(rows) >= most or len(pairs) < room:
            columns = ["one", "other", "one_trials", "other_trials", "alike"]
            return pd.DataFrame([*rows.values()][:most], columns=columns)
        room *= 4


def _pair(one: str, other: str) -> Pair:
    return min(one, other), max(one, other)


def _together(pair: Pair, group: Mapping[str, str]) -> set[str]:
    """The keys of the pair, and all that are one supplier with them."""
    own = {group.get(key, key) for key in pair}
    return {*pair} | {key for key, first in group.items() if first in own}


def _names(cursor: duckdb.DuckDBPyConnection, *, current: bool) -> dict[str, str]:
    """By key: the spelling that is shown, or else was when something was said of it."""
    query = (
        "select name_key, supplier from current_spelling"
        if current
        else "select key, arg_max(name, number) from (select one as key, one_name as name, number from naming "
        "union all select other, other_name, number from naming) group by key"
    )
    return dict(cursor.execute(query).fetchall())


def _refuse(pair: Pair, said: str, words: Mapping[Pair, str], names: Mapping[str, str]) -> None:
    """Raise UsageError where a word says nothing new, or two names would be one supplier and two at once."""
    shown = {"one": names[pair[0]], "other": names[pair[1]]}
    before = words.get(pair, OPEN)
    way = _way(pair, words) if before != ONE else []
    if said == ONE and (way or before == ONE):
        raise UsageError(_("{one} and {other} are one supplier already.").format(**shown))
    if way:
        by_way = ", ".join(names[key] for key in way)
        raise UsageError(
            _(
                "{one} and {other} are one supplier by way of {names}; first take back what was said of {one} and {first}."
            ).format(**shown, names=by_way, first=names[way[0]])
        )
    if said == before == TWO:
        raise UsageError(_("It was said already that {one} and {other} are two suppliers.").format(**shown))
    if said == before == OPEN:
        raise UsageError(_("Nothing was said of {one} and {other} that can be taken back.").format(**shown))
    if said == ONE:
        after = groups({**words, pair: ONE})
        for (one, other), word in words.items():
            if word == TWO and (one, other) != pair and one in after and after[one] == after.get(other):
                raise UsageError(
                    _("It was said that {one} and {other} are two suppliers; take that back first.").format(
                        one=names[one], other=names[other]
                    )
                )


def _way(pair: Pair, words: Mapping[Pair, str]) -> list[str]:
    """The keys by way of which two that were not merged themselves are one supplier; none where they are two."""
    ways = {pair[0]: [pair[0]]}
    ends = [pair[0]]
    while ends:
        end = ends.pop()
        for each, said in words.items():
            beyond = {*each} - {end}
            if said == ONE and end in each and not beyond & ways.keys():
                (key,) = beyond
                ways[key] = [*ways[end], key]
                ends.append(key)
    return ways.get(pair[1], [])[1:-1]
