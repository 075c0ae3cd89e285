"""What stands around every page: its filters under the title, one "how" beside a heading, the strip of the example."""

import re

import pytest
import streamlit as st

from pages._shared import example
from tests.conftest import ROOT
from tests.pages.test_link import HEAD, LOG, said, titles, trial
from trialmetrics.text.plain_text import plain

PAGES = ["", "decisions", "thresholds", "supplier", "plan", "testers"]
FROM_THESE = "Verdicts from these trials only."


def chips(test):
    return [each.label.replace("\\", "") for each in test.button if (each.key or "").startswith("chip ")]


def captions(test):
    return [each.value for each in test.caption]


@pytest.mark.parametrize("page", PAGES)
def test_the_filters_stand_under_the_title_of_every_page(opens, page):
    test = opens(page, LOG, category="Paper", round="Spring 2026")
    assert chips(test) == ["Paper", "Spring 2026"]
    assert FROM_THESE in captions(test)


def test_each_kind_of_filter_has_words(opens):
    test = opens(
        "", LOG, tester="Ann", **{"class": "small", "from": "2026-01-02", "until": "2026-12-01"}
    )  # fmt: skip
    assert chips(test) == [
        "tester Ann", "order class small", "requested from 02-01-2026", "requested until 01-12-2026",
    ]  # fmt: skip


def test_a_category_leaves_no_trial_out(opens):
    test = opens("", LOG, category="Paper")
    assert chips(test) == ["Paper"]
    assert FROM_THESE not in captions(test)


@pytest.mark.parametrize("page", ["upload", "how_it_judges", "record"])
def test_where_no_filter_applies_none_is_shown(opens, page):
    assert chips(opens(page, LOG, category="Paper")) == []
    assert chips(opens("", category="Paper")) == ["Paper"]


def test_a_cross_removes_one_filter(opens):
    test = opens("", LOG, category=["Paper", "Tape"], **{"from": "2026-01-02"})
    assert chips(test) == ["Paper", "Tape", "requested from 02-01-2026"]
    next(each for each in test.button if each.label == "Paper").click().run()
    assert test.multiselect(key="category").value == ["Tape"]
    assert test.query_params == {"category": "Tape", "from": "2026-01-02"}
    next(each for each in test.button if each.label.startswith("requested")).click().run()
    assert test.date_input(key="from").value is None
    assert chips(test) == ["Tape"]


def test_many_values_share_a_chip(opens):
    names = ["Aprons", "Bags", "Cups", "Discs", "Ends"]
    log = HEAD + "".join(trial("Abel", name, name, "Spring", "Ann", "small", 3) for name in names)
    test = opens("", log, category=names)
    assert chips(test) == ["Aprons / Bags / Cups / Discs / Ends"]
    next(each for each in test.button if each.key.startswith("chip ")).click().run()
    assert test.multiselect(key="category").value == []


def test_a_name_with_signs_of_markup_is_shown_as_it_is(opens):
    name = "Tape [wide] :smile:"
    test = opens("", HEAD + trial("Abel", 1, name, "Spring", "Ann", "small", 3), category=name)
    assert [each.label for each in test.button if each.key.startswith("chip ")] == [plain(name)]


def test_a_suppliers_link_shows_that_supplier_in_that_category_whatever_is_filtered(opens):
    test = opens("supplier", LOG, supplier="Abel", of="Tape", category="Paper")
    assert titles(test) == ["Abel"]
    assert test.session_state["of"] == "Tape"
    assert "left out" not in said(test)


def test_one_how_beside_a_heading_explains_all_below_it(shows):
    test = shows("ranking.py", example.EXAMPLE)
    hows = [each for each in blocks(test.main) if each.type == "popover"]
    assert {each.proto.popover.label for each in hows} == {"how"}
    # The rules behind every verdict and how to read the chart, beside the title.
    beside_title = " ".join(each.value for kind in ("markdown", "caption") for each in hows[0].get(kind))
    assert "How it judges" in beside_title
    assert "The dot is the score." in beside_title
    assert len(hows) <= len(test.title) + len(test.header)


def blocks(block):
    for child in block.children.values():
        if hasattr(child, "children"):
            yield child
            yield from blocks(child)


def test_the_example_is_marked_until_it_is_removed(opens, store):
    example_log = example.EXAMPLE
    test = opens("", example_log)
    assert "Invented example data are loaded." in [each.value for each in test.markdown]
    test.button(key="remove example").click().run()
    assert titles(test) == ["Welcome to trialmetrics"]
    assert list(store.uploads.all()["active"]) == [False]


def test_own_data_is_not_marked(opens):
    test = opens("", LOG)
    assert "Invented example data are loaded." not in [each.value for each in test.markdown]
    assert not [each for each in test.button if each.key == "remove example"]


def test_the_own_list_comes_first_on_the_welcome_page(opens):
    test = opens("")
    assert [each.label for each in test.button][:2] == ["Upload your list", "Load the example"]


@pytest.mark.parametrize(("testers", "listed"), [(("Ann", "Ann"), False), (("Ann", "Bob"), True)])
def test_testers_are_compared_where_there_are_two(opens, monkeypatch, testers, listed):
    pages = []
    page = st.Page
    monkeypatch.setattr(
        st,
        "Page",
        lambda where, **looks: pages.append((where, looks.get("visibility"))) or page(where, **looks),
    )
    log = HEAD + "".join(
        trial("Abel", n, "Paper", "Spring", name, "small", 3) for n, name in enumerate(testers)
    )
    opens("testers", log)  # its link works all the same
    assert dict(pages)["testers.py"] == ("visible" if listed else "hidden")


def test_every_heading_of_a_page_is_drawn_by_one_helper():
    """Else what is explained below it stands beside the heading before it."""
    own = [path for path in (ROOT / "pages").rglob("*.py") if path.name != "heading.py"]
    assert [path.name for path in own if re.search(r"st\.(title|header)\(", path.read_text("utf-8"))] == []
