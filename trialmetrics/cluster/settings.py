"""Where the events are, if not in the dashboard's own database: on an Apache Spark cluster, by the environment.

`TRIALMETRICS_ENGINE`: `spark://HOST:PORT`, `sc://HOST:PORT` (Connect) or `local[N]`; `TRIALMETRICS_EVENTS`: `parquet:FOLDER` or
the name of a table; `TRIALMETRICS_SCRATCH`: a folder that this machine and all workers reach under this name, for what lies
between the events and the sums; without it, a folder beside the events.
"""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass

from trialmetrics.errors import UsageError
from trialmetrics.text.language import _

ENGINE, EVENTS, SCRATCH = NAMES = ("TRIALMETRICS_ENGINE", "TRIALMETRICS_EVENTS", "TRIALMETRICS_SCRATCH")
PARQUET = "parquet:"
_ADDRESS = re.compile(r"(spark|sc)://[A-Za-z0-9.,:\[\]_-]+:\d+(/.*)?|local(\[[\d*]+\])?")
_TABLE = re.compile(r"\w+(\.\w+){0,2}")


@dataclass(frozen=True)
class Cluster:
    """A cluster by its address, and where its events are: a `folder` of Parquet files, or else a `table` by its name."""

    address: str
    folder: str = ""
    table: str = ""
    scratch: str = ""

    @property
    def shown(self) -> str:
        """The address without what may be secret in it, such as a token."""
        return re.sub(r"(://[^/]*)/.*", r"\1", self.address)

    @property
    def connects(self) -> bool:
        """Whether only a thin client is here, which speaks Spark Connect."""
        return self.address.startswith("sc://")


def configured(environment: Mapping[str, str] = os.environ) -> Cluster | None:
    """The cluster that the environment names; None: the events are in the dashboard's own database.

    Raises UsageError where it cannot be meant.
    """
    address, events, scratch = (environment.get(name, "").strip() for name in NAMES)
    if not address and not events:
        return None
    if not address or not events:
        raise UsageError(
            _(
                "{given} is set and {missing} is not: name both the cluster and its events, or neither."
            ).format(given=EVENTS if events else ENGINE, missing=ENGINE if events else EVENTS)
        )
    if not _ADDRESS.fullmatch(address):
        raise UsageError(
            _("{name} is no address: write one like spark://host:7077 or sc://host:15002.").format(
                name=ENGINE
            )
        )
    if events.startswith(PARQUET):
        folder = events.removeprefix(PARQUET).rstrip("/")
        return Cluster(address, folder=folder, scratch=_shared(scratch or f"{folder}-scratch"))
    if not _TABLE.fullmatch(events):
        raise UsageError(
            _("{name} is {value}: write parquet:/path, or the name of a table like logs.trial_event.").format(
                name=EVENTS, value=events
            )
        )
    return Cluster(address, table=events, scratch=_shared(scratch))


def _shared(scratch: str) -> str:
    if not scratch.startswith("/"):
        raise UsageError(
            _("Set {name} to a folder that this machine and all workers reach under the same name.").format(
                name=SCRATCH
            )
        )
    return scratch


def elsewhere(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether the events are elsewhere, so that nothing is added to them here."""
    return bool(environment.get(ENGINE, "").strip())


def events_of_today() -> str:
    """What a look back to what was known then does not change."""
    return _(
        "The events are in a table on a cluster, which has no earlier state: they are as that table has them today."
    )


def events_elsewhere() -> str:
    """Why nothing is added, undone or removed here."""
    return _(
        "The events are in a table of your organisation's own, on a cluster: what happened is added and mended there."
    )
