"""The roles and what each may do, as one matrix. What is not in it is denied."""

from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING

from trialmetrics.cluster.settings import elsewhere, events_elsewhere
from trialmetrics.errors import NotAllowed
from trialmetrics.text.language import _

if TYPE_CHECKING:
    from trialmetrics.access.person import Person


class Role(StrEnum):
    """What a person is here, from the least allowed to the most."""

    VIEWER = "viewer"
    TESTER = "tester"
    LEAD = "lead"
    ADMIN = "admin"


class Action(StrEnum):
    """Everything that a role may be denied."""

    LOOK = "look"  # filter, and export what one sees, too
    SEE_NAMES = "see_names"  # of testers, and notes
    UPLOAD = "upload"
    UNDO_OWN = "undo_own"
    UNDO_OTHERS = "undo_others"  # replacing another's upload is undoing it
    MERGE_NAMES = "merge_names"
    VOID_OTHERS = "void_others"  # also burn, or replace another person's trial
    EXAMPLE = "example"
    ORIGINALS = "originals"
    POLICY = "policy"
    DECIDE = "decide"
    REDACT = "redact"
    BACKUP = "backup"
    RESTORE = "restore"
    REFRESH = "refresh"
    PEOPLE = "people"  # roles, and tokens of others
    BACKUP_PEOPLE = "backup_people"
    RETENTION = "retention"


_VIEWER = frozenset({Action.LOOK, Action.SEE_NAMES})  # names, unless `hidden_names` takes them away
_TESTER = _VIEWER | {Action.UPLOAD, Action.UNDO_OWN, Action.ORIGINALS}
_LEAD = _TESTER | {
    Action.UNDO_OTHERS, Action.MERGE_NAMES, Action.VOID_OTHERS, Action.EXAMPLE, Action.POLICY, Action.DECIDE, Action.REDACT,
    Action.BACKUP,
}  # fmt: skip
_ADMIN = _LEAD | {
    Action.RESTORE, Action.REFRESH, Action.PEOPLE, Action.BACKUP_PEOPLE, Action.RETENTION,
}  # fmt: skip
MATRIX: dict[Role, frozenset[Action]] = {
    Role.VIEWER: _VIEWER,
    Role.TESTER: _TESTER,
    Role.LEAD: _LEAD,
    Role.ADMIN: _ADMIN,
}


# What changes or hands out events, of which none are here where they are on a cluster.
OF_EVENTS = frozenset(
    {Action.UPLOAD, Action.UNDO_OWN, Action.UNDO_OTHERS, Action.VOID_OTHERS, Action.EXAMPLE, Action.ORIGINALS, Action.REDACT,
     Action.RETENTION}
)  # fmt: skip


def require(person: "Person", action: Action) -> None:
    """Raises NotAllowed where this person may not do that."""
    if action in person.allowed:
        return
    if action in OF_EVENTS and elsewhere():
        raise NotAllowed(events_elsewhere())
    if not person.verified:
        raise NotAllowed(_("Without sign-in this is done on the command line."))
    if action in person.withheld:
        raise NotAllowed(_("This token only reads; make one that may change things."))
    from trialmetrics.text import terms  # needed by nobody but who is refused

    with_each_role = (replace(person, role=role, withheld=frozenset()) for role in Role)
    role = next((each.role for each in with_each_role if action in each.allowed), Role.ADMIN)
    raise NotAllowed(
        _("{person} may not {action}; that takes the role of {role}.").format(
            person=person.name, action=terms.action_words(action), role=terms.role_words(role)
        )
    )
