"""Page "Thresholds": try another threshold or weight, see whose verdict changes, and save the threshold in the policy."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages._shared import filters, heading, plotly_charts, server, widgets
from pages._thresholds import order_sizes, weights
from trialmetrics.analysis.ranking import Filters, Ranking
from trialmetrics.charts import Chart, Look, threshold_chart
from trialmetrics.errors import PolicyError
from trialmetrics.policy import Policy, folded, load_policy, overruled
from trialmetrics.text import date_text, number_text, policy_text, terms
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain
from trialmetrics.text.reason_text import text

BECAUSE_WIDTH, SCOPE_WIDTH = 516, 360  # pixels
ALL = ""  # the choice of all categories; no category has an empty name
SEEN = "policy version seen"
LOOKED_AT = "category looked at"


def show() -> None:
    """The page."""
    try:
        current = server.ranking()
    except PolicyError as error:
        _unusable(error)
        return
    heading.title(_("Thresholds"))
    if current.suppliers.empty:
        st.info(_("No supplier has a trial under these filters; clear one of them."))
        return
    if notes := server.workspace().policy_notes():
        # The notes disappear once the policy is saved by this release.
        st.info(plain(" ".join(notes)), icon=":material/info:")
    chosen = st.slider(
        _("Do not invite below a score of"), 0, 100, round(current.threshold), key="threshold", bind="query-params",
        persist_state="session",
    )  # fmt: skip
    moved = chosen != round(current.threshold)
    tried = server.ranking(float(chosen)) if moved else current
    in_force = server.view(_in_force_by_category, current)
    st.write(
        server.view(
            widgets.verdicts_sentence,
            tried,
            _("At {threshold}: invite {n}, place more trials with {more}, do not invite {out}."),
            threshold=chosen if moved else _thresholds(in_force),
        )
    )
    if moved and (own := _keep_their_own(current, chosen)):
        st.caption(
            plain(
                _(
                    "Shown is {threshold} for every category. Saved for all, one of its own stays ({own}) unless you say so below."
                ).format(threshold=chosen, own=own)
            )
        )
    widgets.how_it_judges()
    plotly_charts.draw(
        server.view(_chart, tried, filters.active(), tuple(in_force), chosen if moved else None, widgets.look()), key="curve",
        alt=_("How many candidates are invited, need more trials and are not invited, at each threshold from 0 to 100."),
    )  # fmt: skip
    widgets.explain(
        _("Above any score: how many candidates would get which verdict if the threshold stood there. The marks below are the "
          "candidates' scores."),
        _("For every threshold from 0 to 100 the verdicts of the candidates shown are given anew, by these rules in this order: "
          "{rules}").format(rules=plain(
            " ".join(f"{n}. {rule.name}: {rule.text}" for n, rule in enumerate(policy_text.verdict_rules(current.policy), 1))
        )),
    )  # fmt: skip
    _changes(current, tried, moved=moved)
    _knock_outs(tried)
    weights.section(tried, float(chosen) if moved else None)
    order_sizes.section(current, _save_version)
    _save(current, chosen)


def _in_force_by_category(ranking: Ranking) -> dict[float, list[str]]:
    """Each threshold of the policy with the categories shown that it applies to."""
    return {
        float(threshold): sorted(categories)
        for threshold, categories in ranking.suppliers.groupby("threshold")["category"].unique().items()
    }


def _chart(
    tried: Ranking, chosen_filters: Filters, in_force: tuple[float, ...], chosen: int | None, look: Look
) -> Chart:
    return threshold_chart(
        server.workspace().curve(chosen_filters), tried.suppliers, list(in_force), chosen, look
    )


def _thresholds(in_force: Mapping[float, list[str]]) -> str:
    """The policy's thresholds of the categories shown: one figure, or each figure with its categories."""
    if len(in_force) == 1:
        return number_text.score(next(iter(in_force)))
    return "; ".join(
        _("{threshold} ({categories})").format(
            threshold=number_text.score(threshold), categories=plain(", ".join(categories))
        )
        for threshold, categories in in_force.items()
    )


def _keep_their_own(current: Ranking, chosen: int) -> str:
    """The categories shown whose own threshold differs from `chosen`, as a list; empty where none does."""
    shown = {folded(category) for category in current.suppliers["category"]}
    return ", ".join(
        f"{name} {number_text.score(value)}"
        for name, value in overruled(current.policy, chosen, None)
        if folded(name) in shown
    )


def _changes(current: Ranking, tried: Ranking, *, moved: bool) -> None:
    heading.section(_("Whose verdict changes"))
    both = (
        current.suppliers.merge(tried.suppliers, on=["supplier_key", "category"], suffixes=("", "_tried"))
        if moved
        else None
    )
    changed = None if both is None else both[both["verdict"] != both["verdict_tried"]]
    if changed is None or changed.empty:
        st.caption(
            _("No verdict changes between the policy's threshold and this one.")
            if moved
            else _("Move the threshold above, and see here whose verdict changes.")
        )
        return
    st.dataframe(
        pd.DataFrame(
            {
                _("supplier"): changed["supplier"],
                _("category"): changed["category"],
                _("score"): changed["score"].map(number_text.score),
                _("by the policy"): changed["verdict"].map(widgets.verdict_label),
                _("at this threshold"): changed["verdict_tried"].map(widgets.verdict_label),
                _("chance that it is truly below"): changed["p_below_tried"].map(number_text.chance),
            }
        ),
        hide_index=True,
    )


def _knock_outs(tried: Ranking) -> None:
    heading.section(_("Knocked out, whatever the threshold"))
    rows = server.view(_knocked_out, tried)
    if len(rows):
        st.dataframe(
            rows, hide_index=True, alt=_("Who is knocked out, by what"),
            column_config={_("because"): st.column_config.TextColumn(width=BECAUSE_WIDTH)},
            row_height=widgets.row_height(rows[_("because")], BECAUSE_WIDTH),
        )  # fmt: skip
    widgets.explain(
        _(
            "What a candidate did leaves it out whatever its score, where it did so often enough to be no accident."
        )
        if len(rows)
        else _("Nobody."),
        "\n\n".join(
            f"**{plain(rule.name)}**: {plain(rule.text)}" for rule in policy_text.knock_outs(tried.policy)
        ),
    )


def _knocked_out(tried: Ranking) -> pd.DataFrame:
    return pd.DataFrame(
        {
            _("supplier"): row["supplier"],
            _("category"): row["category"],
            _("knock-out"): terms.knock_out_words(name),
            # The knock-outs come first among the reasons, in the same order.
            _("because"): text(reason),
        }
        for row in tried.suppliers.to_dict(orient="records")
        for name, reason in zip(row["knock_outs"], row["reasons"], strict=False)
    )


def _save(current: Ranking, chosen: int) -> None:
    heading.section(_("Make it the policy's threshold"))
    _announce_other_version(current.policy.version)
    categories = _categories(current)
    _follow_filter(categories)
    category = st.selectbox(
        _("For"), [ALL, *categories], format_func=_scope, key="save for", width=SCOPE_WIDTH
    )
    with st.form("save"):
        everywhere = _overrule_checkbox(current.policy, chosen, category)
        left, right = st.columns([3, 1], vertical_alignment="bottom")
        left.text_input(
            _("Why"), placeholder=_("what you agreed, and with whom"), max_chars=500, key="save why"
        )
        right.form_submit_button(
            _("Save {threshold}").format(threshold=chosen), type="primary", key="save it",
            on_click=widgets.run_action, args=(_put_in_force, current.policy, float(chosen), everywhere),
        )  # fmt: skip
        st.caption(plain(_in_force(current.policy)))


def _in_force(policy: Policy) -> str:
    """The thresholds in force, with the reason given when they were saved, or the source of the shipped policy."""
    thresholds = [
        number_text.score(policy.threshold.default),
        *(
            f"{name} {number_text.score(value)}"
            for name, value in sorted(policy.threshold.by_category.items())
        ),
    ]
    saved = server.workspace().policies()
    saved = saved[saved["version"] == policy.version]
    if saved.empty:
        return _("Now in force: version {version}, threshold {thresholds}. {source}.").format(
            version=policy.version,
            thresholds=", ".join(thresholds),
            source=policy.threshold.source.capitalize(),
        )
    last = saved.iloc[0]
    return _(
        "Now in force: version {version}, threshold {thresholds}. Saved by {name} on {moment}: {reason}"
    ).format(
        version=policy.version,
        thresholds=", ".join(thresholds),
        name=last["saved_by"],
        moment=date_text.moment(last["saved_at"]),
        reason=last["note"],
    )


def _follow_filter(categories: list[str]) -> None:
    """Preselect the one category of the filter, until the user chooses another."""
    filtered = filters.active().categories
    looked_at = folded(filtered[0]) if len(filtered) == 1 else ALL
    if st.session_state.get(LOOKED_AT) != looked_at:
        st.session_state[LOOKED_AT] = looked_at
        st.session_state["save for"] = next((name for name in categories if folded(name) == looked_at), ALL)


def _announce_other_version(version: int) -> None:
    """Announce a version saved by somebody else since this session last drew the page, which now shows its figures."""
    seen = st.session_state.get(SEEN, version)
    if seen != version:
        news = server.store().policies.changes_since(seen)
        st.toast(plain(news), icon=":material/info:", duration="infinite")
    st.session_state[SEEN] = version


def _categories(current: Ranking) -> list[str]:
    """Every category that has trials or a threshold of its own, each once however it is spelled, by name."""
    names = [
        *server.trial_values("category"),
        *current.judged["category"],
        *current.policy.threshold.by_category,
    ]
    return sorted({folded(name): name for name in reversed(names)}.values(), key=str.casefold)


def _scope(category: str) -> str:
    # Labels must differ even where a category is named "all categories".
    return _("all categories") if category == ALL else _("{category} only").format(category=category)


def _overrule_checkbox(policy: Policy, chosen: int, category: str) -> str | None:
    """Show which categories' own thresholds the change would overrule. Returns the key of the checkbox that asks whether it
    should, None where none is needed."""
    own = overruled(policy, chosen, category or None)
    if not own:
        return None
    listed = ", ".join(f"{plain(name)} {number_text.score(value)}" for name, value in own)
    if category != ALL:
        st.caption(_("This replaces its own threshold: {listed}.").format(listed=listed))
        return None
    # The key contains these thresholds: when one changes, the user is asked again.
    key = f"save everywhere {own}"
    st.checkbox(_("Also for those that have their own: {listed}").format(listed=listed), key=key)
    st.caption(_("Unless you say so, they keep it."))
    return key


def _put_in_force(seen: Policy, threshold: float, everywhere: str | None) -> None:
    state = st.session_state
    # Read from the session: the page may not have been redrawn since the user chose.
    category = state["save for"] or None
    also = category is None and everywhere is not None and state[everywhere]
    _save_version(seen, seen.with_threshold(threshold, category, everywhere=also), state["save why"])
    state["save why"] = ""


def _save_version(seen: Policy, changed: Policy, reason: str) -> None:
    """Save a changed policy as the next version, unless another one than `seen` is in force by now."""
    policies, state = server.store().policies, st.session_state
    # Where another version is in force by now, the refusal below says what changed, so it needs no announcement.
    state[SEEN] = policies.version()
    version = state[SEEN] = policies.save(
        changed, server.user(), expected_version=seen.version, reason=reason
    )
    st.toast(_("Saved as policy version {version}.").format(version=version), icon=":material/check:")


def _unusable(error: PolicyError) -> None:
    """The page where the saved policy is unusable, with a button that replaces it by the shipped one."""
    heading.title(_("Thresholds"))
    widgets.show_error(error)
    st.write(
        _("The shipped policy becomes a new version, and you go on from there; every version so far stays.")
    )
    widgets.action_button(
        _("Save the shipped policy"), _save_shipped, server.store().policies.version(), key="save shipped", type="primary",
    )  # fmt: skip


def _save_shipped(seen: int) -> None:
    server.store().policies.save(
        load_policy(), server.user(), expected_version=seen,
        reason=_("Version {n} could not be used; the shipped policy takes its place.").format(n=seen),
    )  # fmt: skip


show()
