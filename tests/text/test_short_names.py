"""Long names on one line: cut, and still told from each other."""

from trialmetrics.text.short_names import short, short_apart


def test_a_long_name_is_cut_in_the_middle():
    assert short("Handelsonderneming B.V.", 30) == "Handelsonderneming B.V."
    assert short("Donaudampfschifffahrt & Co. KG", 16) == "Donaudamp…Co. KG"


def test_names_that_begin_alike_are_cut_where_they_differ():
    names = ["Printing house of the North", "Printing house of the South"]
    assert short_apart(names, 16) == {names[0]: "Printing…North", names[1]: "Printing…South"}


def test_names_that_begin_and_end_alike_show_the_part_that_differs():
    names = [f"Donaudampfschifffahrtsgesellschaft {n} mit beschränkter Haftung & Co. KG" for n in (2, 47)]
    cut = short_apart([*names, "Lumen"], 16)
    assert cut == {names[0]: "Don…2 mit besch…", names[1]: "Don…47 mit besc…", "Lumen": "Lumen"}
    assert all(len(text) <= 16 for text in cut.values())
