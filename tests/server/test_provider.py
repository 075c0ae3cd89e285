"""Whom the claims of a provider name."""

import pytest

from trialmetrics.errors import UsageError
from trialmetrics.server.sign_in.provider import OpenIDProvider
from trialmetrics.server.sign_in.settings import Provider, SignIn

CLAIMS = {"iss": "https://login.example.org", "sub": "7", "email": " anna@example.org ", "groups": ["buyers"]}


def identity(claims: dict, name_claim: str = "email"):
    provider = Provider("a", "b", "http://localhost/x", "http://localhost/sign-in/callback", name_claim)
    return OpenIDProvider(SignIn(provider))._identity({**CLAIMS, **claims})


@pytest.mark.parametrize("verified", [{}, {"email_verified": True}, {"email_verified": "true"}])
def test_an_address_that_is_verified_or_of_which_nothing_is_said_names_a_person(verified):
    assert identity(verified) == ("anna@example.org", "https://login.example.org 7", ["buyers"])


@pytest.mark.parametrize("verified", [False, "false", "", None, 0, "no", []])
def test_any_other_address_names_nobody(verified):
    with pytest.raises(UsageError, match="not verified your address"):
        identity({"email_verified": verified})
    assert identity({"email_verified": verified, "name": "Anna"}, "name").name == "Anna"
