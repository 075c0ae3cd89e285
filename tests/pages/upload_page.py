"""The Upload page in tests: what it asks and says, and its answers sent."""

from streamlit.testing.v1 import AppTest

from pages._upload.pending_files import PendingFile


def drawn(page: AppTest) -> AppTest:
    """The page as it is drawn next, which it is without an error."""
    page = page.run()
    assert not page.exception, page.exception[0].message
    return page


def submitted(page: AppTest) -> AppTest:
    """The page once the answers filled in are sent."""
    (button,) = [each for each in page.button if each.label == "Use these answers"]
    return drawn(button.click())


def pending_file(page: AppTest) -> PendingFile:
    """The one file on the page."""
    (file,) = page.session_state["pending files"].values()
    return file


def asked(page: AppTest, words: str) -> list:
    """The questions on the page that have these words in them, whatever they are asked with."""
    return [each for each in (*page.selectbox, *page.radio) if words in each.label.replace("\\", "")]


def says(page: AppTest, words: str) -> bool:
    return any(words in each.value for each in page.markdown)
