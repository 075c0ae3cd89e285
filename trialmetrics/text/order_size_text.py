"""Texts on which orders are small and which large where no log says it."""

from collections.abc import Mapping

from trialmetrics.analysis.order_sizes import SizeGap
from trialmetrics.policy import Policy
from trialmetrics.text import number_text, terms
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.lists import listed


def rule(policy: Policy) -> str:
    """Which class an order has whose log does not say it."""
    default = terms.meaning_words("order_class", policy.order_class)
    if not policy.large_from:
        return _(
            "An order is small or large as its log says; where that says nothing, it counts as {default}."
        ).format(default=default)
    return _(
        "An order is small or large as its log says. Where that says nothing, an order of at least {limits} is large by rule, a "
        "smaller one is small, and one without a value or in another currency counts as {default}."
    ).format(limits=limits(policy.large_from), default=default)  # fmt: skip


def limits(large_from: Mapping[str, float]) -> str:
    """The limits of a rule: "EUR 2,500 or USD 3,000"."""
    amounts = [number_text.amount(currency, amount) for currency, amount in sorted(large_from.items())]
    return listed(amounts, "or")


def offer(gap: SizeGap) -> str:
    """Why a limit between small and large orders is offered."""
    return _(
        "The order values lie far apart, and no log says which orders are small or large: {below} up to {highest_below}, {above} "
        "from {lowest_above} on."
    ).format(
        below=ngettext("{n} order", "{n} orders", gap.below).format(n=gap.below),
        highest_below=number_text.amount(gap.currency, gap.highest_below),
        above=ngettext("{n} order", "{n} orders", gap.above).format(n=gap.above),
        lowest_above=number_text.amount(gap.currency, gap.lowest_above),
    )  # fmt: skip
