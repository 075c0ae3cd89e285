"""Putting a policy in force in a test, as whoever has just looked does it."""

import json

from trialmetrics.policy import Policy
from trialmetrics.store import Store


def put_in_force(store: Store, policy: Policy, *, user: str = "Ann", reason: str = "agreed on Monday") -> int:
    """Save a policy over the one in force; the number of its version."""
    return store.save_policy(policy, user, expected_version=store.policy_version(), reason=reason)


def overwrite(store: Store, content: object, version: int | None = None) -> None:
    """Put other content in the place of a saved version, of every one by default: what another release may have left."""
    with store._writing() as cursor:
        cursor.execute(
            "update policy_version set policy = $text where $version is null or version = $version",
            {
                "text": content if isinstance(content, str) else json.dumps(content),
                "version": version,
            },
        )


def backdate(store: Store, version: int, done_at: str) -> None:
    """Let a version have been saved at another moment, in UTC."""
    with store._writing() as cursor:
        cursor.execute("update history set done_at = ? where policy_version = ?", [done_at, version])
