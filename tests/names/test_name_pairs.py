"""Pairs of supplier names of five countries: one key, proposed as one supplier, or two suppliers nobody is asked about.

Which list a pair stands in was decided before the first run.
"""

from itertools import product

import pytest

from trialmetrics.names.keys import supplier_key
from trialmetrics.names.similarity import similar_names

# Case, outer and repeated spaces, and the punctuation of the legal form: one supplier without a question.
SAME_KEY = [
    # Netherlands and Belgium
    ("Jansen B.V.", "JANSEN BV"), ("Jansen, B.V.", "jansen  bv"), ("Smit N.V", " Smit nv "), ("De Boer V.O.F.", "de boer vof"),
    ("Kaashandel C.V.", "kaashandel cv"),
    # Germany
    ("Weber G.m.b.H.", "Weber GmbH"), ("Weber GmbH & Co. KG", "WEBER GMBH & CO KG"), ("Krause A.G.", "Krause AG"),
    ("Krause O.H.G.", "krause ohg"), ("Lang U.G.", "lang ug"),
    ("Großhandel Weiß", "GROSSHANDEL WEISS"),  # ß in capitals is SS
    # France
    ("Dupont S.A.R.L.", "DUPONT SARL"), ("Dupont S.A.", "dupont sa"), ("Lefèvre S.A.S.", "LEFÈVRE SAS"),
    ("Martin S.A.S.U.", "Martin sasu"), ("Moreau S.N.C.", "moreau snc"),
    # Spain
    ("García S.L.", "GARCÍA SL"), ("García, S.L.U.", "García SLU"), ("Ibáñez S.A.", "ibáñez sa"),
    # United Kingdom, United States, Ireland
    ("Acme Ltd.", "ACME LTD"), ("Acme, Inc.", "Acme Inc"), ("Acme L.L.C.", "acme llc"), ("Acme P.L.C.", "Acme plc"),
    ("Acme Corp.", "ACME CORP"), ("Acme L.L.P.", "Acme LLP"),
]  # fmt: skip

# May be one supplier: a person is asked.
PROPOSED = [
    # Spaces and words written together
    ("Clean Co BV", "CleanCo"), ("Clean Co. B.V.", "CleanCo B.V."), ("De Vries Papier", "DeVries Papier BV"),
    ("Schoonmaakbedrijf Noord", "Schoonmaak bedrijf Noord"), ("Print 24", "Print24"), ("O'Brien Ltd", "OBrien Limited"),
    ("Jansen BV", "JansenBV"), ("Tele Com SA", "Telecom"), ("Büro-Service Kranz", "Büroservice Kranz GmbH"),
    # Legal forms
    ("Jansen", "Jansen Eenmanszaak"), ("Bakkerij Smit", "Bakkerij Smit VOF"), ("Weber GmbH", "Weber"),
    ("Weber GmbH & Co. KG", "Weber GmbH & Co.KG"), ("Müller e.K.", "Müller eK"), ("Müller e. K.", "Müller"),
    ("Startwerk UG", "Startwerk UG (haftungsbeschränkt)"), ("Krause OHG", "Krause"), ("Dupont SARL", "SARL Dupont"),
    ("Dupont S.à r.l.", "Dupont SARL"), ("Moreau E.U.R.L.", "Moreau EURL"), ("Lefèvre SASU", "Lefèvre SAS"),
    ("García S.L.L.", "García"), ("Ibáñez, Sociedad Limitada", "Ibáñez S.L."), ("Acme Limited", "Acme Ltd"),
    ("Acme Incorporated", "Acme, Inc."), ("Acme Corporation", "Acme Corp."), ("Acme Designated Activity Company", "Acme DAC"),
    ("Paper Company Ltd", "Paper Co. Limited"), ("Verhoeven Besloten Vennootschap", "Verhoeven B.V."),
    ("Adler Aktiengesellschaft", "Adler AG"), ("Nord Gesellschaft mbH", "Nord GmbH"),
    # Accents and letters missing from a keyboard
    ("Café Zoë", "Cafe Zoe"), ("Müller GmbH", "Mueller GmbH"), ("Müller GmbH", "Muller GmbH"),
    ("Construcción Muñoz", "Construccion Munoz"), ("Sœurs Martin", "Soeurs Martin"), ("François Achats", "Francois Achats"),
    # Words that vary
    ("Bakker & Zn.", "Bakker en Zonen"), ("Gebr. de Wit", "Gebroeders de Wit"), ("Weber & Söhne", "Weber und Soehne"),
    ("Dupont & Cie", "Dupont et Compagnie"), ("Hermanos Ruiz", "Hnos. Ruiz"), ("Pérez y Hijos", "Pérez & Hijos"),
    ("Smith Bros.", "Smith Brothers"), ("St. Mary Supplies", "Saint Mary Supplies"), ("Van der Berg", "v.d. Berg"),
    ("Ets Durand", "Établissements Durand"), ("Nova Intl", "Nova International"), ("The Paper Shop", "Paper Shop"),
    # A slip of the pen
    ("Janssen Verpakkingen", "Jansen Verpakkingen"), ("Lieferservice Schmidt", "Lieferservice Schmitd"),
    ("Fournitures Delacroix", "Fourniture Delacroix"), ("Kantoorvakhandel Verhoven", "Kantoorvakhandel Verhoeven"),
    ("Grootdruk Europa", "Grootdruk Europe"), ("Suministros Hernandez", "Suministros Hernández SL"),
]  # fmt: skip

# Two suppliers: asking would only cost attention.
APART = [
    # Firms of one group or one place
    ("Jansen Groep", "Jansen Bouw"), ("Jansen Bouw", "Jansen Techniek"), ("Jansen Groep", "Jansen"),
    ("Kantoorartikelen De Vries Noord", "Kantoorartikelen De Vries Zuid"),
    ("Kantoorartikelen De Vries Groep", "Kantoorartikelen De Vries"),
    ("Schoonmaakbedrijf De Noordelijke Amsterdam", "Schoonmaakbedrijf De Noordelijke Rotterdam"),
    ("Deutsche Verpackungsgesellschaft Nord", "Deutsche Verpackungsgesellschaft Süd"),
    ("Papeterie Générale de Lyon", "Papeterie Générale de Nice"), ("Suministros Generales Norte", "Suministros Generales Oeste"),
    ("Timber & Building Supplies East", "Timber & Building Supplies West"),
    ("Noordzee Handelsmaatschappij Import", "Noordzee Handelsmaatschappij Export"),
    ("Continental Holding Services", "Continental Trading Services"),
    # Other firms
    ("Jansen", "Hansen"), ("Vos", "Bos"), ("Weber", "Weller"), ("Noord Papier", "Zuid Papier"), ("Print 24", "Print 25"),
    ("Müller Logistik", "Möller Logistik 2"), ("AB Print", "Print BV"), ("AS Watson", "Watson Ltd"), ("Co Jansen", "As Jansen"),
    ("Clean Co BV", "Green Co BV"), ("CleanCo", "Clear Co"), ("Bakkerij Smit", "Slagerij Smit"), ("Dupont SARL", "Durand SARL"),
    ("García SL", "Gracia Moreno SL"), ("Smith & Sons", "Smith & Daughters"), ("Acme Ltd", "Acne Ltd"),
    ("Hotel Adler", "Hotel Adria"), ("Lager 1 GmbH", "Lager 11 GmbH"),
]  # fmt: skip


def test_there_are_pairs_enough():
    assert len(SAME_KEY) >= 20
    assert len(PROPOSED) >= 40
    assert len(APART) >= 25


@pytest.mark.parametrize(("one", "other"), SAME_KEY)
def test_one_key(one, other):
    assert supplier_key(one) == supplier_key(other)
    assert similar_names([one, other]) == []


@pytest.mark.parametrize(("one", "other"), PROPOSED)
def test_proposed_and_not_merged(one, other):
    assert supplier_key(one) != supplier_key(other)
    assert [pair[:2] for pair in similar_names([one, other])] == [tuple(sorted((one, other)))]


@pytest.mark.parametrize(("one", "other"), APART)
def test_nobody_is_asked(one, other):
    assert similar_names([one, other]) == []


def test_firms_of_one_group_leave_room_for_what_is_to_be_asked():
    """Of 600 firms of 20 groups in 30 places, and one that is written in two ways, that one is proposed and nothing else."""
    groups = [
        f"{first}{second}"
        for first, second in product(
            ("Noord", "Zee", "Berg", "Veld"), ("druk", "bouw", "pak", "huis", "werk")
        )
    ]
    places = [
        "Amsterdam", "Rotterdam", "Utrecht", "Eindhoven", "Groningen", "Tilburg", "Almere", "Breda", "Nijmegen", "Apeldoorn",
        "Haarlem", "Enschede", "Arnhem", "Zaandam", "Zoetermeer", "Leeuwarden", "Maastricht", "Dordrecht", "Ede", "Leiden",
        "Alkmaar", "Emmen", "Delft", "Venlo", "Deventer", "Sittard", "Helmond", "Hilversum", "Heerlen", "Amersfoort",
    ]  # fmt: skip
    firms = [
        f"Koninklijke {group} Handelsmaatschappij {place} B.V." for group, place in product(groups, places)
    ]
    assert [pair[:2] for pair in similar_names([*firms, "Clean Co BV", "CleanCo"])] == [
        ("Clean Co BV", "CleanCo")
    ]
