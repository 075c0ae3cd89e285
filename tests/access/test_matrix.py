"""Every role does everything: what the matrix allows happens, and what it denies changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from tests.conftest import ZONE, new_store
from tests.people import by
from trialmetrics.access import LOCAL, Action, Person, Role, require
from trialmetrics.access.hidden_names import SETTING, hidden_from
from trialmetrics.access.roles import MATRIX
from trialmetrics.access.store import FILE, AccessStore
from trialmetrics.errors import NotAllowed
from trialmetrics.excuse import excuse
from trialmetrics.intake import read
from trialmetrics.intake.batch import Batch
from trialmetrics.policy import load_policy
from trialmetrics.store import Store, backup
from trialmetrics.store.redaction import Older, Quote
from trialmetrics.text import terms

LOG = "supplier,trial_id,event,occurred_at,note\n" + "".join(
    f"{name},{name[0]}{{n}},request,2026-03-02 10:00,words on {name[0]}{{n}}\n" for name in ("Acme", "Bolt")
)
# What the design says: who may do it.
MAY = {
    "look": "viewer tester lead admin", "see_names": "viewer tester lead admin",
    "upload": "tester lead admin", "undo_own": "tester lead admin", "originals": "tester lead admin",
    "undo_others": "lead admin", "merge_names": "lead admin", "void_others": "lead admin", "example": "lead admin",
    "policy": "lead admin", "decide": "lead admin", "redact": "lead admin", "backup": "lead admin",
    "restore": "admin", "refresh": "admin", "people": "admin", "backup_people": "admin", "retention": "admin",
}  # fmt: skip
# What the package does -> what a role needs for it.
DEEDS: dict[str, tuple[Callable, Action]] = {
    "add": (lambda at, who: at.store.uploads.add([at.batch], who), Action.UPLOAD),
    "undo one's own": (lambda at, who: at.store.uploads.undo(at.own, who), Action.UNDO_OWN),
    "redo one's own": (lambda at, who: at.store.uploads.redo(at.undone, who), Action.UNDO_OWN),
    "replace one's own": (
        lambda at, who: at.store.uploads.add([at.batch], who, replace=at.own_replaced),
        Action.UNDO_OWN,
    ),
    "read an original": (lambda at, who: at.store.uploads.originals.read(at.sha256, who), Action.ORIGINALS),
    "undo another's": (lambda at, who: at.store.uploads.undo(at.others, who), Action.UNDO_OTHERS),
    "redo another's": (lambda at, who: at.store.uploads.redo(at.others_undone, who), Action.UNDO_OTHERS),
    "redo what a lead undid": (lambda at, who: at.store.uploads.redo(at.overruled, who), Action.UNDO_OTHERS),
    "replace another's": (
        lambda at, who: at.store.uploads.add([at.batch], who, replace=at.others_replaced),
        Action.UNDO_OTHERS,
    ),
    "delete an original of others": (
        lambda at, who: at.store.uploads.originals.delete(at.sha256, who),
        Action.UNDO_OTHERS,
    ),
    "excuse a trial": (
        lambda at, who: excuse(at.store, "Acme", at.trial, "the carrier's fault", who),
        Action.VOID_OTHERS,
    ),
    "merge": (lambda at, who: at.store.names.merge("Acme", "Bolt", who), Action.MERGE_NAMES),
    "keep apart": (lambda at, who: at.store.names.keep_apart("Acme", "Bolt", who), Action.MERGE_NAMES),
    "unlink": (lambda at, who: at.store.names.unlink("Acme", "Bolt", who), Action.MERGE_NAMES),
    "save a policy": (lambda at, who: save(at.store, who), Action.POLICY),
    "decide": (lambda at, who: decide(at.store, who), Action.DECIDE),
    "object to a decision": (
        lambda at, who: at.store.decisions.object(at.decision, "no", who),
        Action.DECIDE,
    ),
    "see what a redaction takes": (
        lambda at, who: at.store.redactions.preview(Quote("acme", at.trial, at.words), who),
        Action.REDACT,
    ),
    "redact": (
        lambda at, who: at.store.redactions.redact(Quote("acme", at.trial, at.words), who),
        Action.REDACT,
    ),
    "redact by age": (
        lambda at, who: at.store.redactions.redact(Older(datetime(2050, 1, 1)), who),
        Action.RETENTION,
    ),
    "back up": (lambda at, who: at.store.backup(at.folder / f"copy of {who.role}", who), Action.BACKUP),
    "back up now": (lambda at, who: at.store.backup_now(who), Action.BACKUP),
    "list backups": (lambda at, who: at.store.backups(who), Action.BACKUP),
    "restore": (
        lambda at, who: backup.restore(at.copy, at.folder / "restored.duckdb", who),
        Action.RESTORE,
    ),
    "list people": (lambda at, who: at.access.people.all(who), Action.PEOPLE),
    "list the removed": (lambda at, who: at.access.people.removed(who), Action.PEOPLE),
    "add somebody": (lambda at, who: at.access.people.add("dora", Role.VIEWER, who), Action.PEOPLE),
    "remove somebody": (lambda at, who: at.access.people.remove("cas", who), Action.PEOPLE),
    "withdraw another's token": (lambda at, who: at.access.tokens.withdraw(at.token, who), Action.PEOPLE),
    "back people up": (
        lambda at, who: at.access.backup(at.folder / f"people {who.role}", who),
        Action.BACKUP_PEOPLE,
    ),
    "restore people": (lambda at, who: at.access.restore(at.people_copy, who), Action.BACKUP_PEOPLE),
}
# What no call of the package is for: a page asks, or only the command line does it.
OF_PAGES = {Action.LOOK, Action.SEE_NAMES, Action.EXAMPLE, Action.REFRESH}


def save(store: Store, who: Person) -> None:
    policies = store.policies
    policy = load_policy().with_threshold(61 + policies.version())
    policies.save(policy, who, expected_version=policies.version(), reason="agreed")


def decide(store: Store, who: Person) -> int:
    basis = {"candidate": {"verdict": "retry"}, "policy": 1, "filters": {}}
    return store.decisions.decide("Acme", "Paper", "hold", who, basis=basis, seen=store.newest_change())


class World:
    """A store with uploads of the person, of others, undone by either, and a file that is not stored yet."""

    def __init__(self, folder: Path, person: Person) -> None:
        self.folder, self.made = folder, 0
        self.store = new_store(folder / "trials.duckdb")
        # Whoever may not upload now could when they did.
        mine, others = by(person.recorded), by("somebody else")
        self.own, self.own_replaced, self.undone, self.overruled = (self._add(mine) for _ in range(4))
        self.others, self.others_replaced, self.others_undone = (self._add(others) for _ in range(3))
        for upload_id, who in ((self.undone, mine), (self.overruled, others), (self.others_undone, others)):
            self.store.uploads.undo(upload_id, who)
        self.sha256 = self.store.uploads.all().set_index("upload_id")["sha256"][self.others]
        self.store.names.keep_apart("Acme", "Bolt", others)
        self._add(others)
        self.trial, self.words = f"A{self.made}", f"words on A{self.made}"
        self.decision = decide(self.store, others)
        self.copy, self.people_copy = folder / "copy.duckdb", folder / "people"
        self.store.backup(self.copy, others)
        self.access = AccessStore(folder / FILE)
        for name in ("bob", "cas"):
            self.access.people.add(name, Role.ADMIN, others)
        self.access.tokens.make("figures", by("bob"))
        self.token = self.access.tokens.all(by("bob"))[0].number
        self.access.backup(self.people_copy, others)

    @property
    def state(self) -> tuple[int, list[Path], int]:
        """What is stored, the copies and originals that there are, and what was changed about people."""
        return self.store.revision(), sorted(self.folder.rglob("*")), self.access.people.last_change()

    def close(self) -> None:
        self.store.close()
        self.access.close()

    @property
    def batch(self) -> Batch:
        """A file with trials of its own."""
        self.made += 1
        place = self.folder.with_name(f"{self.folder.name}-{self.made}")
        place.mkdir()
        path = place / "log.csv"
        path.write_text(LOG.format(n=self.made), encoding="utf-8")
        return read(path, place, zone=ZONE).require_batch()

    def _add(self, who: Person) -> int:
        return self.store.uploads.add([self.batch], who)[0].upload_id


@pytest.fixture(scope="module")
def worlds(tmp_path_factory) -> Callable[[Role], tuple[World, Person]]:
    made: dict[Role, tuple[World, Person]] = {}

    def world(role: Role) -> tuple[World, Person]:
        if role not in made:
            person = by("anna", role)
            made[role] = World(tmp_path_factory.mktemp(role), person), person
        return made[role]

    yield world
    for each, _person in made.values():
        each.close()


@pytest.mark.parametrize("role", [*Role])
@pytest.mark.parametrize("deed", DEEDS)
def test_the_package_does_what_the_role_may_and_nothing_else(worlds, deed, role):
    do, action = DEEDS[deed]
    world, person = worlds(role)
    before = world.state
    if action in MATRIX[role]:
        do(world, person)
        return
    with pytest.raises(NotAllowed, match=r"^anna may not .+; that takes the role of (tester|lead|admin)\.$"):
        do(world, person)
    assert world.state == before


WHOLE = {
    "read an original": DEEDS["read an original"][0], "back up": DEEDS["back up"][0], "back up now": DEEDS["back up now"][0],
    "export": lambda at, who: at.store.export(at.folder / "handed on", who),
}  # fmt: skip


@pytest.mark.parametrize("deed", WHOLE)
def test_from_whom_names_are_hidden_gets_no_copy_with_all_of_them(worlds, deed, monkeypatch):
    world, person = worlds(Role.LEAD)
    monkeypatch.setenv(SETTING, "viewer lead")
    before = world.state
    with pytest.raises(NotAllowed, match="may not see who tested"):
        WHOLE[deed](world, person)
    assert world.state == before


def test_the_matrix_is_that_of_the_design():
    assert {action: " ".join(role for role in Role if action in MATRIX[role]) for action in Action} == MAY
    for lower, higher in pairwise(Role):
        assert MATRIX[lower] < MATRIX[higher]


def test_every_action_is_tried():
    assert {action for _do, action in DEEDS.values()} == {*Action} - OF_PAGES


def test_nobody_is_asked_to_sign_in_by_default_and_everybody_is_a_lead_who_cannot_redact():
    assert LOCAL.allowed == MATRIX[Role.LEAD] - {Action.REDACT}
    assert (LOCAL.recorded, replace(LOCAL, name="Anna").recorded) == ("team", "Anna (not verified)")


@pytest.mark.parametrize("action", [*Action])
def test_every_action_has_words_and_the_lowest_role_that_may(action):
    lowest = next(
        role
        for role in Role
        if action in MATRIX[role] and role not in (hidden_from() if action == "see_names" else ())
    )
    nobody = Person("Vic", Role.VIEWER, verified=True)
    if lowest == Role.VIEWER:
        require(nobody, action)
        return
    with pytest.raises(NotAllowed) as refused:
        require(nobody, action)
    assert str(refused.value) == f"Vic may not {terms.action_words(action)}; that takes the role of {lowest}."


def test_whom_no_other_role_would_help_is_told_what_would(tmp_path):
    access = AccessStore(tmp_path / FILE)
    access.people.add("lea", Role.LEAD, by())
    lea = Person("lea", Role.LEAD, verified=True)
    token = access.tokens.person(access.tokens.make("figures", lea))
    require(token, Action.LOOK)
    for person, action, words in (
        (token, Action.UPLOAD, "This token only reads; make one that may change things."),
        (token, Action.PEOPLE, "lea may not say who may do what; that takes the role of admin."),
        (LOCAL, Action.REDACT, "Without sign-in this is done on the command line."),
        (replace(LOCAL, name="Anna"), Action.RETENTION, "Without sign-in this is done on the command line."),
    ):
        with pytest.raises(NotAllowed) as refused:
            require(person, action)
        assert str(refused.value) == words
    access.close()


def events(store) -> list[tuple[str, str, str]]:
    """The current events."""
    with store.cursor() as cursor:
        return cursor.execute(
            "select supplier_key, trial_id, event from current_event order by all"
        ).fetchall()


SHEET = "supplier,trial_id,requested_at,chases,outcome\n"
ROW = "Acme,S{n},2026-03-02,{chases},fulfilled\n"


def taken(store, reads, text: str, who: Person) -> int:
    return store.uploads.add([reads(text).require_batch()], who)[0].taken


def aside(store, reads, text: str, who: Person) -> tuple[int, list[tuple[int, str]], str]:
    """What was taken of a file, the lines that need a lead, and the file to hand to one."""
    (report,) = store.uploads.add([reads(text).require_batch()], who)
    assert report.rows == report.taken + report.set_aside + report.already_known
    lines = [(problem["line"], problem["code"]) for problem in report.problems]
    return report.taken, lines, store.uploads.set_aside(report.upload_id)


@pytest.mark.parametrize("event", ["void", "disclosed"])
def test_a_tester_ends_only_trials_of_their_own(store, reads, event):
    anna, bob = by("anna", Role.TESTER), by("bob", Role.TESTER)
    taken(store, reads, LOG.format(n=1), anna)
    taken(store, reads, LOG.format(n=2), bob)
    head = "supplier,trial_id,event,occurred_at\n"
    own, others = (f"{head}{each},{event},2026-03-04 10:00\n" for each in ("acme,A2", "ACME,A1"))
    assert taken(store, reads, own, bob) == 1
    more = f"{others}Acme,A3,request,2026-03-04 10:00\n"
    before = events(store)
    found, lines, file = aside(store, reads, more, bob)
    assert (found, lines) == (1, [(2, "needs_lead")])
    assert "ACME,A1" in file
    assert "a lead can add it" in file
    assert events(store) == sorted([*before, ("acme", "A3", "request")])
    assert store.check() == []
    assert taken(store, reads, others.replace(event, "chase"), bob) == 1  # to add what one saw is open to all
    assert taken(store, reads, others, by("cas", Role.LEAD)) == 1


def test_a_trial_under_another_name_of_its_supplier_is_somebody_elses_too(store, reads):
    taken(store, reads, LOG.format(n=1), by("anna", Role.TESTER))
    store.names.merge("Acme", "Bolt", by("cas", Role.LEAD))
    text = "supplier,trial_id,event,occurred_at\nBolt,A1,void,2026-03-04 10:00\n"
    assert aside(store, reads, text, by("bob", Role.TESTER))[:2] == (0, [(2, "needs_lead")])


def test_a_row_of_a_sheet_that_replaces_that_of_another_needs_a_lead(store, reads):
    anna, bob = by("anna", Role.TESTER), by("bob", Role.TESTER)
    rows = [ROW.format(n=n, chases=n) for n in range(3)]
    assert taken(store, reads, SHEET + rows[0] + rows[1], anna) == 2
    # The shared sheet grows: the rows of the others come along unchanged.
    assert taken(store, reads, SHEET + "".join(rows), bob) == 1
    assert taken(store, reads, SHEET + "".join(rows[:2]) + ROW.format(n=2, chases=9), bob) == 1
    before = events(store)
    found = aside(store, reads, SHEET + rows[0] + ROW.format(n=1, chases=9), bob)
    assert found[:2] == (0, [(3, "needs_lead")])
    found = aside(store, reads, SHEET + "Acme,S0,2026-03-02,0,void\n", bob)
    assert found[:2] == (0, [(2, "needs_lead")])
    assert events(store) == before
    assert taken(store, reads, SHEET + ROW.format(n=1, chases=9), by("cas", Role.LEAD)) == 1


def test_a_file_that_is_gone_is_refused_with_its_lines(store, reads):
    taken(store, reads, LOG.format(n=1), by("anna", Role.TESTER))
    text = "supplier,trial_id,event,occurred_at\nAcme,A1,void,2026-03-04 10:00\n"
    batch = replace(reads(text).require_batch(), original=None)
    with pytest.raises(NotAllowed, match=r"^Line 2 of log\.csv voids"):
        store.uploads.add([batch], by("bob", Role.TESTER))
    assert len(store.uploads.all()) == 1


def test_an_undone_upload_protects_nothing(store, reads):
    anna = by("anna", Role.TESTER)
    taken(store, reads, SHEET + ROW.format(n=1, chases=1), anna)
    store.uploads.undo(1, anna)
    assert taken(store, reads, SHEET + ROW.format(n=1, chases=9), by("bob", Role.TESTER)) == 1
