"""The policy: weights, scales, thresholds, knock-outs, clock and windows; the shipped one stands in `policy.toml`.

`model` is what a policy is, checked and as tables for SQL; `policy_errors` says what is wrong in one; `upgrade` reads those
that earlier versions saved.
"""

from trialmetrics.policy.model import (
    PLAIN_DAY,
    SHIPPED,
    Clock,
    Criterion,
    KnockOut,
    Policy,
    differences,
    folded,
    load_policy,
    overruled,
    policy_of,
    read_policy,
    saved_policy,
    saved_zone,
)

__all__ = [
    "PLAIN_DAY",
    "SHIPPED",
    "Clock",
    "Criterion",
    "KnockOut",
    "Policy",
    "differences",
    "folded",
    "load_policy",
    "overruled",
    "policy_of",
    "read_policy",
    "saved_policy",
    "saved_zone",
]
