"""The words noted in a trial that tell most of its supplier."""

import numpy as np
import pandas as pd

from trialmetrics.vocabulary import EVENTS

# An incident or a no tells most; then anything of the supplier's own; the request is our own words.
TELLING = ("rude", "belittling", "brush_off", "decline", "disclosed")


def quotes(noted: pd.DataFrame) -> dict[tuple[str, str], str]:
    """The most telling words per supplier key and trial id.

    `noted`: events with words (`supplier_key`, `trial_id`, `event`, `note`), those of a trial in their order.
    """
    own = noted["event"].isin(
        [name for name, event in EVENTS.items() if event.by in ("supplier", "observed")]
    )
    place = np.select([noted["event"].isin(TELLING), own, noted["event"] != "request"], [0, 1, 2], 3)
    ordered = noted.assign(place=place).query("place < 3").sort_values("place", kind="stable")
    first = ordered.drop_duplicates(["supplier_key", "trial_id"])
    return dict(zip(zip(first["supplier_key"], first["trial_id"], strict=True), first["note"], strict=True))
