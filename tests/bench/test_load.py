"""The log, the clock and the people of the benchmarks."""

import asyncio
import math
import os
import shutil
import struct
import subprocess
import sys
import time
from types import SimpleNamespace

import pandas as pd
import pytest

from bench import team
from bench.browser import PageFailed
from bench.checkouts import Checkout, write_log
from bench.clock import Clock


def test_a_log_ends_now_keeps_its_weekdays_and_tells_its_trials_from_anothers(tmp_path, monkeypatch):
    # Two trials: the first began at the beginning of the year that is simulated, the last 52 weeks and a day after it.
    simulated = (
        "trial_id,occurred_at,promised_at\n"
        "T1,2025-01-06 08:50,2025-01-09\n"
        "T2,2026-01-05 23:00,\n"
        "T2,2026-01-20 09:00,\n"
    )
    monkeypatch.setattr(Checkout, "command", lambda _checkout, *words: words[-1].write_text(simulated))
    log = write_log(10_000, tmp_path / "log.csv", prefix="U1-")
    happened = pd.to_datetime(log["occurred_at"])
    assert list(log["trial_id"]) == ["U1-T1", "U1-T2"]
    assert [f"{moment:%a %H:%M}" for moment in happened] == ["Mon 08:50", "Mon 23:00"]
    assert pd.Timedelta(0) <= pd.Timestamp.now() - happened.iloc[1] < pd.Timedelta(days=8)
    assert pd.Timestamp(log["promised_at"].iloc[0]) - happened.iloc[0].normalize() == pd.Timedelta(days=3)
    assert pd.read_csv(tmp_path / "log.csv", dtype=str).equals(log.reset_index(drop=True))


@pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler is installed here")
def test_a_minute_passes_for_a_process_on_the_clock_and_only_on_its_wall(tmp_path):
    clock = Clock(tmp_path)
    ask = "import time; input(); print(time.time(), time.monotonic())"
    process = subprocess.Popen(
        [sys.executable, "-c", ask], env={**os.environ, **clock.environment}, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE,
    )  # fmt: skip
    minute = clock.minute()
    clock.next_minute()
    clock.next_minute()
    wall, monotonic = time.time(), time.monotonic()
    answer, _nothing = process.communicate("\n", timeout=30)
    theirs = [float(number) for number in answer.split()]
    assert theirs == pytest.approx([wall + 120, monotonic], abs=10)
    assert clock.minute() in (minute + 2, minute + 3)


@pytest.mark.skipif(not shutil.which("cc"), reason="no C compiler is installed here")
def test_a_clock_that_stays_is_put_back_to_the_beginning_of_its_minute(tmp_path, monkeypatch):
    clock, now = Clock(tmp_path), [6_015.0]  # a quarter past a minute
    monkeypatch.setattr("bench.clock.time", SimpleNamespace(time=lambda: now[0]))
    clock.next_minute()
    assert clock.minute() == 101
    for _look in range(3):
        clock.back_to_minute_start()
        now[0] += 50
        assert clock.minute() == 101
    assert struct.unpack("=q", (tmp_path / "ahead").read_bytes()) == (60 - 15 - 2 * 50,)


def test_without_a_compiler_a_minute_is_waited_for(tmp_path, monkeypatch):
    slept: list[float] = []
    monkeypatch.setattr("bench.clock.shutil.which", lambda _name: None)
    monkeypatch.setattr("bench.clock.time", SimpleNamespace(time=lambda: 6_015.0, sleep=slept.append))
    clock = Clock(tmp_path)
    clock.next_minute()
    assert clock.environment == {}
    assert slept == [45.0]  # from a quarter past until the next whole minute


def test_people_want_one_thing_per_four_seconds_and_the_same_each_time():
    choices = {"category": ["Printing"], "supplier": ["Ash"], "threshold": ["60"]}
    everyone = [team._actions(person, 400, choices) for person in range(50)]
    assert sum(map(len, everyone)) == pytest.approx(50 * 100, rel=0.02)
    assert everyone[7] == team._actions(7, 400, choices)
    assert {action.key for action in everyone[0]} == {"", *choices}
    assert all(action.value in [*choices.get(action.key, []), *team.PAGES] for action in everyone[0])


def test_what_falls_due_while_somebody_waits_is_wanted_and_not_served():
    done: list[str] = []

    async def slow() -> None:
        done.append("slow")
        await asyncio.sleep(0.3)

    async def failing() -> None:
        raise PageFailed("no")

    async def run() -> team.Tally:
        tally, begin = team.Tally(), time.perf_counter()
        for due, do in ((0.05, slow), (0.15, slow), (0.5, failing)):
            await team._when_due(begin + due, None, tally, do)  # type: ignore[arg-type]
        return tally

    tally = asyncio.run(run())
    assert tally.wanted == 3
    assert done == ["slow"]
    assert tally.seconds == [pytest.approx(0.3, abs=0.15)]
    assert tally.errors == ["PageFailed no"]


def test_a_percentile_is_one_of_the_times():
    times = [0.4, 0.1, 0.2, 0.3, 0.5]
    # Of five, half is two and a half: the third. 95 of a hundred is 4.75: the fifth.
    assert [team._percentile(times, part) for part in (50, 95, 100)] == [0.3, 0.5, 0.5]
    assert math.isnan(team._percentile([], 50))
