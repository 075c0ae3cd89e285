"""The ranking chart: a row per candidate with why at the right, those out for what they did apart, of many the most telling."""

import re
from datetime import datetime
from html import unescape

import pandas as pd
import pytest

from tests.charts.drawn import checked
from tests.conftest import ROOT, ZONE
from tests.people import by
from trialmetrics.analysis.ranking import rank
from trialmetrics.charts import VERDICTS, Look, ranking_chart
from trialmetrics.charts.ranking_rows import arranged
from trialmetrics.charts.theme import ROW_HEIGHT, shortened, shortened_apart
from trialmetrics.intake import read
from trialmetrics.store import Store
from trialmetrics.text import short_reason

PART = re.compile(r"<span style='[^']*--label: (\w+)[^']*'>(.*?)</span>")
# The example's candidates that a knock-out leaves out, best first.
OUT = [
    "Drukkerij Ten Have", "Cantina Express", "Grootdruk Europa", "Van Dam Partyservice", "Noordzee Packaging B.V.",
    "Brandt Kartonnage GmbH",
]  # fmt: skip


@pytest.fixture(scope="module")
def suppliers(tmp_path_factory):
    """The candidates of the example, read once."""
    folder = tmp_path_factory.mktemp("example")
    with Store.open(folder / "trials.duckdb") as store:
        store.uploads.add(
            [read(ROOT / "data" / "example-log.csv", folder, zone=ZONE).require_batch()], by("team")
        )
        return rank(store, as_of=datetime(2026, 11, 24, 12)).suppliers


def drawn(suppliers, **how):
    return checked(ranking_chart(suppliers, Look(), **how))


def labels(figure, width="wide"):
    """Row -> its label on a screen of this width."""
    return {
        place: unescape("".join(text for each, text in PART.findall(label) if each == width))
        for place, label in zip(figure.layout.yaxis.tickvals, figure.layout.yaxis.ticktext, strict=True)
    }


def reasons(figure):
    """Row -> the words at its right."""
    axis = figure.layout.yaxis2
    return {
        place: unescape(re.sub("<[^>]*>", "", text))
        for place, text in zip(axis.tickvals, axis.ticktext, strict=True)
    }


def marks(figure):
    """Supplier key and category -> row, score, symbol and hover."""
    return {
        tuple(key): (y, x, trace.marker.symbol, hover)
        for trace in figure.data if trace.mode == "markers"
        for key, x, y, hover in zip(trace.customdata, trace.x, trace.y, trace.hovertext, strict=True)
    }  # fmt: skip


def headings(figure):
    return {note.text: note.y for note in figure.layout.annotations}


def test_a_row_has_a_name_a_mark_at_the_score_and_why(suppliers):
    figure = drawn(suppliers)
    names, why, found = labels(figure), reasons(figure), marks(figure)
    assert len(found) == len(suppliers) == len(names) == len(why)
    for row in suppliers.to_dict(orient="records"):
        place, score, symbol, hover = found[row["supplier_key"], row["category"]]
        assert names[place] == f"{row['supplier']} · {row['category']}"
        assert why[place] == short_reason.why(row)
        assert f"{VERDICTS[row['verdict']].sign} " in hover
        assert short_reason.why(row) in unescape(hover)
        if row["score"] == row["score"]:
            assert score == row["score"]
            assert symbol.split("-")[0] == VERDICTS[row["verdict"]].shape
    colours = {Look().verdict_text(verdict) for verdict in VERDICTS}
    assert all(any(colour in text for colour in colours) for text in figure.layout.yaxis2.ticktext)
    assert figure.layout.yaxis.range[0] > figure.layout.yaxis.range[1]  # best on top
    assert figure.layout.yaxis.range == figure.layout.yaxis2.range
    assert figure.layout.xaxis.range[0] == 0


def test_who_is_out_for_what_it_did_stands_below_all_others_without_a_threshold(suppliers):
    figure = drawn(suppliers)
    heading = headings(figure)["Out for what they did, whatever the score"]
    names = [name.split(" · ")[0] for place, name in sorted(labels(figure).items()) if place > heading]
    assert names == OUT
    # The 16 others stand above, with a threshold in each row and nobody out for what it did.
    assert heading == 16
    (line,) = [trace for trace in figure.data if trace.line.dash == "dot"]
    assert max(y for y in line.y if y is not None) == 15.5
    pale = [trace for trace in figure.data if trace.mode == "lines" and trace.opacity == 0.2]
    assert pale
    assert all(y > heading for trace in pale for y in trace.y if y is not None)


def test_where_everybody_is_out_reasons_are_drawn_all_the_same(suppliers):
    figure = drawn(suppliers[suppliers["supplier"].isin(OUT[:3])])
    assert [*reasons(figure).values()] == ["rude 2 of 2", "not fully delivered 2 of 3", "small orders -60"]
    # Without a trace there Plotly draws no axis.
    assert [len(trace.x) for trace in figure.data if trace.yaxis == "y2"] == [1]
    assert list(headings(figure)) == ["Out for what they did, whatever the score"]


def test_no_heading_where_nobody_is_out(suppliers):
    figure = drawn(suppliers[suppliers["category"] == "Cleaning"])
    assert list(headings(figure)) == ["threshold 60"]


def test_the_hover_says_what_the_page_says(suppliers):
    lumen = marks(drawn(suppliers))["lumen print studio", "Printing"][3]
    assert lumen.split("<br>") == [
        "<b>Lumen Print Studio · Printing</b>",
        "● invite: above 60: 99 % sure",
        "score 89 (70 to 100)",
        "4 trials: served 4 of 4",
        "Clearly better than 11 of 20 other candidates, clearly worse than 0.",
    ]


def test_without_a_score_a_row_has_no_mark_to_see_and_says_so(suppliers):
    figure = drawn(suppliers)
    place, _score, _symbol, hover = marks(figure)["zilver reiniging", "Cleaning"]
    assert reasons(figure)[place] == "nothing to score yet"
    assert "score" not in hover.replace("nothing to score yet", "")
    (trace,) = [trace for trace in figure.data if trace.mode == "markers" and place in trace.y]
    assert trace.marker.opacity == 0


def test_in_one_category_a_name_is_the_suppliers_alone(suppliers):
    printing = suppliers[suppliers["category"] == "Printing"]
    assert set(labels(drawn(printing)).values()) == set(printing["supplier"])


def test_on_a_narrow_screen_names_are_short_and_still_say_who_is_meant(suppliers):
    narrow = [*labels(drawn(suppliers), "narrow").values()]
    assert len(set(narrow)) == len(narrow)
    assert "Kade Negen" in narrow  # its category goes without saying
    assert [name for name in narrow if name.startswith("Brand")] == [
        "Brand…mbH · Pack…ng",
        "Brand…mbH · Prin…ng",
    ]
    assert max(map(len, narrow)) <= 20


def test_rows_keep_their_height(suppliers):
    few, many = drawn(suppliers.head(4)), drawn(suppliers.head(12))
    assert many.layout.height - few.layout.height == ROW_HEIGHT * 8 == 27 * 8


def test_of_nobody_the_chart_is_empty_not_broken(suppliers):
    assert drawn(suppliers.head(0)).layout.yaxis.ticktext == ()


def test_names_are_not_markup(suppliers):
    odd = suppliers.head(1).assign(supplier="<b>A</b> & co")
    assert "&lt;b&gt;A&lt;/b&gt; &amp; co" in drawn(odd).layout.yaxis.ticktext[0]


def crowd(judged, out=0):
    """Candidates with the scores 100, 99, 98, ... at a threshold of 60, the last `out` of them knocked out."""
    number = judged + out
    return pd.DataFrame(
        {
            "score": [100.0 - n for n in range(number)],
            "threshold": 60.0,
            "rule": ["between"] * judged + ["knocked_out"] * out,
        }
    )


def scores(rows, *, out):
    return [*rows.candidates.loc[rows.candidates["out"] == out, "score"]]


def test_of_many_the_best_those_near_the_threshold_and_those_out_are_shown():
    rows = arranged(crowd(80, 20), everybody=False)
    # 12 of the best, 100 to 89; the 12 nearest to 60, of 54 and 66 the better; 12 of those out, 20 to 9.
    assert scores(rows, out=False) == [*range(100, 88, -1), *range(66, 54, -1)]
    assert scores(rows, out=True) == [*range(20, 8, -1)]
    # Left out: 88 to 67 after the 12 best, 54 to 21 at the end, 8 to 1 under those out; the heading takes row 26.
    assert rows.gaps == {12: 22, 25: 34, 39: 8}
    assert (rows.heading, rows.number) == (26, 40)
    assert [*rows.candidates["place"]] == [*range(12), *range(13, 25), *range(27, 39)]


def test_everybody_is_shown_on_demand_and_where_there_are_few():
    assert arranged(crowd(80, 20), everybody=True).number == 101
    few = arranged(crowd(30, 10), everybody=False)
    assert (len(few.candidates), few.gaps) == (40, {})
    assert len(arranged(crowd(31, 10), everybody=False).candidates) < 41


def test_a_gap_of_one_is_no_gap():
    rows = arranged(crowd(41, 13), everybody=False)
    # 100 to 89, then 66 to 60 and what else is nearest; of the 13 out only one would be left out.
    assert len(scores(rows, out=True)) == 13


def test_who_has_no_score_is_not_near_the_threshold():
    many = crowd(60)
    many.loc[12:, "score"] = float("nan")
    rows = arranged(many, everybody=False)
    assert scores(rows, out=False) == [*range(100, 88, -1)]
    assert rows.gaps == {12: 48}


def test_a_gap_says_how_many_are_left_out(suppliers):
    many = pd.concat([suppliers.assign(supplier_key=suppliers["supplier_key"] + str(n)) for n in range(3)])
    texts = [re.sub("<[^>]*>", "", text) for text in drawn(many, everybody=False).layout.yaxis.ticktext]
    assert [text for text in texts if text.startswith("…")]
    assert not [text for text in drawn(many).layout.yaxis.ticktext if "… " in text]


def test_a_long_name_is_cut_in_the_middle():
    assert shortened("Koninklijke Drukkerij van der Meulen", 20) == "Koninklijke…Meulen"
    assert shortened("Lumen", 20) == "Lumen"


@pytest.mark.parametrize(
    ("names", "short"),
    [
        # They differ at the end: the usual cut tells them apart.
        (
            ["Jansen Verpakkingen Noord", "Jansen Verpakkingen Zuid"],
            ["Jansen Verpa…n Noord", "Jansen Verpa…en Zuid"],
        ),
        # They differ where the usual cut falls: more of the beginning stays.
        (["Jansen Bouw Verpakkingen", "Jansen Bouy Verpakkingen"], None),
        # And more of the end.
        (["Jansen Verpakkingen A Europa", "Jansen Verpakkingen B Europa"], None),
        (["<A> & co", "B"], ["&lt;A&gt; &amp; co", "B"]),
    ],
)
def test_long_names_are_cut_so_that_they_differ(names, short):
    found = shortened_apart(names, 20)
    assert len(set(found.values())) == len(names)
    if short:
        assert [*found.values()] == short
    else:
        assert {len(unescape(text)) for text in found.values()} <= {18, 19, 20}
