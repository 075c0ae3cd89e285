"""Nobody is accused of what nobody observed, and nobody praised for it: what must hold of any log and any sheet."""

from random import Random

import pytest

from tests.properties.worlds import (
    AS_OF,
    EVENT,
    SHEET,
    any_log,
    any_sheet,
    documents,
    good_log,
    good_sheet,
    knocks,
    ranked,
    taken,
    text,
)
from trialmetrics.analysis.ranking import rank

NEEDED = ("supplier", "requested_at")
RATED = ("welcome", "courtesy", "helpfulness")
COUNTED = ("chases", "errors", "recoveries", "initiatives", "rude", "belittling", "complaints")


def seeds(number: int) -> list:
    """A sixth of `number` random worlds on every run, and twenty-four times as many in the soak."""
    everyday = max(1, number // 6)
    return [*range(everyday), *(pytest.param(n, marks=pytest.mark.soak) for n in range(everyday, 4 * number))]


@pytest.mark.parametrize("seed", seeds(12))
def test_splitting_a_log_changes_no_figure(seed):
    random = Random(seed)
    events = any_log(random)
    parts = [[], [], []]
    for event in events:
        random.choice(parts).append(event)
    random.shuffle(parts)
    assert documents(*[text(EVENT, part) for part in parts if part]) == documents(text(EVENT, events))


@pytest.mark.parametrize("seed", seeds(24))
def test_leaving_columns_out_of_a_good_sheet_rejects_nobody(seed):
    random = Random(seed)
    rows = good_sheet(random)
    free = [name for name in SHEET if name not in NEEDED]
    left_out = random.sample(free, random.randint(1, len(free)))
    kept = [name for name in SHEET if name not in left_out]
    assert "reject" not in set(ranked(text(kept, rows)).suppliers["verdict"])


@pytest.mark.parametrize("seed", seeds(12))
def test_null_over_ratings_or_counts_of_a_good_sheet_rejects_nobody(seed):
    random = Random(seed)
    rows = good_sheet(random)
    for row in rows:
        for name in random.sample([*RATED, *COUNTED], random.randint(1, 8)):
            row[name] = "NULL"
    assert "reject" not in set(ranked(text(SHEET, rows)).suppliers["verdict"])


@pytest.mark.parametrize(
    "gone",
    [
        ("chase",),
        ("error",),
        ("recovery",),
        ("initiative",),
        ("complaint",),
        ("delivery", "partial_delivery"),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize("seed", seeds(4))
def test_leaving_events_out_of_a_good_log_rejects_nobody(seed, gone):
    events = [each for each in good_log(Random(seed)) if each["event"] not in gone]
    assert "reject" not in set(ranked(text(EVENT, events)).suppliers["verdict"])


def test_good_sheets_and_logs_are_good():
    """What the tests above take away was there: these suppliers are invited or need more trials, and all are scored."""
    for found in (ranked(text(SHEET, good_sheet(Random(1)))), ranked(text(EVENT, good_log(Random(1))))):
        assert set(found.trials["state"]) == {"fulfilled"}
        scores = found.trials[[name for name in found.trials if name.endswith("_score")]]
        assert scores.min().min() >= 60
        assert "pass" in set(found.suppliers["verdict"])


@pytest.mark.parametrize("seed", seeds(24))
def test_not_knowing_reply_and_delivery_never_adds_to_a_knock_out(seed):
    random = Random(seed)
    rows = any_sheet(random)
    before = knocks(text(SHEET, rows))
    for row in rows:
        if row["outcome"] is None:
            was = {name: row[name] for name in ("first_reply_at", "delivered_at")}
            row |= dict.fromkeys(was, "NULL")
            assert knocks(text(SHEET, rows)) <= before
            row |= was
            break


NOTHING = {
    "ignored": {"first_reply_at": None, "delivered_at": None, "outcome": "ignored", "chases": 2},
    "brushed_off": {"outcome": "brushed_off", "delivered_at": None, "courtesy": 1},
    "dropped": {"outcome": "dropped", "delivered_at": None, "courtesy": 3},
}


@pytest.mark.parametrize("state", NOTHING)
@pytest.mark.parametrize("seed", seeds(8))
def test_a_trial_that_came_to_nothing_never_helps(seed, state):
    random = Random(seed)
    rows = good_sheet(random) if seed % 2 else any_sheet(random)
    before = ranked(text(SHEET, rows)).suppliers.set_index("supplier")
    for supplier in before.index:
        model = next(row for row in rows if row["supplier"] == supplier)
        worse = {**model, "trial_id": "one more", **NOTHING[state]}
        after = ranked(text(SHEET, [*rows, worse])).suppliers.set_index("supplier").loc[supplier]
        assert (before.loc[supplier, "verdict"], after["verdict"]) != ("retry", "pass")
        assert set(before.loc[supplier, "knock_outs"]) <= set(after["knock_outs"])


@pytest.mark.parametrize("seed", seeds(8))
def test_a_mended_log_heals_its_gaps(seed):
    random = Random(seed)
    events = any_log(random)
    bad = [dict(event) for event in events]
    for event in bad:
        if event["event"] != "request" and random.random() < 0.3:
            if random.random() < 0.7:
                event["occurred_at"] = "31-02-2026"
            else:
                event["event"] = "gibberish"
    assert documents(text(EVENT, bad), text(EVENT, events)) == documents(text(EVENT, events))


@pytest.mark.parametrize("seed", seeds(8))
def test_a_mended_sheet_heals_its_gaps(seed):
    random = Random(seed)
    rows = any_sheet(random)
    bad = [dict(row) for row in rows]
    for row in bad:
        if random.random() < 0.5:
            row[random.choice(["first_reply_at", "delivered_at", "promised_at"])] = "31-02-2026"
    assert documents(text(SHEET, bad), text(SHEET, rows)) == documents(text(SHEET, rows))


@pytest.mark.parametrize("seed", seeds(6))
def test_a_gap_accuses_nobody(seed):
    """Whatever supplier's event cannot be read, its trial is neither ignored nor dropped."""
    random = Random(seed)
    bad = any_log(random)
    for event in bad:
        if event["event"] in ("reply", "delivery", "confirmation", "question"):
            event["occurred_at"] = "31-02-2026"
    broken = {(event["supplier"], event["trial_id"]) for event in bad if event["occurred_at"] == "31-02-2026"}
    with taken(text(EVENT, bad)) as store:
        trials = rank(store, as_of=AS_OF).trials
    states = {(row.supplier, row.trial_id): row.state for row in trials.itertuples()}
    assert {states[key] for key in broken & states.keys()}.isdisjoint({"ignored", "dropped"})
