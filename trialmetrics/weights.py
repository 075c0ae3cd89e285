"""If other things counted: how the verdicts hold as the weights of the criteria vary, and what would change them."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from trialmetrics import evidence, wording
from trialmetrics.language import _, ngettext
from trialmetrics.ranking import Ranking
from trialmetrics.reweighing import policy_weights, reweighed
from trialmetrics.verdict import PASS, REJECT, RETRY
from trialmetrics.vocabulary import CRITERIA

WEIGHTINGS = 250  # tried; a share of them is known to about 3 points
DRAWS = 40  # of the true scores under each
USUAL = 0.9  # of the weightings: what "mostly" means
FIRM = 0.9  # share of the weightings from which on a verdict is said to hold

# How far the weights are moved, in words: the concentration of a Dirichlet distribution around the policy's.
SPREADS = {"little": 100.0, "some": 25.0, "much": 8.0, "any": None}


@dataclass(frozen=True)
class Weighed:
    """How a ranking holds as the weights vary and the true scores are uncertain, both at the same time.

    `suppliers`: one row per supplier shown, in the ranking's order: `supplier_key`, `supplier`, `verdict` (by the
    policy's weights), the shares of the weightings under which it is `pass`, `retry`, `reject`, the share under which the
    verdict stays (`holds`), and the probability of the highest true score (`first`, NaN without a scored trial).
    `ranks` (S, S): probability of each rank per supplier; `weights` (W, 8): the weightings, together 100.
    """

    suppliers: pd.DataFrame
    ranks: np.ndarray
    weights: np.ndarray

    @property
    def firm(self) -> int:
        """How many verdicts stay in at least FIRM of the weightings."""
        return int((self.suppliers["holds"] >= FIRM).sum())


def weighed(ranking: Ranking, spread: str, *, weightings: int = WEIGHTINGS, seed: int = 0) -> Weighed:
    """Try weightings around the policy's, as far away as `spread` (a key of SPREADS) says; the same seed, the same."""
    concentration = SPREADS[spread]
    if concentration is None:
        weights = evidence.any_weights(len(CRITERIA), weightings, seed)
    else:
        weights = evidence.weights_around(policy_weights(ranking.policy), concentration, weightings, seed)
    found = reweighed(ranking, weights, DRAWS)
    at = pd.Index(ranking.judged["supplier_key"]).get_indexer(ranking.suppliers["supplier_key"])
    rows = ranking.suppliers[["supplier_key", "supplier", "verdict"]].copy()
    verdicts = found.verdict[:, at]
    for name in (PASS, RETRY, REJECT):
        rows[name] = (verdicts == name).mean(axis=0)
    rows["holds"] = (verdicts == rows["verdict"].to_numpy()).mean(axis=0)
    drawn = found.scores[:, :, at].reshape(weightings * DRAWS, len(at))
    ranks = evidence.acceptability(drawn)
    rows["first"] = np.where(np.isnan(drawn).all(axis=0), np.nan, ranks[:, :1].sum(axis=1))
    return Weighed(rows, ranks, 100 * weights)


class Change(NamedTuple):
    """The smallest change of one weight that changes the verdict of a supplier: weights of 100, before and after."""

    supplier_key: str
    supplier: str
    criterion: str
    weight: float
    other_weight: float
    verdict: str
    other_verdict: str

    @property
    def size(self) -> float:
        """How far the weight is moved, in points of 100."""
        return abs(self.other_weight - self.weight)

    def sentence(self) -> str:
        """The change in words."""
        return _("If “{criterion}” counted {other} instead of {weight}, {supplier} would {be} instead of {being}.").format(
            criterion=wording.criterion_words(self.criterion), other=wording.score(self.other_weight),
            weight=weight_words(self.weight), supplier=self.supplier,
            be=_be(self.other_verdict), being=_being(self.verdict),
        )  # fmt: skip


def changes(ranking: Ranking) -> list[Change]:
    """For each supplier shown the smallest change of one weight that changes its verdict, the smallest first.

    One weight at a time is moved to every whole number of 0-100, the others keeping their proportions. Suppliers whose
    verdict no such change moves are left out.
    """
    policy = policy_weights(ranking.policy)
    moves = [(c, to) for c in range(len(CRITERIA)) for to in range(101) if _moves(policy, c, to)]
    tried = np.array([policy, *(_moved(policy, c, to) for c, to in moves)])
    at = pd.Index(ranking.judged["supplier_key"]).get_indexer(ranking.suppliers["supplier_key"])
    verdicts = reweighed(ranking, tried).verdict[:, at]
    sizes = np.array([abs(to - policy[c]) for c, to in moves])
    found = []
    for place, row in enumerate(ranking.suppliers.itertuples()):
        other = np.flatnonzero(verdicts[1:, place] != row.verdict)
        # Where the two are so close that a rounding error decides, no sentence may contradict the ranking.
        if len(other) and verdicts[0, place] == row.verdict:
            nearest = other[np.argmin(sizes[other])]
            criterion, to = moves[nearest]
            found.append(
                Change(
                    row.supplier_key, row.supplier, CRITERIA[criterion], float(policy[criterion]), float(to), row.verdict,
                    verdicts[1 + nearest, place],
                )
            )  # fmt: skip
    return sorted(found, key=lambda each: (each.size, each.supplier))


def sentence(found: Weighed) -> str:
    """How firmly the verdicts hold, in one sentence."""
    return ngettext(
        "{firm} of {n} verdict stays the same in at least {share} of the weightings tried.",
        "{firm} of {n} verdicts stay the same in at least {share} of the weightings tried.",
        len(found.suppliers),
    ).format(firm=found.firm, n=len(found.suppliers), share=wording.percent(FIRM))


def spread_words(spread: str) -> str:
    """A spread as a reader chooses it."""
    words = {
        "little": _("a little"),
        "some": _("somewhat"),
        "much": _("very differently"),
        "any": _("any way at all"),
    }
    return words[spread]


def weight_words(weight: float) -> str:
    """A weight of 100, whole where it is whole."""
    return wording.number(round(weight, 1))


def explanation(ranking: Ranking, found: Weighed, spread: str) -> str:
    """What the chart of the weightings shows, for a reader, with what the spread does to the heaviest weight."""
    said = _(
        "Each bar: in what share of {n} other weightings this supplier is invited, needs more trials or is not invited; "
        "“first in”: how likely it is the best of all."
    ).format(n=len(found.weights))
    concentration, policy = SPREADS[spread], ranking.policy.weights
    name = max(policy, key=lambda each: policy[each])
    if concentration is None or policy[name] == 100:
        return said
    low, high = evidence.weight_between(policy[name] / 100, concentration, USUAL)
    return said + " " + _("Of 100, “{criterion}” mostly counts {low} to {high} in them, instead of {weight}.").format(
        criterion=wording.criterion_words(name), low=wording.score(100 * low), high=wording.score(100 * high),
        weight=weight_words(policy[name]),
    )  # fmt: skip


def method(found: Weighed, spread: str) -> str:
    """How the chart of the weightings is worked out."""
    concentration = SPREADS[spread]
    drawn = (
        _("Every set of weights is as likely as any other.")
        if concentration is None
        else _(
            "They vary around the policy's (for experts: a Dirichlet distribution of concentration {c})."
        ).format(c=wording.number(concentration))
    )
    return _(
        "{n} sets of weights are drawn at random. {drawn} Under each of them the trials are scored again and the verdicts "
        "given again, by the same rules as under the policy's own weights. “First in” also allows for what the trials "
        "leave open: under each set {draws} true scores that fit the trials are tried for every supplier."
    ).format(n=len(found.weights), drawn=drawn, draws=DRAWS)


def _moves(policy: np.ndarray, criterion: int, to: int) -> bool:
    """Whether this is a change at all, and one that leaves the others their proportions."""
    return to != policy[criterion] and (to == 100 or policy[criterion] < policy.sum())


def _moved(policy: np.ndarray, criterion: int, to: int) -> np.ndarray:
    others = policy.copy()
    others[criterion] = 0
    left = others.sum()
    moved = others * (100 - to) / left if left > 0 else others
    moved[criterion] = to
    return moved


def _be(verdict: str) -> str:
    return {
        PASS: _("be invited"),
        RETRY: _("need more trials"),
        REJECT: _("not be invited"),
    }[verdict]


def _being(verdict: str) -> str:
    return {
        PASS: _("being invited"),
        RETRY: _("needing more trials"),
        REJECT: _("not being invited"),
    }[verdict]
