"""The part of the supplier page on how soon it answers: each answer where they are few, else the package's curve."""

from trialmetrics.analysis.ranking import now, rank
from trialmetrics.analysis.response_times import candidate_waits, category_waits, response
from trialmetrics.text import number_text

HEAD = "supplier,trial_id,event,occurred_at,category\n"


def trial(supplier, number, hour, category="Paper"):
    """A trial of Monday 2 March 2026, 9:00, answered at that hour and delivered; None: closed after two weeks."""
    begin = f"{supplier},{number},request,2026-03-02 09:00,{category}\n{supplier},{number},closed,2026-03-16 17:00,\n"
    if hour is None:
        return begin
    return (
        begin
        + f"{supplier},{number},reply,2026-03-02 {hour:02d}:00,\n{supplier},{number},delivery,2026-03-03,\n"
    )


def log(supplier, hours, category="Paper"):
    return "".join(trial(supplier, f"{category}{n}", hour, category) for n, hour in enumerate(hours))


def text(test):
    return [each.value for each in (*test.markdown, *test.caption)]


def test_few_answers_are_listed(shows):
    test = shows("supplier.py", HEAD + log("Acme", [12, 10, None]), supplier="Acme")
    assert "First replies: 1 h, 3 h, never." in text(test)
    assert not [each for each in test.dataframe if "answered within" in each.value]


def test_a_single_answer_is_one(shows):
    assert "First reply: 1 h." in text(shows("supplier.py", HEAD + log("Acme", [10]), supplier="Acme"))


def test_from_six_on_the_curve_beside_its_category(shows, store):
    # What it did in another category is no part of it.
    content = HEAD + log("Acme", [10, 10, 11, 12, 16, None]) + log("Acme", [None], "Tape") + log("Bolt", [10])
    test = shows("supplier.py", content, supplier="Acme")
    found = rank(store, as_of=now(store.policies.in_force()))
    own = response(candidate_waits(found, "acme", "Paper"), 0.9)
    others = response(category_waits(found, "Paper"), 0.9)
    assert (own.trials, own.answered) == (6, 5)
    (table,) = [each.value for each in test.dataframe if "answered within" in each.value]
    assert list(table["answered within"]) == ["4 h", "8 h", "16 h"]
    for heading, each in (("this supplier", own), ("its category", others)):
        assert list(table[heading]) == [
            number_text.share(r.share, r.low, r.high) for r in each.within.itertuples()
        ]


def test_nothing_known_of_any_wait(shows):
    content = "supplier,requested_at,courtesy,chases\nAcme,2026-03-02,4,0\n"
    assert "No finished trial shows yet how fast it answers." in text(
        shows("supplier.py", content, supplier="Acme")
    )
