"""Commands that report: trials, rank, plan."""

import argparse
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from trialmetrics.commands import output
from trialmetrics.commands.options import policy_from
from trialmetrics.scripting import reporting

if TYPE_CHECKING:
    import pandas as pd

Table = Callable[[], "pd.DataFrame"]


def trials(options: argparse.Namespace) -> int:
    """Run `trials`: state, measures, criteria and score of every trial."""
    from trialmetrics.export import documents, tables

    ranking = _ranking(options)
    return print_trials(options, documents.trials_document(ranking), [], lambda: tables.trials(ranking))


def print_trials(
    options: argparse.Namespace, document: dict[str, Any], notes: Sequence[str], readable_table: Table | None = None
) -> int:  # fmt: skip
    """Print the document of `trials --json`, or its table, and the notes; `readable_table`: for a workbook."""
    from trialmetrics.export import documents

    status = _print_report(
        options,
        lambda: document,
        lambda: documents.trial_rows(document),
        readable_table,
        ["supplier", "trial_id", "category", "order_class", "state", "first_reply_hours", "chases", "score"],
    )
    for note in notes:
        output.print_message(note)
    return status


def rank(options: argparse.Namespace) -> int:
    """Run `rank`: the ranking with evidence and verdicts."""
    from trialmetrics.export import documents, tables

    ranking = _ranking(options)
    return print_ranking(
        options,
        documents.rank_document(ranking),
        reporting.notes_of(ranking),
        lambda: tables.ranking(ranking),
    )


def print_ranking(
    options: argparse.Namespace, document: dict[str, Any], notes: Sequence[str], readable_table: Table | None = None
) -> int:  # fmt: skip
    """Print the document of `rank --json`, or its table, and the notes; `readable_table`: for a workbook."""
    from trialmetrics.export import documents

    status = _print_report(
        options,
        lambda: document,
        lambda: documents.rank_rows(document),
        readable_table,
        [
            "rank", "supplier", "category", "verdict", "served", "served_of", "score", "score_low", "score_high", "p_below",
            "scored_trials", "more_trials",
        ],
    )  # fmt: skip
    for note in notes:
        output.print_message(note)
    return status


def plan(options: argparse.Namespace) -> int:
    """Run `plan`: who gets the next trials, and the chances of an invitation after them."""
    from trialmetrics import planning
    from trialmetrics.export import documents, tables
    from trialmetrics.text import plan_text

    next_trials = planning.plan(
        _ranking(options), invite=options.invite or planning.DEFAULT_INVITATIONS, trials=options.trials
    )
    status = _print_report(
        options,
        lambda: documents.plan_document(next_trials),
        lambda: documents.plan_table(next_trials),
        lambda: tables.plan(next_trials),
        ["supplier", "category", "trials", "testers", "not_before", "cost", "chance", "why"],
    )
    for sentence in (*map(plan_text.goal, next_trials.goals), *plan_text.notes(next_trials)):
        output.print_message(sentence)
    return status


def _ranking(options: argparse.Namespace) -> Any:
    from trialmetrics.store import Store
    from trialmetrics.store.past import as_known
    from trialmetrics.workspace import Workspace

    with Store.open(options.database, create=False) as present, ExitStack() as stack:
        # Without the lost trials a ranking may reject a supplier that they would have kept.
        if lost := present.history_finding():
            output.print_message(lost)
        store = present
        if options.known_at:
            store = stack.enter_context(as_known(present, options.known_at))
            reporting.note_past(store, present, options.known_at, output.print_message)
        policy = policy_from(options, store)
        return reporting.ranking(Workspace(store), options, output.print_message, policy)


def _print_report(
    options: argparse.Namespace,
    document: Callable[[], dict[str, Any]],
    table: Table,
    readable_table: Table | None,
    columns: list[str],
) -> int:
    import pandas as pd

    from trialmetrics.export.csv_text import csv_text
    from trialmetrics.export.xlsx import workbook

    if readable_table and options.csv and options.csv.suffix.casefold() == ".xlsx":
        output.write_bytes(options.csv, workbook(readable_table()))
    elif options.csv:
        output.write_text(options.csv, csv_text(table()))
    if options.json:
        output.print_json(document())
    elif not options.csv:
        shown = table()
        output.print_table(shown[columns] if len(shown) else pd.DataFrame(columns=columns))
    return output.TAKEN
