"""Small logs that a fair-minded lawyer would try: what is said of each supplier in them, and what must not be.

`lawyer_logs/` holds the logs, numbered; `said.csv` what must be said of each candidate, worked out by hand from the definitions
(`worked` has the working; where two verdicts are named the score's interval decides, and the third would be unjust);
`trials.csv` single trials, of which an empty cell is not looked at. 40 service hours are a week; Whit Monday is 25 May 2026.
"""

from datetime import datetime

import pandas as pd
import pytest

from tests.conftest import ROOT
from trialmetrics.analysis.ranking import rank
from trialmetrics.text.reason_text import text

LOGS = ROOT / "tests" / "lawyer_logs"
AS_OF = datetime(2026, 10, 1, 12)
STATES = (
    "fulfilled",
    "declined",
    "stopped",
    "ignored",
    "brushed_off",
    "dropped",
    "void",
    "burnt",
    "incomplete",
    "open",
)
SAID = pd.read_csv(LOGS / "said.csv", dtype=str, keep_default_na=False)
TRIALS = pd.read_csv(LOGS / "trials.csv", dtype=str, keep_default_na=False)
NUMBERS = sorted(SAID["log"].unique())


@pytest.fixture
def ranking(request, takes, store):
    """The ranking of all files of a number."""
    files = sorted(LOGS.glob(f"{request.param}-*.csv"))
    assert files
    for file in files:
        assert takes(file).set_aside == 0
    return rank(store, as_of=AS_OF)


@pytest.mark.parametrize(("ranking", "number"), [(each, each) for each in NUMBERS], indirect=["ranking"])
def test_what_is_said(ranking, number):
    check_trials(ranking.trials, number)
    found = ranking.judged.set_index(["supplier", "category"])
    expected = SAID[SAID["log"] == number]
    assert sorted(found.index) == sorted(zip(expected["supplier"], expected["category"], strict=True))
    for row in expected.itertuples():
        candidate = found.loc[(row.supplier, row.category)]
        assert candidate["verdict"] in row.verdict.split(), row.supplier
        assert candidate["rule"] in row.rule.split(), row.supplier
        assert sorted(candidate["knock_outs"]) == sorted(row.knock_outs.split()), row.supplier
        assert sorted(candidate["vetoes"]) == sorted(row.vetoes.split()), row.supplier
        assert (candidate["served"], candidate["served_of"]) == (int(row.served), int(row.served_of)), (
            row.supplier
        )
        assert {state: n for state in STATES if (n := int(candidate[state]))} == counts(row.states), (
            row.supplier
        )
        if row.raw_score:
            assert candidate["raw_score"] == pytest.approx(float(row.raw_score), abs=1e-4), row.supplier
        else:
            assert pd.isna(candidate["raw_score"]), row.supplier
        assert candidate["lean"] != (row.must_not_lean or "-"), row.supplier
        reasons = " ".join(text(reason) for reason in candidate["reasons"]).lower()
        for words in filter(None, row.must_say.split(" / ")):
            assert words.lower() in reasons, row.supplier
        for words in filter(None, row.must_not_say.split(" / ")):
            assert words not in reasons, row.supplier


def check_trials(trials, number):
    """The single trials of a log that are looked at."""
    found = trials.set_index(["supplier", "trial_id"])
    for row in TRIALS[TRIALS["log"] == number].itertuples():
        trial = found.loc[(row.supplier, row.trial_id)]
        assert trial["state"] == row.state, row.trial_id
        for name in ("first_reply_hours", "days_late", "score"):
            if value := getattr(row, name):
                assert trial[name] == pytest.approx(float(value), abs=1e-4), (row.trial_id, name)


def counts(states: str) -> dict[str, int]:
    """Numbers by state, of "fulfilled 4 ignored 2"."""
    parts = states.split()
    return dict(zip(parts[::2], map(int, parts[1::2]), strict=True))
