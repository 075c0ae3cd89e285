"""Verdicts of all candidates at each threshold 0-100, shared by all users, and counts of those that one user sees."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from trialmetrics import evidence
from trialmetrics.analysis import estimates, verdict
from trialmetrics.policy import Policy

THRESHOLDS = range(101)


@dataclass(frozen=True)
class Sweep:
    """Arrays (101, S) over THRESHOLDS and all S candidates: P(true score below), and which are rejected on their score
    (`below`), rejected for any reason, and invited."""

    p_below: np.ndarray
    below: np.ndarray
    rejected: np.ndarray
    invited: np.ndarray

    def curve(self, shown: np.ndarray) -> pd.DataFrame:
        """How many of the candidates `shown` (S,) pass, need more trials and are rejected, one row per threshold.

        Columns `threshold`, `pass`, `retry`, `reject`, `expected_wrong_rejections`, `expected_wrong_invitations`.
        """
        rows = []
        for threshold, *columns in zip(
            THRESHOLDS, self.p_below, self.below, self.rejected, self.invited, strict=True
        ):
            p_below, below, rejected, invited = (values[shown] for values in columns)
            passed, out = int(invited.sum()), int(rejected.sum())
            rows.append(
                {
                    "threshold": threshold,
                    verdict.PASS: passed,
                    verdict.RETRY: len(p_below) - passed - out,
                    verdict.REJECT: out,
                    "expected_wrong_rejections": float((1 - p_below[below]).sum()),
                    "expected_wrong_invitations": float(p_below[invited].sum()),
                }
            )
        return pd.DataFrame(rows)


def sweep(
    candidates: pd.DataFrame, posterior: "evidence.Posterior | None", policy: Policy, *, large_only: bool
) -> Sweep:
    """The verdicts of all candidates at each threshold; `candidates`: the rows of a model or of a judgement."""
    p_below, is_below, verdicts = [], [], []
    for threshold in THRESHOLDS:
        p, outcome = at_threshold(candidates, posterior, policy, float(threshold), large_only=large_only)
        p_below.append(p)
        is_below.append(outcome.rule == verdict.BELOW)
        verdicts.append((outcome.verdict == verdict.REJECT, outcome.verdict == verdict.PASS))
    rejected, invited = (np.stack(rows) for rows in zip(*verdicts, strict=True))
    return Sweep(np.stack(p_below), np.stack(is_below), rejected, invited)


def at_threshold(
    candidates: pd.DataFrame,
    posterior: "evidence.Posterior | None",
    policy: Policy,
    threshold: float,
    *,
    large_only: bool,
) -> tuple[np.ndarray, verdict.Verdicts]:
    """P(true score below), (S,), and the verdicts of all candidates if this were everybody's threshold."""
    p_below = estimates.p_below(posterior, candidates, np.full(len(candidates), threshold))
    totals = candidates.assign(threshold=threshold, p_below=p_below)
    return p_below, verdict.verdicts(policy, totals, large_only=large_only)
