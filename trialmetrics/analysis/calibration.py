"""How sure the method is where it was tested: the figures of the calibration run, kept in calibration.toml."""

import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from trialmetrics.text.language import _

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


def world_words(world: str) -> str:
    """A kind of simulated world as a reader knows it; its own name where there are no words for it."""
    words = {
        "drawn": _("as the method assumes"),
        "product": _("our own simulator of trial logs"),
        "item_response": _("ratings in steps, made another way"),
        "uneven_testers": _("testers who differ much"),
        "selective_silence": _("a fifth leaves 45 % unanswered, else steady and good"),
        "heavy_silence": _("everybody leaves a third unanswered"),
        "uneven_silence": _("a third is left unanswered, by some hardly any and by others most"),
        "category_levels": _("four categories at different levels"),
        "mostly_one": _("60 candidates with one trial, 10 with eight"),
        "small_effects": _("candidates that hardly differ"),
        "round_effects": _("rounds that differ"),
        "drift": _("candidates that change over time"),
        "tester_by_category": _("testers stricter in some categories"),
    }
    return words.get(world, world)
