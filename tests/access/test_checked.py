"""Every call that takes a person asks what that person may, and every call that writes takes one; later ones, too."""

import ast
import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import MagicMock

import pytest

import trialmetrics
from tests.conftest import ROOT
from trialmetrics.access import Action, Person, Role
from trialmetrics.errors import NotAllowed, UsageError

NOBODY = Person("nobody", Role.ADMIN, verified=True, withheld=frozenset(Action))
ELSEWHERE = (
    "trialmetrics.server",
    "trialmetrics.commands",
    "trialmetrics.__main__",
)  # they find out who somebody is
# Takes a person, and does not check by itself -> why not.
UNCHECKED = {
    "access.roles.require": "is the check",
    "access.file.record": "notes a change that its caller has checked",
    "access.tokens.Tokens.make": "everybody has tokens of their own",
    "access.tokens.Tokens.can_have": "everybody asks about themselves",
    "access.tokens.Tokens.all": "everybody sees their own",
    "store.past.PastStore": "refuses whatever it is",
    "store.upload_rights.require_change": "is part of the check",
    "store.upload_rights.needed": "is part of the check",
    "store.upload_rights.needing_lead": "is part of the check",
}
# Writes without a person -> why.
OF_NOBODY = {
    "store/person_changes.py copy": "copies what somebody did, with who did it",
    "access/sessions.py begin": "is how somebody becomes a person",
    "access/sessions.py touch": "of the person of the session",
    "access/sessions.py end": "of the person of the session",
}


def takes_person(function: object) -> bool:
    try:
        parameters = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
    except (TypeError, ValueError):
        return False
    return any(each.annotation in (Person, "Person") for each in parameters)


def public(module: object) -> Iterator[tuple[str, object]]:
    """The functions of a module, and the methods of its classes, each with its name."""
    for name, found in vars(module).items():
        if name.startswith("_") or getattr(found, "__module__", "") != module.__name__:  # type: ignore[attr-defined]
            continue
        if inspect.isfunction(found):
            yield name, found
        elif inspect.isclass(found):
            yield from (
                (f"{name}.{each}", method)
                for each, method in vars(found).items()
                if inspect.isfunction(method) and not each.startswith("_")
            )


def calls() -> dict[str, object]:
    found = {}
    for module in pkgutil.walk_packages(trialmetrics.__path__, "trialmetrics."):
        if not module.name.startswith(ELSEWHERE):
            for name, function in public(importlib.import_module(module.name)):
                if takes_person(function):
                    found[f"{module.name}.{name}".removeprefix("trialmetrics.")] = function
    return found


CALLS = calls()


@pytest.mark.parametrize("name", sorted({*CALLS} - {*UNCHECKED}))
def test_who_may_do_nothing_is_refused_before_anything_happens(name):
    function = CALLS[name]
    given = {
        each.name: NOBODY if each.annotation in (Person, "Person") else MagicMock()
        for each in inspect.signature(function).parameters.values()
    }
    if "self" in given:
        *_module, kind, _method = name.split(".")
        owner = function.__globals__[kind]
        # Its own methods are real, all that they use is not.
        hollow = type(
            kind, (owner,), {"__init__": lambda _self: None, "__getattr__": lambda _self, _name: MagicMock()}
        )
        given["self"] = hollow()
    with pytest.raises(NotAllowed):
        function(**given)


def test_the_calls_are_found_and_the_exceptions_are_some_of_them():
    assert {
        "store.uploads.Uploads.add",
        "store.store.Store.backup",
        "access.people.People.remove",
        "excuse.excuse",
    } <= {*CALLS}
    assert {*UNCHECKED} <= {*CALLS, "store.past.PastStore"}
    assert len(CALLS) > 25


def writers() -> Iterator[tuple[str, ast.FunctionDef]]:
    """Each function that opens a transaction to write, with its file."""
    for folder in ("store", "access"):
        for path in sorted(Path(ROOT, "trialmetrics", folder).glob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and any(map(opens, ast.walk(node))):
                    yield f"{folder}/{path.name} {node.name}", node


def opens(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in ("transaction", "rewrite_file")
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr in ("_writer", "_file")
    )


def test_whatever_writes_does_it_for_a_person():
    found = dict(writers())
    assert len(found) > 12
    without = {
        name
        for name, node in found.items()
        if not any(each.arg == "person" for each in [*node.args.args, *node.args.kwonlyargs])
    }
    assert without == {*OF_NOBODY}


def test_the_past_refuses_every_change(store):
    from trialmetrics.store import past

    with past.as_known(store, past.datetime.now(past.UTC)) as then, pytest.raises(UsageError):
        then.uploads.originals.delete("0" * 64, NOBODY)
