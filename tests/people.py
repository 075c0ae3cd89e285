"""Persons for tests that are about something else."""

from trialmetrics.access import Person, Role


def by(name: str = "tester", role: Role = Role.ADMIN) -> Person:
    """Somebody who signed in under this name; an admin unless the test is about roles."""
    return Person(name, role, verified=True)
