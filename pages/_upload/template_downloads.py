"""Upload: templates to fill in."""

from typing import Any

import streamlit as st

from pages._shared import downloads
from trialmetrics.intake.templates import template
from trialmetrics.text.language import _


def section() -> None:
    """Download of a template: either kind of table, empty or with an example, in English or Dutch, as xlsx or CSV."""
    with st.expander(_("Templates to fill in")):
        st.caption(
            _(
                "No list of your own yet? A trial sheet has a row per trial order and is the quickest; a trial log has a "
                "row for everything that happens and tells more."
            )
        )
        kinds: dict[Any, str] = {
            "sheet": _("trial sheet: a row per trial"),
            "events": _("trial log: a row per event"),
        }
        languages: dict[Any, str] = {"en": "English", "nl": "Nederlands"}
        first, second, third, fourth = st.columns([3, 2, 2, 2], vertical_alignment="bottom")
        kind = first.selectbox(
            _("Kind"), list(kinds), format_func=lambda name: kinds[name], key="template kind"
        )
        language = second.selectbox(_("Language"), list(languages), format_func=lambda name: languages[name])
        filled = third.toggle(_("With an example"))
        forms: dict[Any, str] = {"xlsx": "Excel", "csv": "CSV"}
        form = fourth.radio(_("As"), list(forms), horizontal=True, format_func=lambda name: forms[name])
        st.download_button(
            _("Download the template"),
            downloads.for_reader(lambda: template(kind, language=language, filled=filled, form=form)),
            f"trial-{kind}-{language}.{form}", icon=":material/download:", on_click="ignore",
        )  # fmt: skip
