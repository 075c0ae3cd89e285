"""Entry point of the command line: `python -m trialmetrics --help`."""

import sys

from trialmetrics.commands import main
from trialmetrics.commands.output import print_traceback

if __name__ == "__main__":
    sys.excepthook = print_traceback
    sys.exit(main())
