"""The policy: weights, scales, thresholds, knock-outs, clock and windows. The shipped one is `policy.toml`.

`model` defines, validates and loads policies; `policy_errors` words validation errors; `upgrade` converts policies that
earlier versions saved.
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
