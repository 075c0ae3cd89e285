"""What tells suppliers apart, and which spellings may be one."""

import pytest

from trialmetrics.names.keys import supplier_key
from trialmetrics.names.similarity import similar_names


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jansen B.V.", "jansen bv"), ("  Jansen   BV ", "JANSEN B.V"), ("Jansen, B.V.", "Jansen BV"),
        ("Jansen B. V.", "jansen bv"),
        ("Müller GmbH & Co. KG", "müller gmbh & co kg"), ("Acme Ltd.", "ACME LTD"), ("Dupont S.A.", "dupont sa"),
        ("Acme, Inc.", "acme inc"), ("Philips N.V.", "Philips NV"), ("Novo A/S", "Novo AS"),
    ],
)  # fmt: skip
def test_one_supplier(one: str, other: str) -> None:
    assert supplier_key(one) == supplier_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Jansen BV", "Jansen"), ("Jansen BV", "Janssen BV"), ("Jansen BV", "Jansen NV"), ("A.B.C. BV", "ABC BV"),
        ("Jansen & Zn", "Jansen Zn"), ("St. Jan", "St Jan"), ("Café", "Cafe"),
    ],
)  # fmt: skip
def test_nothing_else_is_merged(one: str, other: str) -> None:
    assert supplier_key(one) != supplier_key(other)


def test_spellings_that_may_be_one_supplier() -> None:
    names = ["Jansen BV", "Jansen B.V.", "Janssen bv", "Jansen", "Bakker BV", "Backer NV", "Visser & Zn."]
    found = [(one, other) for one, other, _alike in similar_names(names)]
    assert found == [("Jansen", "Jansen B.V."), ("Jansen", "Janssen bv"), ("Jansen B.V.", "Janssen bv")]


def test_accents_and_punctuation_are_spellings() -> None:
    assert similar_names(["Café Zoë", "Cafe Zoe", "Drukkerij A.B.C."]) == [("Cafe Zoe", "Café Zoë", 100.0)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("De Vries Papier", "de Vries papier BV"), ("Mueller GmbH", "Müller GmbH"), ("Jorg NV", "Jörg NV"),
        ("Bakker & Zn.", "Bakker en Zoon"), ("Jones & Sons", "Jones and Sons"), ("Koester", "Køster"),
        ("A.B.C. Print", "ABC Print"), ("Drukkerij Ten Have", "Ten Have Drukkerij"), ("Van der Berg", "v.d. Berg"),
        ("Van den Berg BV", "Vandenberg"), ("Grootdruk Europa", "Grootdruk Europe"),
    ],
)  # fmt: skip
def test_how_else_a_name_is_written(one: str, other: str) -> None:
    assert [pair[:2] for pair in similar_names([one, other])] == [(one, other)]


@pytest.mark.parametrize(
    "names",
    [
        ["Jansen", "Hansen"], ["Vos", "Bos"], ["Noord Papier", "Zuid Papier"], ["Print 24", "Print 25"],
        ["Supplier 00001", "Supplier 00002"], ["★", "☆"], [],
    ],
)  # fmt: skip
def test_what_is_no_spelling(names: list[str]) -> None:
    assert similar_names(names) == []


def test_many_names_give_no_more_pairs_than_asked_for_the_likeliest_first() -> None:
    endings = [f"{one}{other}" for one in "abcdefghijklmnopqrst" for other in "abcdefghijklmnopqrst"]
    names = [f"Papierhandel de Noordelijke {ending}" for ending in endings]
    found = similar_names([*names, "Jansen", "Jansen BV"], most=50)
    assert len(found) == 50
    assert found[0] == ("Jansen", "Jansen BV", 100.0)
    assert min(alike for _one, _other, alike in found) > 88
