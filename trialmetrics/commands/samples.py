"""Commands that write sample files: template, simulate."""

import argparse
from typing import Literal

from trialmetrics.commands import output


def template(options: argparse.Namespace) -> int:
    """Run `template`: write an example file to fill in."""
    from trialmetrics.intake import templates

    form: Literal["csv", "xlsx"] = "xlsx" if options.out.suffix.casefold() == ".xlsx" else "csv"
    content = templates.template(options.kind, language=options.language, filled=options.filled, form=form)
    output.write_bytes(options.out, content)
    return output.TAKEN


def simulate(options: argparse.Namespace) -> int:
    """Run `simulate`: write a log from a simulated world, and with `--truth` its true scores and severities."""
    from trialmetrics import simulation
    from trialmetrics.export.csv_text import csv_text

    log, truth = simulation.simulate(
        suppliers=options.suppliers, trials=options.trials, testers=options.testers, seed=options.seed
    )
    output.write_text(options.out, csv_text(log))
    if options.truth:
        output.write_text(options.truth, truth)
    return output.TAKEN
