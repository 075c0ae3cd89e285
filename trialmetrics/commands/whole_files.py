"""Whole files: template, simulate, backup, restore, check."""

import argparse
from typing import Literal

from trialmetrics.commands import output
from trialmetrics.text.language import _


def template(options: argparse.Namespace) -> int:
    """An example to fill in."""
    from trialmetrics.intake import templates

    form: Literal["csv", "xlsx"] = "xlsx" if options.out.suffix.casefold() == ".xlsx" else "csv"
    content = templates.template(options.kind, language=options.language, filled=options.filled, form=form)
    output.write_bytes(options.out, content)
    return output.TAKEN


def simulate(options: argparse.Namespace) -> int:
    """A log from a world whose truth is known, and that truth."""
    from trialmetrics import simulation as world
    from trialmetrics.export.csv_text import csv_text

    log, truth = world.simulate(
        suppliers=options.suppliers, trials=options.trials, testers=options.testers, seed=options.seed
    )
    output.write(options.out, csv_text(log))
    if options.truth:
        output.write(options.truth, truth)
    return output.TAKEN


def backup(options: argparse.Namespace) -> int:
    """A consistent copy of the database."""
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        store.backup(options.file)
    return output.TAKEN


def restore(options: argparse.Namespace) -> int:
    """The database, back from a copy."""
    from trialmetrics.store import backup
    from trialmetrics.store.store import default_path

    backup.restore(options.file, options.database or default_path())
    return output.TAKEN


def check(options: argparse.Namespace) -> int:
    """Whether the database holds together."""
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        found = store.check()
    for finding in found:
        output.say(finding)
    if not found:
        output.say(_("The database holds together."))
    return output.NOTHING if found else output.TAKEN
