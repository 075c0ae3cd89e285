"""Consistency checks of the database. Each check is a query that returns nothing in a sound database, and its message."""

from collections.abc import Callable
from pathlib import Path

import duckdb

from trialmetrics.names.groups import groups
from trialmetrics.store import current_events, lost_changes, name_decisions, person_changes, table_counts
from trialmetrics.store.upload_changes import LINES
from trialmetrics.text.language import _

# What `upload_trial` must contain, derived from the tables of rows.
_TRIALS = """
select upload_id, supplier_key, trial_id, true as taken from event_row group by all

union all

select upload_id, supplier_key, trial_id, false
from (
    select upload_id, supplier_key, trial_id from gap_row
    union
    select upload_id, supplier_key, trial_id from mended_row
)
anti join event_row using (upload_id, supplier_key, trial_id)
"""
_CHECKS: dict[str, Callable[[], str]] = {
    f"""
    select upload_id from upload
    left join (select upload_id, {LINES} as lines from event_row group by upload_id) using (upload_id)
    where taken + already_known <> coalesce(lines, 0)
    """: lambda: _("Upload {id} does not have all the rows it took."),
    """
    select upload_id from upload
    left join (select upload_id, count(*) as lines from set_aside_row group by upload_id) using (upload_id)
    where set_aside <> coalesce(lines, 0)
    """: lambda: _("Upload {id} does not have all the rows it set aside."),
    "select upload_id from upload where rows <> taken + set_aside + already_known": lambda: _(
        "The rows of upload {id} do not add up."
    ),
    "select distinct upload_id from event_row anti join upload using (upload_id)": lambda: _(
        "There are rows of an upload {id} that nobody made."
    ),
    "select upload_id from upload anti join history using (upload_id)": lambda: _(
        "Nobody knows who made upload {id}, and when."
    ),
    """
    select distinct upload_id from history anti join upload using (upload_id) where upload_id is not null
    """: lambda: _("The history tells of an upload {id} that is not there."),
    f"""
    select distinct upload_id from (
        (({_TRIALS}) except all select upload_id, supplier_key, trial_id, taken from upload_trial)
        union all
        (select upload_id, supplier_key, trial_id, taken from upload_trial except all ({_TRIALS}))
    )
    """: lambda: _("Upload {id} does not have all its trials."),
    """
    select distinct upload_id from event_row
    anti join supplier_name using (upload_id, supplier_key)
    """: lambda: _("Upload {id} does not have all names of suppliers."),
    """
    select upload_id from upload
    left join (select upload_id, count(*) as lines from sheet_row group by upload_id) using (upload_id)
    where coalesce(lines, 0) <> case kind when 'sheet' then rows - set_aside else 0 end
    """: lambda: _("Upload {id} does not have all the rows of its sheet."),
    """
    select upload_id from upload
    left join (
        select
            upload_id, count(*) filter (where severity = 'value') as told, bool_or(severity = 'row') as any_row
        from problem
        group by upload_id
    ) using (upload_id)
    where warnings <> coalesce(told, 0) or set_aside > 0 and any_row is not true
    """: lambda: _("Upload {id} does not tell of all that was wrong in it."),
    """
    select policy_version from history
    anti join policy_version on policy_version = version
    where policy_version is not null
    """: lambda: _("Version {id} of the policy is not there."),
    """
    select number from history
    anti join naming using (number)
    where done in ('merged', 'refused', 'parted')
    """: lambda: _("What was said of two names, number {id} of the history, is not there."),
    """
    select number from history
    anti join (select number from decision union all select number from objection) using (number)
    where done in ('decided', 'objected')
    """: lambda: _("What was decided on a candidate, number {id} of the history, is not there."),
    f"""
    select number from history anti join person_change using (number)
    where done in ({", ".join(map(repr, person_changes.KINDS.values()))})
    """: lambda: _("Which person was changed, number {id} of the history, is not there."),
    # A truncated backup of an older version looks like this; a database for which it is true has nothing to lose.
    """
    select count(*) from schema_version having count(*) > 1 and not exists (from history)
    """: lambda: _(
        "Nothing was ever done in this database of an older version, or it is a backup that was cut short."
    ),
}


def findings(cursor: duckdb.DuckDBPyConnection, path: Path, seal: Path) -> list[str]:
    """A sentence per inconsistency in the database, or between it and its seal; empty in a sound database."""
    end = lost_changes.standing(cursor, path, seal).finding
    return [
        *([end] if end else []),
        *(
            sentence().format(id=upload_id)
            for query, sentence in _CHECKS.items()
            for (upload_id,) in cursor.execute(query).fetchall()
        ),
        *_derived_findings(cursor),
        *table_counts.findings(cursor),
    ]


def _derived_findings(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """A sentence per derived table that differs from what uploads and decisions on names give."""
    wrong = []
    current_events.derive_all(cursor)
    for name in current_events.KEPT:
        columns = ", ".join(column for (column, *_rest) in cursor.execute(f"describe kept_{name}").fetchall())
        now, fresh = (f"(select {columns} from {prefix}_{name})" for prefix in ("current", "fresh"))
        row = cursor.execute(
            f"select count(*) from (({now} except all {fresh}) union all ({fresh} except all {now}))"
        ).fetchone()
        if row and row[0]:
            wrong.append(
                _("What is kept of the current events is not what the uploads say ({name}).").format(
                    name=name
                )
            )
    current_events.drop_temporary_tables(cursor)
    members = dict(cursor.execute("select supplier_key, merged_key from kept_member").fetchall())
    if members != groups(name_decisions.latest_decisions(cursor)):
        wrong.append(_("Which names are one supplier is not what was said of them."))
    return wrong
