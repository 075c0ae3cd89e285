"""A link shows what it asks for, or says in a sentence why not."""

import pytest

from tests.people import by
from trialmetrics.text.plain_text import plain

HEAD = "supplier,trial_id,event,occurred_at,category,round,tester,order_class\n"
SPRING, LATE = ("Paper", "Spring 2026", "Ann", "small", 3), ("Tape", "Autumn 2026", "Bob", "large", 6)


def trial(supplier, number, category, name, tester, order_class, month):
    day = f"2026-{month:02}-0"
    return (
        f"{supplier},{number},request,{day}2 09:00,{category},{name},{tester},{order_class}\n"
        f"{supplier},{number},reply,{day}2 10:00,,,,\n{supplier},{number},delivery,{day}3,,,,\n"
    )


# Abel is the first of the alphabet and has trials under every filter.
LOG = HEAD + "".join(
    trial(supplier, f"{supplier}-{number}", *what)
    for supplier, every in {"Abel": [SPRING, LATE], "Mertens B.V.": [SPRING], "Zorn_Tape": [LATE]}.items()
    for number, what in enumerate(every)
)


def titles(test):
    return [each.value for each in test.title]


def said(test):
    return " ".join(each.value.replace("\\", "") for each in (*test.warning, *test.info))


def table_of(test):
    return " ".join(str(each.value) for each in test.dataframe)


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"round": "Autumn 2026"}, "round Autumn 2026"),
        ({"tester": "Bob", "from": "2026-05-01"}, "tester Bob, requested from 01-05-2026"),
        ({"class": "large", "until": "2026-12-01"}, "order class large, requested until 01-12-2026"),
    ],
)
def test_a_supplier_without_a_trial_under_the_filters(opens, link, words):
    test = opens("supplier", LOG, supplier="Mertens B.V.", **link)
    assert titles(test) == ["Mertens B.V."]
    assert said(test) == f"Mertens B.V. has no trial under these filters: {words}."
    assert not test.dataframe
    assert test.selectbox(key="supplier").value == "Mertens B.V."
    test.button(key="show supplier").click().run()
    assert titles(test) == ["Mertens B.V."]
    assert "has no trial" not in said(test)
    assert "Mertens B.V.-0" in table_of(test)


def test_a_category_in_which_it_has_no_trial(opens):
    test = opens("supplier", LOG, supplier="Mertens B.V.", category="Tape")
    assert titles(test) == ["Mertens B.V."]
    assert (
        "Mertens B.V. has no trial under this filter: category Tape. This page shows what it did elsewhere."
        in said(test)
    )
    assert "Mertens B.V.-0" in table_of(test)
    assert "Abel" not in table_of(test)


def test_a_change_of_the_filters_leaves_the_supplier(opens):
    test = opens("supplier", LOG, supplier="Zorn_Tape")
    for key, value in (("category", "Paper"), ("round", "Spring 2026")):
        test.multiselect(key=key).set_value([value]).run()
        assert not test.exception
        assert titles(test) == ["Zorn_Tape"]
        assert "Zorn_Tape has no trial" in said(test)
        test.multiselect(key=key).set_value([]).run()
        assert titles(test) == ["Zorn_Tape"]
        assert "has no trial" not in said(test)


def test_an_unknown_name_is_nobody_and_the_nearest_are_offered(opens):
    test = opens("supplier", LOG, supplier="Martens")
    assert titles(test) == ["Supplier"]
    assert said(test) == "There is no supplier 'Martens' in these logs."
    assert test.selectbox(key="supplier").value is None
    assert not test.dataframe
    test.button(key="near 0").click().run()
    assert titles(test) == ["Mertens B.V."]
    assert "There is no supplier" not in said(test)
    assert test.query_params["supplier"] == "Mertens B.V."


def test_a_name_like_nobodys(opens):
    test = opens("supplier", LOG, supplier="<b>Xqqw</b> " * 20)
    assert titles(test) == ["Supplier"]
    assert "There is no supplier '<b>Xqqw</b>" in said(test)
    assert not [each for each in test.button if each.key.startswith("near")]


def test_names_compare_as_everywhere(opens):
    test = opens("supplier", LOG, supplier="MERTENS, BV")
    assert titles(test) == ["Mertens B.V."]
    assert "Mertens B.V.-0" in table_of(test)
    assert test.query_params["supplier"] == "Mertens B.V."


def test_another_name_of_a_merged_supplier_leads_to_it(opens, takes, store):
    takes(LOG)
    store.names.merge("Zorn_Tape", "Mertens B.V.", by("me"))
    for other in ("Zorn_Tape", "Mertens B.V."):
        test = opens("supplier", supplier=other)
        assert titles(test) == ["Mertens B.V."]
        verdicts = [each.value.split(":")[0] for each in test.header]
        assert verdicts[:2] == ["Paper", "Tape"]


def test_no_name_is_nobody(opens):
    test = opens("supplier", LOG)
    assert titles(test) == ["Supplier"]
    assert said(test) == "Choose a supplier above, or click one in the ranking."
    assert test.selectbox(key="supplier").value is None
    test.selectbox(key="supplier").select("Abel").run()
    assert titles(test) == ["Abel"]


def test_of_a_category_that_the_supplier_has_not(opens):
    test = opens("supplier", LOG, supplier="Abel", of="Catering")
    assert titles(test) == ["Abel"]
    assert (
        "The link asks for the category 'Catering', in which Abel has no trial here; it was left out."
        in said(test)
    )
    test.selectbox(key="supplier").select("Zorn_Tape").run()
    assert "left out" not in said(test)
    test = opens("supplier", supplier="Zorn_Tape", of="Paper")
    assert "The link asks for the category 'Paper', in which Zorn_Tape has no trial here" in said(test)
    assert "left out" not in said(opens("supplier", supplier="Abel", of="tape"))


@pytest.mark.parametrize("written", [str, plain])
def test_a_category_with_signs_of_markup_is_the_one_shown(opens, written):
    log = HEAD + "".join(
        trial("Abel", f"A-{name}", name, "Spring 2026", "Ann", "small", 3)
        for name in ("Aprons", "Tape [wide]")
    )
    test = opens("supplier", log, supplier="Abel", of=written("Tape [wide]"))
    assert test.session_state["of"] == "Tape [wide]"
    assert "left out" not in said(test)
    assert "A-Tape [wide]" in table_of(test)
    assert "A-Aprons" not in table_of(test)


PAGES = ["", "thresholds", "supplier", "plan", "testers"]


@pytest.mark.parametrize("page", PAGES)
def test_what_is_not_there_is_said_on_every_page(opens, page):
    test = opens(page, LOG, round="Autum 2026", **{"from": "31-02-2026"})
    assert "The link asks for the round 'Autum 2026', which no trial has; it was left out." in said(test)
    assert "requests from '31-02-2026', which is no date such as 2026-11-24; it was left out." in said(test)
    assert test.multiselect(key="round").value == []


def test_it_is_said_until_the_reader_chooses_something_else(opens):
    test = opens("testers", LOG, round="Autum 2026", **{"from": "31-02-2026"})
    test.run()
    assert "'Autum 2026'" in said(test)
    test.multiselect(key="round").set_value(["Spring 2026"]).run()
    assert "'Autum 2026'" not in said(test)
    assert "'31-02-2026'" in said(test)


def test_every_value_that_is_not_there_is_said(opens):
    test = opens(
        "",
        LOG,
        category="Papier",
        tester="Zoe",
        **{"class": "huge", "from": "1999-12-31", "until": "tomorrow"},
    )
    for sentence in (
        "The link asks for the category 'Papier', which no trial has; it was left out.",
        "The link asks for the tester 'Zoe', which no trial has; it was left out.",
        "The link asks for the order class 'huge', which no trial has; it was left out.",
        "The link asks for requests from '1999-12-31', which is no date such as 2026-11-24; it was left out.",
        "The link asks for requests until 'tomorrow', which is no date such as 2026-11-24; it was left out.",
    ):
        assert sentence in said(test)
    assert test.query_params == {}


@pytest.mark.parametrize(
    ("page", "link", "sentence"),
    [
        ("thresholds", {"threshold": "150"}, "The link asks for the threshold '150', not a whole number from 0 to 100"),
        ("plan", {"invite": "2.5"}, "The link asks for '2.5' invitations, not a whole number from 1 to 500; it was left out."),
    ],
)  # fmt: skip
def test_so_is_every_number(opens, page, link, sentence):
    test = opens(page, LOG, **link)
    assert sentence in said(test)
    assert test.query_params == {}


def test_of_several_values_what_is_there_holds(opens):
    test = opens(
        "",
        LOG,
        round=["Spring 2026", "Autum 2026", "Winter"],
        category=["PAPER", "tape"],
        **{"from": "2026-3-1"},
    )
    assert test.multiselect(key="round").value == ["Spring 2026"]
    assert test.multiselect(key="category").value == ["Paper", "Tape"]
    assert str(test.date_input(key="from").value) == "2026-03-01"
    assert "'Autum 2026'" in said(test)
    assert "'Winter'" in said(test)
    assert "category" not in said(test)
    assert test.query_params == {"round": "Spring 2026", "category": ["Paper", "Tape"], "from": "2026-03-01"}


def test_many_values_are_counted_and_long_ones_cut(opens):
    test = opens("", LOG, round=["R" * 500, *(f"round {n}" for n in range(9))])
    assert f"'{'R' * 80}…'" in said(test)
    assert "7 more values were left out." in said(test)
    assert "round 5" not in said(test)


def test_a_value_that_goes_with_its_upload_is_said(opens, store, takes):
    takes(LOG)
    late = takes(HEAD + trial("Extra", "E-1", "Paper", "Winter", "Ann", "small", 4))
    test = opens("")
    test.multiselect(key="round").set_value(["Winter"]).run()
    assert not test.warning
    store.uploads.undo(late.upload_id, by("me"))
    test.run()
    assert test.multiselect(key="round").value == []
    assert "No trial has the round 'Winter' any more; the filter was left out." in said(test)


def test_clearing_the_filters_is_the_end_of_it(opens):
    test = opens("", LOG, round=["Spring 2026", "Autum 2026"])
    test.button(key="clear filters").click().run()
    assert "left out" not in said(test)
    assert test.multiselect(key="round").value == []


@pytest.mark.parametrize(
    ("page", "name"),
    [("", "category"), ("", "round"), ("decisions", "tester"), ("record", "who"), ("record", "about"), ("record", "kind"),
     ("supplier", "supplier"), ("supplier", "of")],
)  # fmt: skip
def test_what_a_link_asks_for_is_only_words(opens, page, name):
    hostile = (
        "[a](https://evil.example) <img src=x onerror=alert(1)> :smile: ![x](https://evil.example/x.png)"
    )
    test = opens(page, LOG, **{name: hostile})
    shown = [
        each.value
        for part in (test, test.sidebar)
        for each in (
            *part.markdown, *part.caption, *part.title, *part.info, *part.warning, *part.error, *part.subheader, *part.toast
        )
    ]  # fmt: skip
    labels = [each.label for each in (*test.button, *test.selectbox, *test.multiselect, *test.expander)]
    assert len(test.title) == 1
    assert [each for each in (*shown, *labels) if hostile in str(each)] == []
