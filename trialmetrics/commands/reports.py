"""Commands that report: trials, rank, plan."""

import argparse
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from trialmetrics.commands import output
from trialmetrics.commands.options import policy_from
from trialmetrics.errors import UsageError
from trialmetrics.text.language import _

if TYPE_CHECKING:
    import pandas as pd


def trials(options: argparse.Namespace) -> int:
    """Run `trials`: state, measures, criteria and score of every trial."""
    from trialmetrics.export import documents, tables

    ranking = _ranking(options)
    return _print_report(
        options,
        lambda: documents.trials_document(ranking),
        lambda: documents.trials_table(ranking),
        lambda: tables.trials(ranking),
        ["supplier", "trial_id", "category", "order_class", "state", "first_reply_hours", "chases", "score"],
    )


def rank(options: argparse.Namespace) -> int:
    """Run `rank`: the ranking with evidence and verdicts."""
    from trialmetrics.export import documents, tables
    from trialmetrics.text import wrong_verdicts

    ranking = _ranking(options)
    status = _print_report(
        options,
        lambda: documents.rank_document(ranking),
        lambda: documents.rank_table(ranking),
        lambda: tables.ranking(ranking),
        [
            "rank", "supplier", "category", "verdict", "served", "served_of", "score", "score_low", "score_high", "p_below",
            "scored_trials", "more_trials",
        ],
    )  # fmt: skip
    if ranking.suppliers.empty:
        output.print_message(_("No supplier has a trial under these filters."))
    for sentence in wrong_verdicts.sentences(ranking):
        output.print_message(sentence)
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
    from trialmetrics.analysis import ranking
    from trialmetrics.store import Store
    from trialmetrics.text import choice_text
    from trialmetrics.workspace import Workspace

    with Store.open(options.database, create=False) as present, _as_known(present, options.known_at) as store:
        # Without the lost trials a ranking may reject a supplier that they would have kept.
        if lost := present.history_finding():
            output.print_message(lost)
        workspace, policy = Workspace(store), policy_from(options, store)
        chosen = vars(options)
        filters = ranking.Filters(
            categories=tuple(chosen.get("category") or ()),
            rounds=tuple(chosen.get("round") or ()),
            testers=tuple(chosen.get("tester") or ()),
            order_classes=tuple([options.order_class] if chosen.get("order_class") else []),
            start=chosen.get("start"),
            end=chosen.get("end"),
        )
        as_of = options.as_of
        if as_of and as_of.tzinfo:
            try:
                as_of = as_of.astimezone(policy.clock.zone).replace(tzinfo=None)
            except OverflowError as error:
                raise UsageError(
                    _("{time} is beyond the calendar; write a time like 2026-11-24T09:30.").format(time=as_of)
                ) from error
        as_of = as_of or (workspace.moment() if options.known_at else ranking.now(policy))
        if filters != ranking.Filters(start=filters.start, end=filters.end):
            for value in workspace.choices(as_of=as_of, policy=policy).missing(filters):
                output.print_message(choice_text.missing(value))
        report = workspace.ranking(filters, threshold=chosen.get("threshold"), as_of=as_of, policy=policy)
        if name := chosen.get("supplier"):
            of_supplier = report.trials["supplier_key"].isin(_supplier_keys(workspace, name))
            return replace(report, trials=report.trials[of_supplier])
        return report


def _as_known(store: Any, moment: datetime | None) -> Any:
    """The store, or as it was known at a moment: says so."""
    if moment is None:
        return nullcontext(store)
    from trialmetrics.store.past import as_known
    from trialmetrics.text.date_text import moment as moment_words

    past = as_known(store, moment)
    output.print_message(
        _("As the database was on {moment}: policy version {n}; today's is version {today}.").format(
            moment=moment_words(moment), n=past.policies.version(), today=store.policies.version()
        )
    )
    return past


def _supplier_keys(workspace: Any, name: str) -> list[str]:
    """The keys under which this supplier has events. Raises UsageError where there are none."""
    from trialmetrics.names.keys import supplier_key

    keys = workspace.supplier_events(supplier_key(name))["supplier_key"].unique()
    if not len(keys):
        raise UsageError(_("There is no supplier {name} with trials that count.").format(name=name))
    return list(keys)


def _print_report(
    options: argparse.Namespace,
    document: Callable[[], dict[str, Any]],
    table: "Callable[[], pd.DataFrame]",
    readable_table: "Callable[[], pd.DataFrame]",
    columns: list[str],
) -> int:
    import pandas as pd

    from trialmetrics.export.csv_text import csv_text
    from trialmetrics.export.xlsx import workbook

    if options.csv and options.csv.suffix.casefold() == ".xlsx":
        output.write_bytes(options.csv, workbook(readable_table()))
    elif options.csv:
        output.write_text(options.csv, csv_text(table()))
    if options.json:
        output.print_json(document())
    elif not options.csv:
        shown = table()
        output.print_table(shown[columns] if len(shown) else pd.DataFrame(columns=columns))
    return output.TAKEN
