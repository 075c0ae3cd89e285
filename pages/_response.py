"""The part of a supplier's page on how soon it answers, beside its category and another supplier."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd
import streamlit as st

from pages import _shared
from trialmetrics import response, wording
from trialmetrics.evidence.answering import MANY
from trialmetrics.figures import response_chart
from trialmetrics.language import _, ngettext
from trialmetrics.ranking import Ranking
from trialmetrics.response import Response


def show(found: Ranking, supplier: Mapping[str, Any]) -> None:
    """The part of the page, for one row of the ranking."""
    st.subheader(_("How soon it answers"))
    level = found.policy.evidence.interval
    waits = response.supplier_waits(found, supplier["supplier_key"])
    own = response.response(waits, level)
    if not own.trials:
        st.caption(_("Of none of its judged trials is known how soon it was answered."))
        return
    categories = ", ".join(supplier["categories"])
    others = response.response(response.category_waits(found, supplier["categories"]), level)
    st.write(sentence(own, others, _shared.plain(categories), level))
    left, right = st.columns([3, 2])
    with left:
        st.plotly_chart(
            response_chart(own, others, supplier["supplier"], categories, _shared.look()), config=_shared.CHART,
            theme=None, key="response", alt=_("Share of requests answered by service hours, beside the category."),
        )  # fmt: skip
    with right:
        _shares(own, others)
        _comparison(found, supplier, waits, categories)
    _shared.explain(
        _("The line: what share of the requests was answered by then. The grey, and the brackets in the table, hold the true "
          "share with {level} probability. A tick is a request without an answer.").format(
            level=wording.percent(level)
        ),
        _("A request without an answer is not left out: it counts as waiting for as long as it was waited for. Trials that "
          "cannot be judged are left out. {hours} “2 in 100” means: if both answered equally soon, a difference as large "
          "would still come up in 2 of 100 such comparisons, by chance. (For experts: Kaplan and Meier's curve with Wilson's "
          "interval; the median's is read off it, from {many} trials on as R's survfit does; log-rank test, exact for few "
          "trials.)").format(hours=wording.service_hours(found.policy.clock), many=MANY),
    )  # fmt: skip


def sentence(own: Response, others: Response, categories: str, level: float) -> str:
    """How soon its answers came, in words, and beside them its category's where others are in it."""
    said = [_own(own, level)]
    if others.trials > own.trials:
        said.append(
            _("In its category ({categories}) less than half are answered.").format(categories=categories)
            if others.median == math.inf
            else _("In its category ({categories}) half are answered within {hours}.").format(
                categories=categories, hours=wording.hours(others.median)
            )
        )
    return " ".join(said)


def _own(own: Response, level: float) -> str:
    if own.trials == 1:
        hours = wording.hours(own.longest)
        if own.answered:
            return _("Its one request was answered after {hours}.").format(hours=hours)
        return _("Its one request had no answer in {hours}.").format(hours=hours)
    if not own.answered:
        return _("None of its {n} requests had an answer; the longest waited {hours}.").format(
            n=own.trials, hours=wording.hours(own.longest)
        )
    if own.median == math.inf:
        said = _("Less than half of its {n} requests were answered").format(n=own.trials)
    else:
        said = _("Half of its {n} requests were answered within {hours}").format(
            n=own.trials, hours=wording.hours(own.median)
        )
    if own.median_low == 0 and own.median_high == math.inf:
        said += _("; too few to say how near the truth that is")
    else:
        said += _(" (with {level} probability between {low} and {high})").format(
            level=wording.percent(level), low=wording.wait(own.median_low), high=wording.wait(own.median_high)
        )
    silent = own.trials - own.answered
    if silent:
        said += ngettext("; {n} had no answer", "; {n} had no answer", silent).format(n=silent)
    return said + "."


def _shares(own: Response, others: Response) -> None:
    st.dataframe(
        pd.DataFrame(
            {
                _("answered within"): [_("{n} h").format(n=hours) for hours in own.within["hours"]],
                _("this supplier"): [wording.share(row.share, row.low, row.high) for row in own.within.itertuples()],
                _("its category"): [wording.share(row.share, row.low, row.high) for row in others.within.itertuples()],
            }
        ),
        hide_index=True, alt=_("Share answered within 4, 8 and 16 service hours"),
    )  # fmt: skip


def _comparison(found: Ranking, supplier: Mapping[str, Any], waits: pd.DataFrame, categories: str) -> None:
    rest = _("all others in {categories}").format(categories=categories)
    suppliers = found.suppliers[found.suppliers["supplier_key"] != supplier["supplier_key"]]
    names = sorted(suppliers["supplier"], key=str.casefold)
    other = st.selectbox(_("Compare with"), [rest, *names], key="compare", bind="query-params")
    if other in names:
        key = suppliers.loc[suppliers["supplier"] == other, "supplier_key"].iloc[0]
        beside = response.supplier_waits(found, key)
    else:
        beside = response.category_waits(found, supplier["categories"], without=supplier["supplier_key"])
    if beside.empty:
        st.write(_("Of {other} no wait is known.").format(other=_shared.plain(other)))
        return
    result = response.compare(waits, beside)
    names_of = {"supplier": _shared.plain(supplier["supplier"]), "other": _shared.plain(other)}
    if result.sooner is None:
        st.write(_("Between {supplier} and {other} no difference can be seen.").format(**names_of))
        return
    sooner = (
        _("{supplier} answers sooner than {other}")
        if result.sooner
        else _("{supplier} answers later than {other}")
    )
    st.write(f"{sooner.format(**names_of)}: {wording.chance(result.p)}.")
