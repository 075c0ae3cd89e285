"""Policy versions: which one is or was in force, and saving a new one unless somebody else saved one meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd

from trialmetrics.access import Action, Person, require
from trialmetrics.errors import PolicyError, UsageError
from trialmetrics.policy import Policy, differences, load_policy, saved_policy, saved_zone
from trialmetrics.store import current_events, history
from trialmetrics.store.reader import Reader
from trialmetrics.store.writer import Writer
from trialmetrics.text.date_text import moment
from trialmetrics.text.language import _, ngettext

NAMED = 3  # differences named in one sentence
_SAVED = (
    "select policy_version.version, policy, note, done_at, done_by from policy_version "
    "left join history on policy_version.version = history.policy_version order by policy_version.version desc"
)


@dataclass(frozen=True)
class Saved:
    """One version as stored: `written` is its JSON, `saved_at` is in UTC; time and author are None where the history lacks them."""

    version: int
    written: str
    reason: str
    saved_at: datetime | None
    saved_by: str | None

    @property
    def zone(self) -> ZoneInfo | None:
        """Its time zone, readable even where the rest of the policy is unusable; None where it is not."""
        return saved_zone(self.written)

    def read(self) -> tuple[Policy, list[str]]:
        """The policy, and sentences on what was upgraded in it. Raises PolicyError with a sentence that says what to do."""
        origin = _("of version {n}{by}").format(n=self.version, by=self._by())
        try:
            return saved_policy(self.written, origin, self.version)
        except PolicyError as error:
            raise PolicyError(
                _(
                    "{problem}; save the shipped policy anew on the page Thresholds, give one with --policy FILE, or restore a "
                    "backup."
                ).format(problem=str(error).removesuffix("."))
            ) from error

    def when(self) -> str:
        """When it was saved, in words, in its own time zone."""
        saved_at = self.local(self.zone or load_policy().clock.zone)
        return _("nobody knows when") if saved_at is None else moment(saved_at)

    def local(self, zone: ZoneInfo) -> datetime | None:
        """When it was saved, in a time zone, without an offset; None where the history lacks it."""
        if self.saved_at is None:
            return None
        return self.saved_at.replace(tzinfo=UTC).astimezone(zone).replace(tzinfo=None)

    def _by(self) -> str:
        if self.saved_by is None:
            return ""
        return _(", saved by {name} on {moment},").format(name=self.saved_by, moment=self.when())


@dataclass(frozen=True)
class PolicyVersion:
    """A version of the policy as its history tells it.

    `policy`: None where it cannot be used. `saved_at`: local in the time zone of the policy in force. `saved_at` and `saved_by` are
    None for the shipped policy, and where the history lacks them. `changes`: what differs from the version before, one line each;
    None where one of the two cannot be used. `same_as`: an earlier version with the same content, to which somebody went back.
    """

    version: int
    policy: Policy | None
    saved_at: datetime | None
    saved_by: str | None
    reason: str
    changes: list[str] | None
    same_as: int | None
    is_shipped: bool = False


class Policies:
    """`store.policies`."""

    def __init__(self, reader: Reader, writer: Writer) -> None:
        self._reader = reader
        self._writer = writer

    def in_force(self, as_of: datetime | None = None) -> Policy:
        """The policy in force now or as of a moment; the shipped one before any was saved.

        `as_of` without an offset is local time in that policy's zone. Raises PolicyError where the policy is unusable.
        """
        with self._reader.cursor() as cursor:
            return in_force(cursor, as_of)[0]

    def upgrade_notes(self, as_of: datetime | None = None) -> list[str]:
        """Sentences on what changes in that policy because an earlier release saved it; empty where this release did."""
        with self._reader.cursor() as cursor:
            return in_force(cursor, as_of)[1]

    def version(self) -> int:
        """The version number of the policy in force, usable or not."""
        with self._reader.cursor() as cursor:
            return version(cursor)

    def zone(self) -> ZoneInfo:
        """The time zone in which times are read and shown: the policy's, usable or not."""
        with self._reader.cursor() as cursor:
            return zone(cursor)[0]

    def zone_notes(self) -> list[str]:
        """Sentences on why another zone is used because the policy in force is unusable; empty where it is usable."""
        with self._reader.cursor() as cursor:
            return zone(cursor)[1]

    def save(self, policy: Policy, person: Person, *, expected_version: int, reason: str) -> int:
        """Save a policy as the new version in force. Returns its number.

        `expected_version`: the version in force when the user looked. Raises UsageError, and saves nothing, where another
        version is in force by now, the reason is empty, or nothing would change.
        """
        require(person, Action.POLICY)
        with self._writer.transaction() as cursor:
            return save(cursor, policy, person.recorded, expected_version=expected_version, reason=reason)

    def changes_since(self, seen: int) -> str:
        """Sentences on who saved the policy in force, when and why, and how it differs from version `seen`."""
        with self._reader.cursor() as cursor:
            return changed_since(cursor, seen)

    def versions(self) -> list[PolicyVersion]:
        """Every saved version, newest first, and the shipped policy as the oldest unless a saved one has its number."""
        with self._reader.cursor() as cursor:
            return versions(cursor)

    def all(self) -> pd.DataFrame:
        """One row per saved version, newest first: `version`, `note`, `saved_at` (in the policy's time zone), `saved_by`."""
        with self._reader.cursor() as cursor:
            versions = cursor.execute(
                f"select version, note, done_at as saved_at, done_by as saved_by from ({_SAVED}) order by version desc"
            ).df()
            return versions.assign(saved_at=local(cursor, versions["saved_at"]))


def saved(cursor: duckdb.DuckDBPyConnection) -> list[Saved]:
    """Every saved version, newest first."""
    return [Saved(*row) for row in cursor.execute(_SAVED).fetchall()]


def versions(cursor: duckdb.DuckDBPyConnection) -> list[PolicyVersion]:
    """See `Policies.versions`."""
    own_zone, shipped = zone(cursor)[0], load_policy()
    oldest_first = [*reversed(saved(cursor))]
    found: list[PolicyVersion] = []
    if all(each.version != shipped.version for each in oldest_first):
        found.append(PolicyVersion(shipped.version, shipped, None, None, "", [], None, is_shipped=True))
    before: Policy | None = shipped
    contents = {_content(shipped): shipped.version} if found else {}
    for each in oldest_first:
        policy = _usable(each)
        same_as = contents.setdefault(_content(policy), each.version) if policy else each.version
        found.append(
            PolicyVersion(
                each.version, policy, each.local(own_zone), each.saved_by, each.reason,
                changes=differences(before, policy) if before and policy else None,
                same_as=None if same_as == each.version else same_as,
            )
        )  # fmt: skip
        before = policy
    return found[::-1]


def _usable(version: Saved) -> Policy | None:
    try:
        return version.read()[0]
    except PolicyError:
        return None


def _content(policy: Policy) -> str:
    """All of a policy but its number."""
    return policy.model_dump_json(exclude={"version"})


def newest(cursor: duckdb.DuckDBPyConnection) -> Saved | None:
    """The saved version in force; None where the shipped policy is."""
    row = cursor.execute(f"{_SAVED} limit 1").fetchone()
    return Saved(*row) if row else None


def version(cursor: duckdb.DuckDBPyConnection) -> int:
    """The number of the version in force, usable or not."""
    latest = newest(cursor)
    return latest.version if latest else load_policy().version


def in_force(cursor: duckdb.DuckDBPyConnection, as_of: datetime | None = None) -> tuple[Policy, list[str]]:
    """The policy in force now or as of a moment (the shipped one before any was saved), and sentences on what was upgraded in it.

    `as_of` without an offset is local time in that policy's zone. Raises PolicyError.
    """
    latest = newest(cursor)
    if latest and as_of is not None and _utc(as_of, latest.zone) < _now():
        latest = next(_up_to(saved(cursor), as_of), None)
    return latest.read() if latest else (load_policy(), [])


def zone(cursor: duckdb.DuckDBPyConnection) -> tuple[ZoneInfo, list[str]]:
    """The time zone in which times are read and shown; where the policy in force is unusable, also sentences on that and on
    whose zone is used instead."""
    latest = newest(cursor)
    try:
        policy = latest.read()[0] if latest else load_policy()
    except PolicyError as error:
        assert latest
        own, shipped = latest.zone, load_policy().clock.zone
        meanwhile = (
            _("Until then times are those of {zone}, as in that version.").format(zone=own.key)
            if own
            else _("Until then times are those of {zone}, as in the shipped policy.").format(zone=shipped.key)
        )
        return own or shipped, [str(error), meanwhile]
    return policy.clock.zone, []


def save(
    cursor: duckdb.DuckDBPyConnection, policy: Policy, user: str, *, expected_version: int, reason: str
) -> int:
    """`Policies.save` within the caller's transaction."""
    reason = reason.strip()
    if not any(letter.isprintable() and not letter.isspace() for letter in reason):
        raise UsageError(
            _("A policy is saved with a reason: write what you agreed and with whom, and save again.")
        )
    latest, shipped = newest(cursor), load_policy()
    current = latest.version if latest else shipped.version
    if expected_version != current:
        raise UsageError(
            _("Nothing was saved. {news} Look again, and save what you still mean.").format(
                news=changed_since(cursor, expected_version)
            )
        )
    if _equal(policy, latest, shipped):
        raise UsageError(
            _("This is the policy in force already, version {n}; nothing was saved.").format(n=current)
        )
    following = max(shipped.version, current) + 1
    written = policy.model_copy(update={"version": following}).model_dump_json()
    saved_policy(written, _("that was to be saved"))  # refuse to save what could not be read back
    cursor.execute("insert into policy_version values (?, ?, ?)", [following, written, reason])
    history.record(cursor, user, "policy", policy_version=following)
    current_events.move_to_zone(cursor, policy.clock.zone.key)
    return following


def local(cursor: duckdb.DuckDBPyConnection, moments: pd.Series) -> pd.Series:
    """Naive UTC moments converted to the policy's time zone."""
    return moments.dt.tz_localize("UTC").dt.tz_convert(zone(cursor)[0])


def changed_since(cursor: duckdb.DuckDBPyConnection, seen: int) -> str:
    """Who saved the version in force, when and why, and what it changes in the version `seen`, in sentences."""
    return _changed_since(saved(cursor), seen)


def findings(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """A sentence per saved version that is unusable or whose author is unknown, newest first."""
    sentences = []
    for version in saved(cursor):
        try:
            version.read()
        except PolicyError as error:
            sentences.append(str(error))
        if version.saved_at is None:
            sentences.append(
                _("Nobody knows who saved policy version {n}, and when.").format(n=version.version)
            )
    return sentences


def _up_to(versions: list[Saved], as_of: datetime) -> Iterator[Saved]:
    """The versions saved by this moment, compared in whole seconds, as `as_of` is."""
    for version in versions:
        if version.saved_at and version.saved_at.replace(microsecond=0) <= _utc(as_of, version.zone):
            yield version


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def _utc(at: datetime, own: ZoneInfo | None) -> datetime:
    local = at if at.tzinfo else at.replace(tzinfo=own or load_policy().clock.zone)
    try:
        return local.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:  # at either end of the calendar an offset of hours does not matter
        return at.replace(tzinfo=None)


def _equal(policy: Policy, latest: Saved | None, shipped: Policy) -> bool:
    """Whether this equals the policy in force. An upgraded policy differs from what is saved."""
    if latest is None:
        return not differences(shipped, policy)
    try:
        current, notes = latest.read()
    except PolicyError:
        return False
    return not notes and not differences(current, policy)


def _changed_since(versions: list[Saved], seen: int) -> str:
    if not versions:
        return _("Version {seen} of the policy is not in force, the shipped one is.").format(seen=seen)
    latest = versions[0]
    return _(
        "{name} saved policy version {n} on {moment} ({reason}), after the version {seen} that you saw. {changes}"
    ).format(
        name=latest.saved_by or _("Somebody"),
        n=latest.version,
        moment=latest.when(),
        reason=latest.reason or _("no reason noted"),
        seen=seen,
        changes=_changes(versions, seen),
    )


def _changes(versions: list[Saved], since: int) -> str:
    seen = {version.version: version for version in versions}.get(since)
    try:
        before = seen.read()[0] if seen else load_policy()
        changed = differences(before, versions[0].read()[0])
    except PolicyError:
        return _("What changed cannot be told: one of the two cannot be used.")
    if not changed:
        return _("It is the same again.")
    more = len(changed) - NAMED
    if more > 0:
        changed = [*changed[:NAMED], ngettext("{n} field more", "{n} fields more", more).format(n=more)]
    return _("It changes {fields}.").format(fields="; ".join(changed))
