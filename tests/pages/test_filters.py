"""The filters offer what trials have in the end; what a page counts is what they show."""

from datetime import datetime

from tests.analysis.test_filtered import HEAD, trial

# Beta's trial of Tape has no request.
LOG = (
    HEAD + trial(1, "Alfa", "Paper", "Ann") + trial(2, "Alfa", "Paper", "Ann") + trial(3, "Beta", "Tape", "Bob", second=True)
    + "Beta,T9,reply,2026-03-02 10:00,Tape,Bob,,\n"
)  # fmt: skip


def offered(test):
    return {each.label: each.options for each in test.multiselect}


def captions(test):
    return [each.value for each in test.caption]


def test_the_defaults_of_trials_are_offered(opens):
    test = opens(
        "",
        "supplier,trial_id,event,occurred_at,category,order_class,round\n"
        "A,1,request,2026-03-02 09:00,Paper,large,Spring\nA,2,request,2026-03-02 09:00,Tape,,\n"
        "A,3,request,2026-03-02 09:00,,,\nA,1,reply,2026-03-02 10:00,Ink,small,Autumn\n",
    )
    assert offered(test) == {
        "Category": ["Paper", "Tape", "uncategorised"], "Round": ["Spring"], "Tester": [], "Order class": ["large", "small"],
    }  # fmt: skip
    for key, value, shown in (
        ("class", "small", "2 candidates, 2 trials"),
        ("category", "uncategorised", "1 candidate, 1 trial"),
    ):
        test.multiselect(key=key).set_value([value]).run()
        assert shown in captions(test)
        test.multiselect(key=key).set_value([]).run()


def test_the_ranking_counts_what_is_shown(opens):
    def folded(test):
        assert not test.exception
        return [each.label for each in test.expander]

    test = opens("", LOG)
    assert "2 candidates, 4 trials" in captions(test)
    assert "Defects in the logs: 1" in folded(test)
    test.multiselect(key="category").set_value(["Paper"]).run()
    assert not [label for label in folded(test) if label.startswith("Defects")]
    assert "1 candidate, 2 trials" in captions(test)
    test.multiselect(key="category").set_value(["Tape"]).run()
    assert "Defects in the logs: 1" in folded(test)


def test_the_testers_are_those_of_what_is_shown(opens):
    test = opens("testers", LOG, category="Paper")
    assert list(test.dataframe[0].value["tester"]) == ["Ann"]
    assert list(test.dataframe[0].value["judged trials"]) == [2]
    text = " ".join(each.value for each in test.markdown)
    assert "Only Ann is named as a tester" in text
    assert "No trial was rated by two people." in text


def test_what_lay_ahead_is_offered_once_it_has_come(opens, monkeypatch):
    def at(hour):
        monkeypatch.setattr("trialmetrics.workspace.now", lambda _policy: datetime(2026, 4, 1, hour))

    at(9)
    test = opens("", LOG + "Dora,T10,request,2026-04-01 12:00,Ink,Eve,,\n")
    assert offered(test)["Tester"] == ["Ann", "Bob"]
    at(11)
    test.run()
    assert offered(test)["Tester"] == ["Ann", "Bob"]
    at(12)
    test.run()
    assert offered(test)["Tester"] == ["Ann", "Bob", "Eve"]
    assert "3 candidates, 5 trials" in captions(test)
