"""What axe-core finds wrong on a page, but for what Streamlit's own elements bring along."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Rule -> the elements of Streamlit 1.67 that break it, as CSS; nothing on our pages can change them.
STREAMLITS: dict[str, str] = {
    # The sections of the navigation are a list within a list, without an item around it.
    "list": "[data-testid=stSidebarNav]",
    "listitem": "[data-testid=stSidebarNav]",
    # The area to drop files on can have the focus.
    "presentation-role-conflict": "[data-testid=stFileUploaderDropzone]",
}
_IS_OURS = "([target, theirs]) => !theirs || !document.querySelector(target)?.closest(theirs)"


def violations(page: Page) -> list[str]:
    """Each element of ours that breaks a rule: the rule and the element."""
    found = Axe().run(page).response["violations"]
    return [
        f"{rule['id']}: {node['html'][:160]}"
        for rule in found
        for node in rule["nodes"]
        if page.evaluate(_IS_OURS, [node["target"][0], STREAMLITS.get(rule["id"])])
    ]
