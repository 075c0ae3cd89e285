"""The command line: `python -m trialmetrics --help`."""

import sys

from trialmetrics.commands import main
from trialmetrics.commands.output import say_failure

if __name__ == "__main__":
    sys.excepthook = say_failure
    sys.exit(main())
