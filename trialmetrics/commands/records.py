"""Commands that list what people did: decisions on candidates, and every change."""

import argparse
from typing import Any

from trialmetrics.commands import output
from trialmetrics.commands.options import zone_from


def decisions(options: argparse.Namespace) -> int:
    """Run `decisions`: what was decided on candidates, newest first, and what was shown then."""
    from trialmetrics.export import documents
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        zone_from(options, store)
        made = store.decisions
        document = documents.decisions_document(made.all(), made.objections(), made.basis)
    return print_decisions(document, as_json=options.json)


def print_decisions(document: dict[str, Any], *, as_json: bool) -> int:
    """Print the document of `decisions --json`, or its table."""
    import pandas as pd

    if as_json:
        output.print_json(document)
        return output.TAKEN
    columns = ["supplier", "category", "decision", "verdict", "active", "decided_at", "decided_by", "reason"]
    rows = pd.DataFrame(document["decisions"], columns=columns)
    output.print_table(rows.rename(columns={"verdict": "verdict_then"}))
    return output.TAKEN


def record(options: argparse.Namespace) -> int:
    """Run `record`: every change, newest first."""
    from trialmetrics.export import documents
    from trialmetrics.server import recorded_people
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        zone_from(options, store)
        recorded_people.copy(store)
        table = documents.record_table(store.record())
    if options.json:
        output.print_json({"record": output.records(table)})
    else:
        output.print_table(table[["number", "moment", "who", "kind", "subject", "decision", "reason"]])
    return output.TAKEN
