"""Whose verdict differs between two rankings of the same trials."""

import pandas as pd

from trialmetrics.analysis import verdict
from trialmetrics.analysis.candidates import KEY

WORST_FIRST = (verdict.REJECT, verdict.RETRY, verdict.PASS)

SHOWN = ("supplier", "verdict", "score", "p_below")


def verdict_changes(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """The candidates whose verdict in `after` is another than in `before`, both `suppliers` or `judged` of a ranking.

    The SHOWN columns of `after`, with the verdict of `before` as `verdict_before`; the worst new verdict first, then by name.
    """
    verdicts = before[[*KEY, "verdict"]].rename(columns={"verdict": "verdict_before"})
    both = after[[*KEY, *SHOWN]].merge(verdicts, on=[*KEY])
    changed = both[both["verdict"] != both["verdict_before"]]
    order = changed.assign(
        place=changed["verdict"].map(WORST_FIRST.index), name=changed["supplier"].str.casefold()
    )
    return changed.loc[order.sort_values(["place", "name", "category"]).index].reset_index(drop=True)
