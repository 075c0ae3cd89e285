"""Sentences on what a redaction removed, and which copies of the database may still have it."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time

from trialmetrics.store.backups import Copy
from trialmetrics.store.redaction import FILES, Redaction
from trialmetrics.text import date_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.lists import listed

# Tables whose rows people know under a name.
_ROWS = {
    "event_row": lambda n: ngettext("{n} event", "{n} events", n),
    "set_aside_row": lambda n: ngettext("{n} row set aside", "{n} rows set aside", n),
    "problem": lambda n: ngettext("{n} problem", "{n} problems", n),
    "upload": lambda n: ngettext("{n} upload", "{n} uploads", n),
    "policy_version": lambda n: ngettext("{n} reason for a policy", "{n} reasons for a policy", n),
    "decision": lambda n: ngettext("{n} reason for a decision", "{n} reasons for a decision", n),
    "objection": lambda n: ngettext("{n} objection", "{n} objections", n),
}
# Where the words of a quote stand elsewhere.
_ELSEWHERE: dict[str, Callable[[], str]] = {
    "event_row": lambda: _("other notes"),
    "set_aside_row": lambda: _("rows set aside"),
    "decision": lambda: _("reasons for decisions"),
    "objection": lambda: _("objections"),
    "policy_version": lambda: _("reasons for policies"),
    FILES: lambda: _("other kept files"),
}
# Columns in which words stay; the others that do repeat these.
_STAYS: dict[str, Callable[[], str]] = {
    "supplier": lambda: _("names of suppliers"),
    "one_name": lambda: _("names of suppliers"),
    "other_name": lambda: _("names of suppliers"),
    "category": lambda: _("categories"),
    "policy": lambda: _("the policy"),
    "done_by": lambda: _("names in the record"),
}


def sentences(redaction: Redaction, *, done_already: bool) -> list[str]:
    """What a redaction changed (or would change), then each copy that may still have the words."""
    if redaction.is_empty:
        return [_("These words are not there.")]
    places = listed(_places(redaction))
    said = [
        (
            _("Removed the words from {places}.")
            if done_already
            else _("Would remove the words from {places}.")
        ).format(places=places)
    ]
    if stays := [*dict.fromkeys(_STAYS[name]() for name in redaction.stays if name in _STAYS)]:
        said.append(
            _("They stay in {places}, because the figures or the record depend on them.").format(
                places=listed(stays)
            )
        )
    if redaction.elsewhere:
        said.append(
            _("The same words also stand in {places}, and stay there; the command “redact --words” removes them wherever they are.")
            .format(places=listed([_ELSEWHERE[name]() for name in redaction.elsewhere]))
        )  # fmt: skip
    if redaction.copies:
        said.append(
            ngettext(
                "{n} earlier copy of the database may still have them:", "{n} earlier copies of the database may still have them:",
                len(redaction.copies),
            ).format(n=len(redaction.copies))
        )  # fmt: skip
    return [*said, *map(copy, redaction.copies)]


def copy(made: Copy) -> str:
    """A copy of the database: where, when it was made and when it is deleted."""
    template = (
        _("{path}, made {moment}; deleted on {day}")
        if made.expires
        else _("{path}, made {moment}; there until somebody deletes it")
    )
    return template.format(path=made.path, moment=date_text.moment(made.made_at), day=_day(made.expires))


def _day(day: date | None) -> str:
    return "" if day is None else date_text.moment(datetime.combine(day, time()), date_only=True)


def _places(redaction: Redaction) -> Iterable[str]:
    other = 0
    for table, rows in redaction.rows.items():
        if table in _ROWS:
            yield _ROWS[table](rows).format(n=rows)
        elif table != "redaction":
            other += rows
    if other:
        yield ngettext("{n} other row", "{n} other rows", other).format(n=other)
    if files := len(redaction.files):
        yield ngettext("{n} kept file", "{n} kept files", files).format(n=files)
