"""Warnings about tester effects that cannot be separated from supplier effects."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from trialmetrics.analysis.testers import Name
from trialmetrics.text import candidate_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.lists import listed

NAMED = 3  # names in a sentence; the others are counted


def warning(reason: Mapping[str, Any]) -> str:
    """A warning of `analysis.testers.warnings` in sentences that name the testers and suppliers."""
    if reason["code"] == "alone":
        return _("{tester} alone tried these suppliers: this is how this tester sees them.").format(
            tester=reason["tester"]
        )
    sentences = [
        _("Only {testers} tried {suppliers}.").format(
            testers=_first_names(_testers(group["testers"])),
            suppliers=_first_names(_suppliers(group["suppliers"])),
        )
        for group in reason["groups"]
    ]
    if more := reason["more"]:
        sentences.append(
            ngettext("There is {n} more such group.", "There are {n} more such groups.", more).format(n=more)
        )
    sentences.append(
        _("Between these groups a strict tester cannot be told from a poor supplier. One trial with a supplier of one group by "
          "a tester of another would mend that.")
    )  # fmt: skip
    return " ".join(sentences)


def _testers(names: Iterable[str | None]) -> list[str]:
    return [_("unnamed testers") if name is None else name for name in names]


def _suppliers(names: Iterable[Name]) -> list[str]:
    return [
        candidate_text.name(supplier, category or "", several=category is not None)
        for supplier, category in names
    ]


def _first_names(names: Sequence[str]) -> str:
    """The first NAMED names, and how many more there are."""
    more = len(names) - NAMED
    rest = [ngettext("{n} more", "{n} more", more).format(n=more)] if more > 0 else []
    return listed([*names[:NAMED], *rest])
