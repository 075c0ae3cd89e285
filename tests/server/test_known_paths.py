"""What there is below the dashboard is answered; every other path is not there."""

from pathlib import Path

import pytest
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from tests.conftest import ROOT
from trialmetrics.server.known_paths import KnownPaths
from trialmetrics.server.upload_quota import UploadQuota

PAGES = {"", "supplier"}


@pytest.fixture
def known(tmp_path):
    """Whether a path is known: `known("/supplier", base="/team")`."""
    (tmp_path / "static" / "js").mkdir(parents=True)
    for file in ("favicon.png", "static/js/index.js"):
        (tmp_path / file).touch()

    def ask(path: str, base: str = "", root: str = "") -> bool:
        routes = [
            Route(f"{base}/{each}", lambda _request: PlainTextResponse())
            for each in ("alive", "name/{token}")
        ]
        paths = KnownPaths(base, pages=PAGES, files=tmp_path, routes=routes)
        return paths.has({"type": "http", "method": "GET", "path": path, "root_path": root})

    return ask


THERE = [
    "/", "/supplier", "/supplier/", "/alive", "/name/x", "/favicon.png", "/static/js/index.js", "/media/x.csv",
    "/_stcore/health", "/_stcore/host-config", "/_stcore/upload_file/a/b",
]  # fmt: skip
NOWHERE = [
    "/aliv", "/alive/x", "/names/x", "/supplier/x", "/supplier/_stcore/health", "/x", "/static", "/static/js/gone.js",
    "/_stcore", "/_stcore/metrics", "/_stcore/x", "/api/uploads", "/favicon.png/x", "/static/js/\0", "/mediax",
    "/" + "x" * 300, "/static/" + "x" * 5000 + "/js", "/static/../favicon.png", "/static//js/index.js", "//favicon.png",
]  # fmt: skip


@pytest.mark.parametrize(("base", "root"), [("", ""), ("/team", ""), ("", "/root"), ("/team", "/root")])
def test_what_is_there_and_what_is_not(known, base, root):
    assert [path for path in THERE if not known(root + base + path, base, root)] == []
    assert [path for path in NOWHERE if known(root + base + path, base, root)] == []
    if base:
        assert known(root + base, base, root)
        assert [path for path in THERE if known(root + path, base, root)] == []


def test_no_path_is_a_question_to_the_file_system(monkeypatch, tmp_path):
    (tmp_path / "favicon.png").touch()
    paths = KnownPaths("", pages=PAGES, files=tmp_path, routes=[])

    def refused(*_all: object, **_named: object) -> None:
        raise AssertionError("the file system is asked")

    with monkeypatch.context() as patch:
        for question in ("stat", "is_file", "exists"):
            patch.setattr(Path, question, refused)
        found = [
            path for path in (*THERE, *NOWHERE) if paths.has({"type": "http", "method": "GET", "path": path})
        ]
    assert "/favicon.png" in found


def test_every_page_is_known(monkeypatch):
    # The application counts the files of the sessions that there are; the pages of other tests are in none.
    monkeypatch.setattr(UploadQuota, "serve", lambda _self, _memory, **_limits: None)
    import app

    for page in (ROOT / "pages").glob("[!_]*.py"):
        assert app.KNOWN.has({"type": "http", "method": "GET", "path": f"/{page.stem}"})
    assert not app.KNOWN.has({"type": "http", "method": "GET", "path": "/_router"})
