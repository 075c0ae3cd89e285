"""Saves a policy as its next version, with a reason, unless somebody else saved one meanwhile."""

import streamlit as st

from pages._shared import filters, server, widgets
from pages._thresholds.choice import ALL, SCOPE, Choice
from trialmetrics.access import Action
from trialmetrics.analysis.filters import EVERYTHING
from trialmetrics.policy import Policy
from trialmetrics.text import date_text, number_text
from trialmetrics.text.language import _
from trialmetrics.text.plain_text import plain

SEEN = "policy version seen"
REASON = "save why"
LONGEST_REASON = 500


def box(policy: Policy, choice: Choice) -> None:
    """The box that saves the chosen threshold, with a reason; for who may not, what is in force."""
    if not server.may(Action.POLICY):
        st.caption(plain(_in_force(policy)))
        return
    with st.form("save"):
        why, button = st.columns([3, 1], vertical_alignment="bottom")
        why.text_input(
            _("Why (needed to save)"), placeholder=_("what you agreed, and with whom"), max_chars=LONGEST_REASON, key=REASON
        )  # fmt: skip
        button.form_submit_button(
            _("Save {threshold}").format(threshold=choice.value) if choice.category == ALL
            else _("Save {threshold} for {category}").format(threshold=choice.value, category=plain(choice.category)),
            type="primary" if choice.moved else "secondary", key="save it", width="stretch",
            on_click=widgets.run_action, args=(_save_threshold, policy, float(choice.value), choice.asked),
        )  # fmt: skip
        st.caption(plain(_in_force(policy)))
        if filters.active().of_trials != EVERYTHING:
            st.caption(_("What is saved holds for all trials; verdicts here are from the chosen ones only."))


def save(seen: int, changed: Policy, reason: str) -> None:
    """Save a changed policy as the next version, unless another one than `seen` is in force by now."""
    policies, state = server.store().policies, st.session_state
    # Where another version is in force by now, the refusal below says what changed, so it needs no announcement.
    state[SEEN] = policies.version()
    version = state[SEEN] = policies.save(changed, server.person(), expected_version=seen, reason=reason)
    st.toast(_("Saved as policy version {version}.").format(version=version), icon=":material/check:")


def announce_other_version(version: int) -> None:
    """Announce a version saved by somebody else since this session last drew the page, which now shows its figures."""
    seen = st.session_state.get(SEEN, version)
    if seen != version:
        news = server.store().policies.changes_since(seen)
        st.toast(plain(news), icon=":material/info:", duration="infinite")
    st.session_state[SEEN] = version


def _save_threshold(seen: Policy, threshold: float, asked: str | None) -> None:
    state = st.session_state
    # Read from the session: the page may not have been redrawn since the user chose.
    category = state[SCOPE] or None
    everywhere = category is None and asked is not None and state[asked]
    save(seen.version, seen.with_threshold(threshold, category, everywhere=everywhere), state[REASON])
    state[REASON] = ""


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
