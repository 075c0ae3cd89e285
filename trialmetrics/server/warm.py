"""What the first reader would otherwise wait for: everything that pages import, and what libraries make at first use."""

import importlib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What pages share and show, and the package; neither the command line nor the reader's own process.
_MODULES = ("trialmetrics/**/*.py", "pages/_*/*.py")
_OTHERS = ("trialmetrics/commands/", "trialmetrics/__main__", "trialmetrics/intake/worker/__main__")
# Imported where it is used, because the command line does without.
_LATE = ("plotly.io",)


def warm() -> None:
    """Import all of it and make one policy and one calendar; some two seconds of processor time."""
    for pattern in _MODULES:
        for path in sorted(ROOT.glob(pattern)):
            name = path.relative_to(ROOT).as_posix()
            if not name.startswith(_OTHERS):
                importlib.import_module(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    for module in _LATE:
        importlib.import_module(module)
    from trialmetrics.policy import load_policy
    from trialmetrics.service_calendar import calendar

    calendar(load_policy().clock)
