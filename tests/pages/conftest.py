"""A page run without a browser, on a store of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest

from pages._shared import server
from pages._upload import pending_files
from tests.conftest import ROOT
from tests.languages import ARTIFICIAL, compiled
from tests.pages.upload_page import drawn
from trialmetrics.server import claimed_names
from trialmetrics.text import language
from trialmetrics.workspace import Workspace


@pytest.fixture(scope="session", autouse=True)
def _no_components_of_others() -> Iterator[None]:
    """Streamlit looks for components in every package of the machine before each first run; there are none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", list)
        yield


@pytest.fixture
def shows(tmp_path, takes, store, monkeypatch) -> Callable[..., AppTest]:
    """Take a log in and run a page on it: `shows(page, log, supplier="Acme")`; what is named stands in the link.

    `locale` is the reader's. The ranking is what the router shows first."""

    workspace = Workspace(store)

    def run(page: str, log: object = None, *, locale: str = "en", **link: str) -> AppTest:
        if log is not None:
            takes(log)
        monkeypatch.setattr(server, "present", lambda: workspace)
        if page != "_router.py":
            # There is no other page here.
            monkeypatch.setattr(
                st, "page_link", lambda where, label, **_looks: st.caption(f"{label} ({where})")
            )
        test = AppTest.from_file(str(ROOT / "pages" / page), default_timeout=60)
        test.context["locale"] = locale
        for name, value in link.items():
            test.query_params[name] = value
        test.run()
        assert not test.exception
        return test

    # A page that is run without a browser has no cookies.
    monkeypatch.setattr(claimed_names, "from_cookies", lambda _cookies: "")
    # A file is read before the page is drawn, whatever else the machine has to do.
    monkeypatch.setattr(pending_files, "QUIET_SECONDS", 60)
    return run


@pytest.fixture
def uploads(shows) -> Callable[..., AppTest]:
    """The Upload page with one file on it."""

    def upload(content: str | bytes, name: str = "log.csv") -> AppTest:
        page = shows("upload.py")
        content = content.encode() if isinstance(content, str) else content
        page.file_uploader[0].set_value((name, content, "application/octet-stream"))
        return drawn(page)

    return upload


@pytest.fixture
def opens(shows, monkeypatch) -> Callable[..., AppTest]:
    """Take a log in and open a page at its address, filters and all: `opens("supplier", log, supplier="Acme")`."""
    navigation = st.navigation

    def run(page: str, log: object = None, *, locale: str = "en", **link: str) -> AppTest:
        def chosen(pages: dict[str, list], **looks: object) -> object:
            navigation(pages, **looks)
            (there,) = [each for several in pages.values() for each in several if each.url_path == page]
            there._can_be_called = True
            return there

        monkeypatch.setattr(st, "navigation", chosen)
        return shows("_router.py", log, locale=locale, **link)

    return run


@pytest.fixture(scope="module")
def catalogues(tmp_path_factory) -> Path:
    """A folder with catalogues of the artificial language."""
    made = tmp_path_factory.mktemp("locale")
    compiled(made, ARTIFICIAL)
    return made


@pytest.fixture
def artificial(catalogues, monkeypatch) -> None:
    """The artificial language is there to be chosen."""
    monkeypatch.setattr(language, "LOCALE", catalogues)
