"""Classes of many kinds as values of variables."""
import asyncio
import collections
import dataclasses
import datetime
import decimal
import enum
import typing


@dataclasses.dataclass(order=True)
class Point:
    x: int
    y: int = 0
    tags: list = dataclasses.field(default_factory=list, compare=False)


class Colour(enum.Enum):
    RED = 1


class Pair(typing.NamedTuple):
    left: int
    right: "Pair | None" = None


class Slots:
    __slots__ = ("a", "lock")


async def main():
    point, pair, slots = Point(1, tags=["t"]), Pair(1, Pair(2)), Slots()
    slots.a, slots.lock = 1, asyncio.Lock()
    when, price = datetime.date(2020, 1, 2), decimal.Decimal("1.10")
    counts, queue = collections.Counter("hello"), collections.deque([1, 2], 2)
    recursive = [1]
    recursive.append(recursive)
    async with slots.lock:
        await asyncio.sleep(0.1)
    print(point, pair, Colour.RED, when, price, counts, queue, recursive)
    print(sorted([Point(2), Point(1, 5)]))


asyncio.run(main())
