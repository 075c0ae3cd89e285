"""Thresholds: who falls as the threshold moves, who is knocked out by what, and making it the policy's."""

import pandas as pd
import streamlit as st

from pages import _shared, _weights
from trialmetrics import wording
from trialmetrics.figures import threshold_chart
from trialmetrics.language import _
from trialmetrics.ranking import Ranking

BECAUSE_WIDTH = 516  # pixels


def show() -> None:
    """The page."""
    held = _shared.ranking()
    st.title(_("Thresholds"))
    if held.suppliers.empty:
        st.info(_("No supplier has a trial under these filters; clear one of them."))
        return
    chosen = st.slider(
        _("Do not invite below a score of"), 0, 100, round(held.threshold), key="threshold", bind="query-params",
        persist_state="session",
    )  # fmt: skip
    limits = held.policy.evidence
    moved = chosen != round(held.threshold)
    tried = _shared.ranking(float(chosen)) if moved else held
    st.write(_("At {threshold}: {said}").format(threshold=chosen, said=_shared.verdicts_sentence(tried)))
    st.plotly_chart(
        threshold_chart(held.curve(), tried.suppliers, held.threshold, chosen if moved else held.threshold, _shared.look()),
        config=_shared.CHART, theme=None, key="curve",
        alt=_("How many suppliers are invited, need more trials and are not invited, at each threshold from 0 to 100."),
    )  # fmt: skip
    _shared.explain(
        _("Above any score: how many suppliers would get which verdict if the threshold stood there. The marks below are the "
          "suppliers' scores."),
        _("For every threshold from 0 to 100 the verdicts are given anew. Who is knocked out stays out. Do not invite: who "
          "truly lies below the threshold with at least {out} probability, as long as at most {wrong} of those left out on "
          "their score may be expected to be so wrongly. Invite: who lies below it with at most {into} probability. The "
          "others need more trials, and so does who has fewer than {least} judged trials, or gave nothing but a civil "
          "no.").format(
            out=wording.percent(limits.out_at), wrong=wording.percent(limits.wrong_rejections),
            into=wording.percent(limits.in_at), least=limits.min_trials,
        ),
    )  # fmt: skip
    _changes(held, tried, moved=moved)
    _knock_outs(tried)
    _weights.section(tried)
    _save(held, chosen)


def _changes(held: Ranking, tried: Ranking, *, moved: bool) -> None:
    st.subheader(_("Whose verdict changes"))
    both = held.suppliers.merge(tried.suppliers, on="supplier_key", suffixes=("", "_tried"))
    changed = both[both["verdict"] != both["verdict_tried"]]
    if changed.empty:
        st.caption(
            _("Nobody, between the policy's threshold and this one.")
            if moved
            else _("Move the threshold above, and see here whose verdict changes.")
        )
        return
    st.dataframe(
        pd.DataFrame(
            {
                _("supplier"): changed["supplier"],
                _("score"): changed["score"].map(wording.score),
                _("by the policy"): changed["verdict"].map(_shared.verdict_label),
                _("at this threshold"): changed["verdict_tried"].map(_shared.verdict_label),
                _("chance that it is truly below"): changed["p_below_tried"].map(wording.percent),
            }
        ),
        hide_index=True,
    )


def _knock_outs(tried: Ranking) -> None:
    st.subheader(_("Knocked out, whatever the threshold"))
    rows = [
        {
            _("supplier"): row.supplier,
            _("knock-out"): wording.knock_out_words(name),
            _("because"): row.reasons[place],
        }
        for row in tried.suppliers.itertuples()
        for place, name in enumerate(row.knock_outs)
    ]
    if not rows:
        st.caption(_("Nobody."))
        return
    st.dataframe(
        pd.DataFrame(rows), hide_index=True, alt=_("Who is knocked out, by what"),
        column_config={_("because"): st.column_config.TextColumn(width=BECAUSE_WIDTH)},
        row_height=_shared.wrapped((row[_("because")] for row in rows), BECAUSE_WIDTH),
    )  # fmt: skip


def _save(held: Ranking, chosen: int) -> None:
    with st.form("save"):
        st.subheader(_("Make it the policy's threshold"))
        categories = _shared.store().values("category")
        everything = _("all categories")
        left, middle, right = st.columns([2, 3, 1], vertical_alignment="bottom")
        left.selectbox(_("For"), [everything, *categories], key="save for")
        middle.text_input(
            _("Why"), placeholder=_("what you agreed, and with whom"), max_chars=500, key="save why"
        )
        right.form_submit_button(
            _("Save {threshold}").format(threshold=chosen), type="primary", key="save it",
            on_click=_shared.done, args=(_put_in_force, float(chosen), everything),
        )  # fmt: skip
        own = held.policy.threshold.by_category
        st.caption(
            _("Now in force: version {version}, threshold {threshold}{own}. {source}").format(
                version=held.policy.version,
                threshold=wording.score(held.policy.threshold.default),
                own="".join(
                    f", {_shared.plain(name)} {wording.score(value)}" for name, value in sorted(own.items())
                ),
                source=held.policy.threshold.source.capitalize() + ".",
            )
        )


def _put_in_force(threshold: float, everything: str) -> None:
    store, scope = _shared.store(), st.session_state["save for"]
    policy = store.policy().with_threshold(threshold, None if scope == everything else scope)
    store.save_policy(policy, _shared.user(), st.session_state["save why"])


show()
