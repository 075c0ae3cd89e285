"""Commands for the database file: backup, restore, check."""

import argparse

from trialmetrics.access import OPERATOR
from trialmetrics.commands import output
from trialmetrics.text.language import _


def backup(options: argparse.Namespace) -> int:
    """Run `backup`: write a consistent copy of the database."""
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        store.backup(options.file, OPERATOR)
    return output.TAKEN


def restore(options: argparse.Namespace) -> int:
    """Run `restore`: replace the database with a copy."""
    from trialmetrics.store import backup
    from trialmetrics.store.store import default_path

    sentence = backup.restore(options.file, options.database or default_path(), OPERATOR)
    if sentence:
        output.print_message(sentence)
    return output.PARTLY if sentence else output.TAKEN


def check(options: argparse.Namespace) -> int:
    """Run `check`: verify the database and print every finding."""
    from trialmetrics.store import Store

    with Store.open(options.database, create=False) as store:
        findings = store.check()
    for finding in findings:
        output.print_message(finding)
    if not findings:
        output.print_message(_("The database holds together."))
    return output.NOTHING if findings else output.TAKEN
