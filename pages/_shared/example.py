"""The shipped example: loads it, and marks pages that show it."""

import hashlib
from functools import cache
from pathlib import Path

import streamlit as st

from pages._shared import server
from pages._shared.widgets import action_button
from trialmetrics import intake, temporary_files
from trialmetrics.access import Action, require
from trialmetrics.store import Store
from trialmetrics.text.language import _

EXAMPLE = Path(__file__).resolve().parents[2] / "data" / "example-log.csv"


def load(store: Store) -> None:
    """Store the example as an upload."""
    person = server.person()
    require(person, Action.EXAMPLE)
    with temporary_files.folder() as folder:
        reading = intake.read(EXAMPLE, Path(folder), zone=store.policies.zone())
        store.uploads.add([reading.require_batch()], person)


def strip() -> None:
    """Mark a page whose figures rest on the example, with a button that removes it; nothing without the example."""
    uploads = server.workspace().read(_active)
    if not uploads:
        return
    with st.container(horizontal=True, vertical_alignment="center", key="example strip"):
        alone = server.workspace().read(_is_alone)
        st.markdown(
            _("Invented example data are loaded.")
            if alone
            else _(
                "Invented example data are loaded, and move the scores of your own suppliers: remove them before you decide."
            ),
            width="content",
        )
        if server.may(Action.EXAMPLE):
            action_button(
                _("Remove them"), _remove, server.store(), uploads, key="remove example", type="tertiary"
            )


def _active(store: Store) -> list[int]:
    """The active uploads of the example."""
    uploads = store.uploads.all()
    return uploads.loc[uploads["active"] & (uploads["sha256"] == _hash()), "upload_id"].tolist()


def _is_alone(store: Store) -> bool:
    """Whether nothing but the example is active."""
    uploads = store.uploads.all()
    return bool((uploads.loc[uploads["active"], "sha256"] == _hash()).all())


def _remove(store: Store, uploads: list[int]) -> None:
    require(server.person(), Action.EXAMPLE)
    for upload_id in uploads:
        store.uploads.undo(upload_id, server.person())


@cache
def _hash() -> str:
    return hashlib.sha256(EXAMPLE.read_bytes()).hexdigest()
