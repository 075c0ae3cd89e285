"""A person as the rest of the package sees one."""

from dataclasses import dataclass, field

from trialmetrics.access.hidden_names import hidden_from
from trialmetrics.access.roles import MATRIX, OF_EVENTS, Action, Role
from trialmetrics.cluster.settings import elsewhere

# Parts of the record, so the same in every language: after a name that was only claimed; where nobody gave a name.
UNVERIFIED = " (not verified)"
NOBODY = "team"


@dataclass(frozen=True)
class Person:
    """Somebody with a role. `name`: empty where nobody gave one; `verified`: signed in, rather than a name that was only claimed;
    `withheld`: what the role may do and this person may not, as their token only reads, or nobody signs in."""

    name: str
    role: Role
    verified: bool = False
    withheld: frozenset[Action] = field(default_factory=frozenset)

    @property
    def allowed(self) -> frozenset[Action]:
        """What this person may do."""
        hidden = {Action.SEE_NAMES} if self.role in hidden_from() else set()
        return MATRIX[self.role] - self.withheld - hidden - (OF_EVENTS if elsewhere() else set())

    @property
    def recorded(self) -> str:
        """What stands in the record beside what this person does."""
        if not self.name:
            return NOBODY
        return self.name if self.verified else self.name + UNVERIFIED


def name_of(recorded: str) -> str:
    """The name in the record; empty where nobody gave one."""
    return "" if recorded == NOBODY else recorded.removesuffix(UNVERIFIED)


# Who holds the file: the command line and programs. Redaction, retention and restoring are theirs, too.
OPERATOR = Person("operator", Role.ADMIN, verified=True)
# Everybody, while nobody signs in; redaction and retention need the command line then.
LOCAL = Person("", Role.LEAD, withheld=frozenset({Action.REDACT}))
