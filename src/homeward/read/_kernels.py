"""Loops over the bytes of protocol buffers; a count of -1 says that they are damaged."""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from homeward.kit.arrays import Ints
from homeward.kit.jit import kernel

Bytes: TypeAlias = npt.NDArray[np.uint8]

MOST_SHIFT = 63
"""A number has at most ten bytes of seven bits each."""

WITHOUT_SIGN = 0x7FFFFFFFFFFFFFFF

VARINT, FIXED_64, SPAN, FIXED_32 = 0, 1, 2, 5
"""How a field's value is written."""


@kernel
def varint(data: Bytes, at: int, stop: int) -> tuple[int, int]:
    """A number in base 128 and where the next byte stands, -1 if it does not end in time."""
    value = shift = 0
    while at < stop and shift <= MOST_SHIFT:
        byte: int = data[at]
        value |= (byte & 127) << shift
        at += 1
        if byte < 128:
            return value, at
        shift += 7
    return value, -1


@kernel
def step(data: Bytes, at: int, stop: int) -> tuple[int, int, int, int, int]:
    """The field at a position: number, way of writing, value or beginning, end, next (-1 bad)."""
    key, at = varint(data, at, stop)
    number, wire = key >> 3, key & 7
    if at < 0 or number <= 0:
        return number, wire, 0, 0, -1
    if wire == VARINT:
        value, at = varint(data, at, stop)
        return number, wire, value, 0, at
    length = 8 if wire == FIXED_64 else 4
    if wire == SPAN:
        length, at = varint(data, at, stop)
    elif wire not in (FIXED_32, FIXED_64):
        return number, wire, 0, 0, -1
    if at < 0 or length < 0 or length > stop - at:
        return number, wire, 0, 0, -1
    return number, wire, at, at + length, at + length


@kernel
def fields(data: Bytes, start: Ints, stop: Ints, found: Ints) -> int:
    """Fields of messages, one row each while `found` has room; gives how many there are.

    A row is message, number, way of writing, value or first byte, end.
    """
    count = 0
    for message in range(len(start)):
        at = start[message]
        while at < stop[message]:
            number, wire, value, end, at = step(data, at, stop[message])
            if at < 0:
                return -1
            if count < len(found):
                found[count, 0] = message
                found[count, 1] = number
                found[count, 2] = wire
                found[count, 3] = value
                found[count, 4] = end
            count += 1
    return count


@kernel
def packed(data: Bytes, start: Ints, stop: Ints, bound: Ints, found: Ints) -> int:
    """Numbers written one after another in each span, while `found` has room; how many.

    `bound` is told where each span's numbers begin and the last end.
    """
    count = 0
    for span in range(len(start)):
        bound[span] = count
        at = start[span]
        while at < stop[span]:
            value, at = varint(data, at, stop[span])
            if at < 0:
                return -1
            if count < len(found):
                found[count] = value
            count += 1
    bound[len(start)] = count
    return count


@kernel
def unfold(values: Ints, bound: Ints) -> None:
    """Turn numbers written as signed steps into running sums, from zero in each span."""
    for span in range(len(bound) - 1):
        total = 0
        for k in range(bound[span], bound[span + 1]):
            value = values[k]
            total += ((value >> 1) & WITHOUT_SIGN) ^ -(value & 1)
            values[k] = total


@kernel
def pairs(numbers: Ints, found: Ints) -> tuple[int, int]:
    """Tags of a run of nodes: rows of node, key and value; how many rows, and how many nodes.

    A zero ends a node's tags; rows are -1 where a key stands without a value.
    """
    count = node = at = 0
    while at < len(numbers):
        if numbers[at] == 0:
            node += 1
            at += 1
            continue
        if at + 1 >= len(numbers):
            return -1, node
        found[count, 0] = node
        found[count, 1] = numbers[at]
        found[count, 2] = numbers[at + 1]
        count += 1
        at += 2
    return count, node


@kernel
def places(ids: Ints, wanted: Ints) -> Ints:
    """Position of each wanted id in a rising list, -1 where it is not there.

    Neighbours in `wanted` are mostly neighbours in the list, so each search begins there.
    """
    found = np.full(len(wanted), -1, dtype=np.int64)
    last = 0
    for k in range(len(wanted)):
        low, high, reach = last, last, 1
        while low > 0 and ids[low] > wanted[k]:
            high, low, reach = low, max(0, low - reach), 2 * reach
        reach = 1
        while high < len(ids) and ids[high] < wanted[k]:
            low, high, reach = high, min(len(ids), high + reach), 2 * reach
        while low < high:
            middle = (low + high) // 2
            if ids[middle] < wanted[k]:
                low = middle + 1
            else:
                high = middle
        if low < len(ids):
            last = low
            if ids[low] == wanted[k]:
                found[k] = low
    return found
