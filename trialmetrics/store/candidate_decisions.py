"""What people decided on candidates, each kept with the figures that were shown when it was made: never changed, but for words
that are removed for good."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

import duckdb
import pandas as pd

from trialmetrics.access import Action, Person, require
from trialmetrics.cluster.settings import elsewhere
from trialmetrics.errors import Conflict, UsageError
from trialmetrics.names.keys import supplier_key
from trialmetrics.policy import folded
from trialmetrics.store import hash_chain, history, policies
from trialmetrics.store.person_changes import ABOUT_NO_SUPPLIER
from trialmetrics.store.reader import Reader
from trialmetrics.store.writer import Writer
from trialmetrics.text import record_text
from trialmetrics.text.language import _

INVITE, ON_CONDITIONS, HOLD, REJECT = DECISIONS = ("invite", "invite_on_conditions", "hold", "reject")
INVITED = (INVITE, ON_CONDITIONS)  # those on a shortlist
# Verdict -> the decision that says the same; any other needs a reason.
AGREEING = {"pass": INVITE, "retry": HOLD, "reject": REJECT}
LONGEST_REASON = 2000  # characters
Basis = Mapping[str, Any]  # see `export.documents.decision_basis`

# Every decision with its candidate as names are merged now.
_DECISIONS = """
select
    number,
    coalesce(merged_key, decision.supplier_key) as supplier_key,
    coalesce(current_supplier.supplier, decision.supplier) as supplier,
    decision.supplier as supplier_then,
    category, decision, reason, valid_until, verdict, decision.policy_version, seen,
    json_extract(basis::json, '$.filters')::varchar as filters,
    done_at as decided_at,
    done_by as decided_by
from decision
join history using (number)
left join kept_member on kept_member.supplier_key = decision.supplier_key
left join current_supplier on current_supplier.supplier_key = coalesce(merged_key, decision.supplier_key)
order by number desc
"""


class Decisions:
    """`store.decisions`."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    def decide(
        self,
        supplier: str,
        category: str,
        decision: str,
        person: Person,
        *,
        basis: Basis,
        seen: int,
        reason: str = "",
        valid_until: date | None = None,
        key: str | None = None,
    ) -> int:
        """Record what a person decided on a candidate. Returns its number.

        `basis`: what was shown, kept with it; `seen`: the newest change then, from `Store.newest_change`; `key`: of the supplier,
        where its events are on a cluster and its name need not be known here. Raises NotAllowed,
        Conflict where somebody changed this candidate meanwhile, or UsageError where the reason is missing or the day is past;
        nothing is stored then.
        """
        require(person, Action.DECIDE)
        if decision not in DECISIONS:
            raise UsageError(
                _("There is no decision {decision}; choose one of {decisions}.").format(
                    decision=decision, decisions=", ".join(DECISIONS)
                )
            )
        reason, verdict = _checked(reason), basis["candidate"]["verdict"]
        with self._writer.transaction() as cursor:
            own_key = key if key and elsewhere() else None
            key = _merged(cursor, own_key) if own_key else _current_key(cursor, supplier)
            if news := changes_since(cursor, seen, key, category):
                raise Conflict(
                    _("Nothing was decided on {supplier}. {news} Look again, and decide again.").format(
                        supplier=supplier, news=" ".join(map(record_text.sentence, news))
                    )
                )
            if not reason and decision != AGREEING[verdict]:
                raise UsageError(
                    _("This differs from the verdict: write why, and decide again.")
                    if decision != ON_CONDITIONS
                    else _("Write the conditions, and decide again.")
                )
            if valid_until is not None and valid_until < _today(cursor):
                raise UsageError(_("A decision cannot end before it is made; choose a later day, or none."))
            number = history.record(cursor, person.recorded, "decided")
            cursor.execute(
                "insert into decision values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [number, own_key or supplier_key(supplier), supplier, category, decision, reason, valid_until, verdict,
                 basis["policy"], seen, json.dumps(basis, ensure_ascii=False, allow_nan=False)],
            )  # fmt: skip
        return number

    def object(self, decision: int, note: str, person: Person) -> int:
        """Note what the supplier objects to a decision. Returns the number of the note."""
        require(person, Action.DECIDE)
        note = _checked(note)
        if not note:
            raise UsageError(_("Write what the supplier objects, and note it again."))
        with self._writer.transaction() as cursor:
            if not cursor.execute("select 1 from decision where number = ?", [decision]).fetchone():
                raise UsageError(_("There is no decision {number}.").format(number=decision))
            number = history.record(cursor, person.recorded, "objected")
            cursor.execute("insert into objection values (?, ?, ?)", [number, decision, note])
        return number

    def all(self) -> pd.DataFrame:
        """One row per decision, newest first.

        `number`, `supplier_key` and `supplier` (as names are merged now), `supplier_then`, `category`, `decision`, `reason`,
        `valid_until`, `verdict` (then), `policy_version`, `seen`,
        `filters` (a dict, see `Filters.document`), `decided_at` (in the policy's time zone), `decided_by`,
        `active` (the latest on its candidate).
        """
        with self._reader.cursor() as cursor:
            rows = cursor.execute(_DECISIONS).df()
            decided_at = policies.local(cursor, rows["decided_at"])
        candidate = [rows["supplier_key"], rows["category"].map(folded)]
        return rows.assign(
            filters=rows["filters"].map(json.loads),
            decided_at=decided_at,
            active=rows["number"] == rows.groupby(candidate)["number"].transform("max"),
        )

    def basis(self, number: int) -> dict[str, Any]:
        """What was shown when a decision was made: see `export.documents.decision_basis`. Raises UsageError for an unknown one."""
        with self._reader.cursor() as cursor:
            row = cursor.execute("select basis from decision where number = ?", [number]).fetchone()
        if row is None:
            raise UsageError(_("There is no decision {number}.").format(number=number))
        basis: dict[str, Any] = json.loads(row[0])
        return basis

    def objections(self) -> pd.DataFrame:
        """One row per objection, oldest first: `number`, `decision` (its number), `note`, `noted_at`, `noted_by`."""
        with self._reader.cursor() as cursor:
            rows = cursor.execute(
                "select number, decision, note, done_at as noted_at, done_by as noted_by "
                "from objection join history using (number) order by number"
            ).df()
            return rows.assign(noted_at=policies.local(cursor, rows["noted_at"]))

    def changes_since(self, seen: int, key: str, category: str) -> list[dict[str, Any]]:
        """The rows of the record after the change number `seen` that are about a candidate, oldest first."""
        with self._reader.cursor() as cursor:
            return changes_since(cursor, seen, _merged(cursor, key), category)


def changes_since(
    cursor: duckdb.DuckDBPyConnection, seen: int, key: str, category: str
) -> list[dict[str, Any]]:
    """See `Decisions.changes_since`; `key`: of the supplier as names are merged now."""
    if hash_chain.last_number(cursor) <= seen:
        return []
    rows = history.rows(cursor, seen).iloc[::-1]
    # Another category of the same supplier is another candidate.
    concerns = [
        (len(keys) == 0 or key in keys) and (pd.isna(of) or folded(of) == folded(category)) and kind not in ABOUT_NO_SUPPLIER
        for keys, of, kind in zip(rows["supplier_keys"], rows["category"], rows["kind"], strict=True)
    ]  # fmt: skip
    concerned = rows[concerns]
    concerned = concerned.assign(moment=policies.local(cursor, concerned["moment"]))
    return concerned.to_dict(orient="records")


def _today(cursor: duckdb.DuckDBPyConnection) -> date:
    """Today in the policy's time zone."""
    return datetime.now(UTC).astimezone(policies.zone(cursor)[0]).date()


def _checked(text: str) -> str:
    """A reason without outer space; empty where nothing of it can be read. Raises UsageError where it is too long."""
    text = text.strip()
    if len(text) > LONGEST_REASON:
        raise UsageError(
            _("That is {n} characters; {most} are kept at most.").format(n=len(text), most=LONGEST_REASON)
        )
    return text if any(letter.isprintable() and not letter.isspace() for letter in text) else ""


def _merged(cursor: duckdb.DuckDBPyConnection, key: str) -> str:
    """The key of a supplier as names are merged now."""
    row = cursor.execute(
        "select coalesce((select merged_key from kept_member where supplier_key = $key), $key)",
        {"key": key},
    ).fetchone()
    assert row is not None
    return str(row[0])


def _current_key(cursor: duckdb.DuckDBPyConnection, supplier: str) -> str:
    """The key of a supplier with trials that count. Raises UsageError where there is none."""
    key = _merged(cursor, supplier_key(supplier))
    if not cursor.execute("select 1 from current_supplier where supplier_key = ?", [key]).fetchone():
        raise UsageError(_("There is no supplier {name} with trials that count.").format(name=supplier))
    return key
