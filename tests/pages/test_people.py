"""People: an admin says who may do what, and nobody else sees or changes it."""

import pytest

from pages._shared import person as page_person
from tests.languages import ARTIFICIAL, OPEN
from tests.pages.test_languages import left_behind, shown
from tests.pages.test_link import LOG
from tests.people import by
from trialmetrics.access import OPERATOR, Role
from trialmetrics.access import store as access_module
from trialmetrics.access.people import Known
from trialmetrics.access.sessions import hash_of
from trialmetrics.access.store import FILE, AccessStore
from trialmetrics.text.plain_text import plain


@pytest.fixture
def access(tmp_path, monkeypatch):
    """People who sign in: an admin, and a viewer."""
    opened = AccessStore(tmp_path / FILE)
    opened.people.add("anna", Role.ADMIN, OPERATOR)
    opened.people.add("bob", Role.VIEWER, OPERATOR)
    monkeypatch.setattr(access_module, "_opened", lambda _path: opened)
    monkeypatch.setattr(page_person, "signs_in", lambda: True)
    yield opened
    opened.close()


@pytest.fixture
def as_person(access, opens, monkeypatch):
    """Open a page as somebody: `as_person("anna", "people")`."""

    def open_page(name: str | None, page: str):
        session = hash_of(access.sessions.begin(name)) if name else None
        monkeypatch.setattr(page_person, "session_here", lambda: session)
        return opens(page, LOG)

    return open_page


def errors(test):
    return [each.value for each in test.error]


def navigation(test):
    return [each.label for each in test.sidebar.get("page_link")]


def test_an_admin_adds_somebody_changes_a_role_and_removes_somebody(as_person, access):
    test = as_person("anna", "people")
    test.text_input(key="name of somebody new").input("cas@example.org")
    test.selectbox(key="role of somebody new").select(Role.TESTER)
    test.button(key="FormSubmitter:add somebody-Add").click().run()
    assert access.people.all(OPERATOR) == [
        Known("anna", Role.ADMIN), Known("bob", Role.VIEWER), Known("cas@example.org", Role.TESTER),
    ]  # fmt: skip
    test.selectbox(key="role of bob").select(Role.LEAD).run()
    assert access.people.all(OPERATOR)[1] == Known("bob", Role.LEAD)
    test.button(key="remove bob").click().run()
    assert [each.name for each in access.people.all(OPERATOR)] == ["anna", "cas@example.org"]
    assert access.people.changes()[-1].who == "anna"
    assert test.dataframe[0].value["name"].tolist() == ["bob", "bob", "cas@example.org", "bob", "anna"]


def test_it_says_what_each_role_may_do(as_person):
    text = " ".join(each.value for each in as_person("anna", "people").markdown)
    assert (
        "excuses or replaces their trials, merges names, changes the policy, decides, removes words for good"
        in text
    )
    assert "removing words by age are done on the command line of the server" in text


def test_whoever_was_removed_is_listed_and_whoever_came_by_groups_can_be(as_person, access):
    access.sessions.begin("gus", role=Role.LEAD)
    test = as_person("anna", "people")
    assert "gus (by groups)" in [each.value for each in test.text]
    test.button(key="remove gus").click().run()
    test.button(key="remove bob").click().run()
    assert "Removed, and out until added again: bob and gus." in [each.value for each in test.caption]
    assert [each.name for each in access.people.all(OPERATOR)] == ["anna"]


def test_it_is_in_the_language_of_its_reader(access, opens, artificial, monkeypatch):
    access.sessions.begin("gus", role=Role.LEAD)
    access.people.add("cas", Role.LEAD, OPERATOR)
    access.people.remove("cas", OPERATOR)
    session = hash_of(access.sessions.begin("anna"))
    monkeypatch.setattr(page_person, "session_here", lambda: session)
    test = opens("people", LOG, locale=ARTIFICIAL)
    assert sum(OPEN in text for text in shown(test)) > 20
    assert left_behind(test) == {"anna", "bob", "cas", "operator"}
    assert not test.exception


def test_a_refusal_is_told_and_the_page_shows_what_is(as_person, access):
    test = as_person("anna", "people")
    test.selectbox(key="role of anna").select(Role.LEAD).run()
    assert "Nobody would be left as admin" in test.toast[0].value
    assert test.selectbox(key="role of anna").value == Role.ADMIN


def test_nobody_else_opens_it(as_person):
    test = as_person("bob", "people")
    assert errors(test)[0] == "bob may not say who may do what; that takes the role of admin."
    assert not test.selectbox


def test_a_role_withdrawn_between_click_and_deed(as_person, access):
    access.people.add("cas", Role.ADMIN, OPERATOR)
    test = as_person("anna", "people")
    access.people.add("anna", Role.VIEWER, by("cas"))
    test.button(key="remove bob").click().run()
    assert "anna may not say who may do what" in test.toast[0].value
    assert "bob" in [each.name for each in access.people.all(OPERATOR)]


def test_what_a_person_does_is_recorded_under_their_name(as_person, access, store):
    access.people.add("bob", Role.LEAD, OPERATOR)
    test = as_person("bob", "upload")
    assert "Signed in as bob (lead)." in [each.value for each in test.sidebar.caption]
    test.button(key="turn-history-1").click().run()
    assert store.uploads.all()["changed_by"][0] == "bob"


def test_a_page_without_a_session_says_so(as_person):
    test = as_person(None, "")
    assert "Your session has ended" in errors(test)[0]
    assert not test.title


def test_where_nobody_signs_in_there_are_no_people(opens):
    test = opens("people", LOG)
    assert errors(test)[0] == "Without sign-in this is done on the command line."


@pytest.mark.parametrize("where", ["people", "record", "decisions", ""])
def test_names_of_people_are_only_words(as_person, access, where):
    """As whoever is signed in, as one of the others, in labels and in refusals."""
    hostile = "[x](https://evil.example) :smile: **b** <img src=x onerror=alert(1)>"
    access.people.add(hostile, Role.ADMIN, OPERATOR)
    access.people.add(f"{hostile} 2", Role.VIEWER, OPERATOR)
    test = as_person(hostile, where)
    if where == "people":
        test.text_input(key="name of somebody new").input(f"{hostile} 2")
        test.button(key="FormSubmitter:add somebody-Add").click().run()
        assert plain(hostile) in test.toast[0].value
        assert test.selectbox(key=f"role of {hostile}").label == f"Role of {plain(hostile)}"
    markdown = [
        each.value for part in (test, test.sidebar) for each in (*part.markdown, *part.caption, *part.title)
    ]
    labels = [each.label for each in (*test.button, *test.selectbox, *test.expander, *test.multiselect)]
    assert any(plain(hostile) in each for each in (*markdown, *labels))
    assert [
        each for each in (*markdown, *labels, *(toast.value for toast in test.toast)) if hostile in each
    ] == []
