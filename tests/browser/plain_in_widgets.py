"""Every hostile text in every element of Streamlit that reads markdown: run by a test, as a page of its own."""

import sys
from pathlib import Path

import streamlit as st

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.hostile_text import HOSTILE
from trialmetrics.text.plain_text import plain

st.set_page_config(layout="wide")
for number, text in enumerate(HOSTILE):
    shown = plain(text)
    with st.container(key=f"of-{number}"):
        st.title(shown)
        st.header(shown)
        st.write(shown)
        st.write(f"Of **{shown}**: {shown}, {shown} and {shown}. More (**{shown}**).")
        st.markdown(f"- {shown}\n- {shown}")
        st.caption(f"{shown}  \n{shown}")
        st.error(shown)
        st.button(shown, key=f"button-{number}")
        st.text_input(shown, key=f"input-{number}")
        st.radio("which", [shown, f"{shown}!"], key=f"radio-{number}")
        st.segmented_control("which", [shown], key=f"segment-{number}")
        st.expander(shown)
