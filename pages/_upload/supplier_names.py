"""Upload: merge supplier names or keep them apart: similar pairs, earlier decisions, any two names."""

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from pages._shared import heading, server, widgets
from trialmetrics.access import Action
from trialmetrics.records import records
from trialmetrics.store import Store
from trialmetrics.text import date_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain

MAX_SHOWN = 8
DECIDED = "names were decided on"  # by this person, in this session


def section() -> None:
    """Names that may be one supplier, and what was just decided; without any, only a form for two names behind a click.

    Nothing for who may not decide on names.
    """
    if not server.may(Action.MERGE_NAMES):
        return
    seen = server.workspace().read(_newest_change)
    names = server.workspace().read(_names)
    decisions = server.workspace().read(_decisions)
    if len(names) < 2 and decisions.empty:
        return
    proposed = server.workspace().read(_similar_pairs)
    earlier = records(decisions)
    if not proposed.empty or st.session_state.get(DECIDED):
        heading.section(_("One supplier or two?"))
        _explain()
        _proposals(proposed, seen)
        if st.session_state.get(DECIDED):
            for row in earlier[:1]:
                _decision(row, seen)
            earlier = earlier[1:]
    with st.expander(_("Merge two names yourself, or keep them apart")):
        _two_names_form(names, seen)
        for row in earlier:
            _decision(row, seen)


def _explain() -> None:
    widgets.explain(
        _("A supplier that is written in two ways counts as two until somebody says here that it is one."),
        _("Names are compared without B.V., GmbH and the like, without accents, spaces and punctuation; what is nearly the same "
          "is asked about. Once you say that two names are one supplier, every figure is as if they always had been, and the "
          "name that was uploaded first is shown. Take it back, and every figure is as before. A trial number that both "
          "names have is one trial, unless a request is noted under both: then it stays two trials, with the name in "
          "brackets."),
    )  # fmt: skip


def _newest_change(store: Store) -> int:
    return store.newest_change()


def _names(store: Store) -> list[str]:
    return store.names.all()


def _decisions(store: Store) -> pd.DataFrame:
    """The decisions that hold, newest first."""
    decisions = store.names.decisions()
    return decisions[decisions["active"] & (decisions["decision"] != "open")]


def _similar_pairs(store: Store) -> pd.DataFrame:
    return store.names.similar_pairs()


def _proposals(proposed: pd.DataFrame, seen: int) -> None:
    if proposed.empty:
        st.write(_("No other names look alike."))
    for row in records(proposed.head(MAX_SHOWN)):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.write(
                _("{one} ({one_trials}) and {other} ({other_trials}) look alike.").format(
                    one=_bold(row["one"]),
                    other=_bold(row["other"]),
                    one_trials=_trials(row["one_trials"]),
                    other_trials=_trials(row["other_trials"]),
                )
            )
            _buttons(row["one"], row["other"], f"{row['one']}-{row['other']}", seen)
    if len(proposed) > MAX_SHOWN:
        st.caption(_("There are more; they come up as you answer these."))


def _two_names_form(names: list[str], seen: int) -> None:
    left, right, button_column = st.columns([3, 3, 4], vertical_alignment="bottom")
    one = left.selectbox(_("One name"), names, index=None, key="one name", placeholder=_("choose a name"))
    other = right.selectbox(
        _("The other name"), names, index=None, key="other name", placeholder=_("choose a name")
    )
    with button_column.container(horizontal=True):
        _buttons(one, other, "any", seen)


def _decision(row: dict, seen: int) -> None:
    sentences = {
        "one": _("{one} and {other} are one supplier ({who}, {when})."),
        "two": _("{one} and {other} are two suppliers ({who}, {when})."),
    }
    with st.container(horizontal=True, vertical_alignment="center"):
        st.write(
            sentences[row["decision"]].format(
                one=_bold(row["one"]),
                other=_bold(row["other"]),
                who=plain(row["decided_by"]),
                when=date_text.moment(row["decided_at"]),
            )
        )
        widgets.action_button(
            _("Take back"), server.in_person(partial(server.store().names.unlink, seen=seen)), row["one"], row["other"],
            key=f"take back-{row['one']}-{row['other']}",
        )  # fmt: skip


def _buttons(one: str | None, other: str | None, key: str, seen: int) -> None:
    store = server.store()
    unclear = not one or not other or one == other
    decisions = {
        "one supplier": (_("One supplier"), store.names.merge),
        "two suppliers": (_("Two suppliers"), store.names.keep_apart),
    }
    for name, (label, decide) in decisions.items():
        widgets.action_button(
            label,
            _decide,
            partial(decide, seen=seen),
            one,
            other,
            key=f"{name}-{key}",
            disabled=unclear,
        )


def _decide(decide: Callable[..., object], *what: object) -> None:
    decide(*what, server.person())
    st.session_state[DECIDED] = True


def _trials(count: int) -> str:
    return ngettext("{n} trial", "{n} trials", count).format(n=count)


def _bold(name: str) -> str:
    return f"**{plain(name)}**"
