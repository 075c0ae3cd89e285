"""Connections of DuckDB and SQLite whose statements are counted, and of which one may fail."""

import sqlite3
from collections.abc import Callable
from typing import Any

import duckdb


class Faults:
    """Counts statements from `arm` on; the one with that number fails, before it does anything."""

    def __init__(self) -> None:
        self._left = 0
        self.struck = ""  # the statement that failed

    def arm(self, number: int) -> None:
        """Let the statement with this number, from 1, fail."""
        self._left, self.struck = number, ""

    def disarm(self) -> None:
        """Let everything work again."""
        self._left = 0

    def pass_by(self, statement: str, error: type[Exception]) -> None:
        """Count a statement, and raise if its turn has come."""
        if self._left:
            self._left -= 1
            if not self._left:
                self.struck = " ".join(statement.split())[:200]
                raise error("the disk is broken")


class Failing:
    """A connection or cursor that is like its own, but for its faults."""

    def __init__(self, own: Any, faults: Faults) -> None:
        vars(self).update(_own=own, _faults=faults)

    def cursor(self) -> "Failing":
        return Failing(self._own.cursor(), self._faults)

    def execute(self, statement: str, *values: Any) -> Any:
        return self._run("execute", statement, *values)

    def executemany(self, statement: str, *values: Any) -> Any:
        return self._run("executemany", statement, *values)

    def backup(self, target: Any) -> None:
        self._own.backup(target._own if isinstance(target, Failing) else target)

    def _run(self, name: str, statement: str, *values: Any) -> Any:
        own = self._own
        error = sqlite3.OperationalError if isinstance(own, sqlite3.Connection) else duckdb.IOException
        self._faults.pass_by(statement, error)
        answer = getattr(own, name)(statement, *values)
        return self if answer is own else answer

    def __enter__(self) -> "Failing":
        self._own.__enter__()
        return self

    def __exit__(self, *error: Any) -> Any:
        return self._own.__exit__(*error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)


def failing(connect: Callable[..., Any], faults: Faults) -> Callable[..., Failing]:
    """`connect`, of which every connection has these faults."""
    return lambda *arguments, **named: Failing(connect(*arguments, **named), faults)
