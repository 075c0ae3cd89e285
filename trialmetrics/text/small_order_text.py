"""Texts on small orders compared with large ones."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from trialmetrics.analysis import small_orders
from trialmetrics.policy import Policy
from trialmetrics.records import records
from trialmetrics.text import candidate_text, number_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.lists import listed


def with_labels(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of `small_orders.compared` with the texts of the chart: `label`, `words`."""
    texts = [words(row) if row["judged"] else _counted(row) for row in records(rows)]
    return rows.assign(label=candidate_text.names(rows), words=texts)


def _counted(row: Mapping[str, Any]) -> str:
    # With too few trials the difference mostly reflects the other candidates, so it is not shown.
    return _("{small} small, {large} large: too few").format(small=row["n_small"], large=row["n_large"])


def words(row: Mapping[str, Any]) -> str:
    """The penalty of one candidate: "64 points less (53 to 76)" for small orders."""
    penalty, low, high = (round(row[name]) for name in small_orders.COLUMNS[:3])
    if low >= 0 or high <= 0:
        ends = sorted((abs(low), abs(high)))
        between = _("{low} to {high}").format(
            low=number_text.digits(ends[0]), high=number_text.digits(ends[1])
        )
    else:
        between = _("{low} more to {high} less").format(
            low=number_text.digits(-low), high=number_text.digits(high)
        )
    points = number_text.points(abs(penalty))
    template = _("{points} less ({between})") if penalty >= 0 else _("{points} more ({between})")
    return template.format(points=points, between=between)


def sentence(rows: pd.DataFrame, policy: Policy) -> str:
    """Sums up the rows of `small_orders.compared` in a few sentences."""
    rule = policy.knock_outs.get("small_penalty")
    judged = rows[rows["p_small_penalty"].notna()]
    clearly = rule.probability if rule and rule.probability else small_orders.CLEARLY
    limit = number_text.points(small_orders.limit(policy))
    rule_words = {
        "worse": _("more than {limit} less").format(limit=limit) if rule else _("less"),
        "chance": number_text.percent(clearly),
    }
    worse = judged[judged["p_small_penalty"] >= clearly]
    result = ngettext(
        "{n} candidate had small and large orders.",
        "{n} candidates had small and large orders.",
        len(rows),
    ).format(n=len(rows))
    if len(worse):
        names = pd.Series(candidate_text.names(rows), index=rows.index)[worse.index]
        result += " " + _(
            "Small orders score {worse} with {names}, with at least {chance} probability."
        ).format(names=listed(names), **rule_words)
    elif len(judged):
        result += " " + ngettext(
            "With the one that can be compared it is not shown that small orders score {worse} (with at least {chance} "
            "probability).",
            "With none of the {n} that can be compared it is shown that small orders score {worse} (with at least {chance} "
            "probability).",
            len(judged),
        ).format(n=len(judged), **rule_words)
    if thin := len(rows) - len(judged):
        result += " " + ngettext(
            "{n} has too few trials of one kind to compare.",
            "{n} have too few trials of one kind to compare.",
            thin,
        ).format(n=thin)
    return result


def candidate_sentence(candidate: Mapping[str, Any], policy: Policy) -> str:
    """The penalty of one candidate of a ranking in a sentence; empty where it has none."""
    if np.isnan(candidate["small_penalty"]):
        return ""
    if np.isnan(candidate["p_small_penalty"]):
        small, large = int(candidate["scored_small"]), int(candidate["scored_large"])
        return _("{small} and {large} scored: too few of one kind to compare.").format(
            small=ngettext("{n} small order", "{n} small orders", small).format(n=small),
            large=ngettext("{n} large order", "{n} large orders", large).format(n=large),
        )
    return _(
        "Small orders score {words} than large ones; more than {limit} less with probability {chance}."
    ).format(
        words=words(candidate),
        limit=number_text.points(small_orders.limit(policy)),
        chance=number_text.chance(candidate["p_small_penalty"]),
    )
