"""The setting that hides names of testers, and notes, from roles."""

import os

from trialmetrics.access.roles import Role
from trialmetrics.errors import UsageError
from trialmetrics.text.language import _

SETTING = "TRIALMETRICS_HIDE_NAMES_FROM"
NOBODY = "nobody"
_ROLES = (Role.VIEWER, Role.TESTER, Role.LEAD)


def hidden_from() -> frozenset[Role]:
    """The roles that may not see who tested, nor the notes; viewers, unless the setting says otherwise.

    Raises UsageError for a setting that names no role, rather than show what should be hidden.
    """
    words = os.environ.get(SETTING, "").replace(",", " ").casefold().split() or [Role.VIEWER]
    if words == [NOBODY]:
        return frozenset()
    if not {*words} <= {*_ROLES}:
        raise UsageError(
            _("{setting} is {text}; write some of {roles}, or {nobody}.").format(
                setting=SETTING, text=ascii(os.environ[SETTING]), roles=", ".join(_ROLES), nobody=NOBODY
            )
        )
    return frozenset(map(Role, words))
