"""The section on order sizes: offers a rule for which orders are large, or takes the one in force back."""

from collections.abc import Callable

import streamlit as st

from pages._shared import heading, server, widgets
from trialmetrics.access import Action
from trialmetrics.analysis.filters import EVERYTHING
from trialmetrics.analysis.order_sizes import SizeGap, size_gaps
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.policy import Policy
from trialmetrics.text import number_text, order_size_text
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain


def section(current: Ranking, save: Callable[[int, Policy, str], None]) -> None:
    """Draw the section; nothing where there is no rule and nothing to offer.

    `current`: the ranking by the policy in force. `save(seen, changed, reason)` puts another policy in force,
    unless another version than `seen` is by now.
    """
    policy, gaps = current.policy, server.view(_gaps, current)
    if not policy.large_from and not (gaps and server.may(Action.POLICY)):
        return
    heading.section(_("Small and large orders"))
    may = server.may(Action.POLICY)
    if policy.large_from:
        st.write(order_size_text.rule(policy))
    if policy.large_from and may:
        widgets.action_button(
            _("Take this rule back"), save, policy.version, policy.with_large_from({}),
            _("Only the logs say which orders are large."), key="no large from",
        )  # fmt: skip
    for gap in gaps if may else []:
        amount = number_text.amount(gap.currency, gap.limit)
        st.write(plain(order_size_text.offer(gap)))
        widgets.action_button(
            _("Count orders from {amount} on as large").format(amount=amount), save, policy.version,
            policy.with_large_from({**policy.large_from, gap.currency: gap.limit}), order_size_text.offer(gap),
            key=f"large from {gap.currency}",
        )  # fmt: skip
    st.caption(
        _(
            "Small orders judge a supplier. Large ones stand beside them, and judge where no small one has ended."
        )
    )


def _gaps(current: Ranking) -> list[SizeGap]:
    """The gaps to offer; none while a filter leaves trials out, whose logs may say which orders are large."""
    return (
        size_gaps(current.measures.trials, current.policy) if current.filters.of_trials == EVERYTHING else []
    )
