"""Does the store hold together? Each check is a query that finds nothing in a sound database, and what it means."""

from collections.abc import Callable

import duckdb

from trialmetrics.language import _
from trialmetrics.store import current, naming
from trialmetrics.store.uploads import LINES

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
}


def findings(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """What does not hold together, in words; none in a sound database."""
    found = [
        sentence().format(id=upload_id)
        for query, sentence in _CHECKS.items()
        for (upload_id,) in cursor.execute(query).fetchall()
    ]
    current.derive_all(cursor)
    for name in current.KEPT:
        columns = ", ".join(column for (column, *_rest) in cursor.execute(f"describe kept_{name}").fetchall())
        now, fresh = (f"(select {columns} from {each}_{name})" for each in ("current", "fresh"))
        row = cursor.execute(
            f"select count(*) from (({now} except all {fresh}) union all ({fresh} except all {now}))"
        ).fetchone()
        if row and row[0]:
            found.append(
                _("What is kept of the current events is not what the uploads say ({name}).").format(
                    name=name
                )
            )
    current.drop(cursor)
    members = dict(cursor.execute("select supplier_key, merged_key from kept_member").fetchall())
    if members != naming.groups(naming.last_words(cursor)):
        found.append(_("Which names are one supplier is not what was said of them."))
    return found
