"""Every page in an artificial language, in which whatever stayed behind in English is to be seen."""

import json
import re
import threading
from collections.abc import Iterator
from html import unescape
from types import SimpleNamespace

import pandas as pd
import pytest
from google.protobuf.message import Message
from streamlit.proto.ClientState_pb2 import ContextInfo
from streamlit.runtime.scriptrunner import add_script_run_ctx
from streamlit.testing.v1 import AppTest

from pages._shared import reader  # noqa: F401 -- who is asked for the language
from tests.conftest import ROOT
from tests.languages import ARTIFICIAL, OPEN, outside
from tests.sampled import sampled
from trialmetrics.charts.ranking_chart import (
    CATEGORY,
    NARROW_ALONE,
    NARROW_CATEGORY,
    NARROW_SUPPLIER,
    SUPPLIER,
)
from trialmetrics.charts.theme import shortened
from trialmetrics.policy import load_policy
from trialmetrics.text import language
from trialmetrics.text.lists import listed

EXAMPLE = ROOT / "data" / "example-log.csv"
# Parts of an element that are no words for a reader.
TECHNICAL = frozenset({
    "id", "key", "form_id", "element_hash", "icon", "url", "page", "unit", "format", "type", "color", "width", "height",
    "delta_arrow_type", "file_types", "theme", "config", "script_hash", "page_script_hash", "query_param_key",
    "selection_mode", "deferred_file_id",
})  # fmt: skip
# Of a chart: what is written in it.
WRITTEN = frozenset({"text", "hovertext", "ticktext", "title", "hovertemplate"})
MARKUP = re.compile(r"<style>.*?</style>|<[^>]*>|:material/\w+:|:\w+-badge|%\{[^}]*\}", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")
# Names of the product, of formats, and of languages in themselves; a list whose word is that of the notation.
NAMES = ("trialmetrics", "Excel", "CSV", "English", "Nederlands", "log.csv", "tester", listed("18", "or"))
# Letters of a name on an axis.
LENGTHS = (30, SUPPLIER, CATEGORY, NARROW_SUPPLIER, NARROW_CATEGORY, NARROW_ALONE)
SHOWN_OF_LOG = ("supplier", "trial_id", "category", "round", "tester", "currency", "note")


def shown(test: AppTest) -> Iterator[str]:
    """Every text on a page."""
    for block in (test.main, test.sidebar):
        yield from _of_block(block)


def _of_block(block) -> Iterator[str]:
    for child in block.children.values():
        proto = getattr(child, "proto", None)
        if hasattr(child, "children"):
            if proto is not None:
                yield from _of_message(proto)
            yield from _of_block(child)
        elif child.type == "plotly_chart":
            spec = json.loads(child.proto.spec)
            assert not spec["layout"].get(
                "showlegend", True
            )  # so that the names of traces are not to be seen
            yield from _of_chart(spec)
            yield child.proto.alt
        elif child.type == "arrow_data_frame" or child.type == "dataframe":
            yield from _of_table(child.value)
        elif proto is not None:
            yield from _of_message(proto)


def _of_message(message: Message) -> Iterator[str]:
    for field, value in message.ListFields():
        if field.name in TECHNICAL:
            continue
        values = value if field.is_repeated else [value]
        for each in values:
            if isinstance(each, str):
                yield each
            elif isinstance(each, Message):
                yield from _of_message(each)


def _of_chart(spec, name: str = "") -> Iterator[str]:
    if isinstance(spec, dict):
        for key, value in spec.items():
            yield from _of_chart(value, key)
    elif isinstance(spec, list):
        for value in spec:
            yield from _of_chart(value, name)
    elif isinstance(spec, str) and name in WRITTEN:
        yield spec


def _of_table(frame: pd.DataFrame) -> Iterator[str]:
    yield from map(str, frame.columns)
    for name in frame.columns:
        yield from (each for each in frame[name] if isinstance(each, str))


def data_texts() -> list[str]:
    """The texts of the log and of the policy that a page shows as they stand there, the longest first."""
    log = pd.read_csv(EXAMPLE, dtype=str, keep_default_na=False)
    texts = {value for name in SHOWN_OF_LOG for value in log[name]}
    texts |= {unescape(shortened(text, most)) for text in texts for most in LENGTHS}
    policy = load_policy().model_dump(mode="json")
    texts |= {part[name] for part in _parts(policy) for name in ("source", "unit") if part.get(name)}
    return sorted(texts - {""}, key=len, reverse=True)


def _parts(policy: dict) -> Iterator[dict]:
    yield policy
    for value in policy.values():
        if isinstance(value, dict):
            yield from _parts(value)


def left_behind(test: AppTest) -> set[str]:
    """The texts of a page of which a word is in no bracket and of no text of the log."""
    known = [*data_texts(), *NAMES]
    return {text for text in shown(test) if any(map(WORD.search, _unknown(text, known)))}


def _unknown(text: str, known: list[str]) -> Iterator[str]:
    for part in outside(unescape(MARKUP.sub(" ", text.replace("\\", "").replace("\u2060", "")))):
        for name in known:
            part = part.replace(name, " ")
        yield part


PAGES = {
    "ranking": {},
    "thresholds": {"threshold": "70"},
    "thresholds, weights": {"weight_of": "outcome", "weight_outcome": "66"},
    "thresholds, history": {"show": "history"},
    "supplier": {"supplier": "Grootdruk Europa"},
    "plan": {},
    "testers": {},
    "upload": {},
    "how_it_judges": {},
    "decisions": {},
    "record": {},
}


@pytest.mark.parametrize("page", sampled(PAGES, 3))
def test_two_readers_see_a_page_each_in_his_own_language(opens, artificial, page):
    where = "" if page == "ranking" else page.partition(",")[0]
    test = opens(where, EXAMPLE, locale=f"{ARTIFICIAL}-ZZ", **PAGES[page])
    # Another reader looks at the same figures in between.
    english = opens(where, locale="en-GB", **PAGES[page])
    assert not [text for text in shown(english) if OPEN in text]
    # AppTest names what is chosen in this thread.
    with language.in_language(ARTIFICIAL):
        for toggle in test.toggle:
            toggle.set_value(True)
        test.run()
    assert not test.exception
    assert sum(OPEN in text for text in shown(test)) > 20
    assert not left_behind(test)
    for toggle in english.toggle:
        toggle.set_value(True)
    english.run()
    assert not [text for text in shown(english) if OPEN in text]


def test_the_welcome_is_in_the_language_of_the_reader(opens, artificial):
    test = opens("", locale=ARTIFICIAL)
    assert sum(OPEN in text for text in shown(test)) > 5
    assert not left_behind(test)


def test_a_refusal_is_in_the_language_of_the_reader(opens, artificial):
    """It is made in a callback, which runs before the router and in a thread of its own."""
    test = opens("thresholds", EXAMPLE, locale=ARTIFICIAL)
    opens("thresholds", locale="en")
    with language.in_language(ARTIFICIAL):
        test.button(key="save it").click().run()
    assert [each.value[0] for each in test.toast] == [OPEN]


def test_a_part_of_a_page_that_is_drawn_alone_is_in_the_language_of_the_reader(artificial):
    """A fragment is drawn without the router; two of them at once, in two languages."""
    told: dict[str, list[str]] = {}
    together = threading.Barrier(2)

    def draw(locale: str) -> None:
        for _time in range(3):
            together.wait(10)
            told.setdefault(locale, []).append(language._("invite"))

    threads = []
    for locale in (ARTIFICIAL, "en"):
        thread = threading.Thread(target=draw, args=(locale,))
        context = SimpleNamespace(context_info=ContextInfo(locale=locale), gather_usage_stats=False)
        add_script_run_ctx(thread, context)
        threads.append(thread)
        thread.start()
    for thread in threads:
        thread.join(30)
    assert told == {ARTIFICIAL: ["⟦invite⟧"] * 3, "en": ["invite"] * 3}


@pytest.mark.parametrize("locale", [ARTIFICIAL, "en"])
def test_a_link_says_the_same_in_every_language(opens, artificial, locale):
    link = {"class": "small", "weight_of": "follow_through", "show": "weights"}
    test = opens("thresholds", EXAMPLE, locale=locale, **link)
    assert {name: test.query_params[name] for name in link} == link
    assert test.multiselect(key="class").value == ["small"]
    assert test.selectbox(key="weight_of").value == "follow_through"
    with language.in_language(locale):
        test.selectbox(key="weight_of").set_value("care")
        test.multiselect(key="class").set_value([]).run()
    assert test.query_params["weight_of"] == "care"
    assert "class" not in test.query_params


def test_a_link_of_an_earlier_release_that_has_the_words_is_read(opens):
    test = opens("thresholds", EXAMPLE, weight_of="went out of its way")
    assert test.selectbox(key="weight_of").value == "devotion"
    assert test.query_params["weight_of"] == "devotion"


def test_of_a_criterion_that_is_none_it_is_said(opens):
    test = opens("thresholds", EXAMPLE, weight_of="price")
    assert "The link asks for the weight of 'price', which is no criterion" in test.warning[0].value
    assert "weight_of" not in test.query_params
