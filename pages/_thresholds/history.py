"""The history of the policy: who saved which version, when, why and what it changed, and a way back to an older one."""

from collections.abc import Iterator

import pandas as pd
import streamlit as st

from pages._shared import downloads, heading, server, widgets
from pages._thresholds import saving, verdict_changes
from trialmetrics.access import Action
from trialmetrics.analysis.ranking import Ranking
from trialmetrics.analysis.verdict_changes import verdict_changes as changed_verdicts
from trialmetrics.policy import differences
from trialmetrics.store.policies import PolicyVersion
from trialmetrics.text import date_text
from trialmetrics.text.language import _
from trialmetrics.text.lists import listed
from trialmetrics.text.number_text import NOTHING
from trialmetrics.text.plain_text import plain

TEXT_WIDTH = 360  # pixels
VERSION, REASON = "go back to", "go back why"  # keys


def section(seen: int, current: Ranking | None) -> None:
    """Draw the section. `seen`: the version in force; `current`: the ranking by it, None where it cannot be used."""
    versions = server.workspace().policy_versions()
    table = pd.DataFrame(_row(version) for version in versions)
    st.dataframe(
        table, hide_index=True, alt=_("Every version of the policy, newest first"),
        column_config={name: st.column_config.TextColumn(width=TEXT_WIDTH) for name in (_("why"), _("what changed"))},
        row_height=widgets.row_height([*table[_("why")], *table[_("what changed")]], TEXT_WIDTH),
    )  # fmt: skip
    st.caption(_("The version at the top is in force. None is ever changed or deleted."))
    downloads.buttons("policy-versions", lambda: table, rows=len(table))
    _way_back(seen, current, [version for version in versions if version.policy and version.version != seen])


def _row(version: PolicyVersion) -> dict[str, object]:
    return {
        _("version"): version.version,
        _("when"): NOTHING if version.saved_at is None else date_text.moment(version.saved_at),
        _("who"): _("shipped with trialmetrics") if version.is_shipped else version.saved_by or NOTHING,
        _("why"): version.reason or NOTHING,
        _("what changed"): " ".join(_changes(version)) or NOTHING,
    }


def _changes(version: PolicyVersion) -> Iterator[str]:
    if version.policy is None:
        yield _("This version cannot be used.")
        return
    if version.same_as is not None:
        yield _("Back to version {n}:").format(n=version.same_as)
    if version.changes is None:
        yield _("What it changed cannot be told: the version before cannot be used.")
    elif version.changes:
        yield "; ".join(version.changes)


def _way_back(seen: int, current: Ranking | None, older: list[PolicyVersion]) -> None:
    if not server.may(Action.POLICY):
        return
    heading.section(_("Go back to an older version"))
    if not older:
        st.write(_("There is no older version yet."))
        return
    by_number = {version.version: version for version in older}
    chosen = st.selectbox(
        _("Version"), [*by_number], index=None, key=VERSION, placeholder=_("choose one, and see what would change"),
        format_func=lambda n: _name(by_number[n]),
    )  # fmt: skip
    if chosen is None:
        return
    version = by_number[chosen]
    if current is not None:
        _preview(current, version)
    with st.form("go back"):
        why, button = st.columns([3, 1], vertical_alignment="bottom")
        why.text_input(
            _("Why (needed to save)"), placeholder=_("what you agreed, and with whom"), max_chars=saving.LONGEST_REASON, key=REASON
        )  # fmt: skip
        button.form_submit_button(
            _("Go back to version {n}").format(n=chosen), type="primary", key="go back it", width="stretch",
            on_click=widgets.run_action, args=(_go_back, seen, version),
        )  # fmt: skip
        st.caption(_("Its rules are saved as a new version; those in between stay in the history."))


def _name(version: PolicyVersion) -> str:
    if version.is_shipped:
        return _("{n}: as shipped").format(n=version.version)
    when = NOTHING if version.saved_at is None else date_text.moment(version.saved_at)
    return _("{n}: {name}, {moment}, {reason}").format(
        n=version.version, name=version.saved_by or NOTHING, moment=when, reason=version.reason or NOTHING
    )


def _preview(current: Ranking, version: PolicyVersion) -> None:
    """What going back would change: in the rules, and whose verdict."""
    assert version.policy is not None
    changes = differences(current.policy, version.policy)
    if not changes:
        st.write(_("It has the rules that are in force."))
        return
    st.write(plain(_("It would change {changes}.").format(changes=listed(changes))))
    then = server.workspace().ranking(current.filters, version=version.version, shared=True)
    verdict_changes.draw(changed_verdicts(current.judged, then.judged), "verdicts-then")


def _go_back(seen: int, version: PolicyVersion) -> None:
    assert version.policy is not None
    saving.save(seen, version.policy, st.session_state[REASON])
    st.session_state[VERSION], st.session_state[REASON] = None, ""
