"""The command line: options in, the package's own calls, a document or plain lines out, and an exit status."""

import argparse
from collections.abc import Callable, Sequence

from trialmetrics.commands import figures, files, names, output, uploads
from trialmetrics.commands.options import parser
from trialmetrics.errors import TrialmetricsError
from trialmetrics.language import _


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 all taken, 1 something set aside, 2 nothing changed."""
    options = parser().parse_args(arguments)
    try:
        return COMMANDS[options.command](options)
    except TrialmetricsError as error:
        output.say(str(error).replace("\n", " "))
        return output.NOTHING
    except output.STOPPED as error:
        if not output.is_stop(error):
            raise
        output.say(_("Stopped; nothing was changed. Give the command again to start anew."))
        return output.NOTHING
    except OSError as error:
        output.hush(error)
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
