"""Measures the memory blocks that a result holds, some of them shared with other results; makes its arrays read-only."""

import sys
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

SAMPLE_SIZE = 40  # containers of an object column, evenly spaced, that are measured to estimate all of them
_CONTAINERS = (list, tuple, set, frozenset, dict)


def memory_blocks(result: object, excluding: Collection[object] = ()) -> dict[int, float]:
    """Bytes of each memory block that a result holds, by address; blocks of the objects in `excluding` are left out.

    Results that share a block, such as two frames with the same columns, report it under the same address, so that it can
    be counted once. The size of lists and dicts in a long object column is estimated from a sample.
    """
    blocks: dict[int, float] = {}
    for item in _contents(result, excluding):
        if isinstance(item, np.ndarray):
            root = _root(item)
            blocks[_address(root)] = root.nbytes
            if item.dtype == object:
                blocks |= _objects(item)
        elif isinstance(item, pa.Buffer):
            blocks[item.address] = item.size
        else:
            blocks[id(item)] = sys.getsizeof(item)
    return blocks


def freeze(result: object, excluding: Collection[object] = ()) -> None:
    """Make the arrays of a result read-only, except those of the objects in `excluding` and of frames.

    Frames need no protection: pandas copies a shared column before it changes one.
    """
    for item in _contents(result, excluding, frames=False):
        if isinstance(item, np.ndarray):
            item.flags.writeable = False


def _contents(result: object, excluding: Collection[object], *, frames: bool = True) -> Iterator[Any]:
    """Every array, buffer and other object in a result, once each. Values inside object columns are not followed."""
    seen: dict[int, object] = {id(item): item for item in excluding}
    queue: list[Any] = [result]
    while queue:
        item = queue.pop()
        if id(item) in seen:
            continue
        seen[id(item)] = item  # keep it alive, or a new object could get the same id
        if isinstance(item, pd.DataFrame):
            queue += [part for name in item for part in _buffers(item[name])] if frames else []
        elif isinstance(item, pd.Series):
            queue += _buffers(item) if frames else []
        else:
            yield item
            queue += _parts(item)


def _buffers(column: pd.Series) -> list[Any]:
    """The array of a column, or the buffers of an Arrow-backed one."""
    if isinstance(column.dtype, pd.StringDtype | pd.ArrowDtype) and hasattr(column.array, "__arrow_array__"):
        chunks = pa.chunked_array(column.array.__arrow_array__()).chunks
        return [buffer for chunk in chunks for buffer in chunk.buffers() if buffer is not None]
    return [column.array.view("i8") if column.dtype.kind in "mM" else column.to_numpy()]


def _parts(value: Any) -> list[Any]:
    """The items or attributes of a value; empty for plain texts, numbers and arrays."""
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    if isinstance(value, _CONTAINERS):
        return [*value]
    return [*vars(value).values()] if _has_parts(value) else []


def _has_parts(value: object) -> bool:
    return isinstance(value, _CONTAINERS) or (hasattr(value, "__dict__") and not callable(value))


def _objects(array: np.ndarray) -> dict[int, float]:
    """Estimated bytes of the values in an object array: one block per container, one for all plain values together."""
    values = {id(value): value for value in array.ravel()}
    containers = {key: value for key, value in values.items() if _has_parts(value)}
    plain = sum(sys.getsizeof(value) for key, value in values.items() if key not in containers)
    sample = [*containers.values()][:: len(containers) // SAMPLE_SIZE + 1]
    mean_size = sum(sys.getsizeof(part) for part in _contents(sample, ())) / max(len(sample), 1)
    # An address inside the array, which no other block can have.
    return dict.fromkeys(containers, mean_size) | {_address(array) + 1: plain}


def _address(array: np.ndarray) -> int:
    address: int = array.__array_interface__["data"][0]
    return address


def _root(array: np.ndarray) -> np.ndarray:
    """The array that owns the memory of this view."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array
