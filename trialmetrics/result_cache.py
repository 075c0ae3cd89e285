"""A thread-safe cache of results, bounded in bytes: computes each result once and drops it with what it depends on."""

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

from trialmetrics.array_memory import freeze, memory_blocks

Result = TypeVar("Result")
ENTRY_BYTES = 2048  # of an entry itself: its key, and its place in the tables below


class _Entry(NamedTuple):
    """A result, the results it depends on, and the bytes of its own memory blocks by address."""

    result: Any
    depends_on: tuple[object, ...]
    blocks: dict[int, float]


class ResultCache:
    """Keeps results of at most `budget` bytes, or, where that is more, the newest one with all that it depends on.

    Evicts the least recently used result first, together with its dependents. Memory that several results share counts once.
    The arrays of every result become read-only.
    """

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self._lock = threading.Lock()  # not held during a computation
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._running: dict[Hashable, Future] = {}
        # By the id of a result: the keys under which it is kept, and the keys of what depends on it.
        self._keys: defaultdict[int, set[Hashable]] = defaultdict(set)
        self._dependents: defaultdict[int, set[Hashable]] = defaultdict(set)
        # By address: number of results that share the block, bytes.
        self._blocks: dict[int, tuple[int, float]] = {}
        self._bytes = 0.0
        self._clearings = 0

    @property
    def bytes(self) -> int:
        """Bytes of all cached results together, shared memory counted once."""
        return round(self._bytes)

    def __len__(self) -> int:
        return len(self._entries)

    def get(
        self,
        key: Hashable,
        compute: Callable[[], Result],
        *,
        depends_on: tuple[object, ...] = (),
        is_valid: Callable[[Result], bool] = lambda _result: True,
    ) -> Result:
        """The result for this key: the cached one if it `is_valid` and depends on these very objects, else `compute()`.

        While another thread computes the same key, waits for its result. An exception in `compute` reaches every waiting
        thread and is not cached.
        """
        while True:
            with self._lock:
                entry = self._entries.get(key)
                if entry and _same(entry.depends_on, depends_on) and is_valid(entry.result):
                    self._entries.move_to_end(key)
                    cached: Result = entry.result
                    return cached
                running = self._running.get(key)
                if running is None:
                    own_future = self._running[key] = Future()
                    clearings = self._clearings
                    break
            shared = running.result()
            if _same(shared.depends_on, depends_on) and is_valid(shared.result):
                shared_result: Result = shared.result
                return shared_result
        try:
            result = compute()
            freeze(result, depends_on)
            entry = _Entry(result, depends_on, memory_blocks(result, depends_on))
        except BaseException as error:
            with self._lock:
                del self._running[key]
            own_future.set_exception(error)
            raise
        # First of all, so that nobody waits for ever should it be impossible to keep the result.
        own_future.set_result(entry)
        with self._lock:
            del self._running[key]
            if clearings == self._clearings:
                self._store(key, entry)
        return result

    def clear(self) -> None:
        """Drop every result, and keep none of those that are computed just now."""
        with self._lock:
            self._clearings += 1
            for key in [*self._entries]:
                self._drop(key)

    def forget(self, matches: Callable[[Any], bool]) -> None:
        """Drop the results whose keys match, together with their dependents."""
        with self._lock:
            for key in [key for key in self._entries if matches(key)]:
                self._drop(key)

    def _store(self, key: Hashable, entry: _Entry) -> None:
        self._drop(key)
        if any(id(other) not in self._keys for other in entry.depends_on):
            return  # dropped meanwhile; this entry would keep its memory alive, uncounted
        self._entries[key] = entry
        self._keys[id(entry.result)].add(key)
        for other in entry.depends_on:
            self._dependents[id(other)].add(key)
        self._bytes += ENTRY_BYTES
        for address, size in entry.blocks.items():
            users, known_size = self._blocks.get(address, (0, 0.0))
            self._blocks[address] = users + 1, max(size, known_size)
            self._bytes += max(size - known_size, 0.0)
        if self._bytes > self.budget:
            self._evict(self._needed(entry))

    def _evict(self, needed: set[int]) -> None:
        """Drop the least recently used entries until the rest fits the budget, but those in `needed` (ids of results)."""
        for key in [*self._entries]:
            if self._bytes <= self.budget:
                return
            if key in self._entries and id(self._entries[key].result) not in needed:
                self._drop(key)

    def _needed(self, entry: _Entry) -> set[int]:
        """The ids of an entry's result and of all results that it depends on."""
        needed: set[int] = set()
        queue = [entry]
        while queue:
            some = queue.pop()
            needed.add(id(some.result))
            queue += [
                self._entries[key] for other in some.depends_on for key in self._keys.get(id(other), ())
            ]
        return needed

    def _drop(self, key: Hashable) -> None:
        if key not in self._entries:
            return
        dropped = self._entries.pop(key)
        self._bytes -= ENTRY_BYTES
        for address in dropped.blocks:
            users, size = self._blocks.pop(address)
            if users > 1:
                self._blocks[address] = users - 1, size
            else:
                self._bytes -= size
        for other in dropped.depends_on:
            _discard(self._dependents, id(other), key)
        _discard(self._keys, id(dropped.result), key)
        if id(dropped.result) not in self._keys:
            for dependent in [*self._dependents.get(id(dropped.result), ())]:
                self._drop(dependent)


def _discard(keys: defaultdict[int, set[Hashable]], of: int, key: Hashable) -> None:
    """Take a key out of a set, and the set out of `keys` once it is empty."""
    keys[of].discard(key)
    if not keys[of]:
        del keys[of]


def _same(some: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return len(some) == len(others) and all(left is right for left, right in zip(some, others, strict=True))
