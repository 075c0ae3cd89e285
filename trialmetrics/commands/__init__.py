"""The command line: options in, the package's own calls, a document or plain lines out, and an exit status."""

import argparse
import logging
from collections.abc import Callable, Sequence

from trialmetrics import failures
from trialmetrics.commands import figures, files, names, output, uploads
from trialmetrics.commands.options import parser
from trialmetrics.errors import TrialmetricsError
from trialmetrics.language import _


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
    "load": uploads.load,
    "uploads": uploads.uploads,
    "undo": uploads.undo,
    "redo": uploads.undo,
    "set-aside": uploads.set_aside,
    "suppliers": names.suppliers,
    "merge": names.say_of_names,
    "refuse": names.say_of_names,
    "part": names.say_of_names,
    "template": files.template,
    "trials": figures.trials,
    "rank": figures.rank,
    "plan": figures.plan,
    "simulate": files.simulate,
    "backup": files.backup,
    "restore": files.restore,
    "check": files.check,
}
