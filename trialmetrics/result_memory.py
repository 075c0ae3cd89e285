"""How much memory a result holds, where others share some of it; and making its arrays read-only."""

import sys
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

MEASURED = 200  # lists and the like of a column, evenly spaced, that stand for all of them
_CONTAINERS = (list, tuple, set, frozenset, dict)


def pieces(result: object, without: Collection[object] = ()) -> dict[int, float]:
    """The bytes of each piece of memory that a result holds, by the piece's address; `without` what these objects hold.

    Two results that share a piece, such as the columns of one frame in another, give it the same address: of several results
    together each piece counts once. The lists and dicts of a long column are taken to be as large as some of them.
    """
    found: dict[int, float] = {}
    for each in _reached(result, without):
        if isinstance(each, np.ndarray):
            root = _root(each)
            found[_address(root)] = root.nbytes
            if each.dtype == object:
                found |= _objects(each)
        elif isinstance(each, pa.Buffer):
            found[each.address] = each.size
        else:
            found[id(each)] = sys.getsizeof(each)
    return found


def freeze(result: object, without: Collection[object] = ()) -> None:
    """Make the arrays of a result read-only, `without` those of these objects and of frames: who changes a frame that shares
    its columns with another changes only his own."""
    for each in _reached(result, without, frames=False):
        if isinstance(each, np.ndarray):
            each.flags.writeable = False


def _reached(result: object, without: Collection[object], *, frames: bool = True) -> Iterator[Any]:
    """Every array, buffer and other object in a result, each once; what the columns of its frames list is left to them."""
    seen: dict[int, object] = {id(each): each for each in without}
    waiting: list[Any] = [result]
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen[id(each)] = each  # held, so that nothing else has its address meanwhile
        if isinstance(each, pd.DataFrame):
            waiting += [part for name in each for part in _buffers(each[name])] if frames else []
        elif isinstance(each, pd.Series):
            waiting += _buffers(each) if frames else []
        else:
            yield each
            waiting += _parts(each)


def _buffers(column: pd.Series) -> list[Any]:
    """The array of a column, or the buffers of one that Arrow holds."""
    if isinstance(column.dtype, pd.StringDtype | pd.ArrowDtype) and hasattr(column.array, "__arrow_array__"):
        chunks = pa.chunked_array(column.array.__arrow_array__()).chunks
        return [buffer for chunk in chunks for buffer in chunk.buffers() if buffer is not None]
    return [column.array.view("i8") if column.dtype.kind in "mM" else column.to_numpy()]


def _parts(value: Any) -> list[Any]:
    """What a value is made of, unless it is a plain text, number or array."""
    if isinstance(value, dict):
        return [*value.keys(), *value.values()]
    if isinstance(value, _CONTAINERS):
        return [*value]
    return [*vars(value).values()] if _has_parts(value) else []


def _has_parts(value: object) -> bool:
    return isinstance(value, _CONTAINERS) or (hasattr(value, "__dict__") and not callable(value))


def _objects(array: np.ndarray) -> dict[int, float]:
    """The pieces of what an array of objects lists: each list or dict, and its texts and numbers together."""
    values = {id(value): value for value in array.ravel()}
    several = {key: value for key, value in values.items() if _has_parts(value)}
    plain = sum(sys.getsizeof(value) for key, value in values.items() if key not in several)
    some = [*several.values()][:: len(several) // MEASURED + 1]
    each = sum(sys.getsizeof(part) for part in _reached(some, ())) / max(len(some), 1)
    # Within the array, so the address of nothing else.
    return dict.fromkeys(several, each) | {_address(array) + 1: plain}


def _address(array: np.ndarray) -> int:
    address: int = array.__array_interface__["data"][0]
    return address


def _root(array: np.ndarray) -> np.ndarray:
    """The array whose memory this one is a view of."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array
