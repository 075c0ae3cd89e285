"""Who may do what over HTTP: every role with both kinds of token, and everybody without one."""

from datetime import UTC, datetime, timedelta
from itertools import count

import pytest

from tests.people import by
from tests.server.api.world import NAMES, row, world
from trialmetrics.access import Action, Role, file
from trialmetrics.access.hidden_names import SETTING, hidden_from
from trialmetrics.access.roles import MATRIX
from trialmetrics.access.tokens import READING
from trialmetrics.server.sign_in import paths
from trialmetrics.server.sign_in.settings import SignIn

_numbers = count()
SECRET = "a secret of the proxy"
# What is asked -> what whoever asks must be allowed.
ROUTES = {
    "trials": Action.LOOK,
    "ranking": Action.LOOK,
    "ranking?tester=Tess": Action.SEE_NAMES,
    "decisions": Action.LOOK,
    "backup": Action.BACKUP,
    "uploads": Action.UPLOAD,
}


def status(team, route: str, token: str | None, **named) -> int:
    if route == "uploads":
        files = [("file", ("log.csv", row(next(_numbers)).encode()))]
        return team.ask(route, token, "POST", files=files, **named).status_code
    return team.ask(route, token, **named).status_code


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("role", [*Role])
def test_a_token_may_what_the_matrix_says_and_one_that_reads_no_more_than_look(team, role, route):
    for writes in (False, True):
        allowed = MATRIX[role] if writes else MATRIX[role] & READING
        if role in hidden_from():
            allowed -= {Action.SEE_NAMES}
        before = team.store.revision()
        expected = 200 if ROUTES[route] in allowed else 403
        assert status(team, route, team.token(role, writes=writes)) == expected, (role, writes)
        assert (team.store.revision() > before) == (route == "uploads" and expected == 200)


@pytest.mark.parametrize("route", [*ROUTES, "", "nothing"])
def test_without_one_token_that_holds_there_is_nothing(team, route):
    token = team.token(Role.ADMIN)
    for headers in (
        [], [("authorization", token)], [("authorization", "Bearer ")], [("authorization", f"Basic {token}")],
        [("authorization", f"Bearer {token}x")], [("authorization", f"Bearer {token} {token}")],
        [("authorization", f"Bearer {token}")] * 2, [("authorization", f"Bearer {token}, Bearer {token}")],
        [("x-authorization", f"Bearer {token}")], [("cookie", f"authorization=Bearer {token}")],
    ):  # fmt: skip
        answer = team.ask(route, headers=headers, method="POST" if route == "uploads" else "GET")
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer"), headers
        assert [*answer.json()] == ["error"]
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("route", ROUTES)
def test_a_token_in_an_address_is_refused_even_if_it_holds(team, route):
    token = team.token(Role.ADMIN)
    for headers in ((), [("authorization", f"Bearer {token}")]):
        address = f"{route}{'&' if '?' in route else '?'}access_token={token}"
        answer = team.ask(address, headers=headers)
        assert answer.status_code == 400
        assert "withdraw it" in answer.json()["error"]


def test_a_token_ends_by_itself_with_its_person_and_when_it_is_withdrawn(own, monkeypatch):
    withdrawn = own.token(Role.TESTER)
    number = next(each.number for each in own.access.tokens.all(by("cas", Role.TESTER)) if each.writes)
    own.access.tokens.withdraw(number, by("cas", Role.TESTER))
    own.access.people.remove("bob", by())
    for token in (withdrawn, own.token(Role.LEAD), own.token(Role.LEAD, writes=False)):
        assert own.ask("ranking", token).status_code == 401
    assert own.ask("ranking", own.token(Role.TESTER, writes=False)).status_code == 200
    monkeypatch.setattr(file, "now", lambda: datetime.now(UTC) + timedelta(days=91))
    assert own.ask("ranking", own.token(Role.ADMIN)).status_code == 401


def test_a_lead_from_whom_names_are_hidden_gets_no_backup(team, monkeypatch):
    token = team.token(Role.LEAD, writes=True)
    assert status(team, "backup", token) == 200
    monkeypatch.setenv(SETTING, "viewer lead")
    assert status(team, "backup", token) == 403
    assert status(team, "backup", team.token(Role.ADMIN, writes=True)) == 200


def test_a_role_that_is_withdrawn_between_two_requests_holds_no_more(own):
    token = own.token(Role.LEAD)
    assert status(own, "backup", token) == status(own, "uploads", token) == 200
    own.access.people.add("bob", Role.VIEWER, by())
    assert status(own, "backup", token) == status(own, "uploads", token) == 403
    assert status(own, "ranking?tester=Tess", token) == 403
    assert status(own, "ranking", token) == 200


def test_a_role_that_is_withdrawn_while_a_file_is_read_stores_nothing(own, monkeypatch):
    from trialmetrics.server.api import uploads

    read, before = uploads.read_files, own.store.revision()

    def read_slowly(*what):
        readings = read(*what)
        own.access.people.add("bob", Role.VIEWER, by())
        return readings

    monkeypatch.setattr(uploads, "read_files", read_slowly)
    assert status(own, "uploads", own.token(Role.LEAD)) == 403
    assert own.store.revision() == before


def test_a_session_a_proxy_and_a_name_count_for_nothing(tmp_path):
    with world(tmp_path, SignIn(proxy_secret=SECRET)) as team:
        session = team.access.sessions.begin("anna")
        strange = [
            ("cookie", f"trialmetrics_session-team={session}; trialmetrics_name=anna"), (paths.SESSION_HEADER, session),
            ("x-forwarded-user", "anna"), ("x-trialmetrics-secret", SECRET),
        ]  # fmt: skip
        page = [*strange, ("accept", "text/html"), ("sec-fetch-mode", "navigate")]
        for route in ROUTES:
            assert status(team, route, None, headers=page) == 401
        # Nor do they add anything to a token, whose answer sets no cookie either.
        token = team.token(Role.VIEWER)
        answer = team.ask("backup", token, headers=strange)
        assert (answer.status_code, "set-cookie" in answer.headers) == (403, False)
        assert team.ask("ranking", token).status_code == 200


def test_a_token_is_taken_over_plain_http_from_this_machine_alone(tmp_path):
    with world(tmp_path, SignIn(proxy_secret=SECRET)) as team:
        token = team.token()
        assert team.ask("ranking", token).status_code == 200
        far = team.ask("ranking", token, client="10.0.0.9")
        assert (far.status_code, "plain HTTP" in far.json()["error"]) == (403, True)
        assert team.ask("ranking", token, base="http://10.0.0.1:8501/team/api/").status_code == 403
        assert team.ask("ranking", token, client="10.0.0.9", base="https://h/team/api/").status_code == 200


def test_the_proxy_alone_says_that_it_is_reached_over_tls(tmp_path):
    with world(tmp_path, SignIn(proxy_secret=SECRET)) as team:
        token, proto = team.token(), ("x-forwarded-proto", "https")
        for headers, expected in (
            ([proto], 403), ([proto, ("x-trialmetrics-secret", "another one, as long")], 403),
            ([proto, ("x-trialmetrics-secret", SECRET), ("x-trialmetrics-secret", SECRET)], 403),
            ([("x-forwarded-proto", "http"), proto, ("x-trialmetrics-secret", SECRET)], 403),
            ([("x-forwarded-proto", "http"), ("x-trialmetrics-secret", SECRET)], 403),
            ([proto, ("x-trialmetrics-secret", SECRET)], 200),
        ):  # fmt: skip
            assert team.ask("ranking", token, client="10.0.0.9", headers=headers).status_code == expected, (
                headers
            )


def test_without_sign_in_another_machine_gets_nothing(team):
    assert team.ask("ranking", team.token(), client="10.0.0.9").status_code == 403


def test_what_is_not_there_and_the_wrong_method(team):
    token = team.token()
    for path in ("", "nothing", "ranking/", "../ranking", "ranking/x", "Ranking"):
        assert team.ask(path.replace("..", "%2e%2e"), token).status_code == 404
    for route in ("ranking", "trials", "decisions", "backup"):
        answer = team.ask(route, token, "POST")
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert team.ask("uploads", token).headers["allow"] == "POST"


def test_every_role_has_somebody():
    assert {*NAMES} == {*Role}
