"""Results from the workspace that all users share, under the filters that this user chose."""

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TypeVar

import pandas as pd
import streamlit as st

from pages._shared import looking_back
from pages._shared.person import person, person_later
from trialmetrics.access import Action
from trialmetrics.analysis.filters import EVERYTHING, Filters
from trialmetrics.analysis.hidden_names import of_filters
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.analysis.sensitivity import Change
from trialmetrics.choices import Choices
from trialmetrics.errors import TrialmetricsError
from trialmetrics.planning import Plan
from trialmetrics.server.shared_workspace import SHARED
from trialmetrics.store import Store
from trialmetrics.workspace import Workspace

__all__ = ["person", "person_later"]

View = TypeVar("View")
# What changes nothing of the trials; the rest is refused in the past, so no page offers it there.
_IN_THE_PAST = frozenset({Action.LOOK, Action.SEE_NAMES, Action.ORIGINALS, Action.PEOPLE})


def present() -> Workspace:
    """The server's open database, with results cached for all users; names and notes included."""
    return SHARED.get()


def workspace() -> Workspace:
    """What this user looks at, without what their role may not see: the database as it is, or as it was known at the moment that
    they chose."""
    moment = looking_back.moment()
    chosen = present() if moment is None else present().as_known(moment)
    return chosen if may(Action.SEE_NAMES) else chosen.without_names()


def store() -> Store:
    """The database itself, for changes and for reads that are not cached."""
    return workspace().store


def may(action: Action) -> bool:
    """Whether whoever looks may do that; no where their session has ended, and no change while they look back."""
    if looking_back.moment() and action not in _IN_THE_PAST:
        return False
    try:
        return action in person().allowed
    except TrialmetricsError:
        return False


def in_person(do: Callable[..., object]) -> Callable[..., None]:
    """`do` for a button: called with its arguments and the person who clicks, under the role that they have then."""

    def do_in_person(*what: object) -> None:
        do(*what, person())

    return do_in_person


def filters() -> Filters:
    """The filters that this user chose."""
    chosen: Filters = st.session_state.get("filters", EVERYTHING)
    return chosen if may(Action.SEE_NAMES) else of_filters(chosen)


def ranking(*, everything: bool = False, weight: tuple[str, float] | None = None) -> Ranking:
    """The ranking under the chosen filters; `everything`: without that of the category.

    `weight` (a criterion and its weight of 100) replaces the policy's.
    """
    chosen = filters().of_trials if everything else filters()
    return workspace().ranking(chosen, weight=weight, shared=True)


def view(
    draw: Callable[..., View],
    ranking: Ranking,
    *parameters: Hashable,
    **named: Hashable,
) -> View:
    """`draw(ranking, ...)`, cached for all readers of this language; see `Workspace.view`."""
    return workspace().view(draw, ranking, *parameters, **named)


def curve() -> pd.DataFrame:
    """The number of candidates shown per verdict at each threshold; see `Ranking.curve`."""
    return workspace().curve(filters())


def weight_changes() -> list[Change]:
    """Per candidate the smallest change of one weight that changes its verdict."""
    return workspace().weight_changes(filters())


def plan(invite: int) -> Plan:
    """The plan under the chosen filters, for `invite` invitations per category."""
    return workspace().plan(filters(), invite)


def choices() -> Choices:
    """The suppliers and filter values of the current trials."""
    return workspace().choices()


def trial_values(kind: str) -> list[str]:
    """The values of `category`, `round`, `tester` or `order_class` in the current trials, sorted."""
    return [*choices().values[kind]]


def has_testers_to_compare() -> bool:
    """Whether trials name two testers or more; also where nobody can tell."""
    try:
        return len(trial_values("tester")) > 1
    except TrialmetricsError:
        return True  # the page itself says what is wrong


def words(supplier_keys: Iterable[str]) -> Mapping[tuple[str, str], str]:
    """(supplier key, trial id) -> the most telling note of the trial, of these suppliers."""
    return workspace().words(supplier_keys)
