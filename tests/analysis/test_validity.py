"""How long measures hold: checked against measures taken afresh at every moment until then."""

from datetime import datetime, timedelta
from random import Random

import numpy as np
import pandas as pd
import pytest

from tests.measures.worked import SHIPPED, aside, log, measured, noted, only, policy_with, said, sheet_row
from trialmetrics.analysis.candidates import candidates
from trialmetrics.analysis.validity import later, valid_until
from trialmetrics.engine import Measures, waits_of
from trialmetrics.service_calendar import moment_after_service, service_seconds

CLOCK = SHIPPED.clock  # 9 to 17 on weekdays


def until(*events, as_of: str, beside=None, gaps=(), observed=()) -> datetime:
    """Until when the measures of one trial hold, in whose round everything is noted elsewhere."""
    found = measured([*log(*events), *(noted() if beside is None else beside)], observed, gaps, as_of=as_of)
    return valid_until(found, CLOCK, datetime.fromisoformat(as_of))


def test_the_service_clock_there_and_back():
    # Friday 6 March 2026, 16:00: one hour of service is left; the second one begins on Monday at nine.
    (friday,) = service_seconds(CLOCK, np.array(["2026-03-06T16:00:00"], "datetime64[s]"))
    assert moment_after_service(CLOCK, int(friday)) == datetime(2026, 3, 6, 16)
    assert moment_after_service(CLOCK, int(friday) + 3600) == datetime(2026, 3, 6, 17)
    assert moment_after_service(CLOCK, int(friday) + 3601) == datetime(2026, 3, 9, 9, 0, 1)
    assert moment_after_service(CLOCK, 10**12) == datetime.max


def test_nothing_runs_and_nothing_lies_ahead_until_midnight():
    story = ("2026-03-02 10:00 request", "2026-03-02 11:00 reply", "2026-03-03 11:00 delivery")
    assert until(*story, as_of="2026-03-10 12:00") == datetime(2026, 3, 11)


def test_until_silence_is_an_answer():
    # A working week of silence (40 hours) is the limit; asked on a Monday at ten, it is full on the next one at ten.
    assert until("2026-03-02 10:00 request", as_of="2026-03-09 09:30") == datetime(2026, 3, 9, 10, 0, 1)


def test_until_silence_has_lasted_twice_as_long():
    # From then on it counts against the supplier though nobody chased: 80 hours, two weeks later at ten.
    assert until("2026-03-02 10:00 request", as_of="2026-03-16 09:15") == datetime(2026, 3, 16, 10, 0, 1)


def test_until_the_next_event_or_row_set_aside():
    story = ("2026-03-02 10:00 request", "2026-03-02 11:00 reply", "2026-03-10 15:30 delivery")
    assert until(*story, as_of="2026-03-10 12:00") == datetime(2026, 3, 10, 15, 30)
    gaps = [aside("delivery", "2026-03-10 14:00")]
    assert until(*story, as_of="2026-03-10 12:00", gaps=gaps) == datetime(2026, 3, 10, 14)


def test_until_a_wait_outlasts_an_answer_of_the_same_candidate():
    # Silence for 40 service hours and going on (ignored), and an answer after 41: the median hangs on which is longer.
    events = [
        *log("2026-02-23 10:00 request", "2026-03-02 11:00 reply", "2026-03-02 12:00 delivery", trial="slow"),
        *log("2026-03-02 10:00 request", trial="silent"),
        *noted(),
    ]
    found = measured(events, as_of="2026-03-09 10:15")
    assert valid_until(found, CLOCK, datetime(2026, 3, 9, 10, 15)) == datetime(2026, 3, 9, 11)
    trial = later(found, CLOCK, datetime(2026, 3, 9, 10, 15), datetime(2026, 3, 9, 10, 45)).trial
    assert trial.loc[trial["trial_id"] == "silent", "first_reply_hours"].item() == pytest.approx(40.75)


def frames(found: Measures) -> dict[str, pd.DataFrame]:
    sums = {name: frame for name, frame in vars(found).items() if name not in ("horizon", "trials")}
    return {**sums, "trial": found.trial, "defect": found.trials.defects(found.candidate_total)}


WORDS = (
    "reply", "question", "quote", "confirmation", "decline", "brush_off", "delivery", "chase", "closed", "void", "rude",
    "assessment",
)  # fmt: skip


def world(random: Random) -> tuple[list, list, list]:
    """Events, sheets and gaps of a few suppliers in one round, in the first weeks of March, with and without times."""
    events, observed, gaps = [*noted()], [], []
    for supplier in range(4):
        for number in range(random.randint(1, 4)):
            names = {"supplier": f"S{supplier}", "trial": str(number)}
            at = datetime(2026, 3, 2, 9) + timedelta(
                days=random.randint(0, 9), minutes=random.randint(0, 600)
            )
            story = [said(_line(random, at, "request"))]
            for _event in range(random.choice([0, 0, 1, 2, 4])):
                at += timedelta(hours=random.choice([1, 5, 24, 60]), minutes=random.randint(0, 59))
                promise = (
                    {"promised": f"{at + timedelta(days=random.randint(0, 4)):%Y-%m-%d}"}
                    if random.random() < 0.3
                    else {}
                )
                story.append(said(_line(random, at, random.choice(WORDS)), **promise))
            if random.random() < 0.2:
                late = f"{at + timedelta(days=3):%Y-%m-%d %H:%M}" if random.random() < 0.5 else None
                rows, stated = sheet_row(*story, not_yet=late, **names)
                events += rows
                observed.append(stated)
            else:
                events += log(*story, tester=random.choice(["Ann", "Bob"]), **names)
            if random.random() < 0.15:
                gaps.append(
                    aside(random.choice(["reply", "delivery", None]), f"{at:%Y-%m-%d %H:%M}", **names)
                )
    return events, observed, gaps


def _line(random: Random, at: datetime, word: str) -> str:
    return f"{at:%Y-%m-%d} {word}" if random.random() < 0.2 else f"{at:%Y-%m-%d %H:%M} {word}"


@pytest.mark.parametrize("seed", range(12))
def test_until_then_nothing_differs_but_the_waits_and_they_are_brought_up_to_date(seed):
    random = Random(seed)
    made = world(random)
    policy = policy_with(
        windows__lapse_hours=random.choice([24, 40]), windows__reply_hours=random.choice([8, 16.5])
    )
    as_of = datetime(2026, 3, 4) + timedelta(minutes=random.randint(0, 10 * 24 * 60))
    found = measured(*made, as_of=as_of.isoformat(), policy=policy)
    end = valid_until(found, policy.clock, as_of)
    assert as_of < end <= datetime.combine(as_of.date() + timedelta(days=1), datetime.min.time())
    last = int((end - as_of).total_seconds()) - 1
    for seconds in {last, random.randint(0, last)}:
        moment = as_of + timedelta(seconds=seconds)
        fresh = measured(*made, as_of=moment.isoformat(), policy=policy)
        held = later(found, policy.clock, as_of, moment)
        for name, frame in frames(fresh).items():
            pd.testing.assert_frame_equal(frames(held)[name], frame)
        pd.testing.assert_frame_equal(candidates(held), candidates(fresh))
        for category in fresh.trial["category"].unique():
            waits = waits_of(held.trials, category)
            pd.testing.assert_frame_equal(waits, waits_of(fresh.trials, category))


def test_a_stated_dropped_that_time_turns_into_silence_is_announced():
    """The sheet says dropped and its reply lies ahead: when the reply window has passed, nobody has answered so far."""
    rows, stated = sheet_row(
        "2026-03-02 12:00 request", "2026-03-09 15:00 reply", "- closed", outcome="dropped",
        observed=("contact", "reply_times", "delivery"),
    )  # fmt: skip
    states = {}
    # 40 service hours from 9 to 17: 5 on that Monday, 32 until Friday, 3 on the next Monday.
    for at in ("2026-03-09 11:50", "2026-03-09 12:00", "2026-03-09 12:01"):
        found = measured(rows, [stated], as_of=at)
        states[at] = only(found)["state"]
        if at < "2026-03-09 12:01":
            assert valid_until(found, CLOCK, datetime.fromisoformat(at)) == datetime(2026, 3, 9, 12, 0, 1)
    assert [*states.values()] == ["dropped", "dropped", "ignored"]


def test_measures_do_change_at_their_end():
    """Were they good for longer, too much would be done anew: most ends are moments at which a state or a limit turns."""
    turned = 0
    ends = 0
    for seed in range(25):
        made = world(Random(seed))
        as_of = datetime(2026, 3, 9, 10)
        found = measured(*made, as_of=as_of.isoformat())
        end = valid_until(found, CLOCK, as_of)
        if end.time() == datetime.min.time():
            continue
        ends += 1
        fresh = measured(*made, as_of=end.isoformat())
        turned += any(
            not held.drop(columns=["first_reply_hours"], errors="ignore").equals(
                frames(fresh)[name].drop(columns=["first_reply_hours"], errors="ignore")
            )
            for name, held in frames(found).items()
        )
    assert ends >= 5
    assert turned / ends > 0.5
