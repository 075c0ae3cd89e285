"""Commands through a dashboard elsewhere say and end as they do on its database, and hand the token to nobody else."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
import uvicorn

from tests.people import by
from tests.saving import put_in_force
from tests.server.api.world import HEADER, row, world
from trialmetrics.access import Role
from trialmetrics.analysis.filters import Filters
from trialmetrics.commands import main
from trialmetrics.export import documents
from trialmetrics.policy import load_policy
from trialmetrics.store import Store
from trialmetrics.workspace import Workspace

AMBIGUOUS = "supplier,trial_id,event,occurred_at,note\nA,T1,request,01/02/2026,what\n"
BAD = HEADER + "Acme,X1,request,31-31-2026,,,,\nAcme,X2,quarrel,2026-03-02 10:00,,,,\n"
AT = "--as-of=2026-04-01T12:00"
COMMANDS = [
    ("rank", AT), ("trials", AT, "--json", "--supplier", "acme"), ("decisions",), ("decisions", "--json"),
    ("rank", AT, "--json", "--category=Paper", "--category=Nothing", "--threshold=0", "--order-class", "small", "--tester", "Tess",
     "--from=2026-03-01", "--to", "2026-03-31"),
    ("trials", "--supplier", "Nobody"), ("rank", AT, "--csv", "{csv}"), ("trials", AT, "--csv", "{csv}"),
]  # fmt: skip
LOADS = [
    [("é.csv", row(2)), ("b.csv", BAD)], [("a.csv", AMBIGUOUS), ("b.csv", row(3))], [("a.csv", "")],
    [("a.csv", "Firma;trial_id;event;occurred_at;x\nA;T1;request;01/02/2026;y\n"), "--map", "Firma=supplier", "--set",
     "category=Paper", "--date-order", "occurred_at=dmy", "--afresh", "--kind=events"],
]  # fmt: skip


@contextmanager
def listening(app: object) -> Iterator[str]:
    """The application at an address of this machine."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, lifespan="off", log_level="warning"))  # type: ignore[arg-type]
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            threading.Event().wait(0.01)
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/team"
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def there(tmp_path_factory):
    """A dashboard elsewhere, its address, and a copy of its database as it was at first."""
    folder = tmp_path_factory.mktemp("there")
    with world(folder) as team, listening(team.app) as url:
        ranking = Workspace(team.store).ranking(Filters())
        key = ranking.suppliers.loc[ranking.suppliers["supplier"] == "Acme", "supplier_key"].iloc[0]
        team.store.decisions.decide(
            "Acme", "Paper", "invite", by("bob", Role.LEAD), basis=documents.decision_basis(ranking, key, "Paper"),
            seen=team.store.newest_change(), reason="known",
        )  # fmt: skip
        put_in_force(team.store, load_policy().with_threshold(70))
        team.store.backup(folder / "first.duckdb", by())
        yield SimpleNamespace(team=team, url=url, copy=folder / "first.duckdb")


@pytest.fixture
def elsewhere_run(capsys):
    """Run a command that names no database."""

    def at(*arguments):
        capsys.readouterr()
        status = main([*map(str, arguments)])
        told = capsys.readouterr()
        return status, told.out, told.err

    return at


@pytest.mark.parametrize("command", COMMANDS)
def test_a_report_is_what_it_is_there(there, run, elsewhere_run, tmp_path, monkeypatch, command):
    monkeypatch.setenv("TRIALMETRICS_TOKEN", there.team.token(Role.LEAD, writes=False))
    written = []
    for where in ("elsewhere", "here"):
        csv = tmp_path / f"{where}.csv"
        arguments = [each.format(csv=csv) for each in command]
        told = (
            elsewhere_run(*arguments, "--server", f"{there.url}/")
            if where == "elsewhere"
            else run(*arguments, database=there.copy)
        )
        written.append((told, csv.read_text(encoding="utf-8") if csv.exists() else None))
    assert written[0] == written[1]


@pytest.mark.parametrize("load", LOADS)
def test_loading_says_and_ends_as_it_does_there(
    there, run, elsewhere_run, tmp_path, monkeypatch, load, tmp_path_factory
):
    token = there.team.token(Role.LEAD)
    monkeypatch.setenv("TRIALMETRICS_TOKEN", token)
    files = []
    for number, (name, text) in enumerate(each for each in load if isinstance(each, tuple)):
        (tmp_path / str(number)).mkdir()
        files.append(tmp_path / str(number) / name)
        files[-1].write_text(text, encoding="utf-8")
    options = [each for each in load if isinstance(each, str)]
    before = len(there.team.store.uploads.all())
    copy = tmp_path / "now.duckdb"
    there.team.store.backup(copy, by())
    elsewhere = elsewhere_run("load", *files, *options, "--server", there.url)
    assert elsewhere == run("load", *files, *options, database=copy)
    with Store.open(copy) as store:
        assert len(there.team.store.uploads.all()) == len(store.uploads.all())
    assert (len(there.team.store.uploads.all()) > before) == (elsewhere[0] < 2)


def test_a_backup_comes_whole_or_not_at_all(there, elsewhere_run, tmp_path, monkeypatch, run):
    monkeypatch.setenv("TRIALMETRICS_TOKEN", there.team.token(Role.LEAD))
    copy = tmp_path / "copy.duckdb"
    assert elsewhere_run("backup", copy, "--server", there.url) == (0, "", "")
    assert run("restore", copy)[0] == 0
    assert run("check")[::2] == (0, "The database holds together.\n")
    status, _out, err = elsewhere_run("backup", copy, "--server", there.url)
    assert (status, "exists already" in err) == (2, True)
    monkeypatch.setenv("TRIALMETRICS_TOKEN", there.team.token(Role.TESTER))
    status, _out, err = elsewhere_run("backup", tmp_path / "other.duckdb", "--server", there.url)
    assert (status, "may not see or make backups; that takes the role of lead" in err) == (2, True)
    assert [path.name for path in tmp_path.glob("other*")] == []


@pytest.mark.parametrize(
    ("url", "word"),
    [
        ("http://trials.example.org", "plain HTTP"), ("http://10.0.0.1:8501", "plain HTTP"),
        ("http://localhost.evil.test", "plain HTTP"),
        ("http://127.0.0.1.evil.test", "plain HTTP"), ("ftp://localhost", "not the address"), ("localhost:8501", "not the address"),
        ("http://localhost@evil.test", "not the address"), ("https://trials.example.org/?a=b", "not the address"),
        ("http://localhost:99999", "not the address"), ("http://[::1", "not the address"), ("http://localhost:1", "did not answer"),
    ],
)  # fmt: skip
def test_a_token_goes_to_no_address_where_it_could_be_read(elsewhere_run, monkeypatch, url, word):
    monkeypatch.setenv("TRIALMETRICS_TOKEN", "trialmetrics_x")
    status, out, err = elsewhere_run("rank", "--server", url)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert word in err
    assert "trialmetrics_x" not in err


class _Elsewhere(BaseHTTPRequestHandler):
    """Sends whoever asks to another place, and notes with what."""

    def do_GET(self) -> None:
        self.server.asked.append((self.path, self.headers["authorization"]))  # type: ignore[attr-defined]
        self.send_response(307 if "api" in self.path else 200)
        self.send_header("location", f"http://127.0.0.1:{self.server.server_port}/caught")
        self.send_header("content-length", "2")
        self.end_headers()
        self.wfile.write(b"no")

    def log_message(self, *_what: object) -> None:
        pass


@pytest.fixture
def elsewhere():
    with HTTPServer(("127.0.0.1", 0), _Elsewhere) as server:
        server.asked = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_token_is_not_sent_along_to_another_place_nor_to_a_proxy(
    elsewhere_run, monkeypatch, elsewhere, there
):
    token = there.team.token(Role.VIEWER)
    monkeypatch.setenv("TRIALMETRICS_TOKEN", token)
    status, _out, err = elsewhere_run("rank", "--server", f"http://127.0.0.1:{elsewhere.server_port}")
    assert (status, "sends elsewhere" in err) == (2, True)
    assert elsewhere.asked == [("/api/ranking", f"Bearer {token}")]
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{elsewhere.server_port}")
    monkeypatch.setenv("NO_PROXY", "")
    asked = len(elsewhere.asked)
    assert elsewhere_run("rank", "--server", there.url)[0] == 0
    assert len(elsewhere.asked) == asked


def test_what_goes_not_together_is_one_sentence(there, elsewhere_run, monkeypatch, tmp_path):
    monkeypatch.delenv("TRIALMETRICS_TOKEN", raising=False)
    for arguments, word in (
        (["rank"], "TRIALMETRICS_TOKEN"), (["--database", "x", "rank"], "--database"), (["--policy", "x", "rank"], "--policy"),
        (["load", "x.csv", "--as", "anna"], "cannot be read"), (["load", __file__, "--as", "anna"], "--as"),
        (["rank", "--csv", tmp_path / "a.xlsx"], "workbook"),
    ):  # fmt: skip
        status, out, err = elsewhere_run(*arguments, "--server", there.url)
        assert (status, out, err.count("\n"), word in err) == (2, "", 1, True), err
    monkeypatch.setenv("TRIALMETRICS_TOKEN", "trialmetrics_x")
    assert "unknown, or it has ended" in elsewhere_run("rank", "--server", there.url)[2]
