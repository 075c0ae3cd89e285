"""A canary in every field that holds words, redacted: it is nowhere any more, though the same search found it everywhere before."""

import io
import pickle
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb

from tests.intake.taking import workbook
from tests.people import by
from tests.saving import behind_its_back, put_in_force
from tests.store.test_redaction import (  # noqa: F401 (fixtures)
    CANARY,
    columns_with_canary,
    figures,
    files_with_canary,
    has_canary,
    load,
    place,
    uncompressed,
)
from trialmetrics.access import OPERATOR
from trialmetrics.analysis import testers as tester_figures
from trialmetrics.analysis.filters import Filters
from trialmetrics.analysis.ranking import rank
from trialmetrics.export import documents, tables
from trialmetrics.policy import load_policy
from trialmetrics.store import Store, backups, free_text
from trialmetrics.store.durable_files import wal_of
from trialmetrics.store.redaction import Words
from trialmetrics.text import redaction_text
from trialmetrics.workspace import Workspace

HEADER = "supplier,trial_id,event,occurred_at,category,round,tester,rater,note,mark of zebedee quux,phone\n"
ROUND = f"Round of {CANARY}"
LOG = (
    HEADER
    + f"Adam,{CANARY}-1,request,2026-03-02,Paper,{ROUND},{CANARY},,,,\n"
    + f"Adam,{CANARY}-1,rude,2026-03-03,Paper,{ROUND},{CANARY},{CANARY},Nasty ZEBEDEE  quux?,best {CANARY},call {CANARY}\n"
    + f"Adam,{CANARY}-1,reply,soon {CANARY},Paper,,{CANARY},,{CANARY} wrote,,\n"
    + f"Bakker,B1,rude,2026-03-03,Paper,,,,nasty {CANARY},,\n"
    + "Bakker,B1,request,2026-03-02,Paper,,,,,,\n"
)
MORE = LOG + f"Adam,{CANARY}-1,reply,2026-03-04,Paper,,,,,,\n"
AS_MARKED = ("--map", "mark of zebedee quux=courtesy")
# Without ids of trials, which are made of round and tester; a row of one that is set aside, and its columns remembered.
SHEET = [
    ["supplier", "requested_at", "first_reply_at", "outcome", "note", "tester", "round"],
    [
        "Cees",
        "2026-03-02",
        "2026-03-03",
        f"went as {CANARY} likes",
        f"not so good said {CANARY}",
        CANARY,
        ROUND,
    ],
    ["Dirk", f"soon {CANARY}", "", "ignored", "", CANARY, ROUND],
]
LINES = [
    ["supplier", "trial_id", "requested_at", "delivered_at", "note", "tester"],
    ["Ed", "E1", "2026-03-02", "2026-03-05", f"first for {CANARY}", CANARY],
    ["Ed", "E1", f"as {CANARY} likes", "", f"second for {CANARY}", CANARY],
    ["Ed", "E2", "2026-03-02", "2026-03-05", "", ""],
    ["Ed", "E2", "2026-03-02", "2026-03-06", "", ""],
]
OUTCOME = ("--map", f"outcome:went as {CANARY} likes=fulfilled")
# Columns whose words no file fills today.
UNFILLED = "update problem set parts = '{\"words\": [\"Zebedee Quux\"]}' where code = 'not_a_date'"


def files(folder: Path) -> list[tuple[Path, tuple[str, ...]]]:
    """The files with the canary in every cell of words, and the options under which they are read."""
    written = {
        f"log {CANARY}.csv": (LOG.encode(), AS_MARKED),
        "more.csv": (MORE.encode(), AS_MARKED),
        "sheet.xlsx": (workbook(*SHEET, title=f"by {CANARY}"), ("--sheet", f"by {CANARY}", *OUTCOME)),
        "lines.xlsx": (workbook(*LINES), ("--repeated", "lines")),
    }
    for name, (content, _options) in written.items():
        (folder / name).write_bytes(content)
    return [(folder / name, options) for name, (_content, options) in written.items()]


def decide(store: Store) -> None:
    """Decide on a candidate among the trials of the canary, against what its supplier objects."""
    chosen = Filters(testers=(CANARY,), rounds=(ROUND,))
    ranking = rank(store, chosen, as_of=datetime(2026, 4, 1))
    basis = documents.decision_basis(ranking, "adam", "Paper")
    assert CANARY in str(basis["candidate"])  # the id of a trial
    number = store.decisions.decide(
        "Adam", "Paper", "hold", by(), basis=basis, seen=store.newest_change(), reason=f"{CANARY} said so"
    )
    store.decisions.object(number, f"we never met {CANARY}", by())


def look(workspace: Workspace) -> None:
    """Let it cache all that pages and exports draw."""
    ranking = workspace.ranking(shared=True)
    for draw in (
        tables.ranking,
        tables.trials,
        documents.rank_table,
        documents.trials_table,
        tester_figures.testers,
    ):
        workspace.view(draw, ranking)
    workspace.words(ranking.suppliers["supplier_key"])
    for ask in (workspace.record, workspace.choices, workspace.curve, workspace.plan, workspace.policies,
                workspace.policy_versions, workspace.weight_changes):  # fmt: skip
        ask()
    for key in ranking.suppliers["supplier_key"]:
        workspace.supplier_events(key)
    workspace.changes_since(1, "adam", "Paper")
    workspace.read(_decisions)
    workspace.read(_objections)


def _decisions(store: Store) -> object:
    return store.decisions.all(), [
        store.decisions.basis(number) for number in store.decisions.all()["number"]
    ]


def _objections(store: Store) -> object:
    return store.decisions.objections()


def cached(workspace: Workspace) -> bytes:
    """What it has cached, and its pasts, as bytes."""
    content = io.BytesIO()
    for each in (workspace, *workspace._pasts.values()):
        for entry in each._results._entries.values():
            with suppress(Exception):
                content.write(pickle.dumps(entry.result))
    return content.getvalue()


def columns_of_words(database: Path, but: Iterable[str] = ()) -> set[str]:
    """Every column that may hold words, found in the database itself."""
    with duckdb.connect(str(database), read_only=True) as connection:
        found = [*free_text.columns(connection), *free_text.ids(connection)]
    return {f"{column.table}.{column.name}" for column in found} - {*but}


def test_a_canary_in_every_field_is_gone_from_every_place(place, tmp_path, uncompressed):  # noqa: F811
    database, earlier = place / "trials.duckdb", tmp_path / "earlier.duckdb"
    given = files(tmp_path)
    for path, options in given:
        load(database, path, *options)
    with Store.open(database) as store:
        # Mended, a row of a sheet belongs to the trial whose id was made for it.
        for upload, day in ((1, "2026-03-03"), (3, "2026-03-02")):
            mended = tmp_path / f"{upload} mended for {CANARY}.csv"
            mended.write_text(store.uploads.set_aside(upload).replace(f"soon {CANARY}", day))
            given.append((mended, ()))
    for path, options in given[-2:]:
        load(database, path, *options)
    with Store.open(database) as store:
        store.redactions.redact(Words("nasty"), OPERATOR)
        put_in_force(store, load_policy().with_threshold(70), user="lead", reason=f"{CANARY} said so")
        decide(store)
        behind_its_back(store, UNFILLED)
        before, then = figures(store), datetime.now(UTC)
        store.close()
    # Every column that may have words has them: a new one is planted, too, or it fails here.
    assert columns_of_words(database) - columns_with_canary(database) == set()

    with Store.open(database) as store:
        decide(store)
        store.backup(earlier, OPERATOR)
        yesterday = date.today() - timedelta(days=1)
        with store.cursor() as cursor:
            older = backups.make_daily(cursor, database, yesterday)
        workspace = Workspace(store)
        look(workspace)
        look(workspace.as_known(then))
        # The same search finds it before, in the database, its write-ahead file, the kept files, the copies and the caches.
        found = files_with_canary(place)
        assert {database.name, wal_of(database).name} <= found
        assert {name.split("/")[0] for name in found - {wal_of(database).name}} == {
            database.name, f"{database.name}.files", f"{database.name}.backups"
        }  # fmt: skip
        assert has_canary(earlier.read_bytes())
        assert has_canary(cached(workspace))
        assert all(has_canary(cached(past)) for past in workspace._pasts.values())

        done = store.redactions.redact(Words("zebedee quux"), OPERATOR)
        assert {copy.path: copy.expires for copy in done.copies} == {
            earlier: None, older: yesterday + timedelta(days=backups.DEFAULT_DAYS)
        }  # fmt: skip
        told = " ".join(redaction_text.sentences(done, done_already=True))
        assert f"{older}, made " in told
        assert done.stays == ()
        # Nobody has looked since.
        assert not has_canary(cached(workspace))
        look(workspace)
        look(workspace.as_known(then))
        assert not has_canary(cached(workspace))
        assert store.check() == []
        assert figures(store) == before
        store.backup(place / "later.duckdb", OPERATOR)
        with store.cursor() as cursor:
            backups.make_daily(cursor, database, date.today())
        assert only_in(older, place)
    assert columns_with_canary(database) == columns_with_canary(place / "later.duckdb") == set()

    # The same files again: the rows come back, without the words, and are known already.
    for path, options in given:
        load(database, path, *options)
    with Store.open(database) as store:
        latest = store.uploads.all().head(len(given))
        assert [*latest["taken"]] == [0] * len(given)
        assert figures(store) == before
        assert store.check() == []
        assert only_in(older, place)
    assert only_in(older, place)
    assert columns_with_canary(database) == set()


def only_in(older: Path, folder: Path) -> bool:
    """Whether of all files there only a copy has the canary, and the files beside it."""
    return all(
        (folder / name).is_relative_to(f"{older}.files") or folder / name == older
        for name in files_with_canary(folder)
    )
