"""Texts about the values that filters offer."""

from trialmetrics.choices import Missing
from trialmetrics.text.language import _, ngettext

LISTED = 12  # values named in a sentence; the others are counted


def missing(missing_value: Missing) -> str:
    """Says that no trial has a requested value, and which values there are."""
    nobody = {
        "category": _("No trial has the category '{value}'."),
        "round": _("No trial has the round '{value}'."),
        "tester": _("No trial has the tester '{value}'."),
        "order_class": _("No trial has the order class '{value}'."),
    }[missing_value.kind].format(value=missing_value.value)
    return f"{nobody} {_there_are(missing_value.values)}"


def _there_are(values: tuple[str, ...]) -> str:
    listed = ", ".join(values[:LISTED])
    if more := len(values[LISTED:]):
        listed = ngettext("{values} and {n} more", "{values} and {n} more", more).format(
            values=listed, n=more
        )
    return _("There are: {values}.").format(values=listed) if values else _("No trial has any.")
