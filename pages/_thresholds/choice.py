"""The threshold that the reader tries, and for which categories: all that would be saved."""

from dataclasses import replace
from typing import NamedTuple

import streamlit as st

from pages._shared import filters, link, server
from trialmetrics.analysis.ranking import Filters, Ranking, TriedThreshold
from trialmetrics.policy import Policy, folded, overruled
from trialmetrics.text import number_text
from trialmetrics.text.language import _
from trialmetrics.text.lists import listed
from trialmetrics.text.plain_text import plain

ALL = ""  # the choice of all categories; no category has an empty name
SCOPE = "save for"  # key of the selection of categories
SLIDER = "threshold"  # key of the slider, and the parameter of the link
FOR = "for"  # parameter of the link
LOOKED_AT = "category looked at"
AT_REST = "threshold at rest"


class Choice(NamedTuple):
    """A threshold `value` for one `category` or for ALL.

    `keeping`: the categories that keep their own threshold, with it. `asked`: the key of the checkbox that asks whether they
    should; None where nobody is asked. `moved`: whether this differs from the policy in force.
    """

    value: int
    category: str
    keeping: list[tuple[str, float]]
    asked: str | None
    moved: bool

    @property
    def tried(self) -> TriedThreshold | None:
        """The threshold to work out verdicts with; None: those in force."""
        if not self.moved:
            return None
        everywhere = self.category == ALL and not self.keeping
        return TriedThreshold(float(self.value), self.category or None, everywhere=everywhere)

    def candidates(self, chosen: Filters) -> Filters | None:
        """These filters, with the categories whose threshold is chosen here; None where that leaves none."""
        if self.category != ALL:
            return replace(chosen, categories=(self.category,))
        if not self.keeping:
            return chosen
        own = {folded(name) for name, _value in self.keeping}
        categories = chosen.categories or server.trial_values("category")
        left = tuple(name for name in categories if folded(name) not in own)
        return replace(chosen, categories=left) if left else None


def draw(current: Ranking) -> Choice:
    """Draw the selection of categories and the slider. `current`: the ranking by the policy in force."""
    policy, categories = current.policy, _categories(current)
    _follow_filter(categories)
    _follow_link(categories)
    left, right = st.columns([1, 2], gap="medium")
    category = left.selectbox(
        _("For"), [ALL, *categories], format_func=_scope, key=SCOPE, persist_state="session"
    )
    link.write(FOR, [category] if category != ALL else [])
    link.show_notes([FOR])
    at_rest = round(policy.threshold.default if category == ALL else policy.threshold_of(category))
    _stay_at_rest(at_rest)
    value = right.slider(
        _("Do not invite below a score of"), 0, 100, at_rest, key=SLIDER, bind="query-params", persist_state="session"
    )  # fmt: skip
    keeping, asked = _ask_for_others(policy, value, category)
    overrules = asked is not None and not keeping
    return Choice(value, category, keeping, asked, moved=value != at_rest or overrules)


def _follow_filter(categories: list[str]) -> None:
    """Preselect the one category of the filter, until the user chooses another, or the one chosen is gone."""
    state, filtered = st.session_state, filters.active().categories
    looked_at = folded(filtered[0]) if len(filtered) == 1 else ALL
    if state.get(LOOKED_AT) != looked_at or state.get(SCOPE, ALL) not in (ALL, *categories):
        state[LOOKED_AT] = looked_at
        state[SCOPE] = next((name for name in categories if folded(name) == looked_at), ALL)


def _stay_at_rest(at_rest: int) -> None:
    """A slider that nobody moved follows the policy: another category's threshold, or that of a version saved meanwhile."""
    state = st.session_state
    before = state.get(AT_REST, at_rest)
    if before != at_rest and state.get(SLIDER) == before:
        state[SLIDER] = at_rest
    state[AT_REST] = at_rest


def _follow_link(categories: list[str]) -> None:
    """Preselect the category that a link asks for."""
    spelled = {folded(name): name for name in categories}
    link.read(
        FOR, lambda text: spelled.get(folded(text)),
        lambda text: _("The link has a threshold for the category '{value}', which does not exist; it is shown for all.").format(
            value=text
        ),
        bound=False,
    )  # fmt: skip
    if category := st.session_state.pop(FOR, None):
        st.session_state[SCOPE] = category


def _categories(current: Ranking) -> list[str]:
    """Every category that has trials or a threshold of its own, each once however it is spelled, by name."""
    names = [
        *server.trial_values("category"),
        *current.judged["category"].unique(),
        *current.policy.threshold.by_category,
    ]
    return sorted({folded(name): name for name in reversed(names)}.values(), key=str.casefold)


def _scope(category: str) -> str:
    # Labels must differ even where a category is named "all categories".
    return _("all categories") if category == ALL else _("{category} only").format(category=category)


def _ask_for_others(policy: Policy, value: int, category: str) -> tuple[list[tuple[str, float]], str | None]:
    """Name the categories' own thresholds that this choice meets. Returns those that stay, and the key of the checkbox that asks
    whether they should, None where none is needed."""
    own = overruled(policy, value, category or None)
    if not own:
        return [], None
    named = plain(in_words(own))
    if category != ALL:
        st.caption(_("This replaces its own threshold: {listed}.").format(listed=named))
        return [], None
    # The key contains these thresholds: when one changes, the user is asked again.
    key = f"save everywhere {own}"
    if st.checkbox(_("Also for those that have their own: {listed}").format(listed=named), key=key):
        return [], key
    st.caption(_("Unless you tick this, they keep their own and are not counted here."))
    return own, key


def in_words(own: list[tuple[str, float]]) -> str:
    """Categories with their own thresholds: "Paper 40 and Printing 55"."""
    return listed(f"{name} {number_text.score(value)}" for name, value in own)
