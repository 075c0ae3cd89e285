"""The section on small orders compared with large ones, for all candidates or for one."""

import streamlit as st

from pages._shared import heading, plotly_charts, server, widgets
from trialmetrics.analysis import small_orders, verdict
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.charts import Chart, Look, dumbbell_chart
from trialmetrics.text import number_text, order_size_text, small_order_text
from trialmetrics.text.language import _, ngettext
from trialmetrics.text.plain_text import plain

EVERYBODY = "show all comparisons"


def section(ranking: Ranking) -> None:
    """The section for all candidates with both; nothing where there are none."""
    number = len(small_orders.compared(ranking.suppliers))
    everybody = st.session_state.get(EVERYBODY, False) or number <= small_orders.MOST
    compared = server.view(_compared, ranking, widgets.look(), everybody=everybody)
    _section(compared, ranking, "equal", heading.section)
    if number > small_orders.MOST:
        st.toggle(_("Show all {n} comparisons").format(n=number_text.count(number)), key=EVERYBODY)


def candidate_section(ranking: Ranking, candidate: dict, place: int, titled: heading.Titled) -> None:
    """The section for one candidate; nothing where it did not have both. `place`: its number on the page."""
    key, category = candidate["supplier_key"], candidate["category"]
    # The deciding reason of a knock-out says the same in other words.
    said = verdict.SMALL_PENALTY in candidate["knock_outs"]
    compared = server.view(_compared_candidate, ranking, key, category, widgets.look(), said=said)
    _section(compared, ranking, f"equal {place}", titled, said=said)


def _section(
    compared: tuple[str, Chart] | None,
    ranking: Ranking,
    key: str,
    titled: heading.Titled,
    *,
    said: bool = False,
) -> None:
    """`compared`: a sentence and a chart; `said`: the page says the sentence already."""
    if compared is None:
        return
    sentence, chart = compared
    titled(_("Small orders against large ones"))
    if not said:
        st.write(plain(sentence))
    if ranking.policy.large_from:
        st.caption(order_size_text.rule(ranking.policy))
    plotly_charts.draw(
        chart, key=key,
        alt=_("{summary} Chart: mean score of small and of large orders.").format(summary=sentence),
    )  # fmt: skip
    _explained(ranking)


def _compared(ranking: Ranking, look: Look, *, everybody: bool) -> tuple[str, Chart] | None:
    """A sentence on all candidates with both, and the chart of `everybody` or of the most telling; None where there are none."""
    rows = small_orders.compared(ranking.suppliers)
    if rows.empty:
        return None
    # The labels name the category where all candidates together have several.
    labelled = small_order_text.with_labels(rows)
    shown = labelled if everybody else small_orders.telling(labelled)
    return small_order_text.sentence(rows, ranking.policy), dumbbell_chart(shown, look)


def _compared_candidate(
    ranking: Ranking, supplier_key: str, category: str, look: Look, *, said: bool
) -> tuple[str, Chart] | None:
    """The same of one candidate; its figures stand in the chart only where the sentence is not shown."""
    suppliers = ranking.suppliers
    own = suppliers[(suppliers["supplier_key"] == supplier_key) & (suppliers["category"] == category)]
    rows = small_orders.compared(own)
    if rows.empty:
        return None
    sentence = small_order_text.candidate_sentence(ranking.candidate(supplier_key, category), ranking.policy)
    labelled = small_order_text.with_labels(rows)
    return sentence, dumbbell_chart(labelled if said else labelled.assign(words=""), look)


def _explained(ranking: Ranking) -> None:
    policy = ranking.policy
    rule = policy.knock_outs.get("small_penalty")
    method = _(
        "Only orders with the same supplier in the same category are compared, however old they are. The marks are means of the "
        "scores as they are. For the points less or more, chance and strict testers are taken out of the difference: with few "
        "trials it is moved towards that of the other suppliers. A comparison needs {least} of each kind."
    ).format(least=_trials(policy.evidence.min_trials))
    if rule:
        method += " " + _(
            "A supplier is knocked out where small orders score more than {points} less with at least {chance} "
            "probability, from {least} of each kind on."
        ).format(
            points=number_text.points(rule.points or 0),
            chance=number_text.percent(rule.probability),
            least=_trials(rule.trials_each or 0),
        )
    widgets.explain(
        _(
            "The further apart the two marks, the more differently the same supplier treated small and large orders. The points "
            "less or more are the difference that would remain over many more trials; it lies within the brackets with {level} "
            "probability."
        ).format(level=number_text.percent(policy.evidence.interval)),
        method,
    )


def _trials(number: int) -> str:
    return ngettext("{n} trial", "{n} trials", number).format(n=number)
