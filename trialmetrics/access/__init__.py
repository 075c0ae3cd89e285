"""Who is there and who may do what."""

from trialmetrics.access.person import LOCAL, OPERATOR, Person
from trialmetrics.access.roles import Action, Role, require

__all__ = ["LOCAL", "OPERATOR", "Action", "Person", "Role", "require"]
