"""Results kept for all readers by what they depend on: each computed once however many ask, all bounded in bytes."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

from trialmetrics.result_memory import freeze, pieces

Result = TypeVar("Result")


class _Kept(NamedTuple):
    """A result, the results that it rests on, and the bytes of what it holds beside those, by address."""

    result: Any
    rests_on: tuple[object, ...]
    pieces: dict[int, float]


class ResultCache:
    """At most `budget` bytes of results, by key; the least recently used goes first, and with it what rests on it.

    Memory that several results share counts once. A result that is larger by itself is computed and not kept. The arrays of
    what is kept are read-only.
    """

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self._lock = threading.Lock()  # never held while anything is computed
        self._kept: OrderedDict[Hashable, _Kept] = OrderedDict()
        self._underway: dict[Hashable, Future] = {}
        self._held: dict[int, tuple[int, float]] = {}  # of each piece: how many results hold it, its bytes
        self._bytes = 0.0

    @property
    def bytes(self) -> int:
        """What all results take together."""
        return round(self._bytes)

    def __len__(self) -> int:
        return len(self._kept)

    def get(
        self,
        key: Hashable,
        compute: Callable[[], Result],
        *,
        rests_on: tuple[object, ...] = (),
        holds: Callable[[Result], bool] = lambda _result: True,
    ) -> Result:
        """The result of this key: the one that is kept, where it `holds` and rests on these very objects, else what `compute`
        gives.

        Where another thread computes it already it is waited for; an exception of that reaches whoever waits, and is not kept.
        """
        while True:
            with self._lock:
                kept = self._kept.get(key)
                if kept and _same(kept.rests_on, rests_on) and holds(kept.result):
                    self._kept.move_to_end(key)
                    known: Result = kept.result
                    return known
                underway = self._underway.get(key)
                if underway is None:
                    mine = self._underway[key] = Future()
                    break
            theirs = underway.result()
            if _same(theirs.rests_on, rests_on) and holds(theirs.result):
                given: Result = theirs.result
                return given
        try:
            result = compute()
            freeze(result, rests_on)
            made = _Kept(result, rests_on, pieces(result, rests_on))
        except BaseException as error:
            with self._lock:
                del self._underway[key]
            mine.set_exception(error)
            raise
        with self._lock:
            del self._underway[key]
            self._keep(key, made)
        mine.set_result(made)
        return result

    def forget(self, which: Callable[[Any], bool]) -> None:
        """Let go of the results of these keys, and of what rests on them."""
        with self._lock:
            for key in [key for key in self._kept if which(key)]:
                self._drop(key)

    def _keep(self, key: Hashable, made: _Kept) -> None:
        self._drop(key)
        if sum(made.pieces.values()) > self.budget:
            return
        self._kept[key] = made
        for piece, size in made.pieces.items():
            holders, known = self._held.get(piece, (0, 0.0))
            self._held[piece] = holders + 1, max(size, known)
            self._bytes += max(size - known, 0.0)
        while self._bytes > self.budget:
            self._drop(next(iter(self._kept)))

    def _drop(self, key: Hashable) -> None:
        if key not in self._kept:
            return
        dropped = self._kept.pop(key)
        for piece in dropped.pieces:
            holders, size = self._held.pop(piece)
            if holders > 1:
                self._held[piece] = holders - 1, size
            else:
                self._bytes -= size
        above = [
            name for name, each in self._kept.items() if any(on is dropped.result for on in each.rests_on)
        ]
        for name in above:
            self._drop(name)


def _same(some: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return len(some) == len(others) and all(one is other for one, other in zip(some, others, strict=True))
