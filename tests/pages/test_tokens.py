"""Tokens on their page: shown once, each one's own, and an admin's to withdraw."""

import pytest

from pages._shared import person as page_person
from tests.pages.test_link import LOG
from tests.pages.test_people import access, as_person  # noqa: F401 -- fixtures
from tests.people import by
from trialmetrics.access import Role
from trialmetrics.access.sessions import hash_of

LABEL, SUBMIT = "what a token is for", "FormSubmitter:make a token-Make a token"


def texts(test) -> list[str]:
    return [each.value for each in test.text]


@pytest.mark.parametrize("writes", [False, True])
def test_a_token_is_made_shown_once_and_withdrawn(as_person, access, writes):  # noqa: F811
    test = as_person("bob", "tokens")
    test.text_input(key=LABEL).input("nightly upload")
    test.number_input(key="days of a token").set_value(30)
    test.checkbox(key="a token writes").set_value(writes)
    test.button(key=SUBMIT).click().run()
    (shown,) = test.code
    assert access.tokens.person(shown.value).name == "bob"
    assert [each.writes for each in access.tokens.all(by("bob", Role.VIEWER))] == [writes]
    assert "nightly upload" in texts(test)
    test.run()
    assert not test.code
    test.button(key="withdraw 1").click().run()
    assert access.tokens.person(shown.value) is None
    assert "nightly upload" not in texts(test)


def test_everybody_sees_their_own_and_an_admin_all(as_person, access):  # noqa: F811
    access.tokens.make("of bob", by("bob"))
    access.tokens.make("of anna", by("anna"))
    test = as_person("bob", "tokens")
    assert ("of bob" in texts(test), "of anna" in texts(test)) == (True, False)
    test = as_person("anna", "tokens")
    assert {"of bob", "of anna", "bob", "anna"} <= {*texts(test)}
    test.button(key="withdraw 1").click().run()
    assert [each.name for each in access.tokens.all(by("anna", Role.ADMIN))] == ["anna"]


def test_a_refusal_is_told(as_person, access):  # noqa: F811
    test = as_person("bob", "tokens")
    test.button(key=SUBMIT).click().run()
    assert "what the token is for" in test.toast[0].value
    access.people.remove("bob", by())
    test.text_input(key=LABEL).input("x")
    test.button(key=SUBMIT).click().run()
    assert access.tokens.all(by("anna", Role.ADMIN)) == []


def test_whose_role_comes_from_a_group_is_told_how_to_have_tokens(access, opens, monkeypatch):  # noqa: F811
    session = hash_of(access.sessions.begin("gus", role=Role.LEAD))
    monkeypatch.setattr(page_person, "session_here", lambda: session)
    test = opens("tokens", LOG)
    assert [each.value for each in test.info] == [
        "Your role comes from a group. To have tokens, ask an admin to add you by name on the page People."
    ]
    assert LABEL not in [each.key for each in test.text_input]
    access.people.add("gus", Role.LEAD, by())
    test.run()
    assert not test.info
    assert LABEL in [each.key for each in test.text_input]


def test_without_sign_in_the_page_says_how(opens):
    test = opens("tokens")
    assert "people token" in test.info[0].value
    assert not test.button
