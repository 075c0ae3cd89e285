"""Every page opened cold in every role offers what the role may do and nothing else; a click of an earlier role does nothing."""

from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest
import streamlit as st

from pages._shared import news
from pages._shared import person as page_person
from tests.conftest import ZONE, new_store
from tests.pages import conftest
from tests.people import by
from tests.saving import put_in_force
from trialmetrics.access import OPERATOR, Action, Role
from trialmetrics.access import store as access_module
from trialmetrics.access.hidden_names import NOBODY, SETTING
from trialmetrics.access.roles import MATRIX
from trialmetrics.access.sessions import hash_of
from trialmetrics.access.store import FILE, AccessStore
from trialmetrics.analysis.ranking import rank
from trialmetrics.errors import NotAllowed
from trialmetrics.export import documents
from trialmetrics.intake import read
from trialmetrics.store import Store
from trialmetrics.workspace import Workspace

HEAD = "supplier,trial_id,event,occurred_at,category,tester,note\n"
LOG = HEAD + "".join(
    f"{supplier},{{{n}}},{event},2026-03-02 1{hour}:00,Paper,{{tester}},words {{{n}}}\n"
    for supplier in ("Acme Print", "Acme Prints", "Bolt")
    for n in ("first", "second")
    for hour, event in enumerate(("request", "reply", "delivery"))
)
LINK = {"supplier": {"supplier": "Bolt"}, "thresholds, history": {"show": "history"}}
# Page -> what changes something there, by the beginning of its key -> what that needs.
OFFERS: dict[str, dict[str, Action]] = {
    "": {},
    "supplier": {
        "decide it ": Action.DECIDE, "object to ": Action.DECIDE, "excuse it ": Action.VOID_OTHERS, "redact ": Action.REDACT,
    },
    "decisions": {"decide it ": Action.DECIDE},
    "thresholds": {"save it": Action.POLICY},
    "thresholds, history": {"go back to": Action.POLICY},
    "plan": {},
    "testers": {},
    "upload": {
        "files-": Action.UPLOAD, "template kind": Action.UPLOAD,
        # Of the tester, and of somebody else.
        "turn-history-1": Action.UNDO_OWN, "turn-history-2": Action.UNDO_OTHERS,
        "delete-1": Action.UNDO_OWN, "delete-2": Action.UNDO_OTHERS,
        "original-": Action.ORIGINALS, "one supplier-": Action.MERGE_NAMES, "two suppliers-": Action.MERGE_NAMES,
        "backup now": Action.BACKUP,
    },
    "how_it_judges": {},
    "record": {},
    "people": {"role of ": Action.PEOPLE, "remove ": Action.PEOPLE, "FormSubmitter:add somebody": Action.PEOPLE},
}  # fmt: skip
# Every role on every page in the soak; of every run what is offered to some and not to others.
ALWAYS = [
    *product(("supplier", "thresholds", "upload", "people"), (Role.VIEWER, Role.TESTER, Role.LEAD)),
    ("people", Role.ADMIN),
]
COLD = [
    pytest.param(page, role, marks=[] if (page, role) in ALWAYS else pytest.mark.soak)
    for page, role in product(OFFERS, Role)
]
# Buttons that change nothing but what one looks at.
HARMLESS = (
    "clear filters", "more uploads", "problems-of-", "show news", "look back to ", "near ", "chip ", "open", "back to today",
)  # fmt: skip
NAMES = {Role.ADMIN: "anna", Role.LEAD: "lea", Role.TESTER: "Tess", Role.VIEWER: "vic"}


@pytest.fixture
def access(tmp_path, monkeypatch) -> Iterator[AccessStore]:
    """One person of each role."""
    opened = AccessStore(tmp_path / FILE)
    for role, name in NAMES.items():
        opened.people.add(name, role, OPERATOR)
    monkeypatch.setattr(access_module, "_opened", lambda _path: opened)
    monkeypatch.setattr(page_person, "signs_in", lambda: True)
    monkeypatch.setenv(SETTING, NOBODY)  # so that a viewer sees as much as ever
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory) -> Path:
    """A folder with a database: an upload of the tester, one of somebody else, two policies, and a decision."""
    folder = tmp_path_factory.mktemp("filled")
    with new_store(folder / "trials.duckdb") as store:
        for number, name in enumerate(("Tess", "Otto")):
            path = folder / f"{name}.csv"
            path.write_text(
                LOG.format(tester=name, first=2 * number + 1, second=2 * number + 2), encoding="utf-8"
            )
            store.uploads.add([read(path, folder, zone=ZONE).require_batch()], by(name))
        put_in_force(store, store.policies.in_force().with_threshold(50))
        basis = documents.decision_basis(rank(store), "bolt", "Paper")
        store.decisions.decide(
            "Bolt", "Paper", "hold", by("lea"), reason="wait", basis=basis, seen=store.newest_change()
        )
    return folder


@pytest.fixture(scope="module")
def store(filled) -> Iterator[Store]:
    """It; nothing here changes anything."""
    with Store.open(filled / "trials.duckdb") as opened:
        yield opened


@pytest.fixture(autouse=True)
def worked_out_once(monkeypatch) -> None:
    """The figures are the same for all."""
    monkeypatch.setattr(conftest, "Workspace", cache(Workspace))


@pytest.fixture
def as_role(access, opens, monkeypatch):
    """Open a page as somebody with this role."""

    def open_page(role: Role, page: str):
        session = hash_of(access.sessions.begin(NAMES[role]))
        monkeypatch.setattr(page_person, "session_here", lambda: session)
        return opens(page.partition(",")[0], **LINK.get(page, {}))

    return open_page


def elements(test) -> Iterator[object]:
    queue = [test._tree]
    while queue:
        node = queue.pop()
        queue += getattr(node, "children", {}).values()
        yield node


def keys(test, *types: str) -> set[str]:
    return {
        each.key
        for each in elements(test)
        if getattr(each, "key", None) and (not types or each.type in types)
    }


@pytest.mark.parametrize(("page", "role"), COLD)
def test_a_page_that_is_opened_offers_what_the_role_may_do_and_nothing_else(as_role, page, role):
    test, offers = as_role(role, page), OFFERS[page]
    shown = keys(test)
    everything = {prefix for offered in OFFERS.values() for prefix in offered}
    assert {prefix for prefix in everything if any(key.startswith(prefix) for key in shown)} == {
        prefix for prefix, action in offers.items() if action in MATRIX[role]
    }
    # A button that is added later is offered to some, or is named above.
    assert {key for key in keys(test, "button") if not key.startswith((*everything, *HARMLESS))} == set()


def choose_hold(test) -> None:
    test.radio(key="decision on bolt / Paper").set_value("hold")


def choose_trial(test) -> None:
    test.selectbox(key="excused of bolt / Paper").set_value("1")
    test.text_input(key="excused why bolt / Paper").set_value("lost on the way")


def write_why(test) -> None:
    test.text_input(key="save why").set_value("agreed")


def write_objection(test) -> None:
    test.text_input(key="objection to 4").set_value("no")


def choose_role(test) -> None:
    test.selectbox(key="role of vic").set_value(Role.LEAD)


def write_name(test) -> None:
    test.text_input(key="name of somebody new").set_value("eve")


# Page, what is filled in, and the button that is clicked.
CLICKS = [
    ("supplier", choose_hold, "decide it bolt / Paper"),
    ("supplier", choose_trial, "excuse it bolt / Paper"),
    ("supplier", write_objection, "object to 4"),
    ("thresholds", write_why, "save it"),
    ("upload", None, "turn-history-1"),
    ("upload", None, "delete-1"),
    ("upload", None, "one supplier-Acme Print-Acme Prints"),
    ("upload", None, "two suppliers-Acme Print-Acme Prints"),
    ("upload", None, "backup now"),
    ("people", None, "remove Tess"),
    ("people", choose_role, None),
    ("people", write_name, "FormSubmitter:add somebody-Add"),
]


@pytest.mark.parametrize(("page", "fill", "button"), CLICKS)
def test_a_click_from_before_the_role_was_withdrawn_does_nothing(as_role, access, store, page, fill, button):
    test = as_role(Role.ADMIN, page)
    if fill:
        fill(test)
    if button:
        test.button(key=button).click()
    access.people.add("lea", Role.ADMIN, OPERATOR)
    access.people.add(NAMES[Role.ADMIN], Role.VIEWER, OPERATOR)
    before = store.revision(), access.people.last_change(), sorted(store.path.parent.rglob("*"))
    test.run()
    assert any("; that takes the role of " in each.value for each in test.toast)
    assert (store.revision(), access.people.last_change(), sorted(store.path.parent.rglob("*"))) == before


def test_a_click_from_before_the_session_ended_does_nothing(as_role, access, store):
    test = as_role(Role.TESTER, "upload")
    test.button(key="turn-history-1").click()
    access.people.remove(NAMES[Role.TESTER], OPERATOR)
    test.run()
    assert "Your session has ended" in test.toast[0].value
    assert store.uploads.all()["active"].all()


def test_a_download_from_before_the_role_was_withdrawn_is_not_made(as_role, access, monkeypatch):
    made = {}
    monkeypatch.setattr(
        st, "download_button", lambda _label, make, file, *_more, **_looks: made.update({file: make})
    )
    as_role(Role.LEAD, "upload")
    assert made["Otto.csv"]().startswith(HEAD.encode())
    access.people.add(NAMES[Role.LEAD], Role.VIEWER, OPERATOR)
    for file, make in made.items():
        with pytest.raises(NotAllowed, match="Your role has changed"):
            make()
        assert file
    access.people.remove(NAMES[Role.LEAD], OPERATOR)
    with pytest.raises(NotAllowed, match="Your session has ended"):
        made["Otto.csv"]()


def test_a_fragment_that_is_drawn_again_goes_by_the_role_of_that_moment(as_role, access, monkeypatch):
    monkeypatch.setenv(SETTING, Role.VIEWER)
    monkeypatch.setattr(news, "watch", lambda _seen: news._draw(-1))
    test = as_role(Role.LEAD, "how_it_judges")
    assert any(each.value.startswith("Changed by lea") for each in test.markdown)
    access.people.add(NAMES[Role.LEAD], Role.VIEWER, OPERATOR)
    test.run()
    assert any(each.value.startswith("Something changed") for each in test.markdown)
