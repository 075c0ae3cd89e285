"""Whatever stands in a file is shown as it stands, on the pages as the browser draws them: no link, no sign, no picture."""

import csv
import io
import re
from html import unescape
from pathlib import Path
from urllib.parse import quote_plus

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import serving
from tests.browser.reading import drawn
from tests.conftest import ROOT, ZONE
from tests.hostile_text import HOSTILE
from tests.people import by
from tests.saving import put_in_force
from trialmetrics import charts
from trialmetrics.analysis.ranking import rank
from trialmetrics.charts.ranking_chart import SUPPLIER
from trialmetrics.charts.theme import shortened_apart
from trialmetrics.excuse import excuse
from trialmetrics.export import documents
from trialmetrics.intake import Reading, read
from trialmetrics.store import Store
from trialmetrics.text import terms
from trialmetrics.text.plain_text import JOINER, visible

LINK = "[a](https://evil.example) <img src=x onerror=alert(1)> :smile: ![x](https://evil.example/x.png)"
# A row with a control character is set aside.
NAMES = [each for each in HOSTILE if "\x07" not in each]
SOME = NAMES[:: len(NAMES) // 6]
CATEGORIES = NAMES[::12]
DECISION_ICON = "how_to_vote"
DECIDED = {*NAMES[::5], *SOME}  # suppliers that somebody decided on
PARTS = 2  # files
# What no page of ours has in its text. Bold words, lists and line breaks are ours; that none is made is seen from the text.
FORBIDDEN = ", ".join(
    f"[data-testid={part}] :is({what})"
    for part in ("stMarkdownContainer", "stCaptionContainer", "stHeading")
    for what in (
        "a:not([href^='#']), img, iframe, script, object, em, code, pre, del, hr, table, blockquote, input, sup, math, .katex, "
        "section, [role=img]:not([aria-label='warning icon']), [class*=stMarkdownColored], [class*=stMarkdownBadge], [onerror]",
    )
)
# All but a verdict as a badge, and quotes that stand in quotation marks; both are ours.
MADE = """(all, verdicts) => all.filter(each => !(
    each.matches('.stMarkdownBadge') && verdicts.includes(each.textContent)
    || each.matches('blockquote') && [...each.querySelectorAll('p')].every(line => /^[“"]/.test(line.textContent))
  )).map(each => each.outerHTML)"""
VERDICTS = [f"{mark.sign} {terms.verdict_words(verdict)}" for verdict, mark in charts.VERDICTS.items()]
ELSEWHERE = "a[href*='evil']:not([href^='#']), [src*='evil'], svg a, iframe, [data-testid=stMain] script"

# Of each container of the page: the tags in it, sorted, and the texts that were markdown.
_ELEMENTS = """() => [...document.querySelectorAll('[class*=st-key-of-]')].map(container => [
  [...container.querySelectorAll('*')].map(each => each.tagName).sort(),
  [...container.querySelectorAll('[data-testid=stMarkdownContainer], [data-testid=stHeading], [data-testid=stCaptionContainer]')]
    .map(each => each.textContent)
])"""


def shown(text: str) -> str:
    """A text as a page shows it: what joins has no width, and a run of spaces is one."""
    return " ".join(text.replace(JOINER, "").split())


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A server with a log in which every field of free text is hostile, a name written in two ways, and a policy's reason."""
    folder = tmp_path_factory.mktemp("hostile")
    with Store.open(folder / "trials.duckdb") as store:
        store.uploads.add(
            [reading(folder / str(part), log(part), SOME[part]).require_batch() for part in range(PARTS)],
            by(SOME[0]),
        )
        policy = store.policies.in_force().with_threshold(55, CATEGORIES[1])
        put_in_force(store, policy, user=SOME[1], reason="[why](https://evil.example) :smile:")
        write_in_every_form(store)
    with serving(folder) as started:
        yield started


def write_in_every_form(store: Store) -> None:
    """Decide on candidates, note objections, excuse a trial, and decide on two names, each time in hostile texts."""
    ranking = rank(store)
    candidates = ranking.suppliers[["supplier", "supplier_key", "category"]]
    for text, key, category in candidates[candidates["supplier"].isin(DECIDED)].itertuples(index=False):
        basis, seen, somebody = (
            documents.decision_basis(ranking, key, category),
            store.newest_change(),
            by(text),
        )
        number = store.decisions.decide(
            text, category, "invite_on_conditions", somebody, basis=basis, seen=seen, reason=text
        )
        store.decisions.object(number, text, somebody)
    store.names.keep_apart(NAMES[1], NAMES[2], by(SOME[2]))
    excuse(store, NAMES[3], f"{NAMES[3]} 0", NAMES[3], by(SOME[3]))


def log(part: int) -> str:
    """Two trials of every second hostile supplier: the other file has the others."""
    text = io.StringIO()
    rows = csv.writer(text)
    head = [
        "supplier",
        "trial_id",
        "event",
        "occurred_at",
        "category",
        "round",
        "tester",
        "note",
        "courtesy",
        "rater",
    ]
    rows.writerow(head)
    for number in range(part, len(NAMES), PARTS):
        name = NAMES[number]
        for trial in (0, 1):
            # One supplier is in two categories, and one is written in two ways.
            category = CATEGORIES[trial if number == 0 else number % len(CATEGORIES)]
            supplier = f"{name} B.V." if number == 1 and trial else name
            about = [category, name, SOME[number % 3]]
            order, month = f"{name} {trial}", f"2026-{3 + trial:02}"
            rows.writerow([supplier, order, "request", f"{month}-02 09:00", *about, name, "", ""])
            rows.writerow([supplier, order, "reply", f"{month}-02 10:00", *about, name, 4, name])
            rows.writerow([supplier, order, "delivery", f"{month}-03 10:00", *about, "", "", ""])
    return text.getvalue()


def reading(folder: Path, content: str, name: str) -> Reading:
    folder.mkdir(parents=True)
    (folder / "file").write_text(content, encoding="utf-8")
    return read(folder / "file", folder, name=name, zone=ZONE)


@pytest.fixture(scope="module")
def reader(browser):
    """A reader, whose browser remembers what it loaded."""
    context = browser.new_context(viewport={"width": 1360, "height": 1000})
    yield context
    context.close()


@pytest.fixture
def looking(reader, hostile):
    """A page of the reader, on which no dialog may open."""
    page = hostile.watch(reader.new_page())
    page.on("dialog", lambda dialog: hostile.complaints.append(f"dialog: {dialog.message}"))
    yield page
    page.close()


def harmless(page: Page, *texts: str) -> None:
    """Nothing on the page is made by a file, and each of these texts stands there."""
    drawn(page)
    made = page.locator(f"{FORBIDDEN}, {ELSEWHERE}").evaluate_all(MADE, VERDICTS)
    assert made == []
    words = shown(page.get_by_test_id("stMain").evaluate("page => page.textContent"))
    assert [text for text in texts if shown(visible(text)) not in words] == []
    wide = page.get_by_test_id("stMain").evaluate("page => page.scrollWidth - page.clientWidth")
    assert wide <= 0


def test_the_ranking(looking, hostile):
    looking.goto(hostile.address)
    labels = looking.locator(".st-key-chart .ytick text")
    expect(labels.first).to_be_visible()
    looking.get_by_text("Show all").click()
    expect(labels).to_have_count(len(NAMES) + 2)  # one is in two categories, one has two names
    harmless(looking)
    names = [shown(each) for each in labels.all_text_contents()]
    begins = [shown(unescape(name)) for name in shortened_apart(NAMES, SUPPLIER).values()]
    assert [each for each in begins if not any(name.startswith(each) for name in names)] == []


def test_first_impressions(looking, hostile):
    """The first trial of each is no verdict; a sentence names who is first and who is last."""
    looking.goto(f"{hostile.address}/?until=2026-03-31")
    expect(looking.get_by_role("heading", name="First impressions, not verdicts")).to_be_visible()
    harmless(looking)


@pytest.mark.parametrize("name", SOME[::6])
def test_a_supplier(looking, hostile, name):
    _supplier(looking, hostile, name)


@pytest.mark.soak
@pytest.mark.parametrize("name", NAMES)
def test_every_supplier(looking, hostile, name):
    _supplier(looking, hostile, name)


def _supplier(page, dashboard, name):
    page.goto(f"{dashboard.address}/supplier?supplier={quote_plus(name)}")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_count(1)
    drawn(page)
    assert shown(heading.text_content()) == shown(visible(name))
    assert shown(page.title()) == f"{shown(visible(name))} - trialmetrics"
    # Of a trial, whose label has a name, or of the decision, whose text has a reason and an objection where there is one.
    parts = page.get_by_test_id("stExpander").all_text_contents()
    assert len(parts) >= 2
    assert [
        each for each in parts if DECISION_ICON not in each and shown(visible(name)) not in shown(each)
    ] == []
    decisions = [shown(each) for each in parts if "Decision: " in each]
    # Names are kept without spaces around them, and decided on by the name that is kept.
    assert len(decisions) >= (name.strip() in DECIDED)
    assert all("The supplier objects (" in each for each in decisions)
    harmless(page)


def test_a_category_is_chosen(looking, hostile):
    """By its name as it stands, and again by the link."""
    looking.goto(f"{hostile.address}/supplier?supplier={quote_plus(NAMES[0])}")
    categories = looking.get_by_test_id("stButtonGroup").get_by_role("radio")
    expect(categories).to_have_count(2)
    drawn(looking)
    other = 0 if categories.nth(1).is_checked() else 1
    name = re.sub(f" ({'|'.join(VERDICTS)})$", "", shown(categories.nth(other).text_content()))
    assert name in [shown(visible(each)) for each in CATEGORIES]
    categories.nth(other).click()
    expect(categories.nth(other)).to_be_checked()
    expect(looking).to_have_url(re.compile("of="))
    drawn(looking)
    looking.reload()
    expect(categories.nth(other)).to_be_checked()
    harmless(looking, name)


@pytest.mark.parametrize(
    ("where", "texts"),
    [
        ("thresholds", [f"{CATEGORIES[1]} 55"]),
        ("plan", []),
        ("testers", SOME[:3]),
        ("upload", [f"{NAMES[1]} B.V."]),
        ("how_it_judges", []),
        ("decisions", []),
        ("record", []),
        # What a link asks for is said where it is not there.
        *(
            (f"{page}?{name}={quote_plus(text)}", [])
            for page, name in (
                ("", "category"),
                ("decisions", "tester"),
                ("record", "who"),
                ("record", "about"),
                ("supplier", "supplier"),
            )
            for text in (f"{LINK} x",)
        ),
    ],
)
def test_every_other_page(looking, hostile, where, texts):
    looking.goto(f"{hostile.address}/{where}")
    expect(looking.get_by_role("heading", level=1)).to_have_count(1)
    harmless(looking, *texts)


def test_a_file_that_is_looked_at(looking, hostile):
    """Its name, its headings and the words in it, before anything of it is taken in."""
    looking.goto(f"{hostile.address}/upload")
    headings = [each for each in HOSTILE if "\n" not in each]
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["supplier", "requested_at", "channel", *headings])
    for number, word in enumerate(HOSTILE):
        rows.writerow([word, f"2026-03-{1 + number % 28:02}", word, *headings])
    photo = b"\x89PNG\r\n\x1a\n" + bytes(200)
    names = SOME[1:5]
    files = [*((name, photo) for name in names[1:]), (names[0], text.getvalue().encode())]
    looking.locator("input[type=file]").set_input_files(
        [{"name": name, "mimeType": "text/csv", "buffer": content} for name, content in files]
    )
    expect(looking.get_by_text("What does ").first).to_be_visible()
    looking.get_by_text("Columns: yours and ours").click()
    expect(looking.get_by_text("The same for all rows", exact=True)).to_be_visible()
    harmless(looking, *names, *headings)


def test_every_element_of_a_page(browser, tmp_path):
    """What Streamlit reads as markdown: titles, sentences, lists, captions, errors, the labels of what is clicked on."""
    with serving(tmp_path, ROOT / "tests" / "browser" / "plain_in_widgets.py") as every:
        context = browser.new_context()
        page = every.watch(context.new_page())
        page.goto(every.address)
        for element in ("stExpander", "stRadio", "stButtonGroup", "stTextInput", "stButton"):
            expect(page.get_by_test_id(element)).to_have_count(len(HOSTILE))
        drawn(page)
        elements = page.evaluate(_ELEMENTS)
        context.close()
    assert len(elements) == len(HOSTILE)
    tags, _texts = elements[0]
    for text, (made, texts) in zip(HOSTILE, elements, strict=True):
        assert made == tags, text
        # Beside those, what the lists to choose from are about.
        texts = [each for each in texts if each != "which"]
        assert len(texts) == 15
        assert [each for each in texts if shown(visible(text)) not in shown(each)] == []
