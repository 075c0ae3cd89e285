"""Who may change an upload: its own person, or a role that may change those of others."""

from pathlib import Path

import duckdb

from trialmetrics.access import Action, Person, require
from trialmetrics.errors import NotAllowed
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.lists import listed

SHOWN_LINES = 5
# Trials of the active uploads of other people, under the supplier that their names are merged into.
_OF_OTHERS = """
with of_others as (
    select distinct
        upload_id, kind, coalesce(merged_key, upload_trial.supplier_key) as supplier_key, trial_id
    from upload_trial
    join upload_state using (upload_id)
    left join kept_member using (supplier_key)
    where holds and uploaded_by <> $name
)
"""
# Events after which a trial counts no more.
_ENDING = f"""
{_OF_OTHERS}
select distinct line
from (
    select line, coalesce(merged_key, arriving.supplier_key) as supplier_key, trial_id
    from read_parquet($events) as arriving left join kept_member using (supplier_key)
    where event in ('void', 'disclosed')
) as ending
semi join of_others using (supplier_key, trial_id)
"""
# Rows of a sheet that take the place of another row.
_REPLACING = f"""
{_OF_OTHERS}
select distinct line
from (
    select line, coalesce(merged_key, arriving.supplier_key) as supplier_key, trial_id
    from read_parquet($sheet) as arriving
    left join kept_member using (supplier_key)
    where not exists (
        from sheet_row as known semi join held using (upload_id)
        where known.supplier_key = arriving.supplier_key
            and known.trial_id = arriving.trial_id
            and (known.row_key = arriving.row_key or known.instant_key = arriving.instant_key)
    )
) as arriving
semi join (from of_others where kind = 'sheet') as replaced using (supplier_key, trial_id)
"""


def require_change(
    cursor: duckdb.DuckDBPyConnection, upload_id: int, person: Person, *, redo: bool = False
) -> None:
    """Raises NotAllowed where this person may not undo (replace) or `redo` this upload; nothing where there is none.

    To redo what somebody else undid is to overrule them.
    """
    row = cursor.execute(
        "select uploaded_by, changed_by from upload_state where upload_id = ?", [upload_id]
    ).fetchone()
    if row is not None:
        require(person, needed(row[0], row[1], person, redo=redo))


def needed(uploaded_by: str, changed_by: str, person: Person, *, redo: bool = False) -> Action:
    """What this person needs to undo an upload, or to `redo` it; see `require_change`."""
    own = {uploaded_by, *([changed_by] if redo else [])} == {person.recorded}
    return Action.UNDO_OWN if own else Action.UNDO_OTHERS


def needing_lead(cursor: duckdb.DuckDBPyConnection, folder: Path, person: Person) -> list[int]:
    """The lines of a batch, whose tables are in `folder`, that void, burn or replace a trial of somebody else and that this
    person may therefore not bring."""
    if Action.VOID_OTHERS in person.allowed:
        return []
    queries = {"events": _ENDING, "sheet": _REPLACING}
    return sorted(
        {
            line
            for table, query in queries.items()
            if (path := folder / f"{table}.parquet").exists()
            for (line,) in cursor.execute(query, {"name": person.recorded, table: str(path)}).fetchall()
        }
    )


def refusal(file: str, lines: list[int]) -> NotAllowed:
    """The exception for a file with such lines that cannot be set aside; see `needing_lead`."""
    shown = [*map(str, lines[:SHOWN_LINES]), *([_("others")] if lines[SHOWN_LINES:] else [])]
    return NotAllowed(
        ngettext(
            "Line {lines} of {file} voids, gives away or replaces a trial that somebody else logged, which needs a lead: take "
            "it out, or ask a lead to add the file.",
            "Lines {lines} of {file} void, give away or replace trials that somebody else logged, which needs a lead: take "
            "them out, or ask a lead to add the file.",
            len(lines),
        ).format(lines=listed(shown), file=file)
    )
