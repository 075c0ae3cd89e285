"""Reads a batch's file again with some of its lines set aside."""

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from zoneinfo import ZoneInfo

from trialmetrics.errors import TrialmetricsError
from trialmetrics.intake.batch import Batch
from trialmetrics.intake.reading import Settings
from trialmetrics.intake.remembered_settings import signature
from trialmetrics.intake.worker.child_process import read


def with_lines_aside(batch: Batch, lines: Sequence[int], folder: Path) -> Batch | None:
    """The batch as if these lines had been set aside for a lead, its tables in `folder`; None where its file cannot be read again
    as it was."""
    if batch.original is None:
        return None
    said = {
        field.name: batch.settings[field.name] for field in fields(Settings) if field.name in batch.settings
    }
    try:
        again = read(
            batch.original, folder, replace(Settings(**said), needs_lead=tuple(lines)), name=batch.name,
            remembered={signature(batch.header): batch.settings}, zone=ZoneInfo(batch.zone),
        ).batch  # fmt: skip
    except TrialmetricsError:
        return None
    if again is None or (again.sha256, again.kind, again.rows, again.mapping) != (
        batch.sha256, batch.kind, batch.rows, batch.mapping,
    ):  # fmt: skip
        return None
    return replace(again, settings=batch.settings)
