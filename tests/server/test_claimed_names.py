"""The cookie that remembers a name: set once per token, by nobody else, and forgotten with an empty name."""

from trialmetrics.server import claimed_names


def test_names_go_through_a_cookie_once():
    token = claimed_names.token("Zoë; van 't Hek")
    answer = claimed_names.remember(Asked(token))
    cookie = answer.headers["set-cookie"]
    assert answer.status_code == 204
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    value = cookie.split(";")[0].removeprefix(f"{claimed_names.COOKIE}=")
    assert claimed_names.from_cookies({claimed_names.COOKIE: value}) == "Zoë; van 't Hek"
    assert claimed_names.from_cookies({}) == ""
    assert claimed_names.remember(Asked(token)).status_code == 404  # a link cannot give it to somebody else
    assert claimed_names.remember(Asked("guessed")).status_code == 404


def test_no_name_forgets_it():
    cookie = claimed_names.remember(Asked(claimed_names.token(""))).headers["set-cookie"]
    assert "Max-Age=0" in cookie


class Asked:
    """A request for a token."""

    def __init__(self, token):
        self.path_params = {"token": token}
