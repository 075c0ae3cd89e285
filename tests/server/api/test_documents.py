"""The documents of the routes are those of the command line, less what a role may not see."""

import json
from datetime import datetime, timedelta
from urllib.parse import unquote

import pytest

from tests.people import by
from tests.saving import put_in_force
from tests.server.api.world import world
from trialmetrics import workspace
from trialmetrics.access import Role
from trialmetrics.analysis.filters import Filters
from trialmetrics.commands import main
from trialmetrics.export import documents
from trialmetrics.policy import load_policy

QUESTIONS = [
    ("ranking?as_of=2026-04-01T12:00", ["rank", "--as-of", "2026-04-01T12:00"]),
    (
        "ranking?category=Paper&category=Paint&tester=Tess&order_class=small&from=2026-03-01&to=2026-03-31&threshold=0"
        "&as_of=2026-04-01T12:00%2B02:00",
        ["rank", "--category", "Paper", "--category=Paint", "--tester", "Tess", "--order-class", "small", "--from", "2026-03-01",
         "--to", "2026-03-31", "--threshold", "0", "--as-of", "2026-04-01T12:00+02:00"],
    ),
    ("ranking?round=None&as_of=2026-04-01", ["rank", "--round", "None", "--as-of", "2026-04-01"]),
    ("trials?as_of=2026-04-01T12:00", ["trials", "--as-of", "2026-04-01T12:00"]),
    ("trials?supplier=acme&as_of=2026-04-01", ["trials", "--supplier", "acme", "--as-of", "2026-04-01"]),
    ("decisions", ["decisions"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def answered(tmp_path_factory):
    """Every question answered by the routes, with the database closed afterwards: (folder, answers)."""
    folder = tmp_path_factory.mktemp("answered")
    with world(folder) as team:
        ranking = workspace.Workspace(team.store).ranking(Filters(testers=("Tess",)))
        key = ranking.suppliers["supplier_key"].iloc[0]
        basis = documents.decision_basis(ranking, key, "Paper")
        team.store.decisions.decide(
            "Acme", "Paper", "invite", by("bob", Role.LEAD), basis=basis, seen=team.store.newest_change(), reason="known"
        )  # fmt: skip
        put_in_force(team.store, load_policy().with_threshold(70))
        answers = {
            role: {path: team.ask(path, team.token(role, writes=False)) for path, _command in QUESTIONS}
            for role in (Role.TESTER, Role.VIEWER)
        }
    return folder, answers


@pytest.mark.parametrize(("path", "command"), QUESTIONS)
def test_a_document_is_that_of_the_command_line(answered, path, command, capsys):
    folder, answers = answered
    answer = answers[Role.TESTER][path]
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    capsys.readouterr()
    assert main(["--database", str(folder / "trials.duckdb"), *command, "--json"]) == 0
    printed = capsys.readouterr()
    assert answer.json() == json.loads(printed.out)
    notes = answer.headers.get("x-trialmetrics-notes", "")
    assert [unquote(note) for note in notes.split(",") if note] == printed.err.splitlines()


def test_a_viewers_token_brings_no_name_and_no_note(answered):
    _folder, answers = answered
    for path in (each for each, _command in QUESTIONS if "tester" not in each):
        shown, hidden = (answers[role][path] for role in (Role.TESTER, Role.VIEWER))
        assert hidden.status_code == 200
        assert not any(word in hidden.text for word in ("Tess", "Otto", "so small an order", "kindly said"))
    assert "Tess" in shown.text  # in the filters of the decision
    assert "so small an order" in answers[Role.TESTER][QUESTIONS[0][0]].text
    assert answers[Role.VIEWER][QUESTIONS[1][0]].status_code == 403


def test_without_a_moment_figures_are_of_this_minute_and_shared_with_the_pages(team, monkeypatch):
    moments = []
    answers = [team.ask("ranking", team.token()).json() for _ in range(2)]
    for answer in answers:
        moments.append(datetime.fromisoformat(answer.pop("as_of")))
    assert answers[0] == answers[1]
    assert {moment.second for moment in moments} == {0}
    # Nothing is worked out anew.
    monkeypatch.setattr(workspace, "rank", None)
    monkeypatch.setattr(workspace, "measure_basis", None)
    assert team.ask("ranking?category=Paper", team.token()).status_code == 200


def test_the_past_is_as_the_database_was(own):
    taken = own.store.record()["moment"].iloc[0]
    own.store.uploads.undo(1, by("anna"))
    with own.store._writer.transaction() as cursor:
        # The upload and its end lie in one second, which is one moment.
        cursor.execute("update history set done_at = done_at + interval 2 second where done = 'undone'")
    assert own.ask("trials", own.token()).json()["trials"] == []
    for at, trials in ((taken, 2), (taken - timedelta(days=1), 0)):
        answer = own.ask("trials", own.token(), params={"known_at": at.isoformat(timespec="seconds")})
        assert (answer.status_code, len(answer.json()["trials"])) == (200, trials)
        assert "As the database was on" in unquote(answer.headers["x-trialmetrics-notes"])


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("ranking?categori=Paper", "no parameter 'categori'"), ("ranking?json=true", "no parameter 'json'"),
        ("ranking?policy=x", "no parameter"), ("ranking?database=x", "no parameter"), ("ranking?help", "no parameter"),
        ("trials?category=Paper", "no parameter"), ("decisions?x=1", "there are none"), ("backup?file=/etc/x", "no parameter"),
        ("ranking?from=yesterday", "not a date"), ("ranking?threshold=101", "not a threshold"),
        ("ranking?as_of=now", "not a time"), ("ranking?order_class=huge", "small"),
        ("trials?supplier=Nobody", "no supplier Nobody"),
        ("ranking?%3Cscript%3E=1", "<script>"), ("ranking?category=%00", "character"), ("ranking?start=2026-03-01", "no parameter"),
        ("ranking?known_at=2999-01-01", "lies ahead"), ("ranking?as_of=0001-01-01T00:00%2B14:00", "calendar"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_with_a_sentence(team, path, word):
    answer = team.ask(path, team.token())
    assert answer.status_code == 400
    assert word in answer.json()["error"]
