"""A name given once stands beside what its person does, and is never more than claimed."""

import pytest

from pages._shared import news
from tests.pages.test_link import LOG
from tests.people import by
from trialmetrics.server import claimed_names


@pytest.fixture
def browser_of(monkeypatch):
    """Give the reader's browser a cookie with this name."""
    return lambda name: monkeypatch.setattr(claimed_names, "from_cookies", lambda _cookies: name)


def field(test):
    return test.text_input(key="your name")


def who(store):
    return store.uploads.all()["changed_by"][0]


def test_without_a_name_the_team_did_it(opens, store):
    test = opens("upload", LOG)
    assert field(test).value == ""
    test.button(key="turn-history-1").click().run()
    assert who(store) == "team"


def test_a_name_stands_beside_what_its_person_does(opens, store):
    test = opens("upload", LOG)
    field(test).input("  Anna\tde  Wit ").run()
    assert field(test).value == "Anna de Wit"
    test.button(key="turn-history-1").click().run()
    assert who(store) == "Anna de Wit (not verified)"
    field(test).input("").run()
    test.button(key="turn-history-1").click().run()
    assert who(store) == "team"


def test_a_browser_remembers_it(opens, store, browser_of):
    browser_of("Anna")
    test = opens("upload", LOG)
    assert field(test).value == "Anna"
    test.button(key="turn-history-1").click().run()
    assert who(store) == "Anna (not verified)"
    field(test).input("Bob").run()
    assert field(test).value == "Bob"


@pytest.mark.parametrize(
    ("kind", "who", "sentence"),
    [
        ("taken", "Anna (not verified)", "New data by Anna:"), ("taken", "team", "New data:"),
        ("undone", "Anna (not verified)", "Changed by Anna:"), ("policy", "team", "Something changed:"),
    ],
)  # fmt: skip
def test_what_is_announced(kind, who, sentence):
    assert news._sentence(kind, who) == sentence


def test_the_newest_change_is_told(store, takes):
    assert store.last_change() == ("", "")
    report = takes(LOG)
    assert store.last_change()[0] == "taken"
    store.uploads.undo(report.upload_id, by("Anna (not verified)"))
    assert store.last_change() == ("undone", "Anna (not verified)")


def test_only_what_comes_after_the_page_is_announced(opens, takes, store, monkeypatch):
    """The page itself shows all that came before it."""
    test = opens("", LOG)
    assert not [each for each in test.button if each.key == "show news"]
    monkeypatch.setattr(news, "watch", lambda _seen: news._draw(store.revision() - 1))
    test.run()
    test.button(key="show news").click().run()
    assert not test.exception
