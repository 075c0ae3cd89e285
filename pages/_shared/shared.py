"""The state of the server, the widgets and the welcome under one name."""

from pages._shared import server
from pages._shared.server import (
    choices,
    curve,
    plan,
    ranking,
    store,
    trial_values,
    user,
    weight_changes,
    words,
)
from pages._shared.welcome import load_example, welcome
from pages._shared.widgets import (
    CHART,
    LINE,
    OF,
    action_button,
    done,
    explain,
    how_it_judges,
    look,
    open_supplier,
    tab,
    tell,
    verdict_label,
    verdicts_sentence,
    when,
    wrapped,
)
from trialmetrics.text.plain_text import plain
from trialmetrics.workspace import Workspace


def workspace() -> Workspace:
    """The one open database of this server, with the figures that are kept for all readers."""
    return server.workspace()


__all__ = [
    "CHART", "LINE", "OF", "action_button", "choices", "curve", "done", "explain", "how_it_judges", "load_example", "look",
    "open_supplier", "plain", "plan", "ranking", "store", "tab", "tell", "trial_values", "user", "verdict_label",
    "verdicts_sentence", "weight_changes", "welcome", "when", "words", "workspace", "wrapped",
]  # fmt: skip
