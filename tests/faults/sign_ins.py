"""Let people in and out over and over, and say after each deed how many there were: `python -m tests.faults.sign_ins`."""

import itertools
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from tests.people import by
from trialmetrics.access import OPERATOR, Role
from trialmetrics.access.store import AccessStore


class Count(NamedTuple):
    """How many rows each table has."""

    people: int = 0
    session: int = 0
    token: int = 0
    change: int = 0


def counted(access: AccessStore) -> Count:
    """What is in the file."""
    return Count(*(access._file.rows(f"select count(*) from {table}")[0][0] for table in Count._fields))


def deeds(access: AccessStore) -> Iterator[tuple[Callable[[], object], Count]]:
    """Somebody is added, signs in, makes a token, and is removed or signs out; each with what there is after it, without end."""
    now = Count()
    for number in itertools.count():
        name, tokens = f"N{number}", []
        for deed, change in (
            (lambda name=name: access.people.add(name, Role.ADMIN, OPERATOR), Count(people=1, change=1)),
            (lambda name=name, tokens=tokens: tokens.append(access.sessions.begin(name)), Count(session=1)),
            (lambda name=name: access.tokens.make("mine", by(name)), Count(token=1, change=1)),
            (lambda name=name: access.people.remove(name, OPERATOR), Count(-1, -1, -1, 1))
            if number % 2
            else (lambda number=number: access.tokens.withdraw(number + 1, OPERATOR), Count(token=-1, change=1)),
        ):  # fmt: skip
            now = Count(*map(sum, zip(now, change, strict=True)))
            yield deed, now


def main(file: str) -> None:
    """Without end: somebody kills it."""
    access = AccessStore(Path(file))
    print("ready", flush=True)
    for number, (deed, _now) in enumerate(deeds(access)):
        deed()
        print(number + 1, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
