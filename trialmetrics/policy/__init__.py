"""The policy: weights, scales, thresholds, knock-outs, clock and windows. The shipped one is `policy.toml`.

`rules` defines and validates a policy, its fields have the types of `field_types`; `policy_files` reads it, `upgrade` converts
what earlier versions saved, and `policy_errors` words what is wrong with one. `sql_tables` are its values as the measures read
them, `differences` what a change of policy changes.
"""

from trialmetrics.policy.differences import differences, overruled
from trialmetrics.policy.policy_files import (
    SHIPPED,
    load_policy,
    policy_of,
    read_policy,
    saved_policy,
    saved_zone,
)
from trialmetrics.policy.rules import PLAIN_DAY, Clock, Criterion, KnockOut, Policy, Threshold, folded
from trialmetrics.policy.sql_tables import policy_tables

__all__ = [
    "PLAIN_DAY",
    "SHIPPED",
    "Clock",
    "Criterion",
    "KnockOut",
    "Policy",
    "Threshold",
    "differences",
    "folded",
    "load_policy",
    "overruled",
    "policy_of",
    "policy_tables",
    "read_policy",
    "saved_policy",
    "saved_zone",
]
