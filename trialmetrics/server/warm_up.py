"""Warms the server up before its first reader: imports all that pages need and fills the caches of first use."""

import importlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# The package and the shared parts of the pages, but not the command line or the file-reading child process.
_PATTERNS = ("trialmetrics/**/*.py", "pages/_*/*.py")
_NOT_NEEDED = ("trialmetrics/commands/", "trialmetrics/__main__", "trialmetrics/intake/worker/__main__")
# Libraries imported only where they are used, to keep the command line fast.
_LAZY_IMPORTS = ("plotly.io",)


def warm_up() -> None:
    """Import the modules, load the shipped policy and build its calendar: about two seconds of processor time."""
    for pattern in _PATTERNS:
        for path in sorted(ROOT.glob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(_NOT_NEEDED):
                importlib.import_module(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    for module in _LAZY_IMPORTS:
        importlib.import_module(module)
    from trialmetrics.policy import load_policy
    from trialmetrics.service_calendar import calendar

    calendar(load_policy().clock)
