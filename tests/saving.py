"""Putting a policy in force in a test, as whoever has just looked does it."""

import json
from collections.abc import Mapping
from types import MappingProxyType

import duckdb

from tests.people import by
from trialmetrics.policy import Policy
from trialmetrics.store import Store, hash_chain, lost_changes, seal


def put_in_force(store: Store, policy: Policy, *, user: str = "Ann", reason: str = "agreed on Monday") -> int:
    """Save a policy over the one in force; the number of its version."""
    return store.policies.save(policy, by(user), expected_version=store.policies.version(), reason=reason)


def overwrite(store: Store, content: object, version: int | None = None) -> None:
    """Put other content in the place of a saved version, of every one by default: what another release may have left."""
    behind_its_back(
        store,
        "update policy_version set policy = $text where $version is null or version = $version",
        {"text": content if isinstance(content, str) else json.dumps(content), "version": version},
    )


def backdate(store: Store, version: int, done_at: str) -> None:
    """Let a version have been saved at another moment, in UTC."""
    behind_its_back(
        store,
        "update history set done_at = $at where policy_version = $version",
        {"at": done_at, "version": version},
    )


def behind_its_back(store: Store, sql: str, values: Mapping[str, object] = MappingProxyType({})) -> None:
    """Change what is never changed, and seal it as if it always had been so."""
    store.close()
    with duckdb.connect(str(store.path)) as connection:
        connection.execute(sql, dict(values))
        mark, own = hash_chain.end(connection), lost_changes.identity(connection)
    place = seal.seal_of(store.path)
    place.unlink(missing_ok=True)
    seal.prepare(place)
    seal.write(place, seal.Seal(own.database_id, mark))
    again = Store.open(store.path)
    store.__dict__.update(again.__dict__)
