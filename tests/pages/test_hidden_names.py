"""Who may not see who tested, nor the notes, finds neither on any page, in a hover, a filter, a link or a download."""

import pytest

from pages._shared import downloads, server
from tests.people import by
from trialmetrics.access import Person, Role
from trialmetrics.analysis import testers as tester_figures
from trialmetrics.analysis.ranking import rank
from trialmetrics.export import documents
from trialmetrics.workspace import Workspace

VIEWER = Person("Vic", Role.VIEWER, verified=True)
TESTERS, WORDS = ("Quentina", "Zebulon"), ("canary words", "canary grumble", "canary praise")
LOG = (
    "supplier,trial_id,event,occurred_at,category,tester,rated by,courtesy,note\n"
    + "".join(
        f"{supplier},{n},request,2026-10-0{n},Paper,{tester},,,{WORDS[0]}\n"
        f"{supplier},{n},rude,2026-10-0{n},Paper,{tester},,,{WORDS[1]} {n}\n"
        f"{supplier},{n},assessment,2026-10-09,Paper,{tester},{TESTERS[0]},4,{WORDS[2]}\n"
        f"{supplier},{n},delivery,2026-10-09,Paper,{tester},{TESTERS[1]},,{WORDS[2]}\n"
        for supplier in ("Adam", "Bert", "Cees")
        for n, tester in ((1, TESTERS[0]), (2, TESTERS[1]))
    )
    + "Adam,,reply,soon,Paper,Quentina,,,canary aside\n"
)
PAGES = ("", "supplier", "plan", "testers", "thresholds", "upload", "record", "decisions")


@pytest.fixture
def written(monkeypatch) -> list[bytes]:
    """What the downloads of the pages opened so far hold."""
    contents: list[bytes] = []
    monkeypatch.setattr(
        downloads,
        "_button",
        lambda label, file, make, _key: contents.append(f"{label} {file}".encode() + make()),
    )
    # A workbook is compressed: its table as CSV says the same.
    monkeypatch.setattr(downloads, "workbook", lambda table: table.to_csv().encode())
    return contents


def drawn_by(test) -> bytes:
    """Everything that a page sends to the browser."""
    elements, queue = [], [test._tree]
    while queue:
        node = queue.pop()
        queue += getattr(node, "children", {}).values()
        proto = getattr(node, "proto", None)
        if proto is not None:
            elements.append(proto.SerializeToString())
    return b"\n".join(elements)


def names_in(content: bytes) -> set[str]:
    return {name for name in (*TESTERS, "canary") if name.encode() in content}


def decide_and_change(store, takes) -> None:
    """A log that a tester added, a decision on its figures, and the log undone and redone since."""
    takes(LOG, name=f"{TESTERS[0]}.csv")
    basis = documents.decision_basis(rank(store), "adam", "Paper")
    store.decisions.decide(
        "Adam", "Paper", "hold", by("Lea"), reason="wait", basis=basis, seen=store.newest_change()
    )
    tester = Person(TESTERS[1], Role.LEAD, verified=True)
    store.uploads.undo(1, tester)
    store.uploads.redo(1, tester)


SHEET = "supplier,requested,first reply,category,tester,rude,note\n" + "".join(
    f"Adam,2026-10-0{n},2026-10-0{n},Paper,{tester},1,{WORDS[1]}\n"
    for n, tester in ((1, TESTERS[0]), (2, TESTERS[1]))
)


def test_a_quote_kept_with_a_decision_names_no_tester_by_the_id_of_its_trial(
    opens, takes, store, monkeypatch
):
    """Of a sheet without ids it is made of the tester's name."""
    takes(SHEET)
    basis = documents.decision_basis(rank(store), "adam", "Paper")
    assert names_in(repr(basis["candidate"]["reasons"]).encode())
    number = store.decisions.decide(
        "Adam", "Paper", "hold", by("Lea"), reason="wait", basis=basis, seen=store.newest_change()
    )
    assert names_in(drawn_by(opens("supplier", supplier="Adam")))
    monkeypatch.setattr(server, "person", lambda: VIEWER)
    assert names_in(drawn_by(opens("supplier", supplier="Adam"))) == set()
    named = Workspace(store)
    assert names_in(repr(named.decision_basis(number)).encode())
    assert names_in(repr(named.without_names().decision_basis(number)).encode()) == set()


@pytest.mark.parametrize("page", PAGES)
def test_no_page_says_who_tested_or_what_was_noted(opens, takes, store, monkeypatch, written, page):
    decide_and_change(store, takes)
    link = {"supplier": "Adam"} if page == "supplier" else {}
    # The same search finds them for those who may see them.
    seen = drawn_by(opens(page, tester=TESTERS[0], **link)) + b"".join(written)
    assert names_in(seen)
    written.clear()
    monkeypatch.setattr(server, "person", lambda: VIEWER)
    test = opens(page, tester=TESTERS[0], **link)
    assert names_in(drawn_by(test) + b"".join(written)) == set()
    assert (
        page in ("upload", "record") or "tester" not in test.query_params
    )  # filters do not apply to that page


def test_what_is_kept_for_one_is_not_shown_to_the_other(opens, monkeypatch):
    people = [VIEWER, Person("Lea", Role.LEAD, verified=True), VIEWER]
    found = []
    for person in people:
        monkeypatch.setattr(server, "person", lambda person=person: person)
        test = opens("supplier", LOG if not found else None, supplier="Adam")
        found.append(names_in(drawn_by(test)))
    assert found == [set(), {*TESTERS, "canary"}, set()]


def test_every_figure_is_that_of_the_others(store, takes):
    takes(LOG)
    named = Workspace(store)
    nameless = named.without_names()
    one, other = named.ranking(), nameless.ranking()
    plain = ["quotes", "reasons"]
    assert other.suppliers.drop(columns=plain).equals(one.suppliers.drop(columns=plain))
    assert other.trials.drop(columns=["tester"]).equals(one.trials.drop(columns=["tester"]))
    assert (
        names_in(
            repr(
                (other, nameless.plan(), nameless.choices(), nameless.supplier_events("adam").to_dict())
            ).encode()
        )
        == set()
    )
    assert nameless.ranking().layers == other.layers
    assert not {*map(id, one.layers)} & {*map(id, other.layers)}
    # Nothing is worked out twice: both have the same model.
    assert other.posterior is one.posterior
    assert dict(nameless.words(["x"])) == {}


def test_an_id_made_of_the_testers_name_is_hidden_and_still_holds_a_trial_together(store, takes):
    takes(
        "supplier,requested,first reply,delivered,category,tester\nAdam,2026-10-01,2026-10-02,2026-10-05,Paper,Quentina\n"
    )
    nameless = Workspace(store).without_names()
    (seen,) = Workspace(store).ranking().trials["trial_id"]
    (hidden,) = nameless.ranking().trials["trial_id"]
    assert ("Quentina" in seen, "Quentina" in hidden) == (True, False)
    assert {*nameless.supplier_events("adam")["trial_id"]} == {hidden}
    assert names_in(repr(nameless.ranking()).encode()) == set()


def test_a_look_back_hides_them_as_well(store, takes):
    takes(LOG)
    then = Workspace(store).ranking().as_of
    ranking = Workspace(store).without_names().ranking(as_of=then)
    assert ranking.trials["tester"].isna().all()
    assert ranking.measures.candidate_tester["tester"].isna().all()
    assert tester_figures.testers(ranking).empty
    assert names_in(ranking.suppliers.to_json().encode()) == set()
