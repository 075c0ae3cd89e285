"""The command line: parses the options, runs one command and returns its exit status."""

import argparse
import logging
import os
from collections.abc import Callable, Sequence

from trialmetrics import error_messages
from trialmetrics.cluster.settings import NAMES
from trialmetrics.commands import (
    cluster,
    loading,
    maintenance,
    output,
    people,
    records,
    redaction,
    remote,
    reports,
    samples,
    supplier_names,
)
from trialmetrics.commands.options import parser
from trialmetrics.errors import TrialmetricsError
from trialmetrics.text.language import _


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command. Returns the exit status: 0 all taken, 1 something set aside, 2 nothing changed."""
    # Errors are reported on stderr; only the dashboard needs the log.
    logging.getLogger("trialmetrics").addHandler(logging.NullHandler())
    options = parser().parse_args(arguments)
    _name_cluster(options)
    try:
        commands = remote.COMMANDS if getattr(options, "server", None) else COMMANDS
        return commands[options.command](options)
    except TrialmetricsError as error:
        output.print_message(str(error).replace("\n", " "))
        return output.NOTHING
    except output.INTERRUPTS as error:
        if not output.is_interrupt(error):
            return _report_unexpected(error)
        output.print_message(_("Stopped; nothing was changed. Give the command again to start anew."))
        return output.NOTHING
    except OSError as error:
        output.silence_stdout(error)
        return output.NOTHING
    except Exception as error:
        return _report_unexpected(error)


def _name_cluster(options: argparse.Namespace) -> None:
    """Let the options name the cluster as the environment does."""
    for name, value in zip(NAMES, (options.engine, options.events, options.scratch), strict=True):
        if value is not None:
            os.environ[name] = value


def _report_unexpected(error: BaseException) -> int:
    """Print the traceback, unless the disk is full, and one sentence. Returns NOTHING: other statuses say data was stored."""
    if not error_messages.is_disk_full(error):
        output.print_traceback(type(error), error, error.__traceback__)
    output.print_message(error_messages.sentence(error))
    return output.NOTHING


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "load": loading.load,
    "uploads": loading.uploads,
    "undo": loading.undo,
    "redo": loading.undo,
    "set-aside": loading.set_aside,
    "suppliers": supplier_names.suppliers,
    "merge": supplier_names.decide,
    "keep-apart": supplier_names.decide,
    "unlink": supplier_names.decide,
    "refuse": supplier_names.decide,
    "part": supplier_names.decide,
    "people": people.people,
    "template": samples.template,
    "trials": reports.trials,
    "rank": reports.rank,
    "plan": reports.plan,
    "decisions": records.decisions,
    "record": records.record,
    "simulate": samples.simulate,
    "redact": redaction.redact,
    "expire": redaction.expire,
    "backups": redaction.backups,
    "backup": maintenance.backup,
    "restore": maintenance.restore,
    "check": maintenance.check,
    "export-events": cluster.export_events,
    "check-events": cluster.check_events,
    "refresh": cluster.refresh,
}
