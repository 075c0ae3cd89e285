"""Supplier names: suppliers, merge, refuse, part."""

import argparse

from trialmetrics.commands import output
from trialmetrics.commands.options import zone_of
from trialmetrics.text.language import _

# Columns of `Names.decisions` as `suppliers --json` names them.
_COLUMNS = {"decision": "said", "active": "holds", "decided_at": "said_at", "decided_by": "said_by"}


def suppliers(options: argparse.Namespace) -> int:
    """Names that may be one supplier, and what was said of them."""
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        zone_of(options, store)
        proposed, decisions = store.names.similar_pairs(), store.names.decisions()
    said = decisions.rename(columns=_COLUMNS)
    if options.json:
        output.print_json({"proposals": output.records(proposed), "said": output.records(said)})
    else:
        output.show(_("Names that may be one supplier:"))
        output.print_table(proposed)
        output.show(_("What was said of names:"))
        output.print_table(said)
    return output.TAKEN


def say_of_names(options: argparse.Namespace) -> int:
    """Two names are one supplier, or two, or that is taken back."""
    from trialmetrics.store import Store

    sentences = {
        "merge": _("{one} and {other} are one supplier."),
        "refuse": _("{one} and {other} are two suppliers."),
        "part": _("What was said of {one} and {other} is taken back."),
    }
    with Store.open(options.database, create=False) as store:
        decide = {
            "merge": store.names.merge,
            "refuse": store.names.keep_apart,
            "part": store.names.unlink,
        }
        decide[options.command](options.one, options.other, options.user)
    output.say(sentences[options.command].format(one=options.one, other=options.other))
    return output.TAKEN
