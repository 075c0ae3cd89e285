"""Names are hidden from viewers, or from the roles that a setting names; a setting that names none of them is refused."""

import pytest

from trialmetrics.access import OPERATOR, Action, Person, Role
from trialmetrics.access.hidden_names import SETTING
from trialmetrics.errors import UsageError


@pytest.mark.parametrize(
    ("setting", "hidden"),
    [
        (None, {Role.VIEWER}), ("", {Role.VIEWER}), ("nobody", set()), ("Viewer, tester", {Role.VIEWER, Role.TESTER}),
        ("lead viewer", {Role.VIEWER, Role.LEAD}),
    ],
)  # fmt: skip
def test_from_whom_names_are_hidden(monkeypatch, setting, hidden):
    if setting is None:
        monkeypatch.delenv(SETTING, raising=False)
    else:
        monkeypatch.setenv(SETTING, setting)
    assert {role for role in Role if Action.SEE_NAMES not in Person("x", role).allowed} == hidden


@pytest.mark.parametrize("setting", ["viewers", "viewer nobody", "admin"])
def test_a_setting_that_is_misspelt_hides_rather_than_shows(monkeypatch, setting):
    monkeypatch.setenv(SETTING, setting)
    with pytest.raises(UsageError, match=SETTING):
        _ = OPERATOR.allowed
