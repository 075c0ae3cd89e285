"""A thread-safe cache of results, bounded in bytes: computes each result once and drops it with what it depends on."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Any, NamedTuple, TypeVar

from trialmetrics.array_memory import freeze, memory_blocks

Result = TypeVar("Result")


class _Entry(NamedTuple):
    """A result, the results it depends on, and the bytes of its own memory blocks by address."""

    result: Any
    depends_on: tuple[object, ...]
    blocks: dict[int, float]


class ResultCache:
    """Keeps at most `budget` bytes of results. Evicts the least recently used one first, together with its dependents.

    Memory that several results share counts once. A result larger than the whole budget is returned but not kept. The
    arrays of every result become read-only.
    """

    def __init__(self, budget: int) -> None:
        self.budget = budget
        self._lock = threading.Lock()  # not held during a computation
        self._entries: OrderedDict[Hashable, _Entry] = OrderedDict()
        self._running: dict[Hashable, Future] = {}
        self._blocks: dict[
            int, tuple[int, float]
        ] = {}  # by address: number of results that share the block, bytes
        self._bytes = 0.0

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
        with self._lock:
            del self._running[key]
            self._store(key, entry)
        own_future.set_result(entry)
        return result

    def forget(self, matches: Callable[[Any], bool]) -> None:
        """Drop the results whose keys match, together with their dependents."""
        with self._lock:
            for key in [key for key in self._entries if matches(key)]:
                self._drop(key)

    def _store(self, key: Hashable, entry: _Entry) -> None:
        self._drop(key)
        if sum(entry.blocks.values()) > self.budget:
            return
        self._entries[key] = entry
        for address, size in entry.blocks.items():
            users, known_size = self._blocks.get(address, (0, 0.0))
            self._blocks[address] = users + 1, max(size, known_size)
            self._bytes += max(size - known_size, 0.0)
        while self._bytes > self.budget:
            self._drop(next(iter(self._entries)))

    def _drop(self, key: Hashable) -> None:
        if key not in self._entries:
            return
        dropped = self._entries.pop(key)
        for address in dropped.blocks:
            users, size = self._blocks.pop(address)
            if users > 1:
                self._blocks[address] = users - 1, size
            else:
                self._bytes -= size
        dependents = [
            name
            for name, entry in self._entries.items()
            if any(other is dropped.result for other in entry.depends_on)
        ]
        for name in dependents:
            self._drop(name)


def _same(some: tuple[object, ...], others: tuple[object, ...]) -> bool:
    return len(some) == len(others) and all(left is right for left, right in zip(some, others, strict=True))
