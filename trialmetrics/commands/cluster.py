"""Commands for events on a cluster: export-events, check-events, refresh."""

import argparse

from trialmetrics.commands import output
from trialmetrics.errors import UsageError
from trialmetrics.text import number_text
from trialmetrics.text.language import _, ngettext


def export_events(options: argparse.Namespace) -> int:
    """Run `export-events`: write the current events as Parquet, in the form of an organisation's event table."""
    from trialmetrics.cluster.export import export_events
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        events = export_events(store, options.folder)
    output.print_message(
        ngettext("{n} event written to {path}.", "{n} events written to {path}.", events).format(
            n=events, path=options.folder
        )
    )
    return output.TAKEN


def check_events(_options: argparse.Namespace) -> int:
    """Run `check-events`: what the event table on the cluster lacks."""
    from trialmetrics.cluster.check import findings
    from trialmetrics.cluster.settings import configured

    cluster = configured()
    if cluster is None:
        raise UsageError(_("No cluster is named; give --engine and --events."))
    bad, good = findings(cluster)
    for sentence in [*bad, *good]:
        output.print_message(sentence)
    return output.NOTHING if bad else output.TAKEN


def refresh(options: argparse.Namespace) -> int:
    """Run `refresh`: keep the facts of settled trials on the cluster."""
    from trialmetrics.access import OPERATOR
    from trialmetrics.cluster.events import ClusterEvents
    from trialmetrics.cluster.settings import configured
    from trialmetrics.store import Store

    cluster = configured()
    if cluster is None:
        raise UsageError(_("No cluster is named; give --engine and --events."))
    with Store.open(options.database, create=False) as store:
        kept = ClusterEvents(store, cluster).refresh(OPERATOR)
    output.print_message(
        ngettext(
            "The facts of {n} settled trial are kept; beside them a look reads {events}, and what is added.",
            "The facts of {n} settled trials are kept; beside them a look reads {events}, and what is added.",
            kept.trials,
        ).format(
            n=number_text.digits(kept.trials, grouped=True),
            events=ngettext("{n} event", "{n} events", kept.events).format(
                n=number_text.digits(kept.events, grouped=True)
            ),
        )
    )
    return output.TAKEN
