"""The command line: options in, the package's own calls, a document or plain lines out, and an exit status."""

import argparse
import logging
from collections.abc import Callable, Sequence

from trialmetrics import failures
from trialmetrics.commands import loading, output, reports, supplier_names, whole_files
from trialmetrics.commands.options import parser
from trialmetrics.errors import TrialmetricsError
from trialmetrics.text.language import _


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 all taken, 1 something set aside, 2 nothing changed."""
    # A sentence on standard error is enough here; the dashboard has a log.
    logging.getLogger("trialmetrics").addHandler(logging.NullHandler())
    options = parser().parse_args(arguments)
    try:
        return COMMANDS[options.command](options)
    except TrialmetricsError as error:
        output.say(str(error).replace("\n", " "))
        return output.NOTHING
    except output.STOPPED as error:
        if not output.is_stop(error):
            return _unforeseen(error)
        output.say(_("Stopped; nothing was changed. Give the command again to start anew."))
        return output.NOTHING
    except OSError as error:
        output.hush(error)
        return output.NOTHING
    except Exception as error:
        return _unforeseen(error)


def _unforeseen(error: BaseException) -> int:
    """Where it arose and one sentence; the other exit statuses would say that something was stored."""
    if not failures.is_no_room(error):
        output.say_failure(type(error), error, error.__traceback__)
    output.say(failures.sentence(error))
    return output.NOTHING


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "load": loading.load,
    "uploads": loading.uploads,
    "undo": loading.undo,
    "redo": loading.undo,
    "set-aside": loading.set_aside,
    "suppliers": supplier_names.suppliers,
    "merge": supplier_names.say_of_names,
    "refuse": supplier_names.say_of_names,
    "part": supplier_names.say_of_names,
    "template": whole_files.template,
    "trials": reports.trials,
    "rank": reports.rank,
    "plan": reports.plan,
    "simulate": whole_files.simulate,
    "backup": whole_files.backup,
    "restore": whole_files.restore,
    "check": whole_files.check,
}
