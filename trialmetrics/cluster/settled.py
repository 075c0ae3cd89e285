"""Facts of settled trials, kept on the cluster, so that a look reads the events of the others only.

A trial is settled when no event and no promise of it lies within QUIET or ahead and nothing of it is known to be missing. Its facts
(counts, moments, attributes) depend on its events alone, not on the moment, the policy or the filters, so they hold until an event
is added; of its events only those are kept that are quoted, or rated by. `refresh` makes both anew in a folder of their own and
then switches to it. Whatever stands in files that were added since is read beside them, and with it all events of every trial that
it concerns; where anything else has changed, everything is read.
"""

import hashlib
import json
import os
import re
import shutil
import stat
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pyarrow as pa

from trialmetrics.cluster import event_table
from trialmetrics.cluster.event_table import COLUMNS, EVENT, GAP, KEY, Opened
from trialmetrics.cluster.session import PATIENCE
from trialmetrics.cluster.settings import Cluster
from trialmetrics.engine import Spark, derive, query
from trialmetrics.engine.spark_engine import rows_in, write
from trialmetrics.errors import StoreError, UsageError
from trialmetrics.policy import Policy
from trialmetrics.text.language import _
from trialmetrics.vocabulary import EVENTS

# A trial of which nothing was heard for so long seldom goes on; with any other number the figures are the same.
QUIET = timedelta(days=30)
_PATTERN = set("*?[]{}\\")
_NAME = re.compile("[0-9a-f]{32}")
_PARTS = ("trial_count", "trial_moment", "trial_attribute")
_LAST = _PARTS[-1]
_BEGIN = ("begins_at", "requested_at", "requested_bare")
_NOTED = ("contact", "delivery", "chases", "errors", "initiatives")
_OF_ROUND = (
    "max(contact) as noted_contact, max(event in ('delivery', 'partial_delivery')) as noted_delivery, "
    "max(event = 'chase') as noted_chases, max(event = 'error') as noted_errors, max(event = 'initiative') as noted_initiatives"
)
# Events that something else than the facts is made of: quotes, and how far those who rated a trial agree.
_KEPT = (
    "event in ('rude', 'belittling', 'brush_off') or (source = 'sheet' and event = 'assessment') "
    "or coalesce(welcome, courtesy, helpfulness) is not null"
)
_EVENT = ", ".join(f"e.{name}" for name in (*COLUMNS, "source_key"))
_SAME_TRIAL = f"s.{KEY} = {{0}}.{KEY} and s.trial_id = {{0}}.trial_id"


@dataclass(frozen=True)
class Kept:
    """What was kept: its `folder`; as of which moment, in which time zone, by which measures; which files of events it was made
    of, as `event_table.files` has them; the key under which each supplier stood; how many trials, and events beside them."""

    folder: str
    as_of: str
    zone: str
    measures: str
    files: dict[str, str]
    keys: dict[str, str]
    trials: int
    events: int

    def read(self, session: Any, name: str) -> Any:
        """One of its tables: `trial` (facts), `event` and `supplier`."""
        return session.read.parquet((Path(self.folder) / name).as_uri())


class SettledSpark(Spark):
    """The facts of settled trials stand for what their events would come to, where there are any."""

    facts = False

    def create(self, name: str, query: str) -> None:
        if not self.facts:
            super().create(name, query)
            return
        super().create(name, self._with_facts(name, query))
        if name == "trial_begin":
            self.keep(
                "numbered",
                self.session.sql(
                    f"select b.trial_number, s.* from settled as s join trial_begin as b on {_SAME_TRIAL.format('b')}"
                ),
            )

    def drop(self, names: Iterable[str]) -> None:
        gone = [*names]
        super().drop([*gone, *(("numbered", "touched") if self.facts and "trial_begin" in gone else ())])

    def _with_facts(self, name: str, query: str) -> str:
        if name == "trial_begin":
            columns = (KEY, "trial_id", *_BEGIN)
            return (
                f"select row_number() over (order by {KEY} asc, trial_id asc) as trial_number, {', '.join(columns)} from ("
                f"select {', '.join(f'b.{each}' for each in columns)} from ({query}\n) as b "
                f"left anti join settled as s on {_SAME_TRIAL.format('b')} "
                f"union all select {', '.join(columns)} from settled)"
            )
        if name in _PARTS:
            columns = tuple(self.session.sql(query).columns)
            facts = ", ".join("shown as supplier" if each == "supplier" else each for each in columns)
            return (
                f"select c.* from ({query}\n) as c left anti join numbered as s on s.trial_number = c.trial_number "
                f"union all select {facts} from numbered"
            )
        if name == "round_noted":
            kinds = ", ".join(f"max({kind}) as {kind}" for kind in _NOTED)
            facts = ", ".join(f"noted_{kind}" for kind in _NOTED)
            return (
                f"select round, {kinds} from ({query}\n union all select coalesce(round, ''), {facts} from numbered where noted"
                ") group by round"
            )
        return query


def latest(cluster: Cluster) -> Kept | None:
    """What was kept last of these events; None: nothing that is whole."""
    with suppress(OSError, ValueError, TypeError):
        pointer = _pointer(cluster)
        kept = Kept(**json.loads(pointer.read_text(encoding="utf-8")))
        folder = Path(kept.folder)
        ours = folder.parent == pointer.parent and _is_ours(folder.parent) and _is_ours(folder)
        rows = {"trial": kept.trials, "event": kept.events, "supplier": len(kept.keys)}
        if ours and all(rows_in(folder / name) == number for name, number in rows.items()):
            return kept
    return None


def holds(kept: Kept, found: Mapping[str, Any], files: Mapping[str, str], zone: str, as_of: datetime) -> bool:
    """Whether what was kept can be used for a look as of a moment: nothing has changed but that files were added."""
    return (
        as_of >= datetime.fromisoformat(kept.as_of)
        and (kept.zone, kept.measures) == (zone, _measures(found))
        and _told_apart(files)
        and bool(kept.files)
        and kept.files.items() <= files.items()
    )


def add_names(engine: Spark, kept: Kept) -> None:
    """Know the suppliers of what was kept by name, too."""
    kept.read(engine.session, "supplier").createOrReplaceTempView("kept_supplier")
    engine.view(
        "said_supplier",
        "select source_key, supplier, occurred_at, trial_id from own_event "
        "union all select source_key, supplier, occurred_at, 'kept' from kept_supplier",
    )


def add_facts(
    engine: SettledSpark, kept: Kept, cluster: Cluster, found: Mapping[str, Any], zone: str
) -> None:
    """Make the facts relations of an engine that knows `supplier_name`, and the events those that they leave to be read.

    A trial that something new concerns is settled no longer: all its events are read.
    """
    kept.read(engine.session, "trial").createOrReplaceTempView("kept_fact")
    kept.read(engine.session, "event").createOrReplaceTempView("kept_event")
    engine.view(
        "settled_fact",
        f"select n.{KEY}, n.shown, f.* from kept_fact as f join supplier_name as n on n.source_key = f.source_key",
    )
    news = f"select n.{KEY}, e.trial_id from own_{{}} as e join supplier_name as n on n.source_key = e.source_key"
    touched = engine.keep(
        "touched",
        engine.session.sql(
            f"select s.source_key, s.{KEY}, s.trial_id from settled_fact as s left semi join ("
            f"{news.format(EVENT)} union all {news.format(GAP)}) as news on {_SAME_TRIAL.format('news')}"
        ),
    )
    same = "t.source_key = e.source_key and t.trial_id = e.trial_id"
    parts = [
        f"select {_EVENT} from own_event as e",
        f"select {_EVENT} from kept_event as e left anti join touched as t on {same}",
    ]
    if touched:
        old = event_table.part(engine.session, cluster, found, kept.files)
        event_table.create(engine, "old_event", old, zone)
        parts.append(f"select {_EVENT} from old_event as e left semi join touched as t on {same}")
    engine.view("own_event", " union all ".join(parts))
    engine.view(
        "settled",
        f"select s.* from settled_fact as s left anti join touched as t on {_SAME_TRIAL.format('t')}",
    )
    engine.facts = True


def keep(engine: SettledSpark, cluster: Cluster, policy: Policy, as_of: datetime, opened: Opened) -> Kept:
    """Keep the facts of all trials that are settled as of a moment. An engine that has facts adds to them.

    The former are there until the new ones are whole. Raises UsageError where the files cannot be told apart, or the folder is
    somebody else's; StoreError where a file has changed meanwhile.
    """
    all_kept = _place_of(cluster, opened.files)
    derive(engine, policy, as_of, until=_LAST)
    engine.register("quiet", pa.table({"before": pa.array([as_of - QUIET], pa.timestamp("us"))}))
    _find_settled(engine)
    folder = all_kept / uuid4().hex
    folder.mkdir()
    folder.chmod(all_kept.stat().st_mode)
    try:
        trials = write("fact", _facts(engine), folder / "trial")
        event = (
            f"select {_EVENT} from own_event as e left join now_settled as s "
            f"on s.source_key = e.source_key and s.trial_id = e.trial_id where s.trial_id is null or {_KEPT}"
        )
        events = write("event", engine.session.sql(event), folder / "event")
        supplier = "select source_key, supplier, occurred_at from own_supplier"
        write("supplier", engine.session.sql(supplier), folder / "supplier")
        now = event_table.files(dict(event_table.tables(engine.session, cluster))[EVENT])
        if not opened.files.items() <= now.items():
            raise StoreError(_("Facts are not kept: a file of the events has changed meanwhile. Try again."))
        kept = Kept(
            str(folder), as_of.isoformat(), policy.clock.zone.key, _measures(opened.tables), opened.files, opened.sources, trials,
            events,
        )  # fmt: skip
        _switch(cluster, kept)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    _sweep(cluster, kept)
    return kept


def _place_of(cluster: Cluster, files: Mapping[str, str]) -> Path:
    """The folder for all that is kept of these files of events."""
    if not _told_apart(files):
        raise UsageError(
            _(
                "Facts are not kept: this machine does not see the files of the events, or their names have *, ? or brackets."
            )
        )
    all_kept = _pointer(cluster).parent
    if not all_kept.is_symlink() and not all_kept.exists():
        all_kept.mkdir(parents=True)
        all_kept.chmod(0o770)  # workers that are run by somebody else share the group
    if not _is_ours(all_kept):
        raise UsageError(_("Facts are not kept: {folder} is somebody else's.").format(folder=all_kept))
    return all_kept


def _find_settled(engine: SettledSpark) -> None:
    """Make the relations `new_settled` and `now_settled`, a row per trial each."""
    of_event = f"select n.{KEY}, e.source_key, e.trial_id, e.occurred_at, e.promised_at from own_event as e"
    early = (
        f"select b.{KEY}, b.trial_id from seen_event as e "
        "join trial_begin as b on b.trial_number = e.trial_number where e.early"
    )
    gap = f"select {KEY}, trial_id from current_gap"
    quiet = (
        f"select min(source_key) as source_key, {KEY}, trial_id from ("
        f"{of_event} join supplier_name as n on n.source_key = e.source_key) cross join quiet "
        f"group by {KEY}, trial_id, before "
        "having min(source_key) = max(source_key) and coalesce(max(occurred_at), before) <= before "
        "and coalesce(max(promised_at), before) <= before"
    )
    others = [early, gap, *([f"select {KEY}, trial_id from settled"] if engine.facts else [])]
    engine.keep(
        "new_settled",
        engine.session.sql(
            f"select q.* from ({quiet}) as q left anti join ({' union all '.join(others)}) as s on {_SAME_TRIAL.format('q')}"
        ),
    )
    before = " union all select source_key, trial_id from settled" if engine.facts else ""
    engine.view("now_settled", f"select source_key, trial_id from new_settled{before}")


def _facts(engine: SettledSpark) -> Any:
    """The facts of all settled trials."""
    columns = [f"b.{each}" for each in _BEGIN]
    for number, part in enumerate(_PARTS):
        columns += [
            f"p{number}.{each}"
            for each in engine.session.table(part).columns
            if each not in ("trial_number", "supplier")
        ]
    joins = " ".join(
        f"join {part} as p{number} on p{number}.trial_number = b.trial_number"
        for number, part in enumerate(_PARTS)
    )
    noted = [f"coalesce(o.noted_{kind}, false) as noted_{kind}" for kind in _NOTED]
    facts = engine.session.sql(
        f"select s.source_key, s.trial_id, {', '.join(columns)}, o.trial_number is not null as noted, {', '.join(noted)} "
        f"from new_settled as s join trial_begin as b on {_SAME_TRIAL.format('b')} {joins} "
        f"left join (select trial_number, {_OF_ROUND} from seen_event where source = 'log' group by trial_number) as o "
        "on o.trial_number = b.trial_number"
    )
    if engine.facts:
        facts = facts.unionByName(engine.session.table("settled").select(*facts.columns))
    return facts


def _told_apart(files: Mapping[str, str]) -> bool:
    """Whether each file is known by more than its name, and its name, being no pattern, stands for it alone."""
    return bool(files) and all(files.values()) and not any(_PATTERN & set(name) for name in files)


def _is_ours(folder: Path) -> bool:
    """Whether a folder is no link, and was made by whoever runs this: others may not say what somebody did."""
    state = folder.lstat()
    return stat.S_ISDIR(state.st_mode) and state.st_uid == os.getuid() and not state.st_mode & 0o002


def _measures(found: Mapping[str, Any]) -> str:
    """Tells what facts were made by, measures, columns and code, from anything else."""
    relations = ("trial_begin", "seen_event", "attribute_moment", "round_noted", *_PARTS)
    code = [Path(file).read_text(encoding="utf-8") for file in (__file__, event_table.__file__)]
    texts = [*map(query, relations), *code, repr(EVENTS), str(found[EVENT].dtypes)]
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def _pointer(cluster: Cluster) -> Path:
    """The file that says what was kept last of these events."""
    return (
        Path(cluster.scratch)
        / f"settled-{hashlib.sha256(cluster.folder.encode()).hexdigest()[:16]}"
        / "latest.json"
    )


def _switch(cluster: Cluster, kept: Kept) -> None:
    pointer = _pointer(cluster)
    draft = Path(kept.folder) / pointer.name
    draft.write_text(json.dumps(asdict(kept)), encoding="utf-8")
    if former := latest(cluster):
        os.utime(former.folder)  # from now on it is the former
    os.replace(draft, pointer)


def _sweep(cluster: Cluster, kept: Kept) -> None:
    """Remove what was kept before, but for what a look that has begun may still read."""
    for folder in _pointer(cluster).parent.iterdir():
        if _NAME.fullmatch(folder.name) and folder != Path(kept.folder):
            with suppress(OSError):
                if time.time() - folder.stat().st_mtime > 2 * PATIENCE:
                    shutil.rmtree(folder)
