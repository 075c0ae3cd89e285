"""The documents that the routes give to read, the same as those of the command line."""

import argparse
from collections.abc import Callable
from typing import Any

from trialmetrics.access import Action, Person, require
from trialmetrics.analysis import hidden_names
from trialmetrics.scripting import reporting
from trialmetrics.scripting.reporting import Note
from trialmetrics.workspace import Workspace

Read = Callable[[Workspace, Person, argparse.Namespace, Note], dict[str, Any]]


def trials(workspace: Workspace, person: Person, options: argparse.Namespace, note: Note) -> dict[str, Any]:
    """The document of `trials --json`."""
    from trialmetrics.export import documents

    return documents.trials_document(_ranking(workspace, person, options, note))


def ranking(workspace: Workspace, person: Person, options: argparse.Namespace, note: Note) -> dict[str, Any]:
    """The document of `rank --json`."""
    from trialmetrics.export import documents

    found = _ranking(workspace, person, options, note)
    for sentence in reporting.notes_of(found):
        note(sentence)
    return documents.rank_document(found)


def decisions(
    workspace: Workspace, person: Person, _options: argparse.Namespace, _note: Note
) -> dict[str, Any]:
    """The document of `decisions --json`."""
    from trialmetrics.export import documents

    require(person, Action.LOOK)
    made = workspace.store.decisions
    document = documents.decisions_document(made.all(), made.objections(), made.basis)
    return document if Action.SEE_NAMES in person.allowed else hidden_names.of_decisions(document)


def _ranking(workspace: Workspace, person: Person, options: argparse.Namespace, note: Note) -> Any:
    require(person, Action.LOOK)
    if vars(options).get("tester"):
        require(person, Action.SEE_NAMES)
    present = workspace
    # Without the lost trials a ranking may reject a supplier that they would have kept.
    if lost := present.store.history_finding():
        note(lost)
    if options.known_at:
        workspace = present.as_known(options.known_at)
        reporting.note_past(workspace.store, present.store, options.known_at, note)
    if Action.SEE_NAMES not in person.allowed:
        workspace = workspace.without_names()
    return reporting.ranking(workspace, options, note)
