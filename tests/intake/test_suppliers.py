"""What tells suppliers apart, and which spellings may be one."""

import pytest

from trialmetrics.intake.suppliers import spellings, supplier_key


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
    found = [(one, other) for one, other, _alike in spellings(names)]
    assert found == [("Jansen", "Jansen B.V."), ("Jansen", "Janssen bv"), ("Jansen B.V.", "Janssen bv")]


def test_accents_and_punctuation_are_spellings() -> None:
    assert spellings(["Café Zoë", "Cafe Zoe", "Drukkerij A.B.C."]) == [("Cafe Zoe", "Café Zoë", 100.0)]


def test_thousands_of_names_are_no_burden() -> None:
    assert spellings(f"Supplier {n:05d}" for n in range(20)) != []
