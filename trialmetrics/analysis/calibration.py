"""How often the method was right in simulated worlds: the results of the calibration run, stored in calibration.toml."""

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pandas as pd

SHIPPED = Path(__file__).with_name("calibration.toml")
FIGURES = (
    "intervals", "rejected", "rejected_wrong", "invited", "invited_wrong", "found", "plain_rejected_wrong", "plain_invited_wrong",
)  # fmt: skip


@dataclass(frozen=True)
class Calibration:
    """Results of a calibration run: `worlds` of each kind, `candidates` in each, judged at `threshold`.

    `rows`: one per kind of world and number of trials: `world`, `trials` and FIGURES; shares 0-1, NaN where one is missing.
    """

    worlds: int
    candidates: int
    threshold: float
    rows: pd.DataFrame = field(repr=False)


@cache
def calibration(path: Path = SHIPPED) -> Calibration:
    """The results in a calibration file; rows without any figure are left out."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    rows = [
        {"world": world, "trials": trials, **figures}
        for world, lengths in content["world"].items()
        for trials, figures in lengths.items()
        if figures
    ]
    table = pd.DataFrame(rows, columns=["world", "trials", *FIGURES])
    return Calibration(content["worlds"], content["candidates"], content["threshold"], table)
