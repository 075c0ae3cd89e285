"""The command line: `python -m trialmetrics --help`."""

import sys

from trialmetrics.commands import main

if __name__ == "__main__":
    sys.exit(main())
