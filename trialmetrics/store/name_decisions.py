"""Which names belong to one supplier: people decide on pairs of names, and the latest decision on a pair counts."""

import duckdb
import pandas as pd

from trialmetrics.access import Action, Person, require
from trialmetrics.errors import Conflict, UsageError
from trialmetrics.names.groups import (
    ONE,
    OPEN,
    TWO,
    Pair,
    check_decision,
    groups,
    linked_keys,
    pair_of,
)
from trialmetrics.names.keys import supplier_key
from trialmetrics.names.undecided import undecided_pairs
from trialmetrics.store import current_events, history, policies
from trialmetrics.store.reader import Reader
from trialmetrics.store.writer import Writer
from trialmetrics.text import record_text
from trialmetrics.text.language import _

_DONE = {ONE: "merged", TWO: "refused", OPEN: "parted"}


class Names:
    """`store.names`.

    `seen` of a decision: the newest change when the user looked, from `Store.newest_change`; where somebody decided on one of the
    two names since, nothing is stored and the Conflict says what.
    """

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    def all(self) -> list[str]:
        """Every supplier name with current events, in its first spelling, sorted; a merged supplier has several."""
        with self._reader.cursor() as cursor:
            rows = cursor.execute("select supplier from current_spelling").fetchall()
        return sorted((name for (name,) in rows), key=str.casefold)

    def similar_pairs(self, most: int = 50) -> pd.DataFrame:
        """Undecided pairs of names that may be one supplier, the likeliest first.

        At most `most` rows: `one`, `other`, `one_trials`, `other_trials` (trials of the supplier that each belongs to) and
        `alike`, a similarity of 0-100. Only suppliers with current events; two suppliers with several names each appear once,
        with their likeliest pair.
        """
        with self._reader.cursor() as cursor:
            decisions = latest_decisions(cursor)
            keys = {name: key for key, name in _names(cursor, current=True).items()}
            trials = dict(
                cursor.execute(
                    "select supplier_key, count(*) from current_observed group by supplier_key"
                ).fetchall()
            )
        group = groups(decisions)
        rows = [
            (one, other, *(trials[group.get(keys[name], keys[name])] for name in (one, other)), alike)
            for one, other, alike in undecided_pairs(keys, decisions, most).values()
        ]
        return pd.DataFrame(rows, columns=["one", "other", "one_trials", "other_trials", "alike"])

    def merge(self, one: str, other: str, person: Person, *, seen: int | None = None) -> None:
        """Decide that two names are one supplier: every figure is as if they always had been."""
        self._decide(one, other, ONE, person, seen)

    def keep_apart(self, one: str, other: str, person: Person, *, seen: int | None = None) -> None:
        """Decide that two names are two suppliers: they are not proposed again, and a merge of the two is undone."""
        self._decide(one, other, TWO, person, seen)

    def unlink(self, one: str, other: str, person: Person, *, seen: int | None = None) -> None:
        """Take back the latest decision on two names: every figure is as if it had never been made."""
        self._decide(one, other, OPEN, person, seen)

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

    def _decide(self, one: str, other: str, decision: str, person: Person, seen: int | None) -> None:
        require(person, Action.MERGE_NAMES)
        with self._writer.transaction() as cursor:
            if seen is not None:
                _refuse_if_changed(cursor, {supplier_key(one), supplier_key(other)}, seen)
            keys = _record(cursor, one, other, decision, person.recorded)
            current_events.regroup(cursor, keys, groups(latest_decisions(cursor)))


def _record(cursor: duckdb.DuckDBPyConnection, one: str, other: str, decision: str, user: str) -> set[str]:
    """Record a decision on two names, within the caller's transaction. Returns the supplier keys that it may regroup.

    Raises UsageError where it changes nothing, contradicts another decision, or a name is unknown.
    """
    given_names = {supplier_key(name): name for name in (one, other)}
    if len(given_names) == 1:
        raise UsageError(_("{one} and {other} are the same name.").format(one=one, other=other))
    pair = pair_of(*given_names)
    names = _names(cursor, current=True)
    unknown = [name for key, name in given_names.items() if key not in names]
    if unknown and decision != OPEN:
        raise UsageError(_("There is no supplier {name} with trials that count.").format(name=unknown[0]))
    names = {**given_names, **_names(cursor, current=False), **names}
    decisions = latest_decisions(cursor)
    check_decision(pair, decision, decisions, names)
    before = linked_keys(pair, groups(decisions))
    number = history.record(cursor, user, _DONE[decision])
    cursor.execute(
        "insert into naming values (?, ?, ?, ?, ?, ?)",
        [number, *pair, names[pair[0]], names[pair[1]], decision],
    )
    return before | linked_keys(pair, groups({**decisions, pair: decision}))


def _refuse_if_changed(cursor: duckdb.DuckDBPyConnection, keys: set[str], seen: int) -> None:
    """Raise Conflict where somebody decided on one of these names after the change number `seen`."""
    # The record names suppliers as they are merged now.
    merged = cursor.execute(
        "select merged_key from kept_member where supplier_key in $keys", {"keys": [*keys]}
    )
    keys = keys | {key for (key,) in merged.fetchall()}
    rows = history.rows(cursor, seen).iloc[::-1]
    news = rows[
        rows["kind"].isin([*_DONE.values()])
        & rows["supplier_keys"].map(lambda about: not keys.isdisjoint(about))
    ]
    if len(news):
        news = news.assign(moment=policies.local(cursor, news["moment"]))
        raise Conflict(
            _("Nothing was changed. {news} Look again, and decide again.").format(
                news=" ".join(map(record_text.sentence, news.to_dict(orient="records")))
            )
        )


def latest_decisions(cursor: duckdb.DuckDBPyConnection) -> dict[Pair, str]:
    """The latest decision on each pair of keys."""
    rows = cursor.execute(
        "select one, other, arg_max(said, number) from naming group by one, other order by one, other"
    )
    return {(one, other): decision for one, other, decision in rows.fetchall()}


def _names(cursor: duckdb.DuckDBPyConnection, *, current: bool) -> dict[str, str]:
    """Key -> spelling: of names with `current` events, or else as spelled when somebody last decided on them."""
    query = (
        "select name_key, supplier from current_spelling"
        if current
        else "select key, arg_max(name, number) from (select one as key, one_name as name, number from naming "
        "union all select other, other_name, number from naming) group by key"
    )
    return dict(cursor.execute(query).fetchall())
