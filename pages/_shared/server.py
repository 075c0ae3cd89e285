"""The state of the server that all readers share, and what this reader looks at in it: the chosen filters."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from trialmetrics.analysis.filters import EVERYTHING, Filters
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.analysis.sensitivity import Change
from trialmetrics.choices import Choices
from trialmetrics.planning import Plan
from trialmetrics.store import Store
from trialmetrics.workspace import Workspace


@st.cache_resource(show_spinner=False)
def workspace() -> Workspace:
    """The one open database of this server, with the figures that are kept for all readers."""
    return Workspace(Store.open())


def store() -> Store:
    """The database itself: for what changes it, and for what is not kept."""
    return workspace().store


def user() -> str:
    """Who does it; everybody is the team until people sign in."""
    return "team"


def filters() -> Filters:
    """What this reader chose."""
    chosen: Filters = st.session_state.get("filters", EVERYTHING)
    return chosen


def ranking(
    threshold: float | None = None, *, everything: bool = False, weight: tuple[str, float] | None = None
) -> Ranking:
    """The ranking under the chosen filters (`everything`: without the category).

    `weight`: a criterion and what it counts of 100 instead of what it does by the policy.
    """
    chosen = filters().of_trials if everything else filters()
    return workspace().ranking(chosen, threshold=threshold, weight=weight)


def curve() -> pd.DataFrame:
    """How many of the candidates shown get which verdict at each threshold."""
    return workspace().curve(filters())


def weight_changes(threshold: float | None) -> list[Change]:
    """The smallest change of one weight that changes each verdict."""
    return workspace().weight_changes(filters(), threshold)


def plan(invite: int) -> Plan:
    """The plan under the chosen filters, for so many invitations per category."""
    return workspace().plan(filters(), invite)


def choices() -> Choices:
    """What there is to choose from now."""
    return workspace().choices()


def trial_values(kind: str) -> list[str]:
    """The values that trials have in the end, of `category`, `round`, `tester` or `order_class`, sorted."""
    return [*choices().values[kind]]


def words() -> Mapping[tuple[str, str], str]:
    """The most telling words of every trial, by supplier key and trial id."""
    return workspace().words()
