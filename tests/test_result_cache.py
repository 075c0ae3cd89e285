"""Results that are kept: once computed, bounded in bytes, gone with what they rest on."""

import threading
import tracemalloc

import numpy as np
import pandas as pd
import pytest

from trialmetrics.array_memory import memory_blocks
from trialmetrics.result_cache import ResultCache

KILOBYTES = 1024


def block(kilobytes=10):
    return np.zeros(kilobytes * KILOBYTES, dtype=np.int8)


@pytest.fixture
def cache():
    return ResultCache(100 * KILOBYTES)


def test_a_result_is_computed_once(cache):
    made = []
    for _time in range(3):
        assert cache.get("one", lambda: made.append(1) or "result") == "result"
    assert made == [1]


def test_the_least_recently_used_goes_first_and_the_budget_holds(cache):
    for number in range(8):
        cache.get(number, block)
    cache.get(0, block)
    for number in range(100, 103):
        cache.get(number, block)
        assert cache.bytes <= 100 * KILOBYTES
    made = []
    for number in (0, 1, 2):
        cache.get(number, lambda number=number: made.append(number) or block())
    assert made == [1, 2]


def test_what_is_larger_than_the_budget_is_kept_alone_with_what_it_rests_on_until_the_next_comes(cache):
    made = []
    cache.get("small", block)
    below = cache.get("below", lambda: made.append("below") or [block(150)])
    for _time in range(2):
        cache.get("above", lambda: made.append("above") or [below, block(20)], depends_on=(below,))
        assert cache.get("below", list) is below
    assert made == ["below", "above"]
    assert (len(cache), cache.bytes // KILOBYTES) == (2, 174)
    cache.get("small", block)
    assert (len(cache), cache.bytes // KILOBYTES) == (1, 12)


def test_what_rests_on_something_that_is_gone_is_not_kept(cache):
    # It would hold that in memory, uncounted.
    below = cache.get("below", lambda: [block(90)])

    def compute():
        cache.forget(lambda key: key == "below")
        return [below]

    cache.get("above", compute, depends_on=(below,))
    assert (len(cache), cache.bytes) == (0, 0)


def test_many_small_results_count_with_what_an_entry_takes(cache):
    for number in range(200):
        cache.get(number, object)
    assert len(cache) < 50
    assert cache.bytes <= 100 * KILOBYTES


def test_nobody_waits_for_ever_where_a_result_cannot_be_kept(cache, monkeypatch):
    def full(*_entry):
        raise MemoryError("no room")

    monkeypatch.setattr(cache, "_store", full)
    compute = Slow(cache, 2, [1])
    outcomes = together(2, lambda: cache.get("one", compute))
    assert sorted(map(type, outcomes), key=str) == [MemoryError, list]


def test_forgetting_looks_at_each_result_once(cache, monkeypatch):
    """It would be quadratic otherwise, and everybody waits meanwhile."""
    cache = ResultCache(10**9)
    parents = [cache.get(("parent", n), lambda n=n: [n]) for n in range(300)]
    for n, parent in enumerate(parents):
        cache.get(("child", n), lambda n=n: [n], depends_on=(parent,))
    dropped = []
    drop = cache._drop
    monkeypatch.setattr(cache, "_drop", lambda key: (dropped.append(key), drop(key)))
    cache.forget(lambda key: True)
    assert (len(cache), cache.bytes) == (0, 0)
    assert len(dropped) <= 900


def test_memory_that_results_share_counts_once(cache):
    frame = pd.DataFrame({"a": np.zeros(3 * KILOBYTES), "b": np.zeros(3 * KILOBYTES)})
    cache.get("frame", lambda: frame)
    before = cache.bytes
    assert before // KILOBYTES == 48 + 2  # and the entry itself
    cache.get("same columns", lambda: frame.assign(c=1.0)[["a", "b", "c"]])
    assert (cache.bytes - before) // KILOBYTES == 24 + 2  # only the new column
    cache.forget(lambda key: key == "frame")
    assert cache.bytes // KILOBYTES == 72 + 2


def test_a_result_goes_with_what_it_rests_on(cache):
    below = cache.get("below", lambda: [block()])
    middle = cache.get("middle", lambda: [below, block()], depends_on=(below,))
    cache.get("above", lambda: [middle, block()], depends_on=(middle,))
    assert cache.bytes // KILOBYTES == 30 + 3 * 2  # what a result rests on is not counted again
    cache.forget(lambda key: key == "below")
    assert (len(cache), cache.bytes) == (0, 0)


def test_a_result_that_rests_on_another_is_computed_anew(cache):
    one, other = cache.get("one", lambda: [1]), cache.get("other", lambda: [1])
    assert cache.get("sum", lambda: "of one", depends_on=(one,)) == "of one"
    assert cache.get("sum", lambda: "of other", depends_on=(other,)) == "of other"
    assert cache.get("sum", lambda: "again", depends_on=(other,)) == "of other"


def test_a_result_that_does_not_hold_any_more_is_computed_anew(cache):
    for until, expected in ((5, 5), (9, 5)):
        assert cache.get("until", lambda until=until: until, is_valid=lambda kept: kept > 4) == expected
    assert cache.get("until", lambda: 9, is_valid=lambda kept: kept > 5) == 9


def together(number, do):
    """What `do` gives or raises, called by so many threads at once."""
    ready, outcomes = threading.Barrier(number), []

    def call():
        ready.wait()
        try:
            outcomes.append(do())
        except Exception as error:
            outcomes.append(error)

    threads = [threading.Thread(target=call) for _each in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


class Slow:
    """A computation that goes on until every other thread waits for it."""

    def __init__(self, cache, number, result):
        self._waiting, self._result, self.times = threading.Semaphore(0), result, 0
        self._number = number
        wait = cache._running.__class__

        class Counted(wait):
            def get(_self, key, default=None):
                found = wait.get(_self, key, default)
                if found is not None:
                    self._waiting.release()
                return found

        cache._running = Counted()

    def __call__(self):
        self.times += 1
        for _other in range(self._number - 1):
            assert self._waiting.acquire(timeout=30)
        if isinstance(self._result, Exception):
            raise self._result
        return self._result


def test_however_many_ask_at_once_it_is_computed_once(cache):
    compute = Slow(cache, 8, [1])
    outcomes = together(8, lambda: cache.get("one", compute))
    assert compute.times == 1
    assert len(outcomes) == 8
    assert len({id(each) for each in outcomes}) == 1


def test_an_exception_reaches_everybody_who_waits_and_is_not_kept(cache):
    error = ValueError("no")
    compute = Slow(cache, 8, error)
    assert together(8, lambda: cache.get("one", compute)) == [error] * 8
    assert compute.times == 1
    assert cache.get("one", lambda: "now it goes") == "now it goes"


def test_nobody_waits_for_the_computation_of_another_key(cache):
    def slow():
        other = threading.Thread(target=lambda: done.append(cache.get("other", lambda: "other")))
        other.start()
        other.join(30)
        return "slow"

    done = []
    assert cache.get("slow", slow) == "slow"
    assert done == ["other"]


def test_arrays_that_are_kept_cannot_be_changed_nor_a_frame_through_another_of_its_columns(cache):
    array = cache.get("array", lambda: {"of": [np.zeros(3)]})["of"][0]
    with pytest.raises(ValueError, match="read-only"):
        array[0] = 1
    kept = cache.get("frame", lambda: pd.DataFrame({"a": [1.0, 2.0]}))
    own = kept.copy(deep=False)
    own.loc[0, "a"] = 5.0
    own["b"] = 1
    assert kept.to_dict("list") == {"a": [1.0, 2.0]}


def test_the_estimate_of_objects_in_a_column_is_near_what_they_take():
    def made():
        return pd.DataFrame(
            {
                "lists": pd.Series(
                    [[{"code": f"code {n}", "n": n + 1000}] for n in range(5000)], dtype=object
                ),
                "texts": pd.Series([f"text {n}" for n in range(5000)], dtype=object),
                "words": [f"word {n}" for n in range(5000)],
                "moments": pd.date_range("2026-01-01", periods=5000),
            }
        )

    made()
    tracemalloc.start()
    frame = made()
    taken, _peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # The texts that Arrow holds are not seen by tracemalloc.
    arrow = frame["words"].memory_usage(index=False, deep=True)
    assert sum(memory_blocks(frame).values()) == pytest.approx(taken + arrow, rel=0.15)
