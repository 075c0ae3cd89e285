"""How sure the method is where it was tested: the figures of the calibration run, kept in calibration.toml."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

SHIPPED = Path(__file__).with_name("calibration.toml")
FIGURES = (
    "intervals", "rejected", "rejected_wrong", "invited", "invited_wrong", "found", "plain_rejected_wrong", "plain_invited_wrong",
)  # fmt: skip


@dataclass(frozen=True)
class Calibration:
    """What was simulated, and one row per kind of world and number of trials that has figures.

    `rows`: `world`, `trials`, and FIGURES; shares 0-1, NaN where a figure is missing.
    """

    worlds: int
    candidates: int
    threshold: float
    rows: pd.DataFrame = field(repr=False)


def calibration(path: Path = SHIPPED) -> Calibration:
    """The figures of a calibration file; rows without any are left out."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = [
        {"world": world, "trials": trials, **figures}
        for world, lengths in content["world"].items()
        for trials, figures in lengths.items()
        if figures
    ]
    table = pd.DataFrame(rows, columns=["world", "trials", *FIGURES])
    return Calibration(content["worlds"], content["candidates"], content["threshold"], table)
