"""Small orders against large ones: the penalty of the ranking, and the two marks per supplier that show it."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics import evidence, wording
from trialmetrics.language import _, ngettext
from trialmetrics.policy import Policy

CLEARLY = 0.9  # probability from which a penalty is called clear where the policy has no rule about it
COLUMNS = ("small_penalty", "small_penalty_low", "small_penalty_high", "p_small_penalty")


def penalties(judged: pd.DataFrame, sums: pd.DataFrame, policy: Policy) -> dict[str, np.ndarray]:
    """The columns COLUMNS for the suppliers of `judged`, from the measure `supplier_class_sum`; NaN where nothing can
    be compared. The probability is withheld where fewer than `min_trials` of a class can be: shown, not judged."""
    if sums.empty:
        return {name: np.full(len(judged), np.nan) for name in COLUMNS}
    sums = sums.sort_values(["supplier_key", "category", "order_class", "tester"], ignore_index=True)
    supplier = pd.Index(judged["supplier_key"]).get_indexer(sums["supplier_key"])
    numbers = (sums[name].to_numpy(dtype=float)[None] for name in ("n", "sum_y", "sum_yy"))
    cells = evidence.Cells(supplier, *groups(sums), *numbers)
    found = evidence.small_penalty(cells, len(judged), limit(policy), policy.evidence.interval)
    exceeds = withheld(found.exceeds[None], cells, policy)[0]
    return dict(zip(COLUMNS, (found.mean, found.low, found.high, exceeds), strict=True))


def groups(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Of rows with supplier, category, class and tester: the number of supplier and category, large or not, the tester's
    number or -1; each (rows,)."""
    group = rows.groupby(["supplier_key", "category"], dropna=False).ngroup().to_numpy()
    return group, rows["order_class"].eq("large").to_numpy(), pd.factorize(rows["tester"], sort=True)[0]


def withheld(exceeds: np.ndarray, cells: evidence.Cells, policy: Policy) -> np.ndarray:
    """Probabilities (W, S), NaN where either class has fewer than `min_trials` trials that can be compared."""
    small, large = evidence.compared(cells, exceeds.shape[1])
    return np.where(np.minimum(small, large) >= policy.evidence.min_trials, exceeds, np.nan)


def limit(policy: Policy) -> float:
    """The points that small orders may score less before it counts as a penalty; 0 where the policy has no such rule."""
    rule = policy.knock_outs.get("small_penalty")
    return rule.points if rule and rule.points is not None else 0.0


def by_category(trials: pd.DataFrame) -> pd.DataFrame:
    """One row per supplier and category with scored trials of both classes, from the trials of a ranking.

    Columns `supplier_key`, `category`, `small`, `large`: mean scores; `n_small`, `n_large`: trials.
    """
    scored = trials[trials["scored"]]
    means = scored.groupby(["supplier_key", "category", "order_class"])["score"].agg(["mean", "size"])
    sides = [
        means.xs(name, level="order_class").set_axis([name, f"n_{name}"], axis=1) if name in means.index.levels[2] else None
        for name in ("small", "large")
    ]  # fmt: skip
    if any(side is None for side in sides):
        return pd.DataFrame(columns=["supplier_key", "category", "small", "n_small", "large", "n_large"])
    return sides[0].join(sides[1], how="inner").reset_index()  # type: ignore[union-attr]


def compared(suppliers: pd.DataFrame, trials: pd.DataFrame) -> pd.DataFrame:
    """One row per supplier with trials of both classes in a category, in the order given: its two means and its penalty.

    `suppliers`, `trials`: of a ranking. Columns `supplier_key`, `supplier`, `small`, `large`, `n_small`, `n_large` and
    COLUMNS. In several categories the means are over these, each counting as much as it tells of the difference, and as
    much on both sides: so they differ only by how small and large orders were treated.
    """
    pairs = by_category(trials)
    pairs["weight"] = pairs["n_small"] * pairs["n_large"] / (pairs["n_small"] + pairs["n_large"])
    for name in ("small", "large"):
        pairs[name] = pairs[name] * pairs["weight"]
    sums = pairs.groupby("supplier_key")[["small", "large", "weight", "n_small", "n_large"]].sum()
    means = sums.assign(small=sums["small"] / sums["weight"], large=sums["large"] / sums["weight"])
    told: Any = suppliers[["supplier_key", "supplier", "verdict", *COLUMNS]]
    return told.merge(means.drop(columns="weight"), on="supplier_key", how="inner")


def words(row: Mapping[str, Any]) -> str:
    """The penalty of one supplier in words, such as "64 points less (53 to 76)": what small orders score."""
    penalty, low, high = (round(row[name]) for name in COLUMNS[:3])
    if low >= 0 or high <= 0:
        ends = sorted((abs(low), abs(high)))
        between = _("{low} to {high}").format(low=ends[0], high=ends[1])
    else:
        between = _("{low} more to {high} less").format(low=-low, high=high)
    if penalty >= 0:
        return _("{points} points less ({between})").format(points=penalty, between=between)
    return _("{points} points more ({between})").format(points=-penalty, between=between)


def sentence(rows: pd.DataFrame, policy: Policy) -> str:
    """What the rows of `compared` say, in a sentence or two."""
    rule = policy.knock_outs.get("small_penalty")
    judged = rows[rows["p_small_penalty"].notna()]
    worse = judged[judged["p_small_penalty"] >= (rule.probability if rule and rule.probability else CLEARLY)]
    said = ngettext(
        "{n} supplier had small and large orders in the same category.",
        "{n} suppliers had small and large orders in the same category.",
        len(rows),
    ).format(n=len(rows))
    if len(worse):
        said += " " + _("Clearly worse with small ones: {names}.").format(names=", ".join(worse["supplier"]))
    else:
        said += " " + _("None of them is clearly worse with small ones.")
    if thin := len(rows) - len(judged):
        said += " " + ngettext(
            "{n} has too few trials of one kind to be judged; what happened is shown.",
            "{n} have too few trials of one kind to be judged; what happened is shown.",
            thin,
        ).format(n=thin)
    return said


def of_one(supplier: Mapping[str, Any], policy: Policy) -> str:
    """The penalty of one supplier of a ranking, in a sentence."""
    if np.isnan(supplier["small_penalty"]):
        return ""
    said = _("Small orders score {words} than large ones.").format(words=words(supplier))
    if np.isnan(supplier["p_small_penalty"]):
        return said + " " + _("That rests on too few trials of one kind to be judged.")
    chance = wording.percent(supplier["p_small_penalty"])
    return (
        said
        + " "
        + _("By more than {limit} with probability {chance}.").format(
            limit=wording.score(limit(policy)), chance=chance
        )
    )


def charted(rows: pd.DataFrame, judged: bool | None = None) -> pd.DataFrame:
    """Rows of `compared`, or of `by_category` for one supplier that is `judged` or not, with what a chart writes beside
    them: `label`, `words`, `judged`."""
    if judged is None:
        said = [words(row) for row in rows.to_dict(orient="records")]
        return rows.assign(label=rows["supplier"], words=said, judged=rows["p_small_penalty"].notna())
    counts = [
        _("{small} small, {large} large").format(small=row.n_small, large=row.n_large)
        for row in rows.itertuples()
    ]
    return rows.assign(label=rows["category"], words=counts, judged=judged)
