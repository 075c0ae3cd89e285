"""What configures sign-in, and what is refused with a sentence."""

import http.cookies
import re

import pytest

from tests.conftest import ROOT
from trialmetrics.access import Role
from trialmetrics.errors import UsageError
from trialmetrics.server.sign_in.requests import below, cookie, own_address, with_plain_cookies
from trialmetrics.server.sign_in.settings import PROXY_SECRET, read

AUTH = {
    "client_id": "a", "client_secret": "b", "server_metadata_url": "http://localhost/x",
    "redirect_uri": "https://trials.example.org/team/sign-in/callback",
}  # fmt: skip


def test_nobody_signs_in_by_default():
    assert read({}, {}) is None
    assert read({PROXY_SECRET: ""}, {"other": {}}) is None


def test_a_provider_and_where_browsers_see_the_dashboard():
    found = read({}, {"auth": AUTH})
    assert (found.provider.public_path, found.provider.over_tls, found.proxy_secret) == ("/team", True, "")
    assert "b" not in repr(found.provider).split("client_secret")[0][-1:]
    assert "client_secret" not in repr(found)


def test_a_proxy_needs_no_provider_and_gives_roles_by_groups():
    found = read({PROXY_SECRET: "0123456789abcdef"}, {"auth": {"roles": {"all": "viewer", "buyers": "lead"}}})
    assert found.provider is None
    assert found.role_of(["all", "buyers", "x"]) == Role.LEAD
    assert found.role_of(["all"]) == Role.VIEWER
    assert found.role_of(["x", ""]) is None
    assert "0123456789abcdef" not in repr(found)


@pytest.mark.parametrize(
    ("environment", "auth", "sentence"),
    [
        ({PROXY_SECRET: "short"}, {}, "too short"), ({}, {"client_id": "a"}, "lacks client_secret, server_metadata_url"),
        ({}, {"roles": {"a": "lead"}}, "lacks client_id"), ({}, {**AUTH, "roles": {"a": "boss"}}, "'boss' is not a valid Role"),
        ({}, {**AUTH, "redirect_uri": "https://trials.example.org/"}, "redirect_uri"),
        ({}, {**AUTH, "redirect_uri": "/sign-in/callback"}, "redirect_uri"),
    ],
)  # fmt: skip
def test_wrong_settings_are_a_sentence(environment, auth, sentence):
    with pytest.raises(UsageError, match=sentence):
        read(environment, {"auth": auth})


@pytest.mark.parametrize(
    "address", ["", "ranking", "supplier?supplier=A%26B&x=//evil.test", "media/a.csv", "?category=Paint"]
)
def test_an_address_of_ours_leads_back(address):
    assert own_address(address) == address


@pytest.mark.parametrize(
    "address",
    ["/", "//evil.test", "/evil.test", "\\evil.test", "https://evil.test", "https:evil.test", "javascript:alert(1)", "..", "../x",
     "a/../b", "a//b", "a\nb", "a\x00", "é", "a#b", "a\"b", "a" * 2001],
)  # fmt: skip
def test_an_address_of_others_does_not(address):
    assert own_address(address) == ""


def test_paths_below_the_base_path():
    assert [below(path, "/team") for path in ("/team", "/team/", "/team/a/b", "/teams", "/", "/a/team/x")] == [
        "", "", "a/b", None, None, None,
    ]  # fmt: skip
    assert [below(path, "") for path in ("/", "/a/b")] == ["", "a/b"]


def test_a_cookie_that_is_there_twice_with_two_values_is_none():
    def of(*headers: str) -> str | None:
        return cookie({"headers": [(b"cookie", each.encode()) for each in headers]}, "s")

    assert of("s=1") == of("a=b; s=1; c") == of("s=1; s=1") == of("a=b", "s=1") == "1"
    assert of() is of("ss=1") is of("s=1; s=2") is of("s=1", "s=2") is None


@pytest.mark.parametrize(
    "long", ["\\" * 60_000, 'a="' + "\\" * 60_000 + '"', 'a="' + "\\a" * 30_000, "=" * 60_000]
)
def test_a_cookie_is_read_beside_any_other_in_one_go(monkeypatch, long):
    """Python's own reading of cookies takes the square of the time for backslashes, and everybody waits meanwhile."""

    def refused(*_all: object, **_named: object) -> None:
        raise AssertionError("Python reads cookies")

    monkeypatch.setattr(http.cookies.BaseCookie, "load", refused)
    monkeypatch.setattr(http.cookies, "_unquote", refused)
    for header in (f"{long}; s=1", f"s=1;{long}", f"a=b; s=1; {long}"):
        scope = {"headers": [(b"Cookie", header.encode()), (b"x", b"\\")]}
        assert cookie(scope, "s") == "1"
        assert cookie(with_plain_cookies(scope), "s") == "1"
    assert cookie({"headers": [(b"cookie", b"s=a=b")]}, "s") == "a=b"


def test_nobody_reads_cookies_as_python_does():
    for folder in ("trialmetrics", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            assert not re.search(r"SimpleCookie|http.cookies|request\.cookies", path.read_text()), path


def test_cookies_with_backslashes_are_not_handed_on():
    scope = with_plain_cookies(
        {"headers": [(b"cookie", b'a="\\101"; s=1;b=\\'), (b"x", b"\\"), (b"Cookie", b"c=2")]}
    )
    assert scope["headers"] == [(b"cookie", b" s=1"), (b"x", b"\\"), (b"Cookie", b"c=2")]
