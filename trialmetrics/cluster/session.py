"""The session with a cluster, one for the whole process."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

from trialmetrics.cluster.settings import EVENTS, Cluster
from trialmetrics.errors import StoreError, TrialmetricsError
from trialmetrics.text.language import _

# Whatever is not said here is the cluster's own business.
_SETTINGS = {
    "spark.sql.session.timeZone": "UTC",  # moments are local times without an offset and must not shift
    "spark.sql.timestampType": "TIMESTAMP_NTZ",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.outputTimestampType": "TIMESTAMP_MICROS",
    # A file that is gone or damaged is an error, never fewer events.
    "spark.sql.files.ignoreMissingFiles": "false",
    "spark.sql.files.ignoreCorruptFiles": "false",
}
# Marks of Spark's error conditions.
_NOT_THERE = ("PATH_NOT_FOUND", "TABLE_OR_VIEW_NOT_FOUND", "UNABLE_TO_INFER_SCHEMA")
_CHANGED = ("FileNotFoundException", "FILE_NOT_EXIST", "FAILED_READ_FILE")
PATIENCE = 1800.0  # seconds
_QUIET = {"spark.ui.enabled": "false", "spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
_opening = threading.Lock()
_sessions: dict[str, Any] = {}


def session(cluster: Cluster) -> Any:
    """A session of its own, with relations of its own, on this cluster. Raises StoreError where it cannot be reached."""
    with _opening:
        first = _sessions.get(cluster.address)
        if first is None or _is_gone(first):
            first = _sessions[cluster.address] = _opened(cluster)
    made = first.newSession()
    for name, value in _SETTINGS.items():
        made.conf.set(name, value)
    return made


@contextmanager
def in_words(cluster: Cluster) -> Iterator[None]:
    """Turns whatever a cluster raises into a sentence, a StoreError."""
    try:
        yield
    except TrialmetricsError:
        raise
    except Exception as error:
        raise told(cluster, error) from error


@contextmanager
def asking(cluster: Cluster, own: Any, patience: float | None = None) -> Iterator[None]:
    """Gives up what a session asks after `patience` seconds (None: PATIENCE), such as of a cluster that has no worker left; else
    as `in_words`."""
    # Jobs that read the files' own columns belong to no query, so on a session alone they would be missed.
    marked: Any = own if cluster.connects else own.sparkContext
    tag = f"trialmetrics-{uuid4().hex}"
    mark, give_up, unmark = (
        (marked.addTag, marked.interruptTag, marked.removeTag)
        if cluster.connects
        else (marked.addJobTag, marked.cancelJobsWithTag, marked.removeJobTag)
    )
    waiting = threading.Timer(PATIENCE if patience is None else patience, give_up, [tag])
    waiting.daemon = True
    waiting.start()
    mark(tag)
    try:
        with in_words(cluster):
            yield
    finally:
        waiting.cancel()
        with suppress(Exception):
            unmark(tag)


def told(cluster: Cluster, error: BaseException) -> StoreError:
    """What to say where a cluster raised an error."""
    text = str(error)
    if any(mark in text for mark in _NOT_THERE):
        return StoreError(
            _("The events are not there: {place}. Put them back, or set {name} to where they are.").format(
                place=cluster.folder or cluster.table, name=EVENTS
            )
        )
    if any(mark in text for mark in _CHANGED):
        return StoreError(
            _(
                "The events changed while they were read, so there are no figures of them. Try again in a minute."
            )
        )
    if "JAVA_GATEWAY_EXITED" in text or "JAVA_HOME" in text:
        return StoreError(
            _(
                "Java 17 or later is needed on this machine to ask a cluster at spark://; install it, or use Spark Connect (sc://)."
            )
        )
    logging.getLogger(__name__).warning("the cluster raised an error", exc_info=error)
    return StoreError(
        _(
            "The cluster at {address} did not finish, so there are no figures now. Try again in a minute; "
            "if it stays so, the log of the dashboard says why."
        ).format(address=cluster.shown)
    )


def _opened(cluster: Cluster) -> Any:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise StoreError(
            _(
                "The events are on a cluster, and what speaks to it is not installed: pip install -r requirements-cluster.txt"
            )
        ) from error
    builder = SparkSession.builder.appName("trialmetrics")
    builder = builder.remote(cluster.address) if cluster.connects else builder.master(cluster.address)
    try:
        for name, value in _QUIET.items():
            builder = builder.config(name, value)
        return builder.getOrCreate()
    except Exception as error:
        raise told(cluster, error) from error


def _is_gone(one: Any) -> bool:
    """Whether a session was stopped, as one whose master was lost is."""
    if (stopped := getattr(one, "is_stopped", None)) is not None:  # over Spark Connect
        return bool(stopped)
    try:
        return bool(one.sparkContext._jsc.sc().isStopped())
    except Exception:  # what cannot even be asked is gone; opening another says why it cannot be reached
        return True
